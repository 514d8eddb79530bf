import type { EnergyWh, MicroPerKwh, TimeMs } from '../codec/units.ts';
import type { TimeZone } from './time-zone.ts';

export type BidKind = 'limit' | 'block' | 'curve' | 'iceberg';

/** What imported bids are checked against; units as in the codec's ProductTerms. */
export interface ImportTerms {
	/** Where delivery stamps without an offset are read. */
	readonly timeZone: TimeZone;
	/** Chain time of the check; null leaves gates out of account. */
	readonly now: TimeMs | null;
	/** Keyed by `product`. */
	readonly products: ReadonlyMap<string, ImportProduct>;
}

export interface ImportProduct {
	readonly product: string;
	readonly zone: string;
	readonly deliveryStart: TimeMs;
	readonly deliveryEnd: TimeMs;
	/** Equal parts of the delivery, 1…100. */
	readonly periods: number;
	readonly gateOpening: TimeMs;
	readonly gateClosure: TimeMs;
	readonly tick: MicroPerKwh;
	readonly lotWh: EnergyWh;
	readonly priceMin: MicroPerKwh;
	readonly priceMax: MicroPerKwh;
	/** Kinds of orders that the product's mechanism takes. */
	readonly kinds: readonly BidKind[];
}

export interface CurvePoint {
	/** Price of the energy between the point before and this one. */
	readonly price: MicroPerKwh;
	/** Energy up to this price, the points before included. */
	readonly quantityWh: EnergyWh;
}

/** An order as a file states it, in integers; the contract's call is made from it. */
export interface BidDraft {
	/** The client's own name: the key by which the file is compared with what was sent before. */
	readonly name: string;
	readonly product: string;
	/** Counted from 1; null is all periods of the product. */
	readonly period: number | null;
	readonly side: 'bid' | 'offer';
	readonly kind: BidKind;
	/** Limit; of a curve that of its last point. */
	readonly price: MicroPerKwh;
	/** In each period; of a block the sum of its profile, of a curve that of its last point. */
	readonly quantityWh: EnergyWh;
	/** Blocks: energy in each period of the product. */
	readonly profileWh?: readonly EnergyWh[];
	/** Limit orders and blocks: the smallest part that may be accepted, in millionths, 1…1,000,000. */
	readonly minAcceptancePpm?: number;
	/** Blocks: name of the block without which it is not accepted. */
	readonly parent?: string;
	/** Blocks: of those with one name at most one is accepted. */
	readonly exclusiveGroup?: string;
	/** Icebergs: what the book shows at a time. */
	readonly visibleWh?: EnergyWh;
	/** Curves: energy strictly rising; prices falling for a bid, rising for an offer. */
	readonly points?: readonly CurvePoint[];
}

export const BID_LIMITS = {
	rows: 100_000,
	/** Of a curve. */
	points: 200,
	/** Blocks from a family's first to its last generation. */
	generations: 3,
	/** Periods of a product. */
	periods: 100,
} as const;

export function isSameDraft(a: BidDraft, b: BidDraft): boolean {
	return (
		a.product === b.product &&
		a.period === b.period &&
		a.side === b.side &&
		a.kind === b.kind &&
		a.price === b.price &&
		a.quantityWh === b.quantityWh &&
		a.minAcceptancePpm === b.minAcceptancePpm &&
		a.parent === b.parent &&
		a.exclusiveGroup === b.exclusiveGroup &&
		a.visibleWh === b.visibleWh &&
		isSameList(a.profileWh, b.profileWh) &&
		isSameList(
			a.points?.flatMap(({ price, quantityWh }) => [price, quantityWh]),
			b.points?.flatMap(({ price, quantityWh }) => [price, quantityWh]),
		)
	);
}

function isSameList(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
	if (a === undefined || b === undefined) return a === b;
	return a.length === b.length && a.every((value, index) => value === b[index]);
}
