import { ContinuousBook } from '../../../../shared/clearing/continuous/continuous-book.ts';
import type { EnergySource, SourcePreference } from '../../../../shared/clearing/sources.ts';
import type { OrderOptions } from '../../../../shared/codec/order-terms.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh, TimeMs } from '../../../../shared/codec/units.ts';
import type { CallContext } from '../engine/call-context.ts';
import { AUCTION, carriageFees, type Product } from './products.ts';

/** Orders that may rest in one period of a product: its leaf is read and written whole. */
export const RESTING_MAX = 2_000;

/** An order that waits for others, in a product whose orders trade one by one. */
export interface RestingOrder {
	readonly n: number;
	readonly participant: string;
	readonly side: 'bid' | 'offer';
	readonly price: MicroPerKwh;
	/** Index of the owner's zone. */
	readonly zone: number;
	readonly source: OrderOptions['source'] | null;
	readonly visibleWh: EnergyWh | null;
	readonly validUntil: TimeMs | null;
	/** Place in time among orders of one price. */
	readonly rank: number;
	readonly leftWh: EnergyWh;
	/** Part of `leftWh` that trades before the next refill. */
	readonly shownWh: EnergyWh;
	readonly filledWh: EnergyWh;
	readonly trades: number;
}

/** What one period has traded so far. */
export interface TradedSoFar {
	readonly volumeWh: EnergyWh;
	/** Σ what a trade's limits left between them. */
	readonly welfare: MicroMoney;
	/** Lowest and highest price by zone of the seller; null where nothing has traded. */
	readonly prices: readonly (readonly [low: MicroPerKwh, high: MicroPerKwh] | null)[];
}

/** One period of a product whose orders trade one by one. */
export interface TradingState extends TradedSoFar {
	readonly nextRank: number;
	readonly orders: readonly RestingOrder[];
}

export function readTrading(context: CallContext, product: Product, period: number): TradingState {
	const found = context.space(AUCTION).get<TradingState>(tradingKey(product, period));
	context.charge(found?.orders.length ?? 0);
	return found ?? { nextRank: 0, orders: [], volumeWh: 0, welfare: 0, prices: product.zones.map(() => null) };
}

export function writeTrading(context: CallContext, product: Product, period: number, state: TradingState): void {
	context.charge(state.orders.length);
	context.space(AUCTION).set(tradingKey(product, period), state);
}

export function forgetTrading(context: CallContext, product: Product, period: number): void {
	context.space(AUCTION).delete(tradingKey(product, period));
}

/** The matching book of a period as its orders left it. */
export function restoreBook(product: Product, period: number, { nextRank, orders }: TradingState): RestoredBook {
	const owners = new Map<string, number>();
	const ownerOf = (participant: string): number => {
		const known = owners.get(participant) ?? owners.size;
		owners.set(participant, known);
		return known;
	};
	const terms = {
		zones: product.zones.length,
		feeOf: (seller: number, buyer: number) => {
			const { zone, border } = carriageFees(product, seller, buyer, period);
			return zone + border;
		},
	};
	const stored = orders.map((order) => ({
		id: order.n,
		owner: ownerOf(order.participant),
		side: order.side,
		price: order.price,
		zone: order.zone,
		...sourcesOf(order.side, order.source, order.participant),
		visible: order.visibleWh,
		rank: order.rank,
		left: order.leftWh,
		shown: order.shownWh,
	}));
	return { book: new ContinuousBook(terms, { nextRank, orders: stored }), ownerOf };
}

export interface RestoredBook {
	readonly book: ContinuousBook;
	readonly ownerOf: (participant: string) => number;
}

/** What a bid takes its energy from, and where an offer's comes from. */
export function sourcesOf(
	side: 'bid' | 'offer',
	source: OrderOptions['source'] | null,
	participant: string,
): { readonly preference: SourcePreference; readonly source: EnergySource | null } {
	return side === 'bid'
		? { preference: source ?? 'any', source: null }
		: { preference: 'any', source: { generator: participant, isRenewable: source === 'renewable' } };
}

/** Adds a trade to what its period has traded. */
export function withTrade<T extends TradedSoFar>(
	state: T,
	trade: {
		readonly zone: number;
		readonly price: MicroPerKwh;
		readonly quantityWh: EnergyWh;
		readonly gain: MicroMoney;
	},
): T {
	const { zone, price, quantityWh, gain } = trade;
	const before = state.prices[zone];
	const range = [Math.min(before?.[0] ?? price, price), Math.max(before?.[1] ?? price, price)] as const;
	return {
		...state,
		volumeWh: state.volumeWh + quantityWh,
		welfare: state.welfare + gain,
		prices: state.prices.with(zone, range),
	};
}

function tradingKey({ product }: Product, period: number): string {
	return `trading/${product}/${period}`;
}
