import {
	type PerPeriod,
	type ProductFees,
	type ProductTerms,
	periodStart,
	periodsOf,
} from '../../../../shared/codec/product-terms.ts';
import type { MicroPerKwh, TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { AUCTION } from './products.ts';

/** A carriage fee that holds from a time on, until the next entry's. */
export interface FeeEntry {
	readonly from: TimeMs;
	readonly fee: MicroPerKwh;
}

/** Whose carriage is charged: a zone's, or a border's, whose two ends are in text order. */
export type FeePlace = { readonly zone: string } | { readonly from: string; readonly to: string };

/**
 * Fees of every zone and border of a product in each of its periods: as its terms give them, else as the grid
 * operator's schedule has them at the period's start.
 * @throws CodedError PRODUCT_TERMS where the schedule has none, or one off the product's tick
 */
export function resolveFees(context: CallContext, terms: ProductTerms): ProductFees {
	const { product, zones, borders, wheelingFee, tick } = terms;
	const starts = Array.from({ length: periodsOf(terms) }, (_, period) => periodStart(terms, period));
	const resolve = (field: 'wheelingFee' | 'borders', given: MicroPerKwh | null, place: FeePlace) => {
		if (given !== null) return [given];
		const schedule = feeSchedule(context, place);
		const fees = starts.map((start) => {
			const fee = schedule.findLast(({ from }) => from <= start)?.fee;
			const refuse = (reason: string): never => {
				throw new CodedError('PRODUCT_TERMS', { product, field, reason });
			};
			if (fee === undefined) return refuse(`not in the schedule of ${nameOf(place)}`);
			return fee % tick === 0 ? fee : refuse(`off the tick in the schedule of ${nameOf(place)}`);
		});
		return oneIfEqual(fees);
	};
	return {
		zoneFees: zones.map((zone) => resolve('wheelingFee', wheelingFee, { zone })),
		borderFees: borders.map(({ from, to, fee }) => resolve('borders', fee, { from, to })),
	};
}

/** Entries of one place, ascending by time. */
export function feeSchedule(context: CallContext, place: FeePlace): readonly FeeEntry[] {
	return context.space(AUCTION).get<readonly FeeEntry[]>(`fees/${nameOf(place)}`) ?? [];
}

function nameOf(place: FeePlace): string {
	return 'zone' in place ? place.zone : [place.from, place.to].sort().join('/');
}

function oneIfEqual<T>(figures: readonly T[]): PerPeriod<T> {
	return figures.every((figure) => figure === figures[0]) ? figures.slice(0, 1) : figures;
}
