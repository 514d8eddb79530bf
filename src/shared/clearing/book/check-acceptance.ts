import type { FaultReport } from '../faults.ts';
import type { Verdict } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import type { Duals, Pairing } from './book.ts';
import { isSharedByRule } from './check-shares.ts';
import type { BookColumns, Grid } from './columns.ts';

/** What is wrong about who is accepted for how much, whatever is paid. */
export const ACCEPTANCE_FAULTS = [
	/** A list is not as long as the market's, or a number is not a safe integer. */
	'SHAPE',
	/** A fill is negative, above its order, or no multiple of the lot. */
	'FILL_RANGE',
	/** Accepted bids, accepted offers and the volume are not equal. */
	'BALANCE',
	/** An accepted bid, net of the fee, is below an accepted offer. */
	'CROSSED_LOSS',
	/** A bid and an offer that cross are both left over. */
	'VOLUME',
	/** The marginal orders are not those of the fills. */
	'DUALS',
	/** An order better than the last accepted one is cut, or its level is not shared as the profile says. */
	'SHARES',
	'WELFARE',
	'VERDICT',
	/** A trade's orders, quantity or place in the pairing is wrong. */
	'PAIRING',
	/** Trades do not add up to the fills. */
	'TRADED_SUM',
] as const;

export type AcceptanceFaultCode = (typeof ACCEPTANCE_FAULTS)[number];

/** What a result says of one book, by index. */
export interface BookClaim {
	readonly fills: ArrayLike<number>;
	readonly verdicts: ArrayLike<Verdict>;
	readonly duals: Duals;
	readonly trades: readonly Pairing[];
}

/** What the fills of a book come to. */
export interface Accepted {
	readonly bid: number;
	readonly offer: number;
	readonly duals: Duals;
}

/**
 * Checks in O(n), without sorting and apart from the clearing's own code: orders better than the last accepted one of
 * their side are served in full and no accepted pair loses, which proves the welfare; no crossing remainder proves the
 * largest volume. Places of faults are positions in the market, of trades counted from `tradeAt`.
 */
export function checkAcceptance(
	columns: BookColumns,
	claim: BookClaim,
	terms: { readonly grid: Grid; readonly profile: Profile; readonly tradeAt: number },
	faults: FaultReport<AcceptanceFaultCode>,
): Accepted {
	const accepted = checkFills(columns, claim, terms.grid, faults);
	const { duals } = accepted;
	const { lastAcceptedBid, nextRejectedBid, lastAcceptedOffer, nextRejectedOffer } = duals;
	for (const name of ['lastAcceptedBid', 'nextRejectedBid', 'lastAcceptedOffer', 'nextRejectedOffer'] as const)
		if (duals[name] !== claim.duals[name]) faults.add('DUALS', null);
	if (lastAcceptedBid !== null && lastAcceptedOffer !== null && lastAcceptedBid < lastAcceptedOffer)
		faults.add('CROSSED_LOSS', null);
	if (nextRejectedBid !== null && nextRejectedOffer !== null && nextRejectedBid >= nextRejectedOffer)
		faults.add('VOLUME', null);
	checkSide(columns, claim, 1, lastAcceptedBid, terms, faults);
	checkSide(columns, claim, 0, lastAcceptedOffer, terms, faults);
	checkTrades(columns, claim, terms.tradeAt, faults);
	return accepted;
}

/** Ranges and sums, and worst accepted and best rejected limits of each side, read from the fills alone. */
function checkFills(
	columns: BookColumns,
	{ fills }: BookClaim,
	{ lot }: Grid,
	faults: FaultReport<AcceptanceFaultCode>,
): Accepted {
	const { count, isBid, limit, quantity, positions } = columns;
	const none = Number.POSITIVE_INFINITY;
	let [bid, offer] = [0, 0];
	let [lastBid, nextBid, lastOffer, nextOffer] = [none, -none, -none, none];
	for (let at = 0; at < count; at++) {
		const fill = fills[at] as number;
		const most = quantity[at] as number;
		const net = limit[at] as number;
		if (!(fill >= 0 && fill <= most && fill % lot === 0)) faults.add('FILL_RANGE', positions[at] as number);
		if (isBid[at] === 1) {
			bid += fill;
			if (fill > 0 && net < lastBid) lastBid = net;
			if (fill < most && net > nextBid) nextBid = net;
		} else {
			offer += fill;
			if (fill > 0 && net > lastOffer) lastOffer = net;
			if (fill < most && net < nextOffer) nextOffer = net;
		}
	}
	if (bid !== offer) faults.add('BALANCE', null);
	const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
	const duals = {
		lastAcceptedBid: known(lastBid),
		nextRejectedBid: known(nextBid),
		lastAcceptedOffer: known(lastOffer),
		nextRejectedOffer: known(nextOffer),
	};
	return { bid, offer, duals };
}

/** Of one side only the worst accepted level may be cut, and it is shared as the profile says; verdicts say so. */
function checkSide(
	columns: BookColumns,
	{ fills, verdicts }: BookClaim,
	side: 0 | 1,
	margin: number | null,
	{ grid, profile }: { readonly grid: Grid; readonly profile: Profile },
	faults: FaultReport<AcceptanceFaultCode>,
): void {
	const { count, isBid, limit, quantity, positions } = columns;
	const outside = margin === null ? 'no-cross' : 'out-of-price';
	const worst = margin ?? (side === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
	const level: number[] = [];
	let [shareOf, acceptedOf] = [0, 0];
	for (let at = 0; at < count; at++) {
		if (isBid[at] !== side) continue;
		const net = limit[at] as number;
		if (net === worst) {
			level.push(at);
			shareOf += quantity[at] as number;
			acceptedOf += fills[at] as number;
			continue;
		}
		const isBetter = side === 1 ? net > worst : net < worst;
		if (isBetter && fills[at] !== quantity[at]) faults.add('SHARES', positions[at] as number);
		if (verdicts[at]?.kind !== (isBetter ? 'accepted' : outside)) faults.add('VERDICT', positions[at] as number);
	}
	for (const at of level)
		if (!isLevelVerdict(verdicts[at], shareOf, acceptedOf)) faults.add('VERDICT', positions[at] as number);
	if (!isSharedByRule(columns, level, fills, grid.lot, profile))
		faults.add('SHARES', positions[level[0] as number] as number);
}

function isLevelVerdict(verdict: Verdict | undefined, shareOf: number, acceptedOf: number): boolean {
	if (acceptedOf === shareOf) return verdict?.kind === 'accepted';
	return verdict?.kind === 'marginal' && verdict.shareOf === shareOf && verdict.acceptedOf === acceptedOf;
}

/** Both sides advance in rank and each trade uses up one of its orders: only one pairing does that. */
function checkTrades(
	{ count, isBid, limit, positions }: BookColumns,
	{ trades, fills }: BookClaim,
	tradeAt: number,
	faults: FaultReport<AcceptanceFaultCode>,
): void {
	const left = Float64Array.from(fills);
	let [lastBid, lastOffer] = [-1, -1];
	for (let n = 0; n < trades.length; n++) {
		const { bid, offer, quantity } = trades[n] as Pairing;
		if (isBid[bid] !== 1 || isBid[offer] !== 0 || !(quantity > 0)) return faults.add('PAIRING', tradeAt + n);
		const isBidInTurn = lastBid < 0 || lastBid === bid || isBefore(limit, lastBid, bid, -1);
		const isOfferInTurn = lastOffer < 0 || lastOffer === offer || isBefore(limit, lastOffer, offer, 1);
		if (!isBidInTurn || !isOfferInTurn) return faults.add('PAIRING', tradeAt + n);
		const bidLeft = (left[bid] as number) - quantity;
		const offerLeft = (left[offer] as number) - quantity;
		if (Math.min(bidLeft, offerLeft) !== 0) return faults.add('PAIRING', tradeAt + n);
		left[bid] = bidLeft;
		left[offer] = offerLeft;
		[lastBid, lastOffer] = [bid, offer];
	}
	for (let at = 0; at < count; at++) if (left[at] !== 0) return faults.add('TRADED_SUM', positions[at] as number);
}

/** Of two orders of one side: does the first rank before the second? `sign` is 1 where the lowest limit comes first. */
function isBefore(limit: Float64Array, first: number, second: number, sign: 1 | -1): boolean {
	const difference = sign * ((limit[second] as number) - (limit[first] as number));
	return difference === 0 ? first < second : difference > 0;
}
