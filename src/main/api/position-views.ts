import { orderOf } from '../../shared/codec/order-row.ts';
import type { OrderBody } from '../../shared/codec/order-terms.ts';
import { periodStart, periodsOf } from '../../shared/codec/product-terms.ts';
import type { TimeMs } from '../../shared/codec/units.ts';
import type { BidOwner, PositionOwner } from '../../shared/contract/index.ts';
import { meterPosition } from './meter-positions.ts';
import type { Product, TradeRow } from './read-model/product.ts';
import type { ReadModel } from './read-model/read-model.ts';

type Columns = Omit<PositionOwner, 'owner' | 'name' | 'zone' | 'sender' | 'senderName' | 'meters'>;
type Sums = {
	-readonly [K in
		| 'boughtWh'
		| 'soldWh'
		| 'boughtMoney'
		| 'soldMoney'
		| 'openBidWh'
		| 'openOfferWh'
		| 'orders']: number[];
};

/** Prices and settled money of one hour of one owner, period by period. */
interface HourTerms {
	readonly short: number[];
	readonly long: number[];
	readonly settled: (number | null)[];
	gateClosure: TimeMs | null;
}

/**
 * Positions of owners over the hours of one day.
 * @param hours Starts, ascending
 */
export function ownerPositions(
	model: ReadModel,
	owners: readonly BidOwner[],
	hours: readonly TimeMs[],
): PositionOwner[] {
	const products = [...new Set(hours.flatMap((hour) => [...(model.products.byHour.get(hour) ?? [])]))];
	const wanted = new Set(owners.map(({ owner }) => owner));
	const traded = new Map<string, Sums>([...wanted].map((owner) => [owner, emptySums(hours.length)]));
	for (const product of products) addProduct(traded, product, { model, hours });
	return owners.map(({ owner, name, sender, senderName }) => {
		const zone = model.directory.zoneOf(owner, hours[0] ?? 0);
		const meters = model.directory.participants.get(owner)?.meters ?? [];
		return {
			owner,
			name,
			zone,
			sender,
			senderName,
			...(traded.get(owner) ?? emptySums(hours.length)),
			...termsOf(products, { owner, model, hours }),
			meters: meters.map((meter) => meterPosition(model, meter, hours)),
		};
	});
}

function emptySums(length: number): Sums {
	const zeros = () => new Array<number>(length).fill(0);
	return {
		boughtWh: zeros(),
		soldWh: zeros(),
		boughtMoney: zeros(),
		soldMoney: zeros(),
		openBidWh: zeros(),
		openOfferWh: zeros(),
		orders: zeros(),
	};
}

interface Scope {
	readonly model: ReadModel;
	readonly hours: readonly TimeMs[];
}

/** Adds a product's trades, and its live orders while it has not cleared. */
function addProduct(sums: ReadonlyMap<string, Sums>, product: Product, { model, hours }: Scope): void {
	const { terms, trades, orders } = product;
	const hourOf = (period: number): number => hours.indexOf(model.calendar.hourOf(periodStart(terms, period)));
	const add = (column: number[] | undefined, hour: number, more: number): void => {
		if (column && hour >= 0) column[hour] = (column[hour] ?? 0) + more;
	};
	/** Energy of each order that has traded, by order and period. */
	const filled = new Map<string, number>();
	for (const trade of trades.values()) {
		for (const order of [trade.bid, trade.offer]) {
			const key = `${order} ${trade.period}`;
			filled.set(key, (filled.get(key) ?? 0) + trade.quantityWh);
		}
		if (!holds(trade)) continue;
		const hour = hourOf(trade.period);
		add(sums.get(trade.buyer)?.boughtWh, hour, trade.quantityWh);
		add(sums.get(trade.buyer)?.boughtMoney, hour, trade.amount);
		add(sums.get(trade.seller)?.soldWh, hour, trade.quantityWh);
		add(sums.get(trade.seller)?.soldMoney, hour, trade.amount);
	}
	if (product.result || product.cancelled) return;
	const periods = periodsOf(terms);
	for (const row of orders.values()) {
		const sum = sums.get(row.participant);
		if (!sum) continue;
		const counted = new Set<number>();
		statedIn(orderOf(row.terms), periods).forEach((statedWh, period) => {
			const openWh = statedWh - (filled.get(`${row.id} ${period}`) ?? 0);
			const hour = hourOf(period);
			if (openWh <= 0 || hour < 0) return;
			add(row.side === 'bid' ? sum.openBidWh : sum.openOfferWh, hour, openWh);
			if (!counted.has(hour)) add(sum.orders, hour, 1);
			counted.add(hour);
		});
	}
}

/** A trade counts unless its deed fell through. */
function holds({ deed }: TradeRow): boolean {
	return deed?.state !== 'refused' && deed?.state !== 'expired';
}

/** Energy that an order states in each period. */
function statedIn(order: OrderBody, periods: number): number[] {
	if ('profileWh' in order) return [...order.profileWh];
	const quantityWh = 'points' in order ? (order.points.at(-1)?.quantityWh ?? 0) : order.quantityWh;
	return Array.from({ length: periods }, (_, period) =>
		order.period === undefined || order.period === period ? quantityWh : 0,
	);
}

/** What deviations cost an owner in each hour, and what they did cost. */
function termsOf(
	products: readonly Product[],
	{ owner, model, hours }: Scope & { readonly owner: string },
): Pick<Columns, 'shortPrice' | 'longPrice' | 'settledMoney' | 'gateClosure'> {
	const found = hours.map((): HourTerms => ({ short: [], long: [], settled: [], gateClosure: null }));
	for (const product of products) {
		const { terms } = product;
		const zone = model.directory.zoneOf(owner, terms.deliveryStart);
		if (!terms.zones.includes(zone) || product.cancelled) continue;
		const statement = model.statements.find(terms.product)?.statements.get(owner);
		for (let period = 0; period < periodsOf(terms); period++) {
			const hour = found[hours.indexOf(model.calendar.hourOf(periodStart(terms, period)))];
			if (!hour) continue;
			const { short, long } = deviationPrices(product, zone, period);
			hour.short.push(short);
			hour.long.push(long);
			hour.settled.push(statement?.byPeriod.residual[period] ?? null);
			hour.gateClosure = Math.max(hour.gateClosure ?? terms.gateClosure, terms.gateClosure);
		}
	}
	return {
		shortPrice: found.map(({ short }) => mean(short)),
		longPrice: found.map(({ long }) => mean(long)),
		settledMoney: found.map(({ settled }) =>
			settled.length > 0 && !settled.includes(null)
				? settled.reduce<number>((sum, each) => sum + (each ?? 0), 0)
				: null,
		),
		gateClosure: found.map(({ gateClosure }) => gateClosure),
	};
}

/** As shared/codec/imbalance.ts states the rules; under single pricing each direction at its worse. */
function deviationPrices({ terms, result }: Product, zone: string, period: number): { short: number; long: number } {
	const { imbalance, tariff, feedIn } = terms;
	const price = result?.prices.find((each) => each.zone === zone)?.price[period] ?? null;
	if (imbalance === null || price === null) return { short: tariff, long: feedIn };
	return { short: price + imbalance.component, long: price - imbalance.component };
}

function mean(values: readonly number[]): number | null {
	if (values.length === 0) return null;
	return Math.round(values.reduce((sum, each) => sum + each, 0) / values.length);
}

/** Starts of a local day's hours. */
export function hoursOfDay({ calendar }: ReadModel, day: string): TimeMs[] {
	const start = calendar.startOf(day);
	return start === null ? [] : calendar.hoursOf(start);
}

/** Days with products, ascending. */
export function productDays({ products, calendar }: ReadModel): string[] {
	return [...new Set([...products.byHour.keys()].map((hour) => calendar.dayOf(hour)))].sort();
}
