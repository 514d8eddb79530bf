import type { OwnerStanding } from '../../../../shared/auction/product-market.ts';
import { orderId } from '../../../../shared/codec/ids.ts';
import type { OrderVerdict } from '../../../../shared/codec/order-verdict.ts';
import type { EnergyWh, MicroMoney } from '../../../../shared/codec/units.ts';
import type { TradeTerms } from '../depository/deeds.ts';
import type { CallContext } from '../engine/call-context.ts';
import { AUCTION } from './products.ts';

/** Rows of one page of a result that waits in the state to be told: a trade has twice the events of an order. */
const ORDERS_PER_PAGE = 256;
const TRADES_PER_PAGE = 128;
const LEAF_PAGES = 8;

/** What the clearing decided for one order. */
export interface OrderRow extends OwnerStanding {
	readonly n: number;
	readonly filledWh: EnergyWh;
	readonly verdict: OrderVerdict;
	/** Collateral that goes back to its owner. */
	readonly spare: MicroMoney;
}

/** How much of a result is there, and how much of it has been told. */
export interface ResultHead {
	readonly orderPages: number;
	readonly tradePages: number;
	readonly toldOrderPages: number;
	readonly toldTradePages: number;
}

type StoredOrder = readonly [number, number, OrderVerdict, number, number, number];
type StoredTrade = readonly (number | string)[];

/** Writes the rows of a result; `takePage` brings them back in the same order and forgets them. */
export function storeResult(
	context: CallContext,
	product: string,
	orders: readonly OrderRow[],
	trades: readonly TradeTerms[],
): ResultHead {
	const orderPages = storePages(
		context,
		`result/${product}/order`,
		{ rows: orders, rowsPerPage: ORDERS_PER_PAGE },
		(row) => [row.n, row.filledWh, row.verdict, row.spare, row.zone, row.priority],
	);
	const tradePages = storePages(
		context,
		`result/${product}/trade`,
		{ rows: trades, rowsPerPage: TRADES_PER_PAGE },
		(trade) => storedTrade(product, trade),
	);
	return { orderPages, tradePages, toldOrderPages: 0, toldTradePages: 0 };
}

export function takeOrderPage(context: CallContext, product: string, page: number): OrderRow[] {
	return takePage<StoredOrder>(context, `result/${product}/order`, page, ORDERS_PER_PAGE).map(
		([n, filledWh, verdict, spare, zone, priority]) => ({ n, filledWh, verdict, spare, zone, priority }),
	);
}

export function takeTradePage(context: CallContext, product: string, page: number): TradeTerms[] {
	return takePage<StoredTrade>(context, `result/${product}/trade`, page, TRADES_PER_PAGE).map((row, at) =>
		tradeOf(product, page * TRADES_PER_PAGE + at, row),
	);
}

export function readHead(context: CallContext, product: string): ResultHead | undefined {
	return context.space(AUCTION).get<ResultHead>(`result/${product}`);
}

/** A result that is told in full is forgotten. */
export function writeHead(context: CallContext, product: string, head: ResultHead): void {
	const isTold = head.toldOrderPages === head.orderPages && head.toldTradePages === head.tradePages;
	if (isTold) context.space(AUCTION).delete(`result/${product}`);
	else context.space(AUCTION).set(`result/${product}`, head);
}

/** @returns the number of pages; several of them lie in one leaf of the state, which is cheaper to write */
function storePages<T>(
	context: CallContext,
	path: string,
	{ rows, rowsPerPage }: { readonly rows: readonly T[]; readonly rowsPerPage: number },
	store: (row: T) => readonly unknown[],
): number {
	context.charge(rows.length);
	const rowsPerLeaf = rowsPerPage * LEAF_PAGES;
	for (let leaf = 0; leaf * rowsPerLeaf < rows.length; leaf++)
		context.space(AUCTION).set(`${path}/${leaf}`, rows.slice(leaf * rowsPerLeaf, (leaf + 1) * rowsPerLeaf).map(store));
	return Math.ceil(rows.length / rowsPerPage);
}

/** Rows of one page, in order; the leaf goes with the last page in it. */
function takePage<T>(context: CallContext, path: string, page: number, rowsPerPage: number): readonly T[] {
	const space = context.space(AUCTION);
	const key = `${path}/${Math.floor(page / LEAF_PAGES)}`;
	const rows = space.get<readonly T[]>(key) ?? [];
	const from = (page % LEAF_PAGES) * rowsPerPage;
	const taken = rows.slice(from, from + rowsPerPage);
	if (from + rowsPerPage >= rows.length) space.delete(key);
	context.charge(taken.length);
	return taken;
}

function storedTrade(product: string, trade: TradeTerms): StoredTrade {
	const numberOf = (order: string): number => Number(order.slice(orderId(product, 0).length - 1));
	const { bid, offer, buyer, seller, buyerZone, sellerZone, period, quantityWh, price } = trade;
	const { amount, fee, border, congestion, heldOfBuyer, heldOfSeller, asksSource } = trade;
	return [
		...[numberOf(bid), numberOf(offer), buyer, seller, buyerZone, sellerZone, period, quantityWh, price],
		...[amount, fee, border, congestion, heldOfBuyer, heldOfSeller, asksSource ? 1 : 0],
	];
}

function tradeOf(product: string, n: number, row: StoredTrade): TradeTerms {
	const [bid, offer, buyer, seller, buyerZone, sellerZone, ...figures] = row as [
		...[number, number, string, string, string, string],
		...number[],
	];
	const [period, quantityWh, price, amount, fee, border, congestion, heldOfBuyer, heldOfSeller, asksSource] =
		figures as [...[number, number, number, number, number, number, number, number, number, number]];
	return {
		n,
		bid: orderId(product, bid),
		offer: orderId(product, offer),
		buyer,
		seller,
		buyerZone,
		sellerZone,
		period,
		quantityWh,
		price,
		amount,
		fee,
		border,
		congestion,
		heldOfBuyer,
		heldOfSeller,
		asksSource: asksSource === 1,
	};
}
