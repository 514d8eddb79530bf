import { toHex } from '../../../shared/codec/bytes.ts';
import { calls } from '../../../shared/codec/calls.ts';
import { POINT_VALUE } from '../../../shared/codec/incentive-calls.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { parseDay } from '../../../shared/formats/calendar.ts';
import { fixedZone, openTimeZone } from '../../../shared/formats/time-zone.ts';
import { addFigures, NO_FIGURES } from '../../../shared/statements/statement-lines.ts';
import { linesWithin, statementRows } from '../../../shared/statements/statement-rows.ts';
import { requireOk } from '../call-outcome.ts';
import { type ConsoleServices, isMine } from '../services.ts';
import { settlementOf, statementProductView } from '../statement-views.ts';
import { contract, requireOperator } from './procedure.ts';

export function statementProcedures(services: ConsoleServices) {
	const { node, model, utcOffsetMinutes, requireReady, reached } = services;
	return {
		list: contract.statements.list.handler(({ input }) => {
			requireReady();
			const { participant, from, to, by, offset, limit } = input;
			if (!model.directory.participants.has(participant)) throw new CodedError('PARTICIPANT_UNKNOWN', { participant });
			requireDay('from', from);
			requireDay('to', to);
			const zone = input.zone === undefined ? fixedZone(utcOffsetMinutes) : openTimeZone(input.zone);
			const lines = linesWithin(model.statements.linesOf(participant), { from, to, zone });
			const rows = statementRows(lines, by, zone);
			return {
				participant,
				zone: zone.name,
				currency: node.genesis.market.currency,
				rows: rows.slice(offset, offset + limit),
				rowCount: rows.length,
				totals: rows.reduce(addFigures, NO_FIGURES),
				isGridOperator: node.genesis.market.gridOperator === participant,
				settlement: settlementOf(model, lines),
				forgottenUntil: model.statements.forgottenUntil,
				asOfHeight: model.asOfHeight,
			};
		}),
		points: contract.statements.points.handler(({ input: { participant } }) => {
			requireReady();
			if (!model.directory.participants.has(participant)) throw new CodedError('PARTICIPANT_UNKNOWN', { participant });
			const { points, pointsSpent: spent, feePointsMax: pointsMax } = model.participants.of(participant);
			const me = isMine(services, participant);
			return { participant, points, spent, pointsMax, pointValue: POINT_VALUE, me, asOfHeight: model.asOfHeight };
		}),
		payWithPoints: contract.statements.payWithPoints.handler(async ({ input: { as, pointsMax }, context }) => {
			requireOperator(context, 'statements.payWithPoints');
			requireReady();
			const outcome = await node.call(as, calls.incentive.payFeesWithPoints({ pointsMax }));
			requireOk(outcome);
			await reached(outcome.height);
			return { pointsMax, height: outcome.height, transactionId: toHex(outcome.transactionId) };
		}),
		product: contract.statements.product.handler(({ input }) => {
			requireReady();
			const view = statementProductView(model, input);
			if (!view) throw new CodedError('STATEMENT_UNKNOWN', input);
			return view;
		}),
	};
}

function requireDay(field: 'from' | 'to', day: string): void {
	if (parseDay(day) === null)
		throw new CodedError('CONSOLE_INPUT_INVALID', { path: `input.${field}`, reason: `${day} is no calendar day` });
}
