import { form } from './call-form.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from './ids.ts';
import { type OrderRow, readOrderRow } from './order-row.ts';
import { type OrderBody, type OrderTerms, readOrderBody, readOrderTerms, readOwnName } from './order-terms.ts';
import { boolean, bytes, list, nullable, type Reader, record } from './reader.ts';

/** Bounds of one call of order entry; a longer list is sent as several. */
export const ORDER_CALL_LIMITS = {
	/** Orders placed, amended or cancelled one by one. */
	orders: 2_000,
	/** Rows of one batch; the transaction's size may admit fewer. */
	batchRows: 20_000,
	/** Orders behind one commitment. */
	sealedRows: 256,
} as const;

export interface PlaceOrders {
	/** Owner of the orders when the sender is its delegate, else null. */
	readonly owner: string | null;
	readonly orders: readonly OrderTerms[];
}

/** A live order: by its id, or by what its owner calls it in a product. */
export type OrderReference = string | NamedOrder;

export interface NamedOrder {
	/** Null: the sender. */
	readonly owner: string | null;
	readonly product: string;
	readonly name: string;
}

export interface AmendOrders {
	readonly orders: readonly {
		readonly order: OrderReference;
		/** All of its terms from now on. */
		readonly terms: OrderBody;
	}[];
}

export interface CancelOrders {
	readonly orders: readonly OrderReference[];
}

/** Thousands of orders under one signature. Sent again under its name, a batch is brought to what it now says. */
export interface PlaceBatch {
	/** The owner's name for it, unique in the product. */
	readonly batch: string;
	readonly owner: string | null;
	readonly product: string;
	/** `batchRoot` of the rows. */
	readonly root: Uint8Array;
	/** True refuses the whole batch for one bad row; false refuses that row alone. */
	readonly allOrNone: boolean;
	/** Named, each name once. */
	readonly orders: readonly OrderRow[];
}

/** Orders that nobody can read before the gate is closed; `sealed-orders.ts` makes the commitment. */
export interface CommitOrders {
	readonly owner: string | null;
	readonly product: string;
	readonly commitment: Uint8Array;
}

export interface RevealOrders {
	/** Id of the commitment. */
	readonly commitment: string;
	readonly salt: Uint8Array;
	readonly orders: readonly OrderRow[];
}

const orderId = identifier(DERIVED_ID_MAX_CHARACTERS);
const namedOrder = record<NamedOrder>({ owner: nullable(identifier()), product: identifier(), name: readOwnName });
const reference: Reader<OrderReference> = (value, path) =>
	typeof value === 'string' ? orderId(value, path) : namedOrder(value, path);

export const orderForms = {
	placeOrders: form<PlaceOrders>(
		'auction',
		'place-orders',
		record<PlaceOrders>({
			owner: nullable(identifier()),
			orders: list(readOrderTerms, ORDER_CALL_LIMITS.orders),
		}),
	),
	amendOrders: form<AmendOrders>(
		'auction',
		'amend-orders',
		record<AmendOrders>({
			orders: list(
				record<AmendOrders['orders'][number]>({ order: reference, terms: readOrderBody }),
				ORDER_CALL_LIMITS.orders,
			),
		}),
	),
	cancelOrders: form<CancelOrders>(
		'auction',
		'cancel-orders',
		record<CancelOrders>({ orders: list(reference, ORDER_CALL_LIMITS.orders) }),
	),
	placeBatch: form<PlaceBatch>(
		'auction',
		'place-batch',
		record<PlaceBatch>({
			batch: readOwnName,
			owner: nullable(identifier()),
			product: identifier(),
			root: bytes(32),
			allOrNone: boolean,
			orders: list(readOrderRow, ORDER_CALL_LIMITS.batchRows),
		}),
	),
	commitOrders: form<CommitOrders>(
		'auction',
		'commit-orders',
		record<CommitOrders>({ owner: nullable(identifier()), product: identifier(), commitment: bytes(32) }),
	),
	revealOrders: form<RevealOrders>(
		'auction',
		'reveal-orders',
		record<RevealOrders>({
			commitment: orderId,
			salt: bytes(32),
			orders: list(readOrderRow, ORDER_CALL_LIMITS.sealedRows),
		}),
	),
} as const;
