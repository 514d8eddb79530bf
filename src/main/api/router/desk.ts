import { toHex } from '../../../shared/codec/bytes.ts';
import { calls } from '../../../shared/codec/calls.ts';
import { DESK_PRODUCTS_MAX } from '../../../shared/contract/desk.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { requireOk } from '../call-outcome.ts';
import { feeSchedules } from '../desk/fee-views.ts';
import { imbalanceDetail, imbalancePeriods } from '../desk/imbalance-views.ts';
import { deskProduct } from '../desk/product-views.ts';
import { feePlaceKey } from '../read-model/fee-log.ts';
import { type ConsoleServices, isMine } from '../services.ts';
import { contract, requireOperator } from './procedure.ts';

export function deskProcedures(services: ConsoleServices) {
	const { node, model, requireReady, reached } = services;
	const { gridOperator } = node.genesis.market;
	const now = () => Math.floor(node.clock.now());
	const startOf = (field: 'day' | 'from' | 'to', day: string): number => {
		const start = model.calendar.startOf(day);
		if (start !== null) return start;
		throw new CodedError('CONSOLE_INPUT_INVALID', { path: `input.${field}`, reason: `${day} is no calendar day` });
	};
	return {
		fees: contract.desk.fees.handler(() => {
			requireReady();
			return {
				asOfHeight: model.asOfHeight,
				gridOperator,
				gridOperatorName: model.directory.nameOf(gridOperator),
				canSet: isMine(services, gridOperator),
				places: feeSchedules(model, now()),
			};
		}),
		setFees: contract.desk.setFees.handler(async ({ input: { place, replaces, entries }, context }) => {
			requireOperator(context, 'desk.setFees');
			requireReady();
			if (!isMine(services, gridOperator)) throw new CodedError('FEE_KEY_MISSING', { participant: gridOperator });
			const time = now();
			const ahead = model.fees.rowsOf(place).filter(({ from }) => from > time);
			const isSeen =
				ahead.length === replaces.length &&
				ahead.every(({ from, fee }, at) => from === replaces[at]?.from && fee === replaces[at]?.fee);
			if (!isSeen) throw new CodedError('FEE_SCHEDULE_CHANGED', { place: feePlaceKey(place) });
			const outcome = await node.call(gridOperator, calls.auction.setFees({ place, entries }));
			requireOk(outcome);
			await reached(outcome.height);
			return { height: outcome.height, transactionId: toHex(outcome.transactionId) };
		}),
		products: contract.desk.products.handler(({ input: { from, to } }) => {
			requireReady();
			if (from !== undefined) startOf('from', from);
			if (to !== undefined) startOf('to', to);
			const chosen = [...model.products.products.values()]
				.filter(({ terms }) => {
					const day = model.calendar.dayOf(terms.deliveryStart);
					return (from === undefined || day >= from) && (to === undefined || day <= to);
				})
				.sort((a, b) => a.terms.deliveryStart - b.terms.deliveryStart || a.openedAtHeight - b.openedAtHeight);
			const products = chosen.slice(-DESK_PRODUCTS_MAX).map((product) => deskProduct(product, now()));
			return { asOfHeight: model.asOfHeight, products, total: chosen.length };
		}),
		imbalance: contract.desk.imbalance.handler(({ input: { day } }) => {
			requireReady();
			const periods = imbalancePeriods(model, startOf('day', day), { gridOperator, now: now() });
			return { asOfHeight: model.asOfHeight, day, periods };
		}),
		imbalanceOf: contract.desk.imbalanceOf.handler(({ input }) => {
			requireReady();
			const found = imbalanceDetail(model, input, { gridOperator, now: now() });
			if (!found) throw new CodedError('IMBALANCE_PERIOD_UNKNOWN', input);
			return found;
		}),
	};
}
