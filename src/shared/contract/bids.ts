import { z } from 'zod';
import { ORDER_CALL_LIMITS } from '../codec/order-calls.ts';
import type { OrderRow } from '../codec/order-row.ts';
import { ORDER_LIMITS, type OrderBody } from '../codec/order-terms.ts';
import { PRODUCT_LIMITS, PRODUCT_MECHANISMS } from '../codec/product-terms.ts';
import { PARTICIPANT_ROLES } from '../codec/roles.ts';
import { orderVerdict } from './auctions.ts';
import { base } from './errors.ts';
import { productState } from './market.ts';
import { orderLimits } from './participants.ts';
import { day, energyWh, height, hex, microMoney, microPerKwh, name, timeMs } from './scalars.ts';

const side = z.enum(['bid', 'offer']);
/** What an owner calls an order or a batch. */
const ownName = z.string().min(1).max(ORDER_LIMITS.nameCharacters);
const orderBody = z.custom<OrderBody>((value) => typeof value === 'object' && value !== null);

/** Somebody for whom this console can place orders: a participant whose key the node holds, or its principal. */
export const bidOwner = z.object({
	owner: name,
	name,
	role: z.enum(PARTICIPANT_ROLES),
	/** Participant whose key signs. */
	sender: name,
	senderName: name,
	/** Zone after the last move. */
	zone: name,
	/** Sides that its role may take. */
	sides: z.array(side),
	balance: microMoney,
	/** Below 800, orders need more collateral. */
	credit: z.int().min(0).max(1000),
	suspended: z.boolean(),
	/** Where the sender is a delegate: how far it may go, and until when. */
	delegation: z.object({ limits: orderLimits.nullable(), validUntil: timeMs }).nullable(),
});

export const bidProduct = z.object({
	product: name,
	/** The owner's zone at delivery. */
	zone: name,
	state: productState,
	mechanism: z.enum(PRODUCT_MECHANISMS),
	deliveryStart: timeMs,
	deliveryEnd: timeMs,
	periods: z.int().min(1).max(PRODUCT_LIMITS.periods),
	gateOpening: timeMs,
	gateClosure: timeMs,
	tick: microPerKwh,
	lotWh: energyWh,
	priceMin: microPerKwh,
	priceMax: microPerKwh,
	kinds: z.array(z.enum(['limit', 'block', 'curve', 'iceberg'])),
	/** How orders come in: in batches, one by one as they trade, or sealed. */
	entry: z.enum(['batch', 'single', 'sealed']),
});

export const bidOrder = z.object({
	order: name,
	product: name,
	deliveryStart: timeMs,
	/** The owner's batch that it belongs to, by name; null for one that was placed by itself. */
	batch: name.nullable(),
	delegate: name.nullable(),
	state: productState,
	terms: orderBody,
	side,
	price: microPerKwh,
	/** Over all periods. */
	quantityWh: energyWh,
	position: z.int().min(0),
	escrow: microMoney,
	height,
	/** Null until cleared. */
	filledWh: energyWh.nullable(),
	verdict: orderVerdict.nullable(),
	/** What the order's trades come to, fees not included; null without a trade. */
	amount: microMoney.nullable(),
});

/** What the chain's own event says of every row of a batch. */
export const batchReceipt = z.object({
	batch: name,
	product: name,
	height,
	transactionId: hex,
	root: hex.length(64),
	taken: z.array(z.object({ row: z.int(), order: name, escrow: microMoney })),
	amended: z.array(z.object({ row: z.int(), order: name, before: name, escrow: microMoney })),
	unchanged: z.array(z.object({ row: z.int(), order: name })),
	withdrawn: z.array(name),
	/** `row` is null for an order that could not be withdrawn. */
	refused: z.array(z.object({ row: z.int().nullable(), name: z.string().nullable(), code: z.string() })),
});

export const orderReceipt = z.object({ orders: z.array(name), height, transactionId: hex });

export const clearedPrice = z.object({
	zone: name,
	product: name,
	start: timeMs,
	end: timeMs,
	price: microPerKwh.nullable(),
	/** Null where only the product's total is known. */
	volumeWh: energyWh.nullable(),
});

export type BidOwner = z.infer<typeof bidOwner>;
export type BidProduct = z.infer<typeof bidProduct>;
export type BidOrder = z.infer<typeof bidOrder>;
export type BatchReceipt = z.infer<typeof batchReceipt>;
export type OrderReceipt = z.infer<typeof orderReceipt>;

/** Orders of one answer. */
export const BID_ORDERS_MAX = 10_000;
/** Products of one answer; those whose gate closes next come first. */
export const BID_PRODUCTS_MAX = 2_000;
/** Prices of one answer: two zones, a year of quarter-hours. */
export const CLEARED_PRICES_MAX = 70_272;

export const bidsContract = {
	/** For whom this console can trade; empty where the node holds no such key. */
	owners: base.output(z.object({ asOfHeight: height, owners: z.array(bidOwner) })),
	/** Products of the owner's zone whose gate has not closed. */
	products: base
		.input(z.object({ owner: name }))
		.output(z.object({ asOfHeight: height, products: z.array(bidProduct).max(BID_PRODUCTS_MAX), total: z.int() })),
	/** The owner's orders, of products whose gate has not closed or of the others, newest product first. */
	orders: base
		.input(
			z.object({
				owner: name,
				gate: z.enum(['ahead', 'closed']),
				offset: z.int().min(0).default(0),
				limit: z.int().min(1).max(BID_ORDERS_MAX).default(BID_ORDERS_MAX),
			}),
		)
		.output(z.object({ asOfHeight: height, orders: z.array(bidOrder).max(BID_ORDERS_MAX), total: z.int() })),
	/** Changes whenever the owner's orders do: asked often, it spares asking for all of them. */
	mark: base
		.input(z.object({ owner: name, gate: z.enum(['ahead', 'closed']) }))
		.output(z.object({ asOfHeight: height, mark: hex, total: z.int() })),
	/**
	 * Signs and sends one batch, and answers when its block is final. `root` is the Merkle root of the rows that the
	 * operator reviewed: other rows are refused. Sent again under its name, the batch is brought to what it now says.
	 */
	place: base
		.input(
			z.object({
				as: name,
				owner: name,
				product: name,
				batch: ownName,
				root: hex.length(64),
				rows: z.array(z.custom<OrderRow>((value) => Array.isArray(value))).max(ORDER_CALL_LIMITS.batchRows),
			}),
		)
		.output(batchReceipt),
	/** One order by itself, as products that trade one by one take them; answers when its block is final. */
	enter: base.input(z.object({ as: name, owner: name, product: name, terms: orderBody })).output(orderReceipt),
	amend: base.input(z.object({ as: name, order: name, terms: orderBody })).output(orderReceipt),
	cancel: base
		.input(z.object({ as: name, orders: z.array(name).min(1).max(ORDER_CALL_LIMITS.orders) }))
		.output(orderReceipt),
	/** Cleared prices of a product, or of every product with delivery on a local day, by zone and time. */
	prices: base
		.input(z.object({ product: name }).or(z.object({ day })))
		.output(z.object({ asOfHeight: height, prices: z.array(clearedPrice).max(CLEARED_PRICES_MAX) })),
};
