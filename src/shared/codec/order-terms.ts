import type { SourcePreference } from '../clearing/sources.ts';
import { CodedError } from '../errors/coded-error.ts';
import { identifier, NAME_MAX_CHARACTERS } from './ids.ts';
import { ENERGY_MAX, PRICE_MAX, PRODUCT_LIMITS } from './product-terms.ts';
import { integer, list, literal, type Reader } from './reader.ts';
import type { EnergyWh, MicroPerKwh, TimeMs } from './units.ts';

export const ORDER_LIMITS = {
	/** Of an order's or a batch's name, which its owner chooses. */
	nameCharacters: 40,
	/** Points of one curve. */
	points: 200,
	/** A minimum acceptance ratio that is all or none, in millionths. */
	allOrNone: 1_000_000,
} as const;

/** What every form of order may say besides. A field that is absent says nothing. */
export interface OrderOptions {
	/** The owner's own name for it, unique among its live orders of a product: how it amends and cancels. */
	readonly name?: string;
	/** Of a bid: which energy it takes. Of an offer: `renewable` where that is what it sells. Absent: any. */
	readonly source?: Exclude<SourcePreference, 'any'>;
	/** Takes part in a clearing, or in trading, at times in [validFrom, validUntil) only. */
	readonly validFrom?: TimeMs;
	readonly validUntil?: TimeMs;
	/** The owner's zone, for a client that wants to be told when it is another. */
	readonly zone?: string;
}

/** A freely divisible order. */
export interface LimitTerms extends OrderOptions {
	readonly side: 'bid' | 'offer';
	/** A bid's limit includes all fees: the buyer never pays more in all. */
	readonly price: MicroPerKwh;
	readonly quantityWh: EnergyWh;
	/** Index of the delivery period, from 0; absent: the same in each period of the product. */
	readonly period?: number;
	/** Iceberg, in continuous trading: what the book shows at a time, below `quantityWh`. */
	readonly visibleWh?: EnergyWh;
}

/**
 * Supply or demand over price: 1…200 points whose quantities, counted from 0, rise, while prices rise in an offer and
 * fall in a bid. Stepwise, the quantity between two points is that of the first one reached; linear, it goes straight
 * from one to the next.
 */
export interface CurveTerms extends OrderOptions {
	readonly side: 'bid' | 'offer';
	readonly curve: 'stepwise' | 'linear';
	readonly points: readonly CurvePoint[];
	readonly period?: number;
}

export interface CurvePoint {
	readonly price: MicroPerKwh;
	/** All that is wanted, or offered, at this price. */
	readonly quantityWh: EnergyWh;
}

/** A profile over the product's periods, taken in all of them at one ratio or in none. */
export interface BlockTerms extends OrderOptions {
	readonly side: 'bid' | 'offer';
	/** Limit of the average price over the profile. */
	readonly price: MicroPerKwh;
	/** One figure for each period of the product; 0 where it takes no part. */
	readonly profileWh: readonly EnergyWh[];
	/** Smallest ratio, in millionths; 1,000,000 is all or none. */
	readonly minAcceptance: number;
	/** Name of the owner's block without which this one is not taken; three generations at most. */
	readonly parent?: string;
	/** The ratios of the owner's blocks of one group add up to 1 at most. */
	readonly group?: string;
}

export type OrderBody = LimitTerms | CurveTerms | BlockTerms;
export type OrderForm = 'limit' | 'iceberg' | 'stepwise' | 'linear' | 'block';

/** An order and the product that it is for. */
export type OrderTerms = OrderBody & { readonly product: string };

export function formOf(terms: OrderBody): OrderForm {
	if ('points' in terms) return terms.curve;
	if ('profileWh' in terms) return 'block';
	return terms.visibleWh === undefined ? 'limit' : 'iceberg';
}

type Fields = { readonly [key: string]: Reader<unknown> };

const price = integer(-PRICE_MAX, PRICE_MAX);
const energy = integer(1, ENERGY_MAX);
const period = integer(0, PRODUCT_LIMITS.periods - 1);
const side = literal('bid', 'offer');

/** What an owner calls an order, a group of blocks or a batch. */
export const readOwnName: Reader<string> = identifier(ORDER_LIMITS.nameCharacters);

const options: Fields = {
	name: readOwnName,
	source: (value, path) => (value === 'renewable' ? value : fields({ generator: identifier() }, {})(value, path)),
	validFrom: integer(),
	validUntil: integer(),
	zone: identifier(NAME_MAX_CHARACTERS),
};

const limitFields: Fields = { side, price, quantityWh: energy };
const limitOptions: Fields = { ...options, period, visibleWh: energy };
const curveFields: Fields = {
	side,
	curve: literal('stepwise', 'linear'),
	points: list(fields({ price, quantityWh: integer(0, ENERGY_MAX) }, {}), ORDER_LIMITS.points),
};
const curveOptions: Fields = { ...options, period };
const blockFields: Fields = {
	side,
	price,
	profileWh: list(integer(0, ENERGY_MAX), PRODUCT_LIMITS.periods),
	minAcceptance: integer(1, ORDER_LIMITS.allOrNone),
};
const blockOptions: Fields = { ...options, parent: readOwnName, group: readOwnName };

/** Reads one order without its product. @throws CodedError CODEC_INVALID */
export const readOrderBody: Reader<OrderBody> = orderReader({}) as Reader<OrderBody>;
export const readOrderTerms: Reader<OrderTerms> = orderReader({ product: identifier() }) as Reader<OrderTerms>;

function orderReader(also: Fields): Reader<object> {
	const limit = fields({ ...also, ...limitFields }, limitOptions);
	const curve = fields({ ...also, ...curveFields }, curveOptions);
	const block = fields({ ...also, ...blockFields }, blockOptions);
	return (value, path) => {
		if (typeof value !== 'object' || value === null) return limit(value, path);
		return ('points' in value ? curve : 'profileWh' in value ? block : limit)(value, path);
	};
}

/** An object with all of the required fields, some of the optional ones, and no other. */
function fields(required: Fields, optional: Fields): Reader<object> {
	return (value, path) => {
		const refuse = (at: string, expected: string): never => {
			throw new CodedError('CODEC_INVALID', { path: at, expected });
		};
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(path, 'object');
		const result: { [key: string]: unknown } = {};
		for (const key of Object.keys(required)) if (!Object.hasOwn(value, key)) refuse(`${path}.${key}`, 'present');
		for (const [key, given] of Object.entries(value)) {
			const read = Object.hasOwn(required, key) ? required[key] : Object.hasOwn(optional, key) ? optional[key] : null;
			if (read) result[key] = read(given, `${path}.${key}`);
			else refuse(`${path}.${key}`, 'no such field');
		}
		return result;
	};
}
