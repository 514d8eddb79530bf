import { RENEWABLE_TECHNOLOGIES } from '../../../../shared/codec/device.ts';
import { energyCertificateId, readingId, settlementId } from '../../../../shared/codec/ids.ts';
import { type EnergyWh, HOUR_MS, mulDivFloor } from '../../../../shared/codec/units.ts';
import type { Product } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type MeterRecord, requireMeter } from '../identity/participants.ts';
import { attribute, derive } from '../provenance.ts';
import { consumedIn, type Measurement, type MeterReading } from '../settlement/measurement.ts';
import {
	type AllocationRun,
	noteParticipant,
	readAllocation,
	writeAllocation,
	writeFigures,
	writeMade,
} from './allocation-state.ts';
import { enterCertificate } from './certificate-state.ts';
import { coverConsumption } from './covering.ts';
import { expiryOf, noteIssued } from './expiry.ts';

const NOTHING_YET: AllocationRun = { stage: 'issuing', next: 0, issued: 0, participants: 0 };

/**
 * Issues the certificates of one settled participant, one per reading of a renewable device, and cancels what it used
 * itself in the same period. Called once by the settlement for each of its participants, with what it settled.
 * @param measurements By period; readings of one that is incomplete earn nothing
 * @param hasTraded Whether it may have bought energy, and so receive certificates
 * @param metWh Consumption by period that energy of other regions met: its own certificates alone may cover it
 */
export function certifyParticipant(
	context: CallContext,
	product: Product,
	participant: string,
	{
		measurements,
		hasTraded,
		metWh,
	}: {
		readonly measurements: readonly Measurement[];
		readonly hasTraded: boolean;
		readonly metWh: readonly EnergyWh[];
	},
): void {
	const { product: id } = product;
	const devices = new Map<string, MeterRecord>();
	let run = readAllocation(context, id) ?? NOTHING_YET;
	const madeIn: number[] = [];
	const uncoveredWh = measurements.map((measurement, period): EnergyWh => {
		const made: string[] = [];
		for (const reading of [...measurement.readings].sort((a, b) => a.start - b.start)) {
			if (reading.generatedWh === 0) continue;
			const certificate = issue(context, product, participant, deviceOf(context, devices, reading), reading);
			if (certificate === null) continue;
			noteIssued(context, id, run.issued, certificate);
			run = { ...run, issued: run.issued + 1 };
			made.push(certificate);
		}
		const consumedWh = consumedIn(measurement) - (metWh[period] ?? 0);
		if (made.length === 0) return consumedWh;
		madeIn.push(period);
		writeMade(context, id, participant, period, made);
		return coverConsumption(context, settlementId(id, participant), participant, made, consumedWh);
	});
	if (madeIn.length === 0 && !hasTraded) return;
	writeFigures(context, id, participant, { uncoveredWh, madeIn });
	noteParticipant(context, id, run.participants, participant);
	writeAllocation(context, id, { ...run, participants: run.participants + 1 });
}

/** @returns the certificate's id; null where the device earns none, or cannot have generated so much */
function issue(
	context: CallContext,
	product: Product,
	owner: string,
	{ device }: MeterRecord,
	{ meter, start, end, version, generatedWh }: MeterReading,
): string | null {
	if (!device || !RENEWABLE_TECHNOLOGIES.includes(device.technology)) return null;
	const reading = readingId(meter, start, version);
	const possibleWh = mulDivFloor(device.capacityW, end - start, HOUR_MS);
	if (generatedWh > possibleWh) {
		context.emit({ kind: 'certificate-refused', meter, owner, reading, start, end, generatedWh, possibleWh });
		return null;
	}
	const certificate = energyCertificateId(meter, start);
	const { technology } = device;
	const expiresAt = expiryOf(product);
	const terms = {
		product: product.product,
		meter,
		technology,
		start,
		end,
		reading,
		expiresAt,
		quantityWh: generatedWh,
	};
	enterCertificate(context, certificate, { ...terms, producer: owner });
	context.emit({ kind: 'certificate-issued', certificate, owner, ...terms });
	derive(context, { type: 'certificate', id: certificate }, { type: 'reading', id: reading });
	attribute(context, { type: 'certificate', id: certificate }, owner);
	return certificate;
}

function deviceOf(context: CallContext, known: Map<string, MeterRecord>, { meter }: MeterReading): MeterRecord {
	const found = known.get(meter) ?? requireMeter(context, meter);
	known.set(meter, found);
	return found;
}
