import { encodeProof } from '../../../../shared/auction/clearing-proof.ts';
import { moneyOf, orderResults } from '../../../../shared/auction/order-results.ts';
import { type OwnerStanding, type ProductMarket, productMarket } from '../../../../shared/auction/product-market.ts';
import type { MechanismName } from '../../../../shared/clearing/mechanism-names.ts';
import { mechanismOf } from '../../../../shared/clearing/mechanisms.ts';
import type { Outcome } from '../../../../shared/clearing/outcome.ts';
import { type Profile, type ProfileName, profiles } from '../../../../shared/clearing/profiles.ts';
import type { ContractEvent } from '../../../../shared/codec/events.ts';
import { orderId } from '../../../../shared/codec/ids.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { requireParticipant } from '../identity/participants.ts';
import { standingOf } from '../incentive/standing.ts';
import { type BookOrder, readBook } from './book-pages.ts';
import { keepPrices } from './cleared-prices.ts';
import { type ResultHead, storeResult } from './clearing-pages.ts';
import { tradesOf } from './clearing-trades.ts';
import { zoneOf } from './orders-terms.ts';
import type { Product } from './products.ts';

type ClearedEvent = Extract<ContractEvent, { kind: 'product-cleared' }>;

export function profileOf(product: Product): Profile {
	return profiles[product.profile as ProfileName];
}

/** A result in the state, and how many trades it makes. */
export interface Clearing {
	readonly head: ResultHead;
	readonly trades: number;
}

/**
 * Clears a product's book and leaves the result in the state, to be told over the next blocks. Every validator derives
 * it itself: no message carries a result.
 * @param seed Hex digits that lots are drawn by, where the mechanism draws any
 * @throws CodedError CLEARING_* when the book is none that the mechanism can clear
 */
export function clearBook(context: CallContext, product: Product, seed: string | null): Clearing {
	const orders = readBook(context, product.product);
	const profile = profileOf(product);
	const mechanism = mechanismOf(product.mechanism as MechanismName);
	const standing = standings(context, product, profile);
	const clearing = productMarket(product, orders, standing);
	const market = seed === null ? clearing.market : { ...clearing.market, seed };
	const cost = mechanism.cost({
		orders: market.orders.length,
		blocks: market.blocks.length,
		zones: market.zones.length,
		periods: market.periods,
	});
	if (cost > context.stepsLeft)
		throw new CodedError('PRODUCT_COST', { product: product.product, cost, budget: context.stepsLeft });
	context.charge(cost);
	const outcome = mechanism.clear(market, profile);
	const { trades, spare } = tradesOf(product, orders, clearing, outcome);
	const results = orderResults(orders, clearing, outcome, (order) =>
		orderId(product.product, (orders[order] as BookOrder).n),
	);
	const cleared = clearedEvent(product, orders, { ...clearing, market }, outcome);
	keepPrices(
		context,
		product,
		cleared.prices.map(({ price }) => price),
	);
	context.emit(cleared);
	const rows = orders.map(({ n, participant }, at) => ({
		n,
		...standing(participant),
		...(results[at] as (typeof results)[number]),
		spare: spare[at] as number,
	}));
	return { head: storeResult(context, product.product, rows, trades), trades: trades.length };
}

/** Zone and credit of each owner, as they stand now. */
function standings(
	context: CallContext,
	product: Product,
	{ credit }: Profile,
): (participant: string) => OwnerStanding {
	const known = new Map<string, OwnerStanding>();
	return (participant) => {
		const found = known.get(participant);
		if (found) return found;
		const standing: OwnerStanding = {
			zone: product.zones.indexOf(zoneOf(requireParticipant(context, participant), product)),
			priority: credit === 'first' ? standingOf(context, participant).credit : 0,
		};
		known.set(participant, standing);
		return standing;
	};
}

function clearedEvent(
	product: Product,
	orders: readonly BookOrder[],
	{ market, priceNames }: ProductMarket,
	outcome: Outcome,
): ClearedEvent {
	const { prices, volume, welfare, surplus, flows, trades } = outcome;
	const one = prices.length === 1 && market.periods === 1 ? prices[0]?.[0] : undefined;
	const total = (side: 'bid' | 'offer'): number =>
		market.orders.reduce((sum, order) => (order.side === side ? sum + order.quantity : sum), 0) +
		market.blocks.reduce(
			(sum, block) => (block.side === side ? sum + block.profile.reduce((a, b) => a + b, 0) : sum),
			0,
		);
	return {
		kind: 'product-cleared',
		product: product.product,
		price: one?.price ?? null,
		priceLow: one?.low ?? null,
		priceHigh: one?.high ?? null,
		prices: prices.map((ranges, zone) => ({
			zone: priceNames[zone] as string,
			price: ranges.map(({ price }) => price),
			low: ranges.map(({ low }) => low),
			high: ranges.map(({ high }) => high),
		})),
		flows: product.borders.map(({ from, to }, border) => ({ from, to, flowWh: [...(flows[border] ?? [])] })),
		volumeWh: volume,
		welfare: moneyOf(welfare),
		surplus: moneyOf(surplus),
		offeredWh: total('offer'),
		wantedWh: total('bid'),
		orders: orders.length,
		trades: trades.length,
		seed: market.seed ?? null,
		proof: encodeProof(outcome.proof),
	};
}
