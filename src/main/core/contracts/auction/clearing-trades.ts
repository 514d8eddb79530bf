import type { ProductMarket } from '../../../../shared/auction/product-market.ts';
import type { Outcome, Trade } from '../../../../shared/clearing/outcome.ts';
import { compareText } from '../../../../shared/codec/bytes.ts';
import { orderId } from '../../../../shared/codec/ids.ts';
import { inPeriod, periodsOf } from '../../../../shared/codec/product-terms.ts';
import { amountOf, largestRemainder, type MicroMoney } from '../../../../shared/codec/units.ts';
import type { TradeTerms } from '../depository/deeds.ts';
import { isPaired } from '../depository/pairing.ts';
import type { BookOrder } from './book-pages.ts';
import type { Product } from './products.ts';

/** The trades of a clearing, and what each order's collateral has left over after them. */
export interface ClearedTrades {
	readonly trades: readonly TradeTerms[];
	/** By order. */
	readonly spare: readonly MicroMoney[];
}

/**
 * Prices every trade: the seller gets its zone's price, the buyer pays its own plus its zone's fee. What lies between
 * the two prices goes to the grid operator as far as border fees are due in the period, the rest is congestion rent or
 * the mechanism's surplus.
 */
export function tradesOf(
	product: Product,
	orders: readonly BookOrder[],
	{ origins, zones }: ProductMarket,
	outcome: Outcome,
): ClearedTrades {
	const spare = orders.map(({ escrow }) => escrow);
	/** Keeps back what one trade may cost an order, as far as its collateral goes. */
	const hold = (origin: number, owed: MicroMoney): MicroMoney => {
		const held = Math.max(0, Math.min(spare[origin] as number, owed));
		spare[origin] = (spare[origin] as number) - held;
		return held;
	};
	const borderParts = borderPartsOf(product, outcome);
	const trades = outcome.trades.map(({ bid, offer, period, quantity, price, buyerPrice }, n): TradeTerms => {
		const [buying, selling] = [origins[bid] as number, origins[offer] as number];
		const [buyer, seller] = [orders[buying] as BookOrder, orders[selling] as BookOrder];
		const buyerZone = zones[buying] as number;
		const amount = amountOf(quantity, price);
		const fee = amountOf(quantity, inPeriod(product.zoneFees[buyerZone] ?? [0], period));
		const border = borderParts[n] as number;
		const congestion = amountOf(quantity, buyerPrice) - amount - border;
		return {
			n,
			bid: orderId(product.product, buyer.n),
			offer: orderId(product.product, seller.n),
			buyer: buyer.participant,
			seller: seller.participant,
			buyerZone: product.zones[buyerZone] as string,
			sellerZone: product.zones[zones[selling] as number] as string,
			period,
			quantityWh: quantity,
			price,
			amount,
			fee,
			border,
			congestion,
			heldOfBuyer: hold(buying, amount + fee + border + congestion),
			heldOfSeller: hold(selling, -amount),
			asksSource: buyer.terms.source !== undefined,
		};
	});
	return { trades: isPaired(product) ? byPair(trades) : trades, spare };
}

/** Numbered so that those of two counterparties stand together, each pair's in the order of the clearing. */
function byPair(trades: readonly TradeTerms[]): TradeTerms[] {
	return trades
		.toSorted((a, b) => compareText(a.seller, b.seller) || compareText(a.buyer, b.buyer) || a.n - b.n)
		.map((trade, n) => ({ ...trade, n }));
}

/** Border fees due in each period, shared among its trades by what lies between their two prices. */
function borderPartsOf(product: Product, { flows, trades }: Outcome): readonly MicroMoney[] {
	const parts = trades.map(() => 0);
	if (product.borders.length === 0) return parts;
	const byPeriod = new Map<number, number[]>();
	trades.forEach(({ period }, n) => {
		const others = byPeriod.get(period);
		if (others) others.push(n);
		else byPeriod.set(period, [n]);
	});
	for (let period = 0; period < periodsOf(product); period++) {
		const due = flows.reduce((sum, flow, border) => {
			const fee = inPeriod(product.borderFees[border] ?? [0], period);
			return sum + amountOf(Math.abs(flow[period] as number), fee);
		}, 0);
		const numbers = byPeriod.get(period) ?? [];
		const between = numbers.map((n) => betweenPrices(trades[n] as Trade));
		const total = between.reduce((sum, each) => sum + each, 0);
		const shares = largestRemainder(Math.min(due, total), between);
		numbers.forEach((n, at) => {
			parts[n] = shares[at] as number;
		});
	}
	return parts;
}

function betweenPrices({ quantity, price, buyerPrice }: Trade): MicroMoney {
	return Math.max(0, amountOf(quantity, buyerPrice) - amountOf(quantity, price));
}
