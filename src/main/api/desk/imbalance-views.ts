import { settlementId } from '../../../shared/codec/ids.ts';
import { periodsOf } from '../../../shared/codec/product-terms.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { BOARD_PERIODS_MAX, BOARD_ROWS_MAX } from '../../../shared/contract/desk.ts';
import type { ImbalanceDetail, ImbalancePeriod, ZoneImbalance } from '../../../shared/contract/index.ts';
import { periodsIn } from '../read-model/hour-figures.ts';
import type { Product } from '../read-model/product.ts';
import type { ReadModel } from '../read-model/read-model.ts';
import { type PeriodPositions, type Position, positionsIn } from './period-positions.ts';

interface BoardQuestion {
	readonly gridOperator: string;
	readonly now: TimeMs;
}

/** Delivery periods that begin in a local day, in order of time; cancelled products deliver nothing. */
export function imbalancePeriods(model: ReadModel, day: TimeMs, question: BoardQuestion): ImbalancePeriod[] {
	const rows = model.calendar
		.hoursOf(day)
		.flatMap((hour) =>
			[...(model.products.byHour.get(hour) ?? [])]
				.filter(({ cancelled }) => cancelled === null)
				.flatMap((product) => periodsIn(product, hour).map((period) => periodView(model, product, period, question))),
		);
	return rows.sort((a, b) => a.start - b.start || (a.product < b.product ? -1 : 1)).slice(0, BOARD_PERIODS_MAX);
}

/** Null where the product has no such period. */
export function imbalanceDetail(
	model: ReadModel,
	{ product: id, period }: { readonly product: string; readonly period: number },
	question: BoardQuestion,
): ImbalanceDetail | null {
	const product = model.products.products.get(id);
	if (!product || period >= periodsOf(product.terms)) return null;
	const found = positionsIn(model, { product, period, gridOperator: question.gridOperator });
	const { directory } = model;
	const summary = summaryOf(product, period, found, question.now);
	const missing = summary.state === 'provisional' ? found.missing : [];
	const ranked = found.positions.toSorted((a, b) => Math.abs(residualWh(b) ?? 0) - Math.abs(residualWh(a) ?? 0));
	return {
		...summary,
		asOfHeight: model.asOfHeight,
		participantCount: ranked.length,
		participants: ranked.slice(0, BOARD_ROWS_MAX).map((position) => ({
			participant: position.participant,
			name: directory.nameOf(position.participant),
			zone: position.zone,
			contractedWh: position.contractedWh,
			meteredWh: position.meteredWh,
			residualWh: residualWh(position),
			residual: position.residual,
			price: position.price,
			isSubstituted: position.isSubstituted,
			settlement: position.isSettled ? settlementId(id, position.participant) : null,
		})),
		missingReadings: missing.slice(0, BOARD_ROWS_MAX).map((meter) => {
			const { participant = '', operator = '' } = directory.meters.get(meter) ?? {};
			const [name, operatorName] = [directory.nameOf(participant), directory.nameOf(operator)];
			return { meter, participant, name, operator, operatorName };
		}),
	};
}

function periodView(model: ReadModel, product: Product, period: number, { gridOperator, now }: BoardQuestion) {
	return summaryOf(product, period, positionsIn(model, { product, period, gridOperator }), now);
}

function summaryOf({ terms }: Product, period: number, found: PeriodPositions, now: TimeMs): ImbalancePeriod {
	const { start, end, positions, missing } = found;
	const isSettled = positions.some((position) => position.isSettled);
	const state = isSettled ? 'settled' : now < start ? 'ahead' : now < end ? 'running' : 'provisional';
	return {
		product: terms.product,
		period,
		start,
		end,
		state,
		zones: terms.zones.map((zone) =>
			zoneSum(
				zone,
				positions.filter((position) => position.zone === zone),
				state,
			),
		),
		missing: state === 'provisional' ? missing.length : 0,
		substituted: positions.filter(({ isSubstituted }) => isSubstituted).length,
		deadline: terms.settlementTime,
	};
}

function zoneSum(zone: string, positions: readonly Position[], state: ImbalancePeriod['state']): ZoneImbalance {
	const sums = { shortWh: 0, longWh: 0, cost: 0 };
	let [shortPrice, longPrice]: [number | null, number | null] = [null, null];
	if (state !== 'ahead')
		for (const position of positions) {
			const wh = residualWh(position) ?? 0;
			if (wh < 0) sums.shortWh -= wh;
			else sums.longWh += wh;
			if (wh < 0) shortPrice = position.price ?? shortPrice;
			if (wh > 0) longPrice = position.price ?? longPrice;
			sums.cost -= position.residual ?? 0;
		}
	const { shortWh, longWh } = sums;
	return { zone, shortWh, longWh, shortPrice, longPrice, cost: state === 'settled' ? sums.cost : null };
}

/** Metered less contracted; null while it is not known. */
function residualWh({ meteredWh, contractedWh }: Position): number | null {
	return meteredWh === null ? null : meteredWh - contractedWh;
}
