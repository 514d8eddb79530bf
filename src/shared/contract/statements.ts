import { z } from 'zod';
import { PRODUCT_LIMITS } from '../codec/product-terms.ts';
import { STATEMENT_GROUPS } from '../statements/statement-rows.ts';
import { base } from './errors.ts';
import { day, energyWh, height, hex, microMoney, microPerKwh, name, timeMs } from './scalars.ts';

/** Rows of one answer; more are asked for with `offset`. */
export const STATEMENT_ROWS_MAX = 1_000;
/** Highest instruction that the chain takes. */
export const FEE_POINTS_MAX = 1_000_000_000;
/** Trades that a period shows as the source of its figures. */
export const SOURCE_TRADES_MAX = 200;

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
	/** Of the wheeling fees, what incentive points have paid back: received beside the total. */
	byPoints: microMoney,
	/** What the metered energy alone comes to without a market: short at the tariff, beyond at the feed-in price. */
	atTariff: microMoney,
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
	/** The market's grid operator, whose statement mirrors everybody's residuals. */
	isGridOperator: z.boolean(),
	/** Products of these rows, and how their whole settlements, everybody's statements together, add up. */
	settlement: z.object({
		products: z.int().min(0),
		/** Those whose last statement is told. */
		closed: z.int().min(0),
		/** Sum of the residues of these, each without its sign: 0 when every one is 0. */
		residue: microMoney,
	}),
	/** Deliveries until then may be missing: the read model has forgotten them; null when it has all. */
	forgottenUntil: timeMs.nullable(),
	asOfHeight: height,
});

/** A trade under a deed, as a source of a period's figures. */
export const statementTrade = z.object({
	trade: name,
	/** Null where none was drafted. */
	deed: name.nullable(),
	/** Only a sealed deed counts. */
	deedState: z.enum(['awaiting', 'sealed', 'refused', 'expired']).nullable(),
	side: z.enum(['bought', 'sold']),
	counterparty: name,
	counterpartyName: name,
	quantityWh: energyWh,
	price: microPerKwh,
	amount: microMoney,
	fee: microMoney,
	border: microMoney,
});

export const statementReading = z.object({
	reading: name,
	meter: name,
	version: z.int().min(1),
	generatedWh: energyWh,
	consumedWh: energyWh,
});

export const statementPeriod = z.object({
	period: z.int().min(0),
	start: timeMs,
	end: timeMs,
	isSubstituted: z.boolean(),
	imbalancePrice: microPerKwh.nullable(),
	...figures,
	/** The newest version of each, as it was settled; empty where none is remembered. */
	readings: z.array(statementReading),
	trades: z.array(statementTrade).max(SOURCE_TRADES_MAX),
	/** Those that `trades` leaves out included; null where the product's trades are forgotten. */
	tradeCount: z.int().min(0).nullable(),
});

export const statementProduct = z.object({
	participant: name,
	product: name,
	/** Node of the trace where the participant's energy in the product balances. */
	settlement: name,
	tariff: microPerKwh,
	feedIn: microPerKwh,
	/** Null: at the tariff and the feed-in price. */
	imbalance: z.object({ pricing: z.enum(['single', 'dual']), component: microPerKwh }).nullable(),
	/** Statements told, everybody's. */
	statements: z.int().min(1),
	/** What all of them and the congestion account add up to, and the block that closed it; null while some are to come. */
	closed: z.object({ residue: microMoney, height }).nullable(),
	periods: z.array(statementPeriod).max(PRODUCT_LIMITS.periods),
	asOfHeight: height,
});

export const feePoints = z.object({
	participant: name,
	/** Points it has now. */
	points: z.int(),
	spent: z.int().min(0),
	/** The instruction in force: points that each settlement of a product may take; 0 for none. */
	pointsMax: z.int().min(0),
	/** Money that one point pays. */
	pointValue: microMoney,
	/** Whether this node holds the participant's key. */
	me: z.boolean(),
	asOfHeight: height,
});

export type FeePoints = z.infer<typeof feePoints>;
export type StatementProductView = z.infer<typeof statementProduct>;
export type StatementPeriodView = z.infer<typeof statementPeriod>;
export type StatementTradeView = z.infer<typeof statementTrade>;
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
	/** What points may pay of a participant's wheeling fees, and what they have paid. */
	points: base.input(z.object({ participant: name })).output(feePoints),
	/** Sets how many points each settlement of a product may take, 0 for none; answers when its block is final. */
	payWithPoints: base
		.input(z.object({ as: name, pointsMax: z.int().min(0).max(FEE_POINTS_MAX) }))
		.output(z.object({ pointsMax: z.int().min(0), height, transactionId: hex })),
	/** A participant's part of one product with what each figure comes from. */
	product: base.input(z.object({ participant: name, product: name })).output(statementProduct),
};
