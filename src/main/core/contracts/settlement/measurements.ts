import { readingId } from '../../../../shared/codec/ids.ts';
import type { EnergyWh } from '../../../../shared/codec/units.ts';
import type { Product } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { meteredParticipants, requireMeter, requireParticipant } from '../identity/participants.ts';
import { moveCredit, STANDING } from '../incentive/standing.ts';
import { forgetReadings, isComplete, type RecordedReading, readingsOf } from '../metering/readings.ts';

export interface MeterReading extends RecordedReading {
	readonly meter: string;
}

/** What a participant's own meters say about a product's period. */
export interface Measurement {
	/** Generated less consumed; the contracted position where a reading is missing. */
	readonly meteredWh: EnergyWh;
	/** A meter's readings do not cover the period, or there is no meter. */
	readonly isMissing: boolean;
	/** What `meteredWh` adds up; empty when missing. */
	readonly readings: readonly MeterReading[];
}

/** Reads a participant's meters; an operator whose meter says nothing loses credit. */
export function measure(
	context: CallContext,
	product: Product,
	participant: string,
	contractedWh: EnergyWh,
): Measurement {
	const { meters } = requireParticipant(context, participant);
	const readings: MeterReading[] = [];
	let isMissing = meters.length === 0;
	for (const meter of meters) {
		const found = readingsOf(context, product.product, meter);
		if (isComplete(found, product)) {
			for (const each of found) readings.push({ ...each, meter });
			continue;
		}
		isMissing = true;
		const subject = readingId(meter, product.deliveryStart, 1);
		moveCredit(context, requireMeter(context, meter).operator, STANDING.readingMissed, 'reading-missed', subject);
	}
	if (isMissing) return { meteredWh: contractedWh, isMissing, readings: [] };
	const meteredWh = readings.reduce((sum, { generatedWh, consumedWh }) => sum + generatedWh - consumedWh, 0);
	return { meteredWh, isMissing, readings };
}

/** Takes the product's readings out of the state; they stay in the events. */
export function forgetMeasurements(context: CallContext, product: Product): void {
	for (const participant of meteredParticipants(context, product.zones[0] as string, product.deliveryStart))
		for (const meter of requireParticipant(context, participant).meters)
			if (readingsOf(context, product.product, meter).length > 0) forgetReadings(context, product.product, meter);
}
