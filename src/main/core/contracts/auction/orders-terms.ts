import { CURVE_LIMITS } from '../../../../shared/clearing/curve-steps.ts';
import type { CurveTerms, OrderBody, OrderForm } from '../../../../shared/codec/order-terms.ts';
import { formOf } from '../../../../shared/codec/order-terms.ts';
import { type ProductMechanism, periodsOf } from '../../../../shared/codec/product-terms.ts';
import type { Role } from '../../../../shared/codec/roles.ts';
import type { EnergyWh, MicroPerKwh, TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Participant, zoneAt } from '../identity/participants.ts';
import { stepsOf } from './book-weight.ts';
import type { Product } from './products.ts';

const CALL_AUCTION: readonly OrderForm[] = ['limit', 'stepwise', 'linear', 'block'];
const LIMIT_ONLY: readonly OrderForm[] = ['limit'];

/** What each mechanism can take; the truthful ones are defined for single limits. */
export const FORMS_OF: { readonly [M in ProductMechanism]: readonly OrderForm[] } = {
	'uniform-price': CALL_AUCTION,
	'pay-as-bid': ['limit', 'stepwise'],
	vickrey: LIMIT_ONLY,
	mcafee: LIMIT_ONLY,
	huang: LIMIT_ONLY,
	muda: LIMIT_ONLY,
	continuous: ['limit', 'iceberg'],
	listing: LIMIT_ONLY,
};

/** Mechanisms that match a bid's wanted source with an offer's. */
const WITH_SOURCES: readonly ProductMechanism[] = ['uniform-price', 'continuous', 'listing'];

/** Sides that each role may take are those under whose name it stands. */
export const SIDES: { readonly [side in OrderBody['side']]: readonly Role[] } = {
	bid: ['consumer', 'prosumer', 'aggregator'],
	offer: ['generator', 'prosumer', 'aggregator'],
};

/** Whether orders of the product trade while its gate is open, one at a time. */
export function tradesAtOnce({ mechanism }: Pick<Product, 'mechanism'>): boolean {
	return mechanism === 'continuous' || mechanism === 'listing';
}

/** Zone for which a participant orders in a product: its own when delivery starts. */
export function zoneOf(owner: Participant, { deliveryStart }: Pick<Product, 'deliveryStart'>): string {
	return zoneAt(owner, deliveryStart);
}

/** @throws CodedError GATE_NOT_OPEN or GATE_CLOSED */
export function requireOpenGate(context: CallContext, { product, status, gateOpening, gateClosure }: Product): void {
	if (context.time < gateOpening) throw new CodedError('GATE_NOT_OPEN', { product, gateOpening });
	if (status !== 'open' || context.time >= gateClosure) throw new CodedError('GATE_CLOSED', { product, gateClosure });
}

/**
 * Checks an order against its product alone.
 * @param index The order's place in its call
 * @throws CodedError CALL_FORBIDDEN, ORDER_FORM, ORDER_SOURCE or ORDER_TERMS with the field
 */
export function requireOrderTerms(
	owner: Participant,
	product: Product,
	terms: OrderBody,
	{ index, now }: { readonly index: number; readonly now: TimeMs },
): void {
	const need = (isMet: boolean, field: string, reason: string): void => {
		if (!isMet) throw new CodedError('ORDER_TERMS', { index, field, reason });
	};
	if (!SIDES[terms.side].includes(owner.role))
		throw new CodedError('CALL_FORBIDDEN', { sender: owner.id, needed: SIDES[terms.side].join(', ') });
	const form = formOf(terms);
	if (!FORMS_OF[product.mechanism].includes(form))
		throw new CodedError('ORDER_FORM', { index, form, mechanism: product.mechanism });
	requireSource(product, terms, index);
	const zone = zoneOf(owner, product);
	need(product.zones.includes(zone), 'product', `outside zone ${zone}`);
	need(terms.zone === undefined || terms.zone === zone, 'zone', `not ${owner.id}'s zone ${zone}`);
	const { validFrom = 0, validUntil = Number.MAX_SAFE_INTEGER } = terms;
	need(validFrom < validUntil, 'validUntil', 'not after validFrom');
	need(validUntil > now, 'validUntil', 'not after the block time');
	need(validFrom < product.gateClosure, 'validFrom', 'not before the gate closes');
	requireFigures(product, terms, need);
}

type Need = (isMet: boolean, field: string, reason: string) => void;

function requireFigures(product: Product, terms: OrderBody, need: Need): void {
	const { tick, lotWh, priceMin, priceMax } = product;
	const periods = periodsOf(product);
	const needPrice = (price: MicroPerKwh, field: string): void => {
		need(price % tick === 0, field, `not a multiple of the tick ${tick}`);
		need(price >= priceMin && price <= priceMax, field, `not within ${priceMin} and ${priceMax}`);
	};
	const needQuantity = (quantityWh: EnergyWh, field: string): void =>
		need(quantityWh % lotWh === 0, field, `not a multiple of the lot ${lotWh}`);
	if ('profileWh' in terms) {
		needPrice(terms.price, 'price');
		need(terms.profileWh.length === periods, 'profileWh', `not one figure for each of ${periods} periods`);
		need(
			terms.profileWh.some((each) => each > 0),
			'profileWh',
			'nothing but 0',
		);
		for (const each of terms.profileWh) needQuantity(each, 'profileWh');
		return;
	}
	const { period } = terms;
	need(period === undefined || period < periods, 'period', `not below ${periods}`);
	need(
		period !== undefined || periods === 1 || !tradesAtOnce(product),
		'period',
		'missing; such products trade each period by itself',
	);
	if ('points' in terms) {
		requireCurve(terms, need, needPrice, needQuantity);
		need(stepsOf(terms, product) <= CURVE_LIMITS.steps, 'points', `more than ${CURVE_LIMITS.steps} steps`);
		return;
	}
	needPrice(terms.price, 'price');
	needQuantity(terms.quantityWh, 'quantityWh');
	if (terms.visibleWh === undefined) return;
	needQuantity(terms.visibleWh, 'visibleWh');
	need(terms.visibleWh < terms.quantityWh, 'visibleWh', 'not below quantityWh');
}

function requireCurve(
	{ side, curve, points }: CurveTerms,
	need: Need,
	needPrice: (price: MicroPerKwh, field: string) => void,
	needQuantity: (quantityWh: EnergyWh, field: string) => void,
): void {
	need(points.length >= (curve === 'linear' ? 2 : 1), 'points', 'too few');
	let before: CurveTerms['points'][number] | null = null;
	for (const point of points) {
		needPrice(point.price, 'points');
		needQuantity(point.quantityWh, 'points');
		const least = before ? before.quantityWh : curve === 'linear' ? -1 : 0;
		need(point.quantityWh > least, 'points', 'without rising quantity');
		if (before)
			need(
				side === 'bid' ? point.price < before.price : point.price > before.price,
				'points',
				side === 'bid' ? 'without falling price' : 'without rising price',
			);
		before = point;
	}
	need((before?.quantityWh ?? 0) > 0, 'points', 'without quantity');
}

function requireSource({ mechanism, zones }: Product, { side, source }: OrderBody, index: number): void {
	if (source === undefined) return;
	const isTaken = WITH_SOURCES.includes(mechanism) && zones.length === 1 && (side === 'bid' || source === 'renewable');
	if (!isTaken) throw new CodedError('ORDER_SOURCE', { index });
}
