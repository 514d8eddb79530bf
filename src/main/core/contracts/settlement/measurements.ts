import { readingId } from '../../../../shared/codec/ids.ts';
import { periodStart, periodsOf } from '../../../../shared/codec/product-terms.ts';
import type { EnergyWh } from '../../../../shared/codec/units.ts';
import type { Product } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { meteredParticipants, requireMeter, requireParticipant, zoneAt } from '../identity/participants.ts';
import { moveCredit, STANDING } from '../incentive/standing.ts';
import { forgetReadings, type RecordedReading, readingsOf } from '../metering/readings.ts';
import { type ZoneImbalances, zoneIndex } from './imbalance.ts';
import type { Measurement, MeterReading } from './measurement.ts';
import { type Position, positionOf } from './positions.ts';
import { SETTLEMENT } from './run.ts';

/** Who has meters in the product's zones when its first or its last period begins. */
export function meteredIn(context: CallContext, product: Product): Set<string> {
	const everyone = new Set<string>();
	for (const at of new Set([product.deliveryStart, periodStart(product, periodsOf(product) - 1)]))
		for (const zone of product.zones)
			for (const participant of meteredParticipants(context, zone, at)) everyone.add(participant);
	return everyone;
}

/**
 * Reads a participant's meters period by period and takes the readings out of the state; they stay in the events. An
 * operator whose meter leaves a gap loses credit.
 * @param contractedWh By period
 */
export function measure(
	context: CallContext,
	product: Product,
	participant: string,
	contractedWh: readonly EnergyWh[],
): Measurement[] {
	const owner = requireParticipant(context, participant);
	const byMeter = owner.meters.map((meter) => ({ meter, periods: readingsByPeriod(context, product, meter) }));
	for (const { meter, periods } of byMeter) {
		const gap = periods.findIndex(
			(readings, period) => readings === null && product.zones.includes(zoneAt(owner, periodStart(product, period))),
		);
		if (gap === -1) continue;
		const subject = readingId(meter, periodStart(product, gap), 1);
		moveCredit(context, requireMeter(context, meter).operator, STANDING.readingMissed, 'reading-missed', subject);
	}
	return contractedWh.map((contracted, period): Measurement => {
		const readings: MeterReading[] = [];
		let isMissing = byMeter.length === 0;
		for (const { meter, periods } of byMeter) {
			const found = periods[period];
			if (found) for (const each of found) readings.push({ ...each, meter });
			else isMissing = true;
		}
		if (isMissing) return { meteredWh: contracted, isMissing, readings: [] };
		const meteredWh = readings.reduce((sum, { generatedWh, consumedWh }) => sum + generatedWh - consumedWh, 0);
		return { meteredWh, isMissing, readings };
	});
}

/**
 * Measures everybody of a page before anybody is priced, and keeps what the meters said, since a zone's imbalance takes
 * all of it. @returns the zones' imbalances with theirs
 */
export function measureParties(
	context: CallContext,
	product: Product,
	participants: readonly string[],
	before: ZoneImbalances,
): ZoneImbalances {
	const imbalances = before.map((zone) => [...zone]);
	for (const participant of participants) {
		const contractedWh = contractedOf(product, positionOf(context, product.product, participant));
		const measurements = measure(context, product, participant, contractedWh);
		context.space(SETTLEMENT).set(measuredKey(product, participant), measurements);
		const zone = imbalances[zoneIndex(context, product, participant)];
		measurements.forEach(({ meteredWh }, period) => {
			if (zone) zone[period] = (zone[period] as number) + meteredWh - (contractedWh[period] as number);
		});
	}
	return imbalances;
}

/** What `measureParties` kept of a participant; undefined where it has not measured. */
export function takeMeasured(context: CallContext, product: Product, participant: string): Measurement[] | undefined {
	const space = context.space(SETTLEMENT);
	const measurements = space.get<Measurement[]>(measuredKey(product, participant));
	if (measurements) space.delete(measuredKey(product, participant));
	return measurements;
}

/** Contracted energy of each period. */
export function contractedOf(product: Product, position: Position | undefined): EnergyWh[] {
	const contractedWh = new Array<EnergyWh>(periodsOf(product)).fill(0);
	for (const [period, energyWh] of position ?? []) contractedWh[period] = energyWh;
	return contractedWh;
}

function measuredKey({ product }: Product, participant: string): string {
	return `measured/${product}/${participant}`;
}

/** A meter's readings in each period; null where they do not cover it. */
function readingsByPeriod(
	context: CallContext,
	product: Product,
	meter: string,
): readonly (readonly RecordedReading[] | null)[] {
	const all = readingsOf(context, product.product, meter);
	if (all.length > 0) forgetReadings(context, product.product, meter);
	context.charge(all.length);
	const byPeriod: RecordedReading[][] = Array.from({ length: periodsOf(product) }, () => []);
	for (const reading of all)
		byPeriod[Math.floor((reading.start - product.deliveryStart) / product.periodMs)]?.push(reading);
	return byPeriod.map((readings) => {
		const coveredMs = readings.reduce((covered, { start, end }) => covered + end - start, 0);
		return coveredMs === product.periodMs ? readings : null;
	});
}
