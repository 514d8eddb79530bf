import { type OrderResult, orderResults, orderVerdict } from '../../shared/auction/order-results.ts';
import { type OpenedProduct, type ProductMarket, productMarket } from '../../shared/auction/product-market.ts';
import type { BlockOrder, LimitOrder } from '../../shared/clearing/market.ts';
import { netLimitOf } from '../../shared/clearing/market.ts';
import type { MechanismName } from '../../shared/clearing/mechanism-names.ts';
import { mechanismOf } from '../../shared/clearing/mechanisms.ts';
import type { Outcome, PriceRange } from '../../shared/clearing/outcome.ts';
import { type ProfileName, profiles } from '../../shared/clearing/profiles.ts';
import type { WhyTerms } from '../../shared/clearing/why/facts.ts';
import { whySentence } from '../../shared/clearing/why/why.ts';
import type { OrderBody } from '../../shared/codec/order-terms.ts';
import type { OrderVerdict } from '../../shared/codec/order-verdict.ts';

/** A product's book as the console knows it: all that its clearing follows from. */
export interface ClearingInput {
	readonly product: OpenedProduct;
	readonly mechanism: MechanismName;
	readonly profile: ProfileName;
	readonly seed: string | null;
	readonly orders: readonly {
		readonly order: string;
		readonly name: string;
		readonly participant: string;
		readonly terms: OrderBody;
		readonly zone: number;
		readonly priority: number;
	}[];
}

/** What one order got in one zone and period: a whole limit order, a step of a curve, or a period of a block. */
export interface ClearedEntry {
	/** Index in the input's orders. */
	readonly order: number;
	readonly zone: number;
	readonly period: number;
	/** Limit net of the zone's fee. */
	readonly net: number;
	readonly quantityWh: number;
	readonly filledWh: number;
	readonly verdict: OrderVerdict;
}

/** Who has what of the gain from trade; price × quantity. */
export interface Shares {
	/** By participant that trades: what its bids are worth beyond what it pays, its offers below what they ask. */
	readonly gains: ReadonlyMap<string, bigint>;
	/** Carriage that buyers pay to the grid operator, of zones and over borders. */
	readonly fees: bigint;
	/** What buyers pay beyond what sellers get and border fees. */
	readonly congestion: bigint;
}

/** A market cleared on this machine, and what the independent checker found in the result. */
export interface Cleared {
	/** By zone or pool, then by period. */
	readonly prices: readonly { readonly name: string; readonly ranges: readonly PriceRange[] }[];
	/** By border, then by period. */
	readonly flows: readonly (readonly number[])[];
	readonly volumeWh: number;
	/** Price × quantity. */
	readonly welfare: bigint;
	readonly entries: readonly ClearedEntry[];
	readonly orders: readonly OrderResult[];
	readonly trades: readonly { readonly bid: string; readonly offer: string; readonly quantityWh: number }[];
	readonly shares: Shares;
	readonly faults: readonly string[];
	readonly clearMs: number;
	readonly checkMs: number;
}

interface Run extends ProductMarket {
	readonly outcome: Outcome;
}

/** Clears a product with the code that every validator runs. @throws CodedError CLEARING_* */
export function clearProduct(input: ClearingInput, now: () => number): Cleared {
	const startedAt = now();
	const run = runOf(input);
	const clearedAt = now();
	const { market, outcome, origins, priceNames } = run;
	const mechanism = mechanismOf(input.mechanism);
	const faults = mechanism.check(market, profiles[input.profile], outcome).map(({ code }) => code);
	const checkedAt = now();
	const idOf = (position: number): string => input.orders[origins[position] as number]?.order ?? '';
	return {
		prices: priceNames.map((name, zone) => ({ name, ranges: outcome.prices[zone] ?? [] })),
		flows: outcome.flows,
		volumeWh: outcome.volume,
		welfare: outcome.welfare,
		entries: entriesOf(run, idOf),
		orders: orderResults(input.orders, run, outcome, (order) => input.orders[order]?.order ?? ''),
		trades: outcome.trades.map(({ bid, offer, quantity }) => ({
			bid: idOf(bid),
			offer: idOf(offer),
			quantityWh: quantity,
		})),
		shares: sharesOf(input, run),
		faults: [...new Set(faults)],
		clearMs: clearedAt - startedAt,
		checkMs: checkedAt - clearedAt,
	};
}

/** Why an order fared as it did: a sentence for each part of it that was cleared by itself. */
export function whyOrder(input: ClearingInput, order: number, terms: Omit<WhyTerms, 'nameOf'>): readonly string[] {
	const { market, outcome, origins } = runOf(input);
	const nameOf = (position: number): string => input.orders[origins[position] as number]?.name ?? '';
	const profile = profiles[input.profile];
	return origins.flatMap((origin, position) =>
		origin === order ? [whySentence(market, profile, outcome, position, { ...terms, nameOf })] : [],
	);
}

function runOf({ product, mechanism, profile, seed, orders }: ClearingInput): Run {
	const standings = new Map(orders.map(({ participant, zone, priority }) => [participant, { zone, priority }]));
	const cleared = productMarket(
		product,
		orders,
		(participant) => standings.get(participant) ?? { zone: -1, priority: 0 },
	);
	const market = seed === null ? cleared.market : { ...cleared.market, seed };
	return { ...cleared, market, outcome: mechanismOf(mechanism).clear(market, profiles[profile]) };
}

function sharesOf({ orders }: ClearingInput, { market, outcome, origins }: Run): Shares {
	const gains = new Map<string, bigint>();
	let [fees, congestion] = [0n, 0n];
	const orderAt = (position: number): LimitOrder | BlockOrder =>
		(market.orders[position] ?? market.blocks[position - market.orders.length]) as LimitOrder | BlockOrder;
	const gain = (position: number, value: bigint): void => {
		const participant = orders[origins[position] as number]?.participant ?? '';
		gains.set(participant, (gains.get(participant) ?? 0n) + value);
	};
	for (const { bid, offer, period, quantity, price, buyerPrice } of outcome.trades) {
		const energy = BigInt(quantity);
		const [bought, sold] = [orderAt(bid), orderAt(offer)];
		const fee = market.zones[bought.zone]?.fee[period] ?? 0;
		gain(bid, energy * BigInt(bought.price - fee - buyerPrice));
		gain(offer, energy * BigInt(price - sold.price));
		fees += energy * BigInt(fee);
		congestion += energy * BigInt(buyerPrice - price);
	}
	market.links.forEach(({ fee }, link) => {
		for (const [period, flow] of (outcome.flows[link] ?? []).entries()) {
			const carried = BigInt(Math.abs(flow)) * BigInt(fee[period] ?? 0);
			fees += carried;
			congestion -= carried;
		}
	});
	return { gains, fees, congestion };
}

function entriesOf({ market, outcome, origins, zones }: Run, idOf: (position: number) => string): ClearedEntry[] {
	const { orders, blocks } = market;
	/** A pool of a preference belongs to the product's only zone. */
	const zoneOf = (origin: number): number => Math.max(0, zones[origin] as number);
	const limits = orders.map((order: LimitOrder, position): ClearedEntry => {
		const origin = origins[position] as number;
		return {
			order: origin,
			zone: zoneOf(origin),
			period: order.period,
			net: netLimitOf(market, order),
			quantityWh: order.quantity,
			filledWh: outcome.fills[position] as number,
			verdict: orderVerdict(outcome.verdicts[position] as Outcome['verdicts'][number], idOf),
		};
	});
	const parts = blocks.flatMap((block: BlockOrder, at) => {
		const position = orders.length + at;
		const origin = origins[position] as number;
		const verdict = orderVerdict(outcome.verdicts[position] as Outcome['verdicts'][number], idOf);
		return block.profile.flatMap((quantityWh, period): ClearedEntry[] => {
			if (quantityWh === 0) return [];
			const fee = block.side === 'bid' ? (market.zones[block.zone]?.fee[period] ?? 0) : 0;
			const filledWh = outcome.blockFills[at]?.[period] ?? 0;
			return [{ order: origin, zone: zoneOf(origin), period, net: block.price - fee, quantityWh, filledWh, verdict }];
		});
	});
	return [...limits, ...parts];
}
