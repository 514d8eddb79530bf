import type { Auction, BookOrder } from '../../../shared/contract/index.ts';
import type { Cleared, ClearedEntry } from '../../workers/product-clearing.ts';

export type Verdict = NonNullable<BookOrder['verdict']>;

/** One order at its place in the merit order. */
export interface Step {
	readonly order: BookOrder;
	/** Place in the auction's list: the position in the chain. */
	readonly position: number;
	/** Of the order's part in the slice: of a curve the step, of a block the period. */
	readonly quantityWh: number;
	/** What the order is worth to the market: a bid's limit less the wheeling fee, an offer's own limit. */
	readonly net: number;
	/** Energy of the side that comes before it, and up to its end. */
	readonly fromWh: number;
	readonly toWh: number;
	readonly filledWh: number;
	readonly verdict: Verdict;
}

/** Both sides in merit order with the outcome that is on screen: the committed one, or the preview before the gate. */
export interface Book {
	readonly bids: readonly Step[];
	readonly offers: readonly Step[];
	readonly price: number | null;
	readonly priceLow: number | null;
	readonly priceHigh: number | null;
	/** What the larger side trades; the difference comes, or goes, over borders. */
	readonly volumeWh: number;
	readonly boughtWh: number;
	readonly soldWh: number;
	/** What was bought beyond what was sold; negative is an export. */
	readonly importWh: number;
	/** Gained by the slice's orders at their limits, micro-money; of a product of one slice what the chain recorded. */
	readonly welfare: number;
	readonly wantedWh: number;
	readonly offeredWh: number;
	readonly fee: number;
	readonly committed: boolean;
	readonly duals: {
		readonly lastBid: Step | null;
		readonly nextBid: Step | null;
		readonly lastOffer: Step | null;
		readonly nextOffer: Step | null;
	};
}

/** One zone and period of a product. */
export interface Slice {
	readonly zone: number;
	readonly period: number;
}

/** Whether a product has more than one zone and period to look at. */
export function hasSlices({ zones, deliveryStart, deliveryEnd, periodMs }: Auction): boolean {
	return zones.length > 1 || deliveryEnd - deliveryStart > periodMs;
}

export const ONLY_SLICE: Slice = { zone: 0, period: 0 };

interface Placed {
	readonly entry: Omit<ClearedEntry, 'zone' | 'period'>;
	readonly order: BookOrder;
}

/**
 * Orders of a slice. What the chain recorded of an order that has one part stands; parts of others, of which the chain
 * records the total, are those of the clearing made here.
 */
function placedIn(auction: Auction, cleared: Cleared | null, { zone, period }: Slice): Placed[] {
	if (!cleared)
		return auction.orders.flatMap((order, index) => {
			if (!('quantityWh' in order.terms) || order.zone !== zone || (order.terms.period ?? period) !== period) return [];
			const { terms, filledWh, verdict } = order;
			const net = order.side === 'bid' ? terms.price - feeOf(auction, { zone, period }) : terms.price;
			return [
				{
					order,
					entry: {
						order: index,
						net,
						quantityWh: terms.quantityWh,
						filledWh: filledWh ?? 0,
						verdict: verdict ?? NOT_CROSSED,
					},
				},
			];
		});
	const parts = new Map<number, number>();
	for (const { order } of cleared.entries) parts.set(order, (parts.get(order) ?? 0) + 1);
	return cleared.entries.flatMap((entry) => {
		const order = auction.orders[entry.order];
		if (!order || entry.zone !== zone || entry.period !== period) return [];
		const recorded = auction.result && parts.get(entry.order) === 1 ? order : null;
		const [filledWh, verdict] = [recorded?.filledWh ?? entry.filledWh, recorded?.verdict ?? entry.verdict];
		return [{ order, entry: { ...entry, filledWh, verdict } }];
	});
}

/** What a buyer of the slice pays on top of the price. */
export function feeOf({ zoneFees }: Auction, { zone, period }: Slice): number {
	const fees = zoneFees[zone] ?? [0];
	return (fees.length === 1 ? fees[0] : fees[period]) ?? 0;
}

const NOT_CROSSED: Verdict = { kind: 'no-cross' };

function side(placed: readonly Placed[], which: BookOrder['side']): Step[] {
	const ranked = placed
		.filter(({ order }) => order.side === which)
		.sort(({ entry: a }, { entry: b }) => (which === 'bid' ? b.net - a.net : a.net - b.net) || a.order - b.order);
	let fromWh = 0;
	return ranked.map(({ order, entry }) => {
		const { quantityWh, net, filledWh, verdict } = entry;
		const step: Step = {
			order,
			position: entry.order,
			net,
			quantityWh,
			fromWh,
			toWh: fromWh + quantityWh,
			filledWh,
			verdict,
		};
		fromWh = step.toWh;
		return step;
	});
}

function pricesOf(
	auction: Auction,
	cleared: Cleared | null,
	{ zone, period }: Slice,
): Pick<Book, 'price' | 'priceLow' | 'priceHigh'> {
	const recorded = auction.result?.prices[zone];
	const here = cleared?.prices[zone]?.ranges[period];
	return recorded
		? {
				price: recorded.price[period] ?? null,
				priceLow: recorded.low[period] ?? null,
				priceHigh: recorded.high[period] ?? null,
			}
		: { price: here?.price ?? null, priceLow: here?.low ?? null, priceHigh: here?.high ?? null };
}

/** Of one of several slices, what its orders gain at its price: what energy over borders is worth belongs to no slice. */
function welfareOf(auction: Auction, cleared: Cleared | null, steps: readonly Step[], price: number | null): number {
	if (!hasSlices(auction)) return auction.result ? auction.result.welfare : Number((cleared?.welfare ?? 0n) / 1000n);
	const gain = steps.reduce((sum, step) => sum + step.filledWh * Math.abs(step.net - (price ?? step.net)), 0);
	return Math.round(gain / 1000);
}

/** Null while the gate is open and the preview has not been computed yet. */
export function buildBook(auction: Auction, cleared: Cleared | null, slice: Slice = ONLY_SLICE): Book | null {
	const tradesOneByOne = auction.mechanism === 'continuous' || auction.mechanism === 'listing';
	if (!auction.result && !cleared && !tradesOneByOne) return null;
	const placed = placedIn(auction, cleared, slice);
	const prices = pricesOf(auction, cleared, slice);
	const bids = side(placed, 'bid');
	const offers = side(placed, 'offer');
	const filled = (steps: readonly Step[]): number => steps.reduce((sum, step) => sum + step.filledWh, 0);
	const [boughtWh, soldWh] = [filled(bids), filled(offers)];
	return {
		bids,
		offers,
		...prices,
		volumeWh: Math.max(boughtWh, soldWh),
		boughtWh,
		soldWh,
		importWh: boughtWh - soldWh,
		welfare: welfareOf(auction, cleared, [...bids, ...offers], prices.price),
		wantedWh: bids.at(-1)?.toWh ?? 0,
		offeredWh: offers.at(-1)?.toWh ?? 0,
		fee: feeOf(auction, slice),
		committed: auction.result !== null,
		duals: {
			lastBid: bids.findLast((step) => step.filledWh > 0) ?? null,
			nextBid: bids.find((step) => step.filledWh < step.quantityWh) ?? null,
			lastOffer: offers.findLast((step) => step.filledWh > 0) ?? null,
			nextOffer: offers.find((step) => step.filledWh < step.quantityWh) ?? null,
		},
	};
}

/** A printed line of the book: accepted lines end at the clearing line on both sides, rejected ones begin there. */
export interface BookRow {
	readonly bid: Step | null;
	readonly offer: Step | null;
}

export interface BookRows {
	readonly above: readonly BookRow[];
	readonly below: readonly BookRow[];
}

/** Sets both sides so that they meet at the clearing line; an order cut at the margin stands above it. */
export function alignRows({ bids, offers }: Pick<Book, 'bids' | 'offers'>): BookRows {
	const accepted = (steps: readonly Step[]) => steps.filter((step) => step.filledWh > 0);
	const rejected = (steps: readonly Step[]) => steps.filter((step) => step.filledWh === 0);
	const [bidsIn, offersIn] = [accepted(bids), accepted(offers)];
	const [bidsOut, offersOut] = [rejected(bids), rejected(offers)];
	const depth = Math.max(bidsIn.length, offersIn.length);
	return {
		above: Array.from({ length: depth }, (_, row) => ({
			bid: bidsIn[row - (depth - bidsIn.length)] ?? null,
			offer: offersIn[row - (depth - offersIn.length)] ?? null,
		})),
		below: Array.from({ length: Math.max(bidsOut.length, offersOut.length) }, (_, row) => ({
			bid: bidsOut[row] ?? null,
			offer: offersOut[row] ?? null,
		})),
	};
}

/** What all names begin with and need not be repeated on a chart: “home-” of home-01, home-02. */
export function commonPrefix(names: readonly string[]): string {
	const first = names[0];
	if (first === undefined || new Set(names).size < 2) return '';
	let length = 0;
	while (length < first.length && names.every((name) => name[length] === first[length])) length += 1;
	const prefix = first.slice(0, length);
	return /^.*[-_\s.]/.exec(prefix)?.[0] ?? '';
}
