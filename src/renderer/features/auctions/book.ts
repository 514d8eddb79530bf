import type { Auction, BookOrder } from '../../../shared/contract/index.ts';
import type { Cleared } from '../../workers/clearing-messages.ts';

export type Verdict = NonNullable<BookOrder['verdict']>;

/** One order at its place in the merit order. */
export interface Step {
	readonly order: BookOrder;
	/** Place in the auction's list: the position in the chain. */
	readonly position: number;
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
	readonly volumeWh: number;
	/** Micro-money. */
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

interface Outcome {
	readonly price: number | null;
	readonly priceLow: number | null;
	readonly priceHigh: number | null;
	readonly volumeWh: number;
	readonly welfare: number;
	readonly fill: (position: number) => number;
	readonly verdict: (position: number) => Verdict;
}

const NOT_CROSSED: Verdict = { kind: 'no-cross' };

function committedOutcome(auction: Auction, result: NonNullable<Auction['result']>): Outcome {
	return {
		...result,
		fill: (position) => auction.orders[position]?.filledWh ?? 0,
		verdict: (position) => auction.orders[position]?.verdict ?? NOT_CROSSED,
	};
}

function previewOutcome({ result }: Cleared): Outcome {
	return {
		price: result.price,
		priceLow: result.priceLow,
		priceHigh: result.priceHigh,
		volumeWh: result.volume,
		welfare: Number(result.welfare / 1000n),
		fill: (position) => result.fills[position] ?? 0,
		verdict: (position) => {
			const verdict = result.verdicts[position];
			if (!verdict) return NOT_CROSSED;
			return verdict.kind === 'marginal'
				? { kind: 'marginal', shareOfWh: verdict.shareOf, acceptedOfWh: verdict.acceptedOf }
				: verdict;
		},
	};
}

function side(auction: Auction, which: BookOrder['side'], outcome: Outcome): Step[] {
	const net = (order: BookOrder) => (which === 'bid' ? order.price - auction.wheelingFee : order.price);
	const ranked = auction.orders
		.map((order, position) => ({ order, position }))
		.filter(({ order }) => order.side === which)
		.sort(
			(a, b) =>
				(which === 'bid' ? net(b.order) - net(a.order) : net(a.order) - net(b.order)) || a.position - b.position,
		);
	let fromWh = 0;
	return ranked.map(({ order, position }) => {
		const step: Step = {
			order,
			position,
			net: net(order),
			fromWh,
			toWh: fromWh + order.quantityWh,
			filledWh: outcome.fill(position),
			verdict: outcome.verdict(position),
		};
		fromWh = step.toWh;
		return step;
	});
}

/** Null while the gate is open and the preview has not been computed yet. */
export function buildBook(auction: Auction, cleared: Cleared | null): Book | null {
	const outcome = auction.result ? committedOutcome(auction, auction.result) : cleared ? previewOutcome(cleared) : null;
	if (!outcome) return null;
	const bids = side(auction, 'bid', outcome);
	const offers = side(auction, 'offer', outcome);
	return {
		bids,
		offers,
		price: outcome.price,
		priceLow: outcome.priceLow,
		priceHigh: outcome.priceHigh,
		volumeWh: outcome.volumeWh,
		welfare: outcome.welfare,
		wantedWh: bids.at(-1)?.toWh ?? 0,
		offeredWh: offers.at(-1)?.toWh ?? 0,
		fee: auction.wheelingFee,
		committed: auction.result !== null,
		duals: {
			lastBid: bids.findLast((step) => step.filledWh > 0) ?? null,
			nextBid: bids.find((step) => step.filledWh < step.order.quantityWh) ?? null,
			lastOffer: offers.findLast((step) => step.filledWh > 0) ?? null,
			nextOffer: offers.find((step) => step.filledWh < step.order.quantityWh) ?? null,
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
