import { periodStart } from '../../../shared/codec/product-terms.ts';
import { type EnergyWh, HOUR_MS, type MicroMoney, type MicroPerKwh, type TimeMs } from '../../../shared/codec/units.ts';
import type { Product } from '../read-model/product.ts';
import type { ReadModel } from '../read-model/read-model.ts';

/** One participant's energy beside its contract in one delivery period. */
export interface Position {
	readonly participant: string;
	readonly zone: string;
	readonly contractedWh: EnergyWh;
	/** Null while a reading of one of its meters is missing. */
	readonly meteredWh: EnergyWh | null;
	readonly residual: MicroMoney | null;
	readonly price: MicroPerKwh | null;
	readonly isSubstituted: boolean;
	readonly isSettled: boolean;
}

export interface PeriodPositions {
	readonly start: TimeMs;
	readonly end: TimeMs;
	/** The grid operator's mirror left out. */
	readonly positions: readonly Position[];
	/** Meters of the zones that have no reading of the whole period. */
	readonly missing: readonly string[];
}

/** From the statements once they are told, before that from deeds, lots of other regions and the readings that are in. */
export function positionsIn(
	model: ReadModel,
	{
		product,
		period,
		gridOperator,
	}: {
		readonly product: Product;
		readonly period: number;
		readonly gridOperator: string;
	},
): PeriodPositions {
	const { terms } = product;
	const [start, end] = [periodStart(terms, period), periodStart(terms, period + 1)];
	const settled = model.statements.find(terms.product);
	const metered = meteredIn(model, start, end);
	const zoneOf = (participant: string): string => model.directory.zoneOf(participant, start);
	const inZones = [...model.directory.participants.values()].filter(
		({ id, meters }) => meters.length > 0 && terms.zones.includes(zoneOf(id)),
	);
	const missing = inZones.flatMap(({ meters }) => meters.filter((meter) => !metered.whole.has(meter)));
	if (settled?.closed) {
		const positions = [...settled.statements].flatMap(([participant, { byPeriod }]): Position[] => {
			const contractedWh = byPeriod.contractedWh[period];
			if (participant === gridOperator || contractedWh === undefined) return [];
			return [
				{
					participant,
					zone: zoneOf(participant),
					contractedWh,
					meteredWh: byPeriod.meteredWh[period] ?? 0,
					residual: byPeriod.residual[period] ?? 0,
					price: byPeriod.imbalancePrice[period] ?? null,
					isSubstituted: byPeriod.substituted.includes(period),
					isSettled: true,
				},
			];
		});
		return { start, end, positions, missing: positions.some(({ isSubstituted }) => isSubstituted) ? missing : [] };
	}
	const contracted = contractedIn(model, product, period);
	const lacking = new Set(missing);
	const everybody = new Set([...inZones.map(({ id }) => id), ...contracted.keys()]);
	const positions = [...everybody].map((participant): Position => {
		const meters = model.directory.participants.get(participant)?.meters ?? [];
		const isWhole = !meters.some((meter) => lacking.has(meter));
		return {
			participant,
			zone: zoneOf(participant),
			contractedWh: contracted.get(participant) ?? 0,
			meteredWh: isWhole ? (metered.byParticipant.get(participant) ?? 0) : null,
			residual: null,
			price: null,
			isSubstituted: false,
			isSettled: false,
		};
	});
	return { start, end, positions, missing };
}

/**
 * Sold positive, bought negative; a deed that was refused or lapsed counts no more. What left for another region is
 * handed over like what is sold, what came from one is received like what is bought.
 */
function contractedIn(model: ReadModel, { terms, trades }: Product, period: number): Map<string, EnergyWh> {
	const sums = new Map<string, EnergyWh>();
	const add = (participant: string, wh: EnergyWh) => sums.set(participant, (sums.get(participant) ?? 0) + wh);
	for (const trade of trades.values()) {
		if (trade.period !== period || trade.deed?.state === 'refused' || trade.deed?.state === 'expired') continue;
		add(trade.seller, trade.quantityWh);
		add(trade.buyer, -trade.quantityWh);
	}
	for (const { lots } of model.bridge.regions)
		for (const { owner, product: of, lot, direction, state } of lots.rows.values()) {
			const isOfPeriod =
				of === terms.product && Math.floor((lot.start - terms.deliveryStart) / terms.periodMs) === period;
			if (isOfPeriod && state !== 'returned') add(owner, direction === 'out' ? lot.quantityWh : -lot.quantityWh);
		}
	return sums;
}

/** Net energy by participant, and the meters whose readings cover the whole period. */
function meteredIn({ readings, calendar }: ReadModel, start: TimeMs, end: TimeMs) {
	const byParticipant = new Map<string, EnergyWh>();
	const covered = new Map<string, number>();
	for (let hour = calendar.hourOf(start); hour < end; hour += HOUR_MS)
		for (const row of readings.hours.get(hour)?.readings.values() ?? []) {
			if (row.start < start || row.end > end) continue;
			const net = row.generatedWh - row.consumedWh;
			byParticipant.set(row.participant, (byParticipant.get(row.participant) ?? 0) + net);
			covered.set(row.meter, (covered.get(row.meter) ?? 0) + row.end - row.start);
		}
	const whole = new Set([...covered].filter(([, ms]) => ms >= end - start).map(([meter]) => meter));
	return { byParticipant, whole };
}
