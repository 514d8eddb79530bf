import { z } from 'zod';
import { FEE_ENTRIES_MAX } from '../codec/fee-schedule.ts';
import { PRICE_MAX, PRODUCT_LIMITS, PRODUCT_MECHANISMS } from '../codec/product-terms.ts';
import { base } from './errors.ts';
import { productState } from './market.ts';
import { day, energyWh, height, hex, microMoney, microPerKwh, name, timeMs } from './scalars.ts';

/** Products of one answer, the latest deliveries first to stay. */
export const DESK_PRODUCTS_MAX = 2_000;
/** Entries of one place's schedule that the desk remembers, those that have passed included. */
export const FEE_ROWS_MAX = 400;
export const FEE_PLACES_MAX = 500;
/** Delivery periods of one day's board: a day of quarter-hours in every zone. */
export const BOARD_PERIODS_MAX = 1_700;
/** Participants, and missing readings, of one period. */
export const BOARD_ROWS_MAX = 2_000;

const fee = microPerKwh.min(0).max(PRICE_MAX);
const feeEntry = z.object({ from: timeMs, fee });

export const feePlace = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('zone'), zone: name }),
	z.object({ kind: z.literal('border'), from: name, to: name }),
]);

export const feeRow = feeEntry.extend({
	/** When, and by which transaction, the grid operator announced it. */
	announcedAt: timeMs,
	height,
	transactionId: hex.nullable(),
});

/** What carriage costs in one place, and which opened products keep what they were opened with. */
export const feeSchedule = z.object({
	place: feePlace,
	/** Ascending; the last that does not lie ahead is in effect. */
	entries: z.array(feeRow).max(FEE_ROWS_MAX),
	/** Products that are open or cleared and not delivered yet, by start of delivery: their fees stay as they are. */
	kept: z.array(
		z.object({
			product: name,
			deliveryStart: timeMs,
			deliveryEnd: timeMs,
			/** Lowest and highest of its periods. */
			feeLow: fee,
			feeHigh: fee,
			/** `terms`: the product states its own fee and would not take one from the schedule. */
			source: z.enum(['terms', 'schedule']),
		}),
	),
});

export const feeReceipt = z.object({ height, transactionId: hex });

export const deskProduct = z.object({
	product: name,
	state: productState,
	mechanism: z.enum(PRODUCT_MECHANISMS),
	zones: z.array(name).min(1).max(PRODUCT_LIMITS.zones),
	periods: z.int().min(1).max(PRODUCT_LIMITS.periods),
	gateOpening: timeMs,
	gateClosure: timeMs,
	deliveryStart: timeMs,
	deliveryEnd: timeMs,
	signingDeadline: timeMs,
	settlementTime: timeMs,
	orders: z.int().min(0),
	/** Over its zones and periods; null before it is cleared, and where nothing trades. */
	priceLow: microPerKwh.nullable(),
	priceHigh: microPerKwh.nullable(),
	/** Weighted by the energy traded. */
	priceAverage: microPerKwh.nullable(),
	/** Null before it is cleared. */
	volumeWh: energyWh.nullable(),
	feeLow: fee,
	feeHigh: fee,
	deeds: z.int().min(0),
	deedsSealed: z.int().min(0),
});

/** One zone in one delivery period; energy beside the contract, the grid operator's mirror of it left out. */
export const zoneImbalance = z.object({
	zone: name,
	/** Contracted and not delivered, or used and not contracted; ≥ 0. */
	shortWh: energyWh.min(0),
	/** Delivered and not contracted, or contracted and not used; ≥ 0. */
	longWh: energyWh.min(0),
	/** What short and long energy was settled at; null before, and where there is none. */
	shortPrice: microPerKwh.nullable(),
	longPrice: microPerKwh.nullable(),
	/** Paid by participants for it, less what they received; null before settlement. */
	cost: microMoney.nullable(),
});

const boardPeriod = {
	product: name,
	/** Number in its product, from 0. */
	period: z.int().min(0),
	start: timeMs,
	end: timeMs,
	/** `provisional`: from the readings that are in. */
	state: z.enum(['ahead', 'running', 'provisional', 'settled']),
	zones: z.array(zoneImbalance).max(PRODUCT_LIMITS.zones),
	/** Meters of its zones without a reading of the whole period so far; at settlement the contract stands in. */
	missing: z.int().min(0),
	/** Participants for whom, at settlement, the contracted energy stood in for a reading. */
	substituted: z.int().min(0),
	/** Readings count until then. */
	deadline: timeMs,
};

export const imbalancePeriod = z.object(boardPeriod);

export const imbalanceDetail = z.object({
	...boardPeriod,
	asOfHeight: height,
	participants: z
		.array(
			z.object({
				participant: name,
				name,
				zone: z.string(),
				/** Sold positive, bought negative. */
				contractedWh: energyWh,
				/** Null while a reading is missing. */
				meteredWh: energyWh.nullable(),
				residualWh: energyWh.nullable(),
				/** Money received (positive) or paid; null before settlement. */
				residual: microMoney.nullable(),
				price: microPerKwh.nullable(),
				isSubstituted: z.boolean(),
				/** Node of the trace where it balances; null before settlement. */
				settlement: name.nullable(),
			}),
		)
		.max(BOARD_ROWS_MAX),
	participantCount: z.int().min(0),
	missingReadings: z
		.array(z.object({ meter: name, participant: name, name, operator: name, operatorName: name }))
		.max(BOARD_ROWS_MAX),
});

export type FeePlaceView = z.infer<typeof feePlace>;
export type FeeScheduleView = z.infer<typeof feeSchedule>;
export type FeeRowView = z.infer<typeof feeRow>;
export type DeskProduct = z.infer<typeof deskProduct>;
export type ZoneImbalance = z.infer<typeof zoneImbalance>;
export type ImbalancePeriod = z.infer<typeof imbalancePeriod>;
export type ImbalanceDetail = z.infer<typeof imbalanceDetail>;

/** What the grid operator needs around the auctions. */
export const deskContract = {
	fees: base.output(
		z.object({
			asOfHeight: height,
			gridOperator: name,
			gridOperatorName: name,
			/** Whether this console holds the grid operator's key. */
			canSet: z.boolean(),
			places: z.array(feeSchedule).max(FEE_PLACES_MAX),
		}),
	),
	/** Announces a place's fees as the grid operator; what it had announced and is not in effect yet is replaced. */
	setFees: base
		.input(
			z.object({
				place: feePlace,
				/** The entries ahead that the operator has seen: others have come in between when they differ. */
				replaces: z.array(feeEntry).max(FEE_ENTRIES_MAX),
				entries: z.array(feeEntry).max(FEE_ENTRIES_MAX),
			}),
		)
		.output(feeReceipt),
	/** Products that deliver on local days, both included; without them all that the node remembers. */
	products: base.input(z.object({ from: day.optional(), to: day.optional() })).output(
		z.object({
			asOfHeight: height,
			products: z.array(deskProduct).max(DESK_PRODUCTS_MAX),
			/** Those left out included. */
			total: z.int().min(0),
		}),
	),
	/** Delivery periods that begin on a local day. */
	imbalance: base.input(z.object({ day })).output(
		z.object({
			asOfHeight: height,
			day,
			periods: z.array(imbalancePeriod).max(BOARD_PERIODS_MAX),
		}),
	),
	imbalanceOf: base.input(z.object({ product: name, period: z.int().min(0) })).output(imbalanceDetail),
};
