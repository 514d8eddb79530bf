import type { Outcome, Verdict } from '../clearing/outcome.ts';
import type { OrderVerdict } from '../codec/order-verdict.ts';
import type { MicroMoney } from '../codec/units.ts';
import type { ProductMarket, ProductOrder } from './product-market.ts';

/** What became of one order: energy over all its periods and steps, and why. */
export interface OrderResult {
	readonly filledWh: number;
	readonly verdict: OrderVerdict;
}

const NOT_VALID: OrderResult = { filledWh: 0, verdict: { kind: 'not-valid' } };

const MONEY_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Price × quantity of a clearing in money, rounded towards zero. What a rejected order would lose or gain is backed by
 * no money and may be any figure: beyond the safe integers it is the last of them.
 */
export function moneyOf(value: bigint): MicroMoney {
	const money = value / 1000n;
	if (money > MONEY_MAX) return Number.MAX_SAFE_INTEGER;
	return money < -MONEY_MAX ? Number.MIN_SAFE_INTEGER : Number(money);
}

/**
 * Results by order. What several positions of one order got is added up; of a curve in one period the step that tells
 * why is the one cut at the margin, else the last accepted one, else the best one; of others how they fared is counted.
 */
export function orderResults(
	orders: readonly ProductOrder[],
	{ market, origins }: ProductMarket,
	{ fills, verdicts }: Outcome,
	orderIdOf: (order: number) => string,
): OrderResult[] {
	const idOf = (position: number): string => orderIdOf(origins[position] as number);
	const counts = orders.map(() => 0);
	for (const origin of origins) counts[origin] = (counts[origin] as number) + 1;
	const isCurve = ({ terms }: ProductOrder): boolean =>
		'points' in terms && (terms.period !== undefined || market.periods === 1);
	const results: (OrderResult | undefined)[] = orders.map(() => undefined);
	origins.forEach((origin, position) => {
		const filledWh = fills[position] as number;
		if (counts[origin] === 1) {
			results[origin] = { filledWh, verdict: orderVerdict(verdicts[position] as Verdict, idOf) };
			return;
		}
		const before = results[origin];
		if (isCurve(orders[origin] as ProductOrder)) {
			const verdict = orderVerdict(verdicts[position] as Verdict, idOf);
			const isDecisive = !before || verdict.kind === 'marginal' || (filledWh > 0 && before.verdict.kind !== 'marginal');
			results[origin] = {
				filledWh: (before?.filledWh ?? 0) + filledWh,
				verdict: isDecisive ? verdict : before.verdict,
			};
			return;
		}
		const { accepted, cut, rejected } =
			before?.verdict.kind === 'several' ? before.verdict : { accepted: 0, cut: 0, rejected: 0 };
		const isFull = filledWh === market.orders[position]?.quantity;
		results[origin] = {
			filledWh: (before?.filledWh ?? 0) + filledWh,
			verdict: {
				kind: 'several',
				accepted: accepted + (isFull ? 1 : 0),
				cut: cut + (!isFull && filledWh > 0 ? 1 : 0),
				rejected: rejected + (filledWh === 0 ? 1 : 0),
			},
		};
	});
	return results.map((result) => result ?? NOT_VALID);
}

/** The same verdict in Wh and money, with other orders by their ids. */
export function orderVerdict(verdict: Verdict, idOf: (position: number) => string): OrderVerdict {
	switch (verdict.kind) {
		case 'marginal':
			return { kind: 'marginal', shareOfWh: verdict.shareOf, acceptedOfWh: verdict.acceptedOf };
		case 'block-accepted':
			return { kind: 'block-accepted', surplus: moneyOf(verdict.surplus) };
		case 'block-cut':
			return { kind: 'block-cut', ratio: verdict.ratio };
		case 'block-out-of-price':
			return { kind: 'block-out-of-price', loss: moneyOf(verdict.loss) };
		case 'paradoxically-rejected':
			return { kind: 'paradoxically-rejected', foregone: moneyOf(verdict.foregone) };
		case 'parent-rejected':
			return { kind: 'parent-rejected', parent: idOf(verdict.parent) };
		case 'exclusive-rejected':
			return { kind: 'exclusive-rejected', accepted: idOf(verdict.accepted) };
		case 'matched':
			return { kind: 'matched', trades: verdict.trades, restingWh: verdict.resting };
		case 'own-cross':
			return { kind: 'own-cross', other: idOf(verdict.other) };
		case 'rationed':
		case 'lot-not-drawn':
			return { kind: verdict.kind, price: verdict.price, wantedWh: verdict.wanted, gotWh: verdict.got };
		case 'pays-externality':
			return { kind: verdict.kind, total: moneyOf(verdict.total), wantedWh: verdict.wanted, gotWh: verdict.got };
		case 'auctioned':
			return { kind: verdict.kind, wantedWh: verdict.wanted, gotWh: verdict.got };
		default:
			return verdict;
	}
}
