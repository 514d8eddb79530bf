import { orderId } from '../../../shared/codec/ids.ts';
import type { PlacedOrder } from '../../../shared/codec/order-events.ts';
import { headlineOf } from '../../../shared/codec/order-headline.ts';
import { orderOf, type OrderRow as StoredTerms } from '../../../shared/codec/order-row.ts';
import { periodsOf } from '../../../shared/codec/product-terms.ts';
import type { MicroMoney } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from './block-step.ts';
import type { OrderRow, Product } from './product.ts';

type OrderEvent = EventOf<'order-placed' | 'order-amended' | 'orders-taken' | 'orders-revealed'>;

/**
 * Brings a product's orders to what an event says of them.
 * @returns how many more there are
 */
export function applyOrders({ orders, terms }: Product, event: OrderEvent, step: EventStep): number {
	const before = orders.size;
	const enter = (placed: Pick<PlacedOrder, 'order' | 'participant' | 'position' | 'escrow' | 'terms'>): void => {
		orders.set(placed.order, rowOf(placed, periods, step));
	};
	const periods = periodsOf(terms);
	const { participant } = event;
	const enterRow = (position: number, escrow: MicroMoney, row: StoredTerms): void =>
		enter({ order: orderId(terms.product, position), participant, position, escrow, terms: row });
	switch (event.kind) {
		case 'order-amended':
			orders.delete(event.before);
			enter(event);
			break;
		case 'order-placed':
			enter(event);
			break;
		case 'orders-taken':
			for (const n of event.withdrawn) orders.delete(orderId(terms.product, n));
			for (const [, , n] of event.amended) orders.delete(orderId(terms.product, n));
			for (const [, n, , escrow, row] of event.amended) enterRow(n, escrow, row);
			for (const [, n, escrow, row] of event.taken) enterRow(n, escrow, row);
			break;
		case 'orders-revealed':
			for (const [, n, escrow, row] of event.taken) enterRow(n, escrow, row);
	}
	return orders.size - before;
}

function rowOf(
	{
		order,
		participant,
		position,
		escrow,
		terms,
	}: Pick<PlacedOrder, 'order' | 'participant' | 'position' | 'escrow' | 'terms'>,
	periods: number,
	{ height, time, transactionId }: EventStep,
): OrderRow {
	const { side, ...headline } = headlineOf(orderOf(terms), periods);
	return {
		id: order,
		participant,
		side,
		...headline,
		position,
		escrow,
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
