import { z } from 'zod';
import { STATEMENT_GROUPS } from '../statements/statement-rows.ts';
import { base } from './errors.ts';
import { day, energyWh, height, microMoney, microPerKwh, name, timeMs } from './scalars.ts';

/** Rows of one answer; more are asked for with `offset`. */
export const STATEMENT_ROWS_MAX = 1_000;

const figures = {
	contractedWh: energyWh,
	meteredWh: energyWh,
	/** metered − contracted. */
	residualWh: energyWh,
	/** Money is received (positive) or paid (negative). */
	traded: microMoney,
	wheeling: microMoney,
	border: microMoney,
	residual: microMoney,
	/** traded + wheeling + border + residual. */
	total: microMoney,
};

export const statementRow = z.object({
	/** `<product>/<period>`, product, local day or local month. */
	key: name,
	start: timeMs,
	end: timeMs,
	periods: z.int().min(1),
	substituted: z.int().min(0),
	imbalancePrice: microPerKwh.nullable(),
	...figures,
});

export const statementList = z.object({
	participant: name,
	/** Name of the zone whose days and months these are. */
	zone: z.string(),
	currency: z.string(),
	/** In order of time. */
	rows: z.array(statementRow).max(STATEMENT_ROWS_MAX),
	/** Of all rows, those included that `offset` and `limit` leave out. */
	rowCount: z.int().min(0),
	totals: z.object(figures),
	/** Deliveries until then may be missing: the read model has forgotten them; null when it has all. */
	forgottenUntil: timeMs.nullable(),
	asOfHeight: height,
});

export type StatementRowView = z.infer<typeof statementRow>;
export type StatementList = z.infer<typeof statementList>;

export const statementsContract = {
	/** A participant's bill over local days, both included. */
	list: base
		.input(
			z.object({
				participant: name,
				from: day,
				to: day,
				by: z.enum(STATEMENT_GROUPS),
				/** IANA zone or ±HH:MM; default: the market's offset. */
				zone: z.string().min(1).max(64).optional(),
				offset: z.int().min(0).max(10_000_000).default(0),
				limit: z.int().min(1).max(STATEMENT_ROWS_MAX).default(STATEMENT_ROWS_MAX),
			}),
		)
		.output(statementList),
};
