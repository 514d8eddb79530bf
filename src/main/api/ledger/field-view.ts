import { toHex } from '../../../shared/codec/bytes.ts';
import { decode } from '../../../shared/codec/cbor.ts';
import type { FieldList, LedgerField } from '../../../shared/contract/index.ts';
import { type FIELD_UNITS, LEDGER_LIMITS } from '../../../shared/contract/ledger.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../shared/proofs/state-proof.ts';

type FieldUnit = (typeof FIELD_UNITS)[number];

/** Names of fields by the unit that `shared/codec` gives them; a test reads the codec and refuses what differs. */
export const NAMES_OF_UNIT: { readonly [unit in 'money' | 'price' | 'time']: readonly string[] } = {
	money: [
		'amount',
		'balance',
		'blockReward',
		'border',
		'collateralMax',
		'congestion',
		'deposit',
		'escrow',
		'foregone',
		'loss',
		'moneyLimit',
		'pool',
		'residual',
		'residue',
		'rewardBudget',
		'surplus',
		'total',
		'traded',
		'transactionFee',
		'welfare',
		'wheeling',
	],
	price: [
		'component',
		'feedIn',
		'high',
		'imbalancePrice',
		'low',
		'price',
		'priceHigh',
		'priceLow',
		'priceMax',
		'priceMin',
		'tariff',
		'tick',
		'wheelingFee',
	],
	time: [
		'at',
		'deadline',
		'deliveryEnd',
		'deliveryStart',
		'end',
		'expiresAt',
		'from',
		'gateClosure',
		'gateOpening',
		'quarterHour',
		'revealUntil',
		'sentAt',
		'settlementTime',
		'signingDeadline',
		'start',
		'startTime',
		'time',
		'timeoutAt',
		'until',
		'updatedAt',
		'validFrom',
		'validUntil',
	],
};

/** Byte strings that are ciphertext: only their reader's key opens them. */
const SEALED = ['wrappedKey'];

/** A time that is told in ms since 1970 is above this; a smaller number under the same name is a place or a count. */
const EARLIEST_TIME_MS = 100_000_000_000;

const UNIT_OF_NAME = new Map<string, FieldUnit>(
	Object.entries(NAMES_OF_UNIT).flatMap(([unit, names]) => names.map((name) => [name, unit as FieldUnit] as const)),
);

/**
 * Where the fields stand, which says what a `fee` is: of a schedule or a border it is a price, else money; and what a
 * `price` is: of goods that cross to another region it is money, else of a kWh.
 */
export type FieldPlace = 'fees' | 'bridge' | 'other';

/** What a decoded value consists of, in the order of the encoding, within the limits of one answer. */
export function fieldListOf(value: unknown, place: FieldPlace = 'other'): FieldList {
	const fields: LedgerField[] = [];
	let omitted = 0;
	const walk = (each: unknown, path: readonly string[]): void => {
		if (Array.isArray(each) && each.length > 0)
			for (const [at, item] of each.entries()) walk(item, [...path, String(at)]);
		else if (isRecord(each)) for (const [name, item] of Object.entries(each)) walk(item, [...path, name]);
		else if (fields.length < LEDGER_LIMITS.fields) fields.push(fieldOf(each, path, place));
		else omitted += 1;
	};
	walk(value, []);
	return { fields, omitted };
}

/** The fields of canonical dag-cbor; bytes that are none stand as they are. */
export function fieldsOfEncoded(encoded: Uint8Array, place: FieldPlace = 'other'): FieldList {
	try {
		return fieldListOf(decode(encoded, STATE_VALUE_MAX_BYTES), place);
	} catch {
		return fieldListOf(encoded, place);
	}
}

/** One line that tells a leaf from its neighbours. */
export function summaryOf({ fields, omitted }: FieldList, maximum: number): string {
	const parts = fields.slice(0, 6).map(({ path, value, unit, bytes }) => {
		const shown = unit === 'sealed' ? `${bytes} B` : String(value);
		return path === '' ? shown : `${path} ${shown}`;
	});
	return cut(`${parts.join(' · ')}${fields.length > 6 || omitted > 0 ? ' …' : ''}`, maximum);
}

function fieldOf(value: unknown, path: readonly string[], place: FieldPlace): LedgerField {
	const where = cut(path.join('.'), 1_000);
	const name = path.findLast((part) => !/^\d+$/.test(part)) ?? '';
	if (value instanceof Uint8Array)
		return {
			path: where,
			value: cut(toHex(value.subarray(0, LEDGER_LIMITS.fieldCharacters)), LEDGER_LIMITS.fieldCharacters),
			unit: SEALED.includes(name) ? 'sealed' : 'bytes',
			bytes: value.length,
		};
	if (typeof value === 'number') return { path: where, value, unit: unitOf(name, value, path, place), bytes: null };
	const text = typeof value === 'string' ? cut(value, LEDGER_LIMITS.fieldCharacters) : value;
	const plain = typeof text === 'string' || typeof text === 'boolean' ? text : null;
	return { path: where, value: plain, unit: 'text', bytes: null };
}

function unitOf(name: string, value: number, path: readonly string[], place: FieldPlace): FieldUnit {
	if (name === 'fee') return place === 'fees' || path.includes('borders') ? 'price' : 'money';
	if (name === 'price' && place === 'bridge') return 'money';
	if (/Wh$|WhPerProduct$/.test(name)) return 'energyWh';
	if (name.endsWith('Ms')) return 'duration';
	const unit = UNIT_OF_NAME.get(name) ?? 'count';
	return unit === 'time' && value < EARLIEST_TIME_MS ? 'count' : unit;
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
	return (
		typeof value === 'object' &&
		value !== null &&
		!(value instanceof Uint8Array) &&
		!Array.isArray(value) &&
		Object.keys(value).length > 0
	);
}

function cut(text: string, maximum: number): string {
	return text.length > maximum ? `${text.slice(0, maximum)}…` : text;
}
