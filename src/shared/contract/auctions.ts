import { z } from 'zod';
import { PRODUCT_MECHANISMS } from '../codec/product-terms.ts';
import { base } from './errors.ts';
import { productState } from './market.ts';
import { energyWh, height, hex, microMoney, microPerKwh, name, timeMs } from './scalars.ts';

export const orderVerdict = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('accepted') }),
	z.object({ kind: z.literal('marginal'), shareOfWh: energyWh, acceptedOfWh: energyWh }),
	z.object({ kind: z.literal('out-of-price') }),
	z.object({ kind: z.literal('no-cross') }),
]);

export const bookOrder = z.object({
	order: name,
	participant: name,
	name,
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
});

export const auction = z.object({
	product: name,
	zone: name,
	state: productState,
	mechanism: z.enum(PRODUCT_MECHANISMS),
	profile: name,
	deliveryStart: timeMs,
	deliveryEnd: timeMs,
	gateOpening: timeMs,
	gateClosure: timeMs,
	signingDeadline: timeMs,
	settlementTime: timeMs,
	tick: microPerKwh,
	lotWh: energyWh,
	wheelingFee: microPerKwh,
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
			height,
		})
		.nullable(),
	trades: z.array(trade).max(10_000),
});

export type Auction = z.infer<typeof auction>;
export type BookOrder = z.infer<typeof bookOrder>;
export type Trade = z.infer<typeof trade>;

export const auctionsContract = {
	get: base.input(z.object({ product: name })).output(auction),
};
