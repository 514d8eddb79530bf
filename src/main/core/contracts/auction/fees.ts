import type { FeeEntry, FeePlace, SetFees } from '../../../../shared/codec/fee-schedule.ts';
import {
	type PerPeriod,
	type ProductFees,
	type ProductTerms,
	periodStart,
	periodsOf,
} from '../../../../shared/codec/product-terms.ts';
import type { MicroPerKwh } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { AUCTION } from './products.ts';

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
		context.charge(starts.length);
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
		zoneFees: zones.map((zone) => resolve('wheelingFee', wheelingFee, { kind: 'zone', zone })),
		borderFees: borders.map(({ from, to, fee }) => resolve('borders', fee, { kind: 'border', from, to })),
	};
}

/**
 * Announces what carriage will cost in a place. Entries take effect ahead of the block's time only, and products keep
 * the fees that they were opened with; what the place had announced and is not in effect yet is replaced.
 * @throws CodedError FEE_SCHEDULE
 */
export function setFees(context: CallContext, { place, entries }: SetFees): void {
	const name = nameOf(place);
	const refuse = (reason: string): never => {
		throw new CodedError('FEE_SCHEDULE', { place: name, reason });
	};
	if (place.kind === 'border' && place.from === place.to) refuse('its ends are one zone');
	let after = context.time;
	for (const { from } of entries) {
		if (from <= after) refuse(after === context.time ? 'an entry is not ahead' : 'entries are not in order of time');
		after = from;
	}
	const inEffect = feeSchedule(context, place).findLast(({ from }) => from <= context.time);
	context.space(AUCTION).set(`fees/${name}`, inEffect ? [inEffect, ...entries] : entries);
	context.emit({ kind: 'fees-set', place, entries });
}

/** Entries of one place, ascending by time; the first is in effect or the first to be. */
export function feeSchedule(context: CallContext, place: FeePlace): readonly FeeEntry[] {
	return context.space(AUCTION).get<readonly FeeEntry[]>(`fees/${nameOf(place)}`) ?? [];
}

function nameOf(place: FeePlace): string {
	return place.kind === 'zone' ? place.zone : [place.from, place.to].sort().join('/');
}

function oneIfEqual<T>(figures: readonly T[]): PerPeriod<T> {
	return figures.every((figure) => figure === figures[0]) ? figures.slice(0, 1) : figures;
}
