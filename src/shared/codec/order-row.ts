import { CodedError } from '../errors/coded-error.ts';
import type { Digest, Sha256 } from './bytes.ts';
import { encode, type Plain } from './cbor.ts';
import { merkleRoot } from './merkle.ts';
import { type BlockTerms, type CurveTerms, type LimitTerms, type OrderBody, readOrderBody } from './order-terms.ts';
import type { Reader } from './reader.ts';

/**
 * The one compact form of an order in batches, events and state, a list:
 * `[code, name, price, quantityWh, period]` of a limit order,
 * `[code, name, price, quantityWh, period, visibleWh]` of an iceberg,
 * `[code, name, [price, quantityWh, …], period]` of a curve,
 * `[code, name, price, [quantityWh, …], minAcceptance, parent, group]` of a block,
 * and, where any of them is stated, one more entry `[source, validFrom, validUntil, zone]`. What is absent is null.
 * The code is twice the form's number (limit 0, iceberg 1, stepwise 2, linear 3, block 4), plus 1 in an offer. A source
 * is `renewable`, or `from:` and the generator's id.
 */
export type OrderRow = readonly Plain[];

const FORMS = ['limit', 'iceberg', 'stepwise', 'linear', 'block'] as const;
/** Entries of each form's row without the options. */
const LENGTHS = [5, 6, 4, 4, 7] as const;
const FROM = 'from:';

export function orderRow(terms: OrderBody): OrderRow {
	const row = bodyRow(terms);
	const { source, validFrom, validUntil, zone } = terms;
	const named = source === undefined || source === 'renewable' ? (source ?? null) : `${FROM}${source.generator}`;
	const options = [named, validFrom ?? null, validUntil ?? null, zone ?? null];
	return options.every((each) => each === null) ? row : [...row, options];
}

function bodyRow(terms: OrderBody): Plain[] {
	const name = terms.name ?? null;
	const code = (form: number): number => 2 * form + (terms.side === 'offer' ? 1 : 0);
	if ('points' in terms) {
		const points = terms.points.flatMap(({ price, quantityWh }) => [price, quantityWh]);
		return [code(terms.curve === 'stepwise' ? 2 : 3), name, points, terms.period ?? null];
	}
	if ('profileWh' in terms) {
		const { price, profileWh, minAcceptance, parent = null, group = null } = terms;
		return [code(4), name, price, profileWh, minAcceptance, parent, group];
	}
	const { price, quantityWh, period = null, visibleWh } = terms;
	return visibleWh === undefined
		? [code(0), name, price, quantityWh, period]
		: [code(1), name, price, quantityWh, period, visibleWh];
}

/** What a row that passed its reader says. */
export function orderOf(row: OrderRow): OrderBody {
	const [code, name, ...rest] = row as [number, string | null, ...Plain[]];
	const form = code >> 1;
	const options = row[LENGTHS[form as 0]] as readonly Plain[] | undefined;
	const common = { side: code % 2 === 1 ? 'offer' : 'bid', name, ...(options && optionsOf(options)) };
	if (form < 2) {
		const [price, quantityWh, period, visibleWh] = rest;
		return present<LimitTerms>({ ...common, price, quantityWh, period, visibleWh: form === 1 ? visibleWh : null });
	}
	if (form < 4) {
		const flat = rest[0] as readonly number[];
		const points = Array.from({ length: flat.length / 2 }, (_, at) => ({
			price: flat[2 * at] as number,
			quantityWh: flat[2 * at + 1] as number,
		}));
		return present<CurveTerms>({ ...common, curve: FORMS[form as 2], points, period: rest[1] });
	}
	const [price, profileWh, minAcceptance, parent, group] = rest;
	return present<BlockTerms>({ ...common, price, profileWh, minAcceptance, parent, group });
}

/** Merkle root over a batch's rows: with it, a client proves that a row was in what it signed. */
export function batchRoot(rows: readonly OrderRow[], sha256: Sha256): Digest {
	return merkleRoot(
		rows.map((row) => encode(row)),
		sha256,
	);
}

/** The owner's name for the row's order. */
export function nameOfRow(row: OrderRow): string | null {
	return row[1] as string | null;
}

export const readOrderRow: Reader<OrderRow> = (value, path) => {
	const refuse = (expected: string): never => {
		throw new CodedError('CODEC_INVALID', { path, expected });
	};
	if (!Array.isArray(value)) return refuse('row of an order');
	const code: unknown = value[0];
	if (typeof code !== 'number' || !Number.isInteger(code) || code < 0 || code >= 2 * FORMS.length)
		return refuse(`row with a code of 0 to ${2 * FORMS.length - 1}`);
	const length = LENGTHS[(code >> 1) as 0];
	if (value.length !== length && value.length !== length + 1)
		return refuse(`row of ${length} or ${length + 1} entries`);
	requireShape(value, code >> 1, length, refuse);
	// Rows and terms stand for each other one to one, so that the terms' reader is the only one that knows the bounds.
	readOrderBody(orderOf(value), path);
	return value;
};

function requireShape(
	row: readonly unknown[],
	form: number,
	length: number,
	refuse: (expected: string) => never,
): void {
	const optional = row[length] as unknown;
	if (row.length > length) {
		if (!Array.isArray(optional) || optional.length !== 4 || optional.every((each) => each === null))
			refuse('options with something in them');
		const source: unknown = (optional as unknown[])[0];
		if (source !== null && source !== 'renewable' && !(typeof source === 'string' && source.startsWith(FROM)))
			refuse('a source');
	}
	if (form === 1 && row[5] === null) refuse('a visible quantity');
	if ((form === 2 || form === 3) && (!Array.isArray(row[2]) || row[2].length % 2 === 1)) refuse('points in pairs');
}

function optionsOf([source, validFrom, validUntil, zone]: readonly Plain[]): { readonly [key: string]: unknown } {
	const named =
		typeof source === 'string' && source.startsWith(FROM) ? { generator: source.slice(FROM.length) } : source;
	return { source: named, validFrom, validUntil, zone };
}

/** Leaves out what is null. */
function present<T>(terms: { readonly [key: string]: unknown }): T {
	const result: { [key: string]: unknown } = {};
	for (const key of Object.keys(terms)) {
		const value = terms[key];
		if (value !== null && value !== undefined) result[key] = value;
	}
	return result as T;
}
