import { extentOf } from '../../shared/auction/collateral.ts';
import type { OrderBody } from '../../shared/codec/order-terms.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh } from '../../shared/codec/units.ts';
import type { BidOrder, BidProduct } from '../../shared/contract/index.ts';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import type { ErrorDetails } from '../../shared/errors/coded-error.ts';
import { writeDecimal } from '../../shared/formats/decimal.ts';
import { amountAtLimit } from './order-amount.ts';

/** What somebody allows itself; null is no limit. Volumes and money count bids and offers alike. */
export interface OwnLimits {
	/** Of one order, over all its periods. */
	readonly orderWh: EnergyWh | null;
	/** Of all live orders of a product. */
	readonly productWh: EnergyWh | null;
	readonly priceMin: MicroPerKwh | null;
	readonly priceMax: MicroPerKwh | null;
	/** At the limit prices, of all live orders of a product. */
	readonly productMoney: MicroMoney | null;
	/** At the limit prices, of all live orders with delivery on a local day. */
	readonly dayMoney: MicroMoney | null;
}

export const NO_LIMITS: OwnLimits = {
	orderWh: null,
	productWh: null,
	priceMin: null,
	priceMax: null,
	productMoney: null,
	dayMoney: null,
};

export interface LimitFault {
	readonly code: ErrorCode;
	readonly details: ErrorDetails;
	readonly column: 'price' | 'quantity' | 'product';
}

export interface LimitScope {
	readonly limits: OwnLimits;
	readonly utcOffsetMinutes: number;
	/** Orders in the book that the rows do not stand in for. */
	readonly standing: readonly BidOrder[];
	readonly products: ReadonlyMap<string, BidProduct>;
}

const KWH_DECIMALS = 3;
const MONEY_DECIMALS = 6;

/**
 * Judges orders one after the other against somebody's own limits: what a good one adds counts for those after it.
 * A refused one adds nothing.
 */
export function limitJudge({ limits, utcOffsetMinutes, standing, products }: LimitScope) {
	const volumes = new Map<string, number>();
	const amounts = new Map<string, number>();
	const days = new Map<string, number>();
	const dayOf = ({ deliveryStart }: BidProduct): string =>
		new Date(deliveryStart + utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
	const sizeOf = (order: OrderBody, product: BidProduct) => ({
		quantityWh: extentOf(order, product.periods).quantityWh,
		amount: Math.abs(amountAtLimit(order, product.periods)),
	});
	const count = (product: BidProduct, { quantityWh, amount }: ReturnType<typeof sizeOf>): void => {
		volumes.set(product.product, (volumes.get(product.product) ?? 0) + quantityWh);
		amounts.set(product.product, (amounts.get(product.product) ?? 0) + amount);
		days.set(dayOf(product), (days.get(dayOf(product)) ?? 0) + amount);
	};
	for (const { product: id, terms } of standing) {
		const product = products.get(id);
		if (product) count(product, sizeOf(terms, product));
	}
	const energy = (wh: number): string => writeDecimal(wh, KWH_DECIMALS);
	const money = (micro: number): string => writeDecimal(micro, MONEY_DECIMALS);

	return (order: OrderBody, product: BidProduct): LimitFault | null => {
		const size = sizeOf(order, product);
		const outOfBand = pricesOf(order).find(
			(price) => price < (limits.priceMin ?? price) || price > (limits.priceMax ?? price),
		);
		if (outOfBand !== undefined) {
			const [min, max] = [limits.priceMin ?? product.priceMin, limits.priceMax ?? product.priceMax];
			const details = { given: money(outOfBand), min: money(min), max: money(max) };
			return { code: 'BID_LIMIT_PRICE', details, column: 'price' };
		}
		if (limits.orderWh !== null && size.quantityWh > limits.orderWh)
			return {
				code: 'BID_LIMIT_ORDER',
				details: { given: energy(size.quantityWh), allowed: energy(limits.orderWh) },
				column: 'quantity',
			};
		const volume = (volumes.get(product.product) ?? 0) + size.quantityWh;
		if (limits.productWh !== null && volume > limits.productWh)
			return {
				code: 'BID_LIMIT_VOLUME',
				details: { product: product.product, given: energy(volume), allowed: energy(limits.productWh) },
				column: 'quantity',
			};
		const amount = (amounts.get(product.product) ?? 0) + size.amount;
		if (limits.productMoney !== null && amount > limits.productMoney)
			return {
				code: 'BID_LIMIT_EXPOSURE',
				details: { product: product.product, given: money(amount), allowed: money(limits.productMoney) },
				column: 'price',
			};
		const day = dayOf(product);
		const ofDay = (days.get(day) ?? 0) + size.amount;
		if (limits.dayMoney !== null && ofDay > limits.dayMoney)
			return {
				code: 'BID_LIMIT_DAY',
				details: { day, given: money(ofDay), allowed: money(limits.dayMoney) },
				column: 'product',
			};
		count(product, size);
		return null;
	};
}

function pricesOf(order: OrderBody): number[] {
	return 'points' in order ? order.points.map(({ price }) => price) : [order.price];
}
