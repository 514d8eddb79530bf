import { ORDER_LIMITS, type OrderBody } from '../codec/order-terms.ts';
import type { BidDraft, ImportProduct } from './bid-terms.ts';

/**
 * The order that the contract's calls take, of a draft that was read against `product`. A limit order with a smallest
 * part is a block of its one period; a block that states no smallest part is all or none.
 * @returns null where the product cannot take a smallest part: over several periods, or without blocks
 */
export function orderOfDraft(
	draft: BidDraft,
	{ periods, kinds }: Pick<ImportProduct, 'periods' | 'kinds'>,
): OrderBody | null {
	const { name, side, price, quantityWh, profileWh, minAcceptancePpm, parent, exclusiveGroup, visibleWh, points } =
		draft;
	const period = periods === 1 || draft.period === null ? {} : { period: draft.period - 1 };
	if (points !== undefined) return { name, side, curve: 'stepwise', points: [...points], ...period };
	if (profileWh !== undefined) {
		const linked = {
			...(parent === undefined ? {} : { parent }),
			...(exclusiveGroup === undefined ? {} : { group: exclusiveGroup }),
		};
		const minAcceptance = minAcceptancePpm ?? ORDER_LIMITS.allOrNone;
		return { name, side, price, profileWh: [...profileWh], minAcceptance, ...linked };
	}
	if (minAcceptancePpm === undefined)
		return { name, side, price, quantityWh, ...period, ...(visibleWh === undefined ? {} : { visibleWh }) };
	const at = periods === 1 ? 0 : draft.period === null ? null : draft.period - 1;
	if (at === null || !kinds.includes('block')) return null;
	const profile = Array.from({ length: periods }, (_, index) => (index === at ? quantityWh : 0));
	return { name, side, price, profileWh: profile, minAcceptance: minAcceptancePpm };
}

/** The draft that states a named order, so that a file can be compared with what lives; null for one without a name. */
export function draftOfOrder(product: string, order: OrderBody): BidDraft | null {
	const { name, side } = order;
	if (name === undefined) return null;
	if ('profileWh' in order) {
		const { price, profileWh, minAcceptance, parent, group } = order;
		return {
			name,
			product,
			period: null,
			side,
			kind: 'block',
			price,
			quantityWh: profileWh.reduce((sum, each) => sum + each, 0),
			profileWh,
			...(minAcceptance === ORDER_LIMITS.allOrNone ? {} : { minAcceptancePpm: minAcceptance }),
			...(parent === undefined ? {} : { parent }),
			...(group === undefined ? {} : { exclusiveGroup: group }),
		};
	}
	const period = order.period === undefined ? null : order.period + 1;
	if ('points' in order) {
		const last = order.points.at(-1);
		const { price = 0, quantityWh = 0 } = last ?? {};
		return { name, product, period, side, kind: 'curve', price, quantityWh, points: order.points };
	}
	const { price, quantityWh, visibleWh } = order;
	const kind = visibleWh === undefined ? 'limit' : 'iceberg';
	return { name, product, period, side, kind, price, quantityWh, ...(visibleWh === undefined ? {} : { visibleWh }) };
}
