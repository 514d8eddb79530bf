import { equalBytes } from '../../../../shared/codec/bytes.ts';
import { batchId } from '../../../../shared/codec/ids.ts';
import type { PlaceBatch } from '../../../../shared/codec/order-calls.ts';
import type { AmendedRow, RefusedRow, TakenRow, UnchangedRow } from '../../../../shared/codec/order-events.ts';
import { batchRoot, nameOfRow, type OrderRow, orderOf } from '../../../../shared/codec/order-row.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { Acting } from '../identity/delegations.ts';
import { attribute } from '../provenance.ts';
import { requireOpenBook } from './orders.ts';
import { tradesAtOnce } from './orders-terms.ts';
import { Portfolio } from './portfolio.ts';

/** Batches of one owner in one product. */
const BATCHES_MAX = 16;
/** Steps for one row: its checks, and its part of writing the book. */
const ROW_STEPS = 10;

/** What became of a batch's rows, by kind. */
interface RowResults {
	readonly taken: TakenRow[];
	readonly amended: AmendedRow[];
	readonly unchanged: UnchangedRow[];
	readonly withdrawn: number[];
	readonly refused: RefusedRow[];
}

/**
 * Brings an owner's batch to what it now says: new names are taken, changed terms amended, names that are missing
 * withdrawn, and nothing is ever there twice. A bad row is refused alone, unless the batch is to be taken as a whole.
 * The collateral moves once, for the sum.
 * @throws CodedError BATCH_ROOT, BATCH_MECHANISM, BATCH_LIMIT or BATCH_ROW
 */
export function placeBatch(context: CallContext, acting: Acting, call: PlaceBatch): void {
	const { batch, orders: rows, root, allOrNone } = call;
	const product = requireOpenBook(context, call.product);
	if (tradesAtOnce(product)) throw new CodedError('BATCH_MECHANISM', { product: call.product });
	context.charge(rows.length * ROW_STEPS);
	if (
		!equalBytes(
			batchRoot(rows, (bytes) => context.sha256(bytes)),
			root,
		)
	)
		throw new CodedError('BATCH_ROOT', { batch });
	const portfolio = new Portfolio({ product, acting }, context);
	requireBatchRoom(portfolio, batch);
	const results = bringTo(portfolio, batch, rows);
	if (allOrNone) requireNoneRefused(results);
	const id = batchId(call.product, acting.owner.id, batch);
	portfolio.settle(id);
	portfolio.flush();
	const { owner, delegate } = acting;
	context.emit({
		kind: 'orders-taken',
		batch: id,
		product: call.product,
		participant: owner.id,
		delegate,
		root,
		...results,
	});
	if (results.taken.length > 0) attribute(context, { type: 'batch', id }, owner.id);
}

function bringTo(portfolio: Portfolio, batch: string, rows: readonly OrderRow[]): RowResults {
	const members = portfolio.batch(batch);
	const results: RowResults = { taken: [], amended: [], unchanged: [], withdrawn: [], refused: [] };
	const names = new Set(rows.map(nameOfRow));
	let missing = [...members].filter(([name]) => !names.has(name));
	missing = withdrawAll(portfolio, missing, results);
	const seen = new Set<string>();
	for (const [index, row] of rows.entries()) {
		const name = nameOfRow(row);
		const fault = name === null ? 'ORDER_NAME_MISSING' : seen.has(name) ? 'ORDER_NAME_TAKEN' : null;
		if (name !== null) seen.add(name);
		if (fault) results.refused.push([index, name, fault]);
		else enterRow(portfolio, { index, row, batch, before: members.get(name as string) ?? null }, results);
	}
	// A block can go once the rows that were linked to it have let go of it.
	for (const [name] of withdrawAll(portfolio, missing, results))
		results.refused.push([null, name, 'ORDER_HAS_CHILDREN']);
	results.withdrawn.sort((a, b) => a - b);
	return results;
}

function enterRow(
	portfolio: Portfolio,
	at: { readonly index: number; readonly row: OrderRow; readonly batch: string; readonly before: number | null },
	{ taken, amended, unchanged, refused }: RowResults,
): void {
	const { index, row, batch, before } = at;
	try {
		const entered = portfolio.enter(orderOf(row), { index, batch, replaces: before });
		if (!entered) unchanged.push([index, before as number]);
		else if (before === null) taken.push([index, entered.n, entered.escrow, row]);
		else amended.push([index, entered.n, before, entered.escrow, row]);
	} catch (error) {
		refused.push([index, nameOfRow(row), refusalOf(error)]);
	}
}

/** Withdraws orders, linked blocks before what they are linked to; gives back those that are still linked to. */
function withdrawAll(
	portfolio: Portfolio,
	orders: readonly (readonly [string, number])[],
	{ withdrawn }: RowResults,
): [string, number][] {
	let left = orders.map(([name, n]): [string, number] => [name, n]);
	for (let before = left.length + 1; left.length > 0 && left.length < before; ) {
		before = left.length;
		left = left.filter(([, n]) => {
			if (!portfolio.isChildless(n)) return true;
			portfolio.withdraw(n);
			withdrawn.push(n);
			return false;
		});
	}
	return left;
}

function requireBatchRoom(portfolio: Portfolio, batch: string): void {
	const batches = portfolio.batches();
	if (!batches.has(batch) && batches.size >= BATCHES_MAX)
		throw new CodedError('BATCH_LIMIT', { product: portfolio.product.product, max: BATCHES_MAX });
}

function requireNoneRefused({ refused }: RowResults): void {
	const first = refused[0];
	if (first) throw new CodedError('BATCH_ROW', { index: first[0] ?? -1, name: first[1] ?? '', code: first[2] });
}

/** Codes that end the call, or the node, whichever row they come up in. */
const NO_ROWS_OWN = new Set(['CALL_STEP_LIMIT', 'ENGINE_CONSERVATION']);

/** The code with which a row alone is refused. */
export function refusalOf(error: unknown): string {
	if (error instanceof CodedError && !NO_ROWS_OWN.has(error.code)) return error.code;
	throw error;
}
