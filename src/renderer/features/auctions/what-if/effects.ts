import type { Auction, BookOrder } from '../../../../shared/contract/index.ts';
import type { Cleared } from '../../../workers/product-clearing.ts';

const WH_PER_KWH = 1_000n;
/** Price × quantity in micro-money. */
const money = (value: bigint): number => Number(value / WH_PER_KWH);

/** What one party has of the gain from trade, really and supposedly; micro-money. */
export interface Gain {
	/** A participant, or what no participant gets. */
	readonly who: { readonly participant: string; readonly name: string } | 'fees' | 'congestion';
	readonly real: number;
	readonly supposed: number;
	readonly change: number;
}

/** Everybody whom either clearing gives something, the largest change first; fees and congestion at the end. */
export function gainsBetween(auction: Auction, real: Cleared, supposed: Cleared): readonly Gain[] {
	const names = new Map(auction.orders.map(({ participant, name }) => [participant, name]));
	const people = new Set([...real.shares.gains.keys(), ...supposed.shares.gains.keys()]);
	const gain = (who: Gain['who'], before: bigint, after: bigint): Gain => {
		const [then, now] = [money(before), money(after)];
		return { who, real: then, supposed: now, change: now - then };
	};
	const rows = [...people].map((participant) =>
		gain(
			{ participant, name: names.get(participant) ?? participant },
			real.shares.gains.get(participant) ?? 0n,
			supposed.shares.gains.get(participant) ?? 0n,
		),
	);
	return [
		...rows.sort((a, b) => Math.abs(b.change) - Math.abs(a.change)),
		gain('fees', real.shares.fees, supposed.shares.fees),
		gain('congestion', real.shares.congestion, supposed.shares.congestion),
	];
}

/** An order that gets other energy than it really does. */
export interface Shift {
	readonly order: BookOrder;
	/** Place in the real book. */
	readonly at: number;
	/** Place in the supposed book; null where it takes no part there. */
	readonly supposedAt: number | null;
	readonly realWh: number;
	readonly supposedWh: number;
}

/** Orders by how much their energy changes, the largest first. */
export function shiftsBetween(
	auction: Auction,
	origins: readonly number[],
	real: Cleared,
	supposed: Cleared,
): readonly Shift[] {
	const places = new Map(origins.map((at, place) => [at, place]));
	return auction.orders
		.map((order, at): Shift => {
			const supposedAt = places.get(at) ?? null;
			const supposedWh = supposedAt === null ? 0 : (supposed.orders[supposedAt]?.filledWh ?? 0);
			return { order, at, supposedAt, realWh: real.orders[at]?.filledWh ?? 0, supposedWh };
		})
		.filter(({ realWh, supposedWh }) => realWh !== supposedWh)
		.sort((a, b) => Math.abs(b.supposedWh - b.realWh) - Math.abs(a.supposedWh - a.realWh));
}

/** Welfare of a clearing in micro-money. */
export function welfareOf(cleared: Cleared): number {
	return money(cleared.welfare);
}

/** Lowest and highest price over zones and periods; null where nothing has one. */
export function priceSpan(cleared: Cleared): { readonly low: number | null; readonly high: number | null } {
	const prices = cleared.prices.flatMap(({ ranges }) => ranges.flatMap(({ price }) => price ?? []));
	if (prices.length === 0) return { low: null, high: null };
	return { low: prices.reduce((a, b) => Math.min(a, b)), high: prices.reduce((a, b) => Math.max(a, b)) };
}
