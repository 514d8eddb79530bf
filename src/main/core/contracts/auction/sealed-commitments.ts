import { CONGESTION_ACCOUNT, escrowAccount } from '../../../../shared/codec/accounts.ts';
import type { Digest } from '../../../../shared/codec/bytes.ts';
import { commitmentId, parseNumberedId } from '../../../../shared/codec/ids.ts';
import type { MicroMoney } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { pay } from '../ledger.ts';
import { PAGE_ORDERS } from './book-pages.ts';
import { AUCTION, type Product, writeProduct } from './products.ts';

const LIMITS = { perProduct: 10_000, perParticipant: 16 } as const;

/** A promise of orders, backed by a flat deposit in the product's escrow account until it is opened or lost. */
export interface Commitment {
	readonly participant: string;
	/** Who made it for the participant, or null. */
	readonly delegate: string | null;
	readonly digest: Digest;
	readonly deposit: MicroMoney;
	readonly status: 'sealed' | 'opened' | 'forfeited';
	/** What opened it; null until then. */
	readonly salt: Uint8Array | null;
}

export type NumberedCommitment = Commitment & { readonly n: number };

/** Commitment n has the numbers of book page n for its orders, so that the order of commitments is the book's. */
export function firstNumberOf(commitment: number): number {
	return commitment * PAGE_ORDERS;
}

export function commitmentsOf({ orders }: Product): number {
	return Math.ceil(orders / PAGE_ORDERS);
}

/** @throws CodedError COMMITMENT_LIMIT, or FUNDS_SHORT where the deposit is not there */
export function addCommitment(context: CallContext, product: Product, commitment: Commitment): NumberedCommitment {
	const { product: id } = product;
	const { participant, deposit } = commitment;
	const n = commitmentsOf(product);
	const space = context.space(AUCTION);
	const own = space.get<number>(`commitments/${id}/${participant}`) ?? 0;
	if (n >= LIMITS.perProduct) throw new CodedError('COMMITMENT_LIMIT', { product: id, max: LIMITS.perProduct });
	if (own >= LIMITS.perParticipant)
		throw new CodedError('COMMITMENT_LIMIT', { product: id, max: LIMITS.perParticipant });
	const subject = commitmentId(id, n);
	pay(context, { from: participant, to: escrowAccount(id), amount: deposit, reason: 'deposit-reserved', subject });
	space.set(`commitments/${id}/${participant}`, own + 1);
	writeCommitment(context, id, { ...commitment, n });
	writeProduct(context, { ...product, orders: firstNumberOf(n + 1) });
	return { ...commitment, n };
}

/** @throws CodedError COMMITMENT_UNKNOWN */
export function requireCommitment(context: CallContext, id: string): NumberedCommitment & { readonly product: string } {
	const at = parseNumberedId('C', id);
	const found = at && readCommitment(context, at.product, at.n);
	if (!at || !found) throw new CodedError('COMMITMENT_UNKNOWN', { commitment: id });
	return { ...found, product: at.product };
}

export function readCommitment(context: CallContext, product: string, n: number): NumberedCommitment | undefined {
	const found = context.space(AUCTION).get<Commitment>(`commitment/${product}/${n}`);
	return found && { ...found, n };
}

export function writeCommitment(context: CallContext, product: string, { n, ...commitment }: NumberedCommitment): void {
	context.space(AUCTION).set(`commitment/${product}/${n}`, commitment);
}

/** The deposit goes to the congestion account; `code` says what is wrong with the orders, null that they never came. */
export function forfeit(
	context: CallContext,
	product: string,
	commitment: NumberedCommitment,
	code: string | null,
): void {
	const { n, participant, deposit } = commitment;
	const subject = commitmentId(product, n);
	const from = escrowAccount(product);
	pay(context, { from, to: CONGESTION_ACCOUNT, amount: deposit, reason: 'deposit-forfeited', subject });
	writeCommitment(context, product, { ...commitment, status: 'forfeited' });
	context.emit({ kind: 'commitment-forfeited', commitment: subject, product, participant, deposit, code });
}

/** Gives every deposit back, of a product that will never clear. */
export function returnDeposits(context: CallContext, product: Product): void {
	const { product: id } = product;
	const from = escrowAccount(id);
	for (let n = 0; n < commitmentsOf(product); n++) {
		const commitment = readCommitment(context, id, n);
		if (commitment?.status !== 'sealed') continue;
		const { participant: to, deposit: amount } = commitment;
		pay(context, { from, to, amount, reason: 'deposit-returned', subject: commitmentId(id, n) });
		writeCommitment(context, id, { ...commitment, status: 'opened' });
	}
}

/** Takes a settled product's commitments out of the state; they stay in the events. */
export function forgetCommitments(context: CallContext, product: Product): void {
	const space = context.space(AUCTION);
	for (let n = 0; n < commitmentsOf(product); n++) {
		const commitment = readCommitment(context, product.product, n);
		if (!commitment) continue;
		space.delete(`commitment/${product.product}/${n}`);
		if (space.get(`commitments/${product.product}/${commitment.participant}`))
			space.delete(`commitments/${product.product}/${commitment.participant}`);
	}
}
