import { z } from 'zod';
import type { OrderBody } from '../codec/order-terms.ts';
import { PRODUCT_LIMITS, PRODUCT_MECHANISMS } from '../codec/product-terms.ts';
import { base } from './errors.ts';
import { productState } from './market.ts';
import { energyWh, height, hex, microMoney, microPerKwh, name, timeMs } from './scalars.ts';

export const orderVerdict = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('accepted') }),
	z.object({ kind: z.literal('marginal'), shareOfWh: energyWh, acceptedOfWh: energyWh }),
	z.object({ kind: z.literal('out-of-price') }),
	z.object({ kind: z.literal('no-cross') }),
	z.object({ kind: z.literal('block-accepted'), surplus: microMoney }),
	z.object({ kind: z.literal('block-cut'), ratio: z.int() }),
	z.object({ kind: z.literal('block-out-of-price'), loss: microMoney }),
	z.object({ kind: z.literal('paradoxically-rejected'), foregone: microMoney }),
	z.object({ kind: z.literal('parent-rejected'), parent: name }),
	z.object({ kind: z.literal('exclusive-rejected'), accepted: name }),
	z.object({ kind: z.literal('matched'), trades: z.int(), restingWh: energyWh }),
	z.object({ kind: z.literal('resting') }),
	z.object({ kind: z.literal('own-cross'), other: name }),
	z.object({ kind: z.literal('accepted-at'), price: microPerKwh }),
	z.object({ kind: z.literal('rationed'), price: microPerKwh, wantedWh: energyWh, gotWh: energyWh }),
	z.object({ kind: z.literal('trade-reduced') }),
	z.object({ kind: z.literal('outbid') }),
	z.object({ kind: z.literal('pays-externality'), total: microMoney, wantedWh: energyWh, gotWh: energyWh }),
	z.object({ kind: z.literal('auctioned'), wantedWh: energyWh, gotWh: energyWh }),
	z.object({ kind: z.literal('lot-not-drawn'), price: microPerKwh, wantedWh: energyWh, gotWh: energyWh }),
	z.object({ kind: z.literal('out-of-half-price'), price: microPerKwh.nullable() }),
	z.object({ kind: z.literal('several'), accepted: z.int(), cut: z.int(), rejected: z.int() }),
	z.object({ kind: z.literal('not-valid') }),
	z.object({ kind: z.literal('cancelled') }),
]);

export const bookOrder = z.object({
	order: name,
	participant: name,
	name,
	/** Index of the owner's zone in the product, −1 where it takes no part, and its credit where that counts. */
	zone: z.int(),
	priority: z.int(),
	/** The order as its owner stated it, whatever its form. */
	terms: z.custom<OrderBody>((value) => typeof value === 'object' && value !== null),
	side: z.enum(['bid', 'offer']),
	price: microPerKwh,
	quantityWh: energyWh,
	/** Position in the chain; decides ties. */
	position: z.int().min(0),
	escrow: microMoney,
	height,
	transactionId: hex,
	/** Null until cleared. */
	filledWh: energyWh.nullable(),
	verdict: orderVerdict.nullable(),
});

export const trade = z.object({
	trade: name,
	deed: name.nullable(),
	bid: name,
	offer: name,
	buyer: name,
	seller: name,
	quantityWh: energyWh,
	price: microPerKwh,
	amount: microMoney,
	fee: microMoney,
	buyerZone: name,
	sellerZone: name,
	/** Delivery period of the product, from 0. */
	period: z.int().min(0),
	border: microMoney,
	congestion: microMoney,
});

export const auction = z.object({
	product: name,
	/** The first of `zones`. */
	zone: name,
	zones: z.array(name).min(1).max(PRODUCT_LIMITS.zones),
	state: productState,
	mechanism: z.enum(PRODUCT_MECHANISMS),
	profile: name,
	deliveryStart: timeMs,
	deliveryEnd: timeMs,
	periodMs: timeMs,
	gateOpening: timeMs,
	gateClosure: timeMs,
	signingDeadline: timeMs,
	settlementTime: timeMs,
	tick: microPerKwh,
	lotWh: energyWh,
	/** Of the first zone in the first period. */
	wheelingFee: microPerKwh,
	/** By zone, then by period; one figure where all periods have the same. */
	zoneFees: z.array(z.array(microPerKwh)),
	borders: z.array(
		z.object({
			from: name,
			to: name,
			minWh: z.array(z.int()),
			maxWh: z.array(z.int()),
			fee: z.array(microPerKwh),
		}),
	),
	sealed: z
		.object({ revealUntil: timeMs, deposit: microMoney, mode: z.enum(['commit-reveal', 'shared-key']) })
		.nullable(),
	/** Sealed bids: how many wait to be opened, and how many lost their deposit. */
	commitments: z.object({ waiting: z.int().min(0), forfeited: z.int().min(0) }),
	/** Why it was cancelled, or null. */
	cancelled: z.string().nullable(),
	tariff: microPerKwh,
	feedIn: microPerKwh,
	openedAtHeight: height,
	/** In chain position order. Ample for a neighbourhood; larger books page by position. */
	orders: z.array(bookOrder).max(10_000),
	/** Null before the gate's closing block is final; the console previews with the same clearing code meanwhile. */
	result: z
		.object({
			price: microPerKwh.nullable(),
			priceLow: microPerKwh.nullable(),
			priceHigh: microPerKwh.nullable(),
			volumeWh: energyWh,
			welfare: microMoney,
			/** By zone and period; null where nothing trades, or where trades have several prices. */
			prices: z.array(
				z.object({
					zone: name,
					price: z.array(microPerKwh.nullable()),
					low: z.array(microPerKwh.nullable()),
					high: z.array(microPerKwh.nullable()),
				}),
			),
			flows: z.array(z.object({ from: name, to: name, flowWh: z.array(z.int()) })),
			/** Hex digits that MUDA drew its lots by, or null. */
			seed: z.string().nullable(),
			/** What buyers pay beyond what sellers get and fees. */
			surplus: microMoney,
			/** Orders and trades of the whole result; those of a large one come in over several blocks. */
			orders: z.int().min(0),
			trades: z.int().min(0),
			height,
		})
		.nullable(),
	trades: z.array(trade).max(10_000),
});

/** Orders that left a product's book before its gate closed: what the book looked like at an earlier block. */
export const withdrawnOrders = z.object({
	/** `until` is the block that took the order out, or put an amended one in its place. */
	orders: z.array(bookOrder.extend({ until: height })).max(1_000),
	/** Earlier ones that the node does not remember. */
	forgotten: z.int().min(0),
});

export type WithdrawnOrders = z.infer<typeof withdrawnOrders>;
export type Auction = z.infer<typeof auction>;
export type BookOrder = z.infer<typeof bookOrder>;
export type Trade = z.infer<typeof trade>;

export const auctionsContract = {
	get: base.input(z.object({ product: name })).output(auction),
	withdrawn: base.input(z.object({ product: name })).output(withdrawnOrders),
};
