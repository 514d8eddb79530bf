import type { FeePlace } from '../../../shared/codec/fee-schedule.ts';
import { inPeriod, periodsOf } from '../../../shared/codec/product-terms.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { FEE_PLACES_MAX } from '../../../shared/contract/desk.ts';
import type { FeeScheduleView } from '../../../shared/contract/index.ts';
import { feePlaceKey } from '../read-model/fee-log.ts';
import type { Product } from '../read-model/product.ts';
import type { ReadModel } from '../read-model/read-model.ts';

/** Every place that has a schedule, a participant or a product that is still to deliver. */
export function feeSchedules(model: ReadModel, now: TimeMs): FeeScheduleView[] {
	const places = new Map<string, FeePlace>();
	const know = (place: FeePlace): void => {
		const key = feePlaceKey(place);
		if (!places.has(key)) places.set(key, place);
	};
	const ahead = [...model.products.products.values()]
		.filter(({ terms, cancelled }) => terms.deliveryEnd > now && cancelled === null)
		.sort((a, b) => a.terms.deliveryStart - b.terms.deliveryStart);
	for (const { terms } of ahead) {
		for (const zone of terms.zones) know({ kind: 'zone', zone });
		for (const { from, to } of terms.borders) know({ kind: 'border', from, to });
	}
	for (const { zone, meters } of model.directory.participants.values())
		if (zone !== '' && meters.length > 0) know({ kind: 'zone', zone });
	for (const { place } of model.fees.places.values()) know(place);
	return [...places.values()]
		.sort(
			(a, b) => Number(a.kind === 'border') - Number(b.kind === 'border') || (feePlaceKey(a) < feePlaceKey(b) ? -1 : 1),
		)
		.slice(0, FEE_PLACES_MAX)
		.map((place) => ({
			place: { ...place },
			entries: model.fees.rowsOf(place).map((row) => ({ ...row })),
			kept: ahead.flatMap((product) => keptBy(product, place)),
		}));
}

function keptBy({ terms }: Product, place: FeePlace): FeeScheduleView['kept'] {
	const found = feesOf(terms, place);
	if (!found) return [];
	const { product, deliveryStart, deliveryEnd } = terms;
	const all = Array.from({ length: periodsOf(terms) }, (_, period) => inPeriod(found.fees, period));
	const source = found.isStated ? ('terms' as const) : ('schedule' as const);
	return [{ product, deliveryStart, deliveryEnd, feeLow: Math.min(...all), feeHigh: Math.max(...all), source }];
}

function feesOf(terms: Product['terms'], place: FeePlace): { fees: readonly number[]; isStated: boolean } | null {
	if (place.kind === 'zone') {
		const at = terms.zones.indexOf(place.zone);
		const fees = terms.zoneFees[at];
		return fees ? { fees, isStated: terms.wheelingFee !== null } : null;
	}
	const key = feePlaceKey(place);
	const at = terms.borders.findIndex(({ from, to }) => feePlaceKey({ kind: 'border', from, to }) === key);
	const fees = terms.borderFees[at];
	return fees ? { fees, isStated: terms.borders[at]?.fee !== null } : null;
}
