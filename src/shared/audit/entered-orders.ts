import type { ContractEvent } from '../codec/events.ts';
import { orderId } from '../codec/ids.ts';
import type { OrderRow } from '../codec/order-row.ts';

/** An order as an event entered it into a book. */
export interface EnteredOrder {
	readonly order: string;
	readonly product: string;
	readonly participant: string;
	readonly row: OrderRow;
	/** The order that it takes the place of. */
	readonly before: string | null;
	/** Batch or commitment that it came with. */
	readonly with: { readonly batch: string } | { readonly commitment: string } | null;
}

/** Orders that an event entered, one by one, in a batch or by opening a commitment. */
export function* ordersOf(event: ContractEvent): Generator<EnteredOrder> {
	switch (event.kind) {
		case 'order-placed':
		case 'order-amended': {
			const { order, product, participant, terms } = event;
			yield {
				order,
				product,
				participant,
				row: terms,
				before: event.kind === 'order-amended' ? event.before : null,
				with: null,
			};
			break;
		}
		case 'orders-taken': {
			const { product, participant, batch } = event;
			const entered = { product, participant, with: { batch } };
			for (const [, n, , row] of event.taken) yield { ...entered, order: orderId(product, n), row, before: null };
			for (const [, n, before, , row] of event.amended)
				yield { ...entered, order: orderId(product, n), row, before: orderId(product, before) };
			break;
		}
		case 'orders-revealed': {
			const { product, participant, commitment } = event;
			for (const [, n, , row] of event.taken)
				yield { order: orderId(product, n), product, participant, row, before: null, with: { commitment } };
		}
	}
}
