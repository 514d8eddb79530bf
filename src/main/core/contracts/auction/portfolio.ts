import { collateralOf, extentOf, type OrderExtent } from '../../../../shared/auction/collateral.ts';
import { escrowAccount } from '../../../../shared/codec/accounts.ts';
import { equalBytes } from '../../../../shared/codec/bytes.ts';
import { encode } from '../../../../shared/codec/cbor.ts';
import { orderId } from '../../../../shared/codec/ids.ts';
import { type OrderRow, orderOf, orderRow } from '../../../../shared/codec/order-row.ts';
import type { OrderBody } from '../../../../shared/codec/order-terms.ts';
import { periodsOf } from '../../../../shared/codec/product-terms.ts';
import type { MicroMoney } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { Acting } from '../identity/delegations.ts';
import { countDelegatedUse, type DelegatedUse, delegatedUse, requireWithinLimits } from '../identity/order-limits.ts';
import { standingOf } from '../incentive/standing.ts';
import { balanceOf, pay } from '../ledger.ts';
import { blockLimit, bookLimit } from './book-limits.ts';
import { type BookEntry, BookPages, type BookWeight, ownNumbers, setOwnNumbers } from './book-pages.ts';
import { weightOf } from './book-weight.ts';
import { requireOrderTerms, zoneOf } from './orders-terms.ts';
import { OwnCrossing } from './portfolio-crossing.ts';
import { BlockFamilies } from './portfolio-families.ts';
import { type Product, writeProduct, zoneFee } from './products.ts';
import { claimsRenewable, hasRenewableDevice, refuseUnmetered } from './renewable-offers.ts';

/** Ids of orders have at most nine digits. */
const NUMBER_MAX = 999_999_999;

/** Where an order comes from, and what it stands in for. */
export interface EntryTerms {
	/** Its place in the call. */
	readonly index: number;
	/** The owner's batch that it belongs to, or null. */
	readonly batch: string | null;
	/** Number of the live order that it takes the place of, or null. */
	readonly replaces: number | null;
	/** Number that was kept for it, of a sealed order; else it takes the next one. */
	readonly place?: number;
}

/** An order that has passed every check against its owner's book. */
interface Draft {
	readonly terms: OrderBody;
	readonly row: OrderRow;
	readonly extent: OrderExtent;
	readonly collateral: MicroMoney;
	readonly weight: BookWeight;
	readonly batch: string | null;
	readonly place: number | null;
}

/** What became of an order that was let in. */
export interface Entered {
	readonly n: number;
	readonly escrow: MicroMoney;
}

/**
 * One owner's live orders in one product during one call: the checks of order entry, and the changes to book,
 * collateral and delegates' limits. Nothing is in the state before `settle` and `flush`.
 */
export class Portfolio {
	readonly product: Product;
	readonly #acting: Acting;
	readonly #context: CallContext;
	readonly #pages: BookPages;
	readonly #numbers: Set<number>;
	readonly #names = new Map<string, number>();
	readonly #families = new BlockFamilies();
	readonly #crossing: OwnCrossing;
	readonly #periods: number;
	/** The owner's, which its collateral follows. */
	readonly #credit: number;
	/** Whether the owner has a renewable device; null until an order says so. */
	#isRenewable: boolean | null = null;
	#singles = 0;
	#next: number;
	/** To be paid into escrow, less what comes back. */
	#owed: MicroMoney;
	/** What delegates' live orders have grown by. */
	#delegated = new Map<string, DelegatedUse>();

	constructor(
		options: {
			readonly product: Product;
			readonly acting: Acting;
			/** Deposit in the product's escrow account that is free for collateral; the rest of it goes back. */
			readonly credit?: MicroMoney;
		},
		context: CallContext,
	) {
		const { product, acting } = options;
		const zone = zoneOf(acting.owner, product);
		this.product = product;
		this.#acting = acting;
		this.#context = context;
		this.#periods = periodsOf(product);
		this.#next = product.orders;
		this.#credit = standingOf(context, acting.owner.id).credit;
		this.#owed = 0 - (options.credit ?? 0);
		this.#pages = new BookPages(product.product, context);
		this.#numbers = new Set(ownNumbers(context, product.product, acting.owner.id));
		this.#crossing = new OwnCrossing({
			owner: acting.owner.id,
			periods: this.#periods,
			feeOf: (period) => (product.zones.includes(zone) ? zoneFee(product, zone, period) : 0),
		});
		context.charge(this.#numbers.size);
		for (const n of this.#numbers) this.#note(n, this.entry(n));
	}

	has(n: number): boolean {
		return this.#numbers.has(n);
	}

	/** @throws CodedError ORDER_UNKNOWN when it is not the owner's, or lives no more */
	entry(n: number): BookEntry {
		const found = this.#numbers.has(n) ? this.#pages.entry(n) : undefined;
		if (!found) throw new CodedError('ORDER_UNKNOWN', { order: orderId(this.product.product, n) });
		return found;
	}

	/** Number of the live order with the owner's name for it. */
	numbered(name: string): number | undefined {
		return this.#names.get(name);
	}

	/** Live orders of one batch, by name; all of its orders have one. */
	batch(name: string): Map<string, number> {
		const members = new Map<string, number>();
		for (const [order, n] of this.#names) if (this.entry(n).batch === name) members.set(order, n);
		return members;
	}

	/** Names of the owner's batches with live orders. */
	batches(): Set<string> {
		const names = new Set<string>();
		for (const n of this.#numbers) {
			const { batch } = this.entry(n);
			if (batch !== null) names.add(batch);
		}
		return names;
	}

	/**
	 * Lets one order in, or changes one: a smaller quantity at otherwise equal terms keeps its number, and with it its
	 * place in the chain; anything else takes the next one. Null when nothing would change.
	 * @throws CodedError when it is refused; then nothing has changed
	 */
	enter(terms: OrderBody, at: EntryTerms): Entered | null {
		const { replaces } = at;
		const row = orderRow(terms);
		const old = replaces === null ? null : this.entry(replaces);
		if (old && sameRow(old.row, row) && old.batch === at.batch) return null;
		const draft = this.#check(terms, row, at, old);
		const keeps = replaces !== null && old !== null && isSmaller(row, old.row);
		if (replaces !== null) this.#take(replaces);
		const n = keeps ? replaces : (draft.place ?? this.#nextNumber());
		this.#give(n, draft);
		return { n, escrow: draft.collateral };
	}

	/** Whether no live block is linked to the order. */
	isChildless(n: number): boolean {
		return this.#families.isChildless(orderOf(this.entry(n).row));
	}

	/** @throws CodedError ORDER_UNKNOWN or ORDER_HAS_CHILDREN */
	withdraw(n: number): BookEntry {
		const entry = this.entry(n);
		this.#families.requireChildless(orderOf(entry.row));
		this.#take(n);
		return entry;
	}

	/** Moves the collateral that is owed so far, and counts delegates' use; `subject` is what the transfer is about. */
	settle(subject: string): void {
		const { id } = this.#acting.owner;
		const escrow = escrowAccount(this.product.product);
		const owed = this.#owed;
		this.#owed = 0;
		if (owed > 0) pay(this.#context, { from: id, to: escrow, amount: owed, reason: 'escrow-reserved', subject });
		else pay(this.#context, { from: escrow, to: id, amount: -owed, reason: 'escrow-released', subject });
		for (const [delegate, change] of this.#delegated)
			countDelegatedUse(this.#context, id, delegate, this.product.product, change);
		this.#delegated = new Map();
	}

	/** Writes the book. */
	flush(): void {
		this.#pages.flush();
		const ascending = [...this.#numbers].sort((a, b) => a - b);
		setOwnNumbers(this.#context, this.product.product, this.#acting.owner.id, ascending);
		if (this.#next > this.product.orders) writeProduct(this.#context, { ...this.product, orders: this.#next });
	}

	#check(terms: OrderBody, row: OrderRow, at: EntryTerms, old: BookEntry | null): Draft {
		const { owner } = this.#acting;
		requireOrderTerms(owner, this.product, terms, { index: at.index, now: this.#context.time });
		this.#requireMetered(terms, at.index);
		const extent = extentOf(terms, this.#periods);
		const draft = {
			terms,
			row,
			extent,
			collateral: collateralOf(extent.cost, this.#credit),
			weight: weightOf(terms, this.#periods, this.product),
			batch: at.batch,
			place: at.place ?? null,
		};
		const oldTerms = old && orderOf(old.row);
		this.#requireName(terms, at.replaces);
		this.#families.requirePlace(terms, oldTerms);
		this.#requireRoom(draft, old);
		this.#requireNoCrossing(terms, at.replaces, oldTerms);
		this.#requireFunds(draft.collateral - (old?.escrow ?? 0));
		this.#requireWithinLimits(draft, old);
		return draft;
	}

	#requireMetered(terms: OrderBody, index: number): void {
		if (!claimsRenewable(terms)) return;
		const { owner } = this.#acting;
		this.#isRenewable ??= hasRenewableDevice(this.#context, owner);
		if (!this.#isRenewable) refuseUnmetered(owner, index);
	}

	#requireName({ name }: OrderBody, replaces: number | null): void {
		const holder = name === undefined ? undefined : this.#names.get(name);
		if (holder !== undefined && holder !== replaces)
			throw new CodedError('ORDER_NAME_TAKEN', { name: name ?? '', order: orderId(this.product.product, holder) });
	}

	#requireRoom({ weight, batch, place }: Draft, old: BookEntry | null): void {
		const { ordersPerParticipant } = this.#context.market;
		const { product } = this.product;
		const before = old ? this.#weigh(old) : { weight: 0, blocks: 0 };
		const isOver = (max: number, size: number): void => {
			if (size > max) throw new CodedError('ORDER_LIMIT', { product, max });
		};
		if (batch === null && place === null)
			isOver(ordersPerParticipant, this.#singles + 1 - (old?.batch === null ? 1 : 0));
		isOver(bookLimit(this.product, this.#context.market), this.#pages.weight - before.weight + weight.weight);
		if (weight.blocks > 0)
			isOver(blockLimit(this.product, this.#context.market), this.#pages.blocks - before.blocks + weight.blocks);
		isOver(NUMBER_MAX, this.#next);
	}

	#requireNoCrossing(terms: OrderBody, replaces: number | null, old: OrderBody | null): void {
		if (replaces !== null) this.#crossing.remove(replaces);
		const other = this.#crossing.find(terms);
		if (replaces !== null && old) this.#crossing.add(replaces, old);
		if (other === null) return;
		const { product } = this.product;
		throw new CodedError('ORDER_CROSSES_OWN', { product, other: orderId(product, other) });
	}

	#requireFunds(more: MicroMoney): void {
		const { id } = this.#acting.owner;
		const balance = balanceOf(this.#context, id) - this.#owed;
		if (more > 0 && balance < more) throw new CodedError('FUNDS_SHORT', { account: id, balance, needed: more });
	}

	#requireWithinLimits({ terms: { side }, extent, collateral }: Draft, old: BookEntry | null): void {
		const { owner, delegate, limits } = this.#acting;
		if (delegate === null || limits === null) return;
		const used = delegatedUse(this.#context, owner.id, delegate, this.product.product);
		const pending = this.#delegated.get(delegate) ?? NO_USE;
		const own = old?.delegate === delegate ? this.#useOf(old) : NO_USE;
		requireWithinLimits(
			limits,
			{ zone: zoneOf(owner, this.product), side, ...extent, collateral },
			{
				quantityWh: used.quantityWh + pending.quantityWh - own.quantityWh,
				collateral: used.collateral + pending.collateral - own.collateral,
			},
		);
	}

	#give(n: number, { terms, row, collateral, weight, batch }: Draft): void {
		const { owner, delegate } = this.#acting;
		const entry: BookEntry = { participant: owner.id, delegate, batch, escrow: collateral, row };
		this.#pages.put(n, entry, weight);
		this.#numbers.add(n);
		this.#note(n, entry, terms);
		this.#owed += entry.escrow;
		this.#countUse(entry, 1);
	}

	#take(n: number): void {
		const entry = this.entry(n);
		const terms = orderOf(entry.row);
		this.#pages.remove(n, this.#weigh(entry));
		this.#numbers.delete(n);
		this.#crossing.remove(n);
		this.#families.remove(terms);
		if (terms.name !== undefined) this.#names.delete(terms.name);
		if (entry.batch === null) this.#singles -= 1;
		this.#owed -= entry.escrow;
		this.#countUse(entry, -1);
	}

	#note(n: number, entry: BookEntry, terms: OrderBody = orderOf(entry.row)): void {
		if (terms.name !== undefined) this.#names.set(terms.name, n);
		if (entry.batch === null) this.#singles += 1;
		this.#families.add(terms);
		this.#crossing.add(n, terms);
	}

	#countUse(entry: BookEntry, sign: 1 | -1): void {
		if (entry.delegate === null) return;
		const { quantityWh, collateral } = this.#useOf(entry);
		const before = this.#delegated.get(entry.delegate) ?? NO_USE;
		this.#delegated.set(entry.delegate, {
			quantityWh: before.quantityWh + sign * quantityWh,
			collateral: before.collateral + sign * collateral,
		});
	}

	#useOf({ row, escrow }: BookEntry): DelegatedUse {
		return { quantityWh: extentOf(orderOf(row), this.#periods).quantityWh, collateral: escrow };
	}

	#weigh({ row }: BookEntry): BookWeight {
		return weightOf(orderOf(row), this.#periods, this.product);
	}

	#nextNumber(): number {
		this.#next += 1;
		return this.#next - 1;
	}
}

const NO_USE: DelegatedUse = { quantityWh: 0, collateral: 0 };

function sameRow(a: OrderRow, b: OrderRow): boolean {
	return equalBytes(encode(a), encode(b));
}

/** A limit order or iceberg that differs from the old one in a smaller quantity alone. */
function isSmaller(row: OrderRow, old: OrderRow): boolean {
	const [code, , , quantityWh] = row as readonly number[];
	if ((code as number) > 3 || row.length !== old.length) return false;
	const before = old[3] as number;
	return (quantityWh as number) < before && sameRow(row.with(3, before), old);
}
