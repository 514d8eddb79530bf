import { orderId, parseBatchId } from '../../../shared/codec/ids.ts';
import type { PlacedOrder } from '../../../shared/codec/order-events.ts';
import { headlineOf } from '../../../shared/codec/order-headline.ts';
import { orderOf, type OrderRow as StoredTerms } from '../../../shared/codec/order-row.ts';
import { periodsOf } from '../../../shared/codec/product-terms.ts';
import type { MicroMoney } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from './block-step.ts';
import type { OrderRow, Product } from './product.ts';
import { withdraw } from './withdrawn-orders.ts';

/** Orders of a batch that are entered without a break: about half a millisecond. */
const ROWS_PER_STEP = 128;

type OrderEvent = EventOf<'order-placed' | 'order-amended' | 'orders-taken' | 'orders-revealed'>;

type Entry = Pick<PlacedOrder, 'order' | 'participant' | 'delegate' | 'position' | 'escrow' | 'terms'>;

/**
 * Brings a product's orders to what an event says of them; yields wherever a large batch may be interrupted.
 * @returns how many more there are
 */
export function* applyOrders(product: Product, event: OrderEvent, step: EventStep): Generator<void, number, undefined> {
	const { orders, terms } = product;
	const before = orders.size;
	const takeOut = (order: string): OrderRow | undefined => withdraw(product, order, step.height);
	const enter = (placed: Entry, batch: string | null): void => {
		orders.set(placed.order, rowOf(placed, { periods, batch, step }));
	};
	const periods = periodsOf(terms);
	const { participant, delegate } = event;
	const batch = event.kind === 'orders-taken' ? (parseBatchId(event.batch)?.name ?? null) : null;
	let entered = 0;
	function* enterRow(position: number, escrow: MicroMoney, row: StoredTerms): Generator<void, void, undefined> {
		enter({ order: orderId(terms.product, position), participant, delegate, position, escrow, terms: row }, batch);
		if (++entered % ROWS_PER_STEP === 0) yield;
	}
	switch (event.kind) {
		case 'order-amended':
			enter(event, takeOut(event.before)?.batch ?? null);
			break;
		case 'order-placed':
			enter(event, null);
			break;
		case 'orders-taken':
			for (const n of event.withdrawn) takeOut(orderId(terms.product, n));
			for (const [, , n] of event.amended) takeOut(orderId(terms.product, n));
			for (const [, n, , escrow, row] of event.amended) yield* enterRow(n, escrow, row);
			for (const [, n, escrow, row] of event.taken) yield* enterRow(n, escrow, row);
			break;
		case 'orders-revealed':
			for (const [, n, escrow, row] of event.taken) yield* enterRow(n, escrow, row);
	}
	return orders.size - before;
}

function rowOf(
	{ order, participant, delegate, position, escrow, terms }: Entry,
	at: { readonly periods: number; readonly batch: string | null; readonly step: EventStep },
): OrderRow {
	const { side, ...headline } = headlineOf(orderOf(terms), at.periods);
	const { height, time, transactionId } = at.step;
	return {
		id: order,
		participant,
		side,
		...headline,
		position,
		escrow,
		batch: at.batch,
		delegate,
		terms,
		height,
		time,
		transactionId: transactionId ?? '',
		filledWh: null,
		verdict: null,
		zone: 0,
		priority: 0,
	};
}
