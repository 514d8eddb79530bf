import { type Digest, equalBytes } from '../../../../shared/codec/bytes.ts';
import { encode } from '../../../../shared/codec/cbor.ts';
import { commitmentId, orderId } from '../../../../shared/codec/ids.ts';
import type { CommitOrders, RevealOrders } from '../../../../shared/codec/order-calls.ts';
import type { TakenRow } from '../../../../shared/codec/order-events.ts';
import { type OrderRow, orderOf } from '../../../../shared/codec/order-row.ts';
import type { SealedTerms } from '../../../../shared/codec/product-terms.ts';
import { commitmentOf } from '../../../../shared/codec/sealed-orders.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Acting, requireActing } from '../identity/delegations.ts';
import { attribute } from '../provenance.ts';
import { refusalOf } from './batches.ts';
import { requireOpenGate } from './orders-terms.ts';
import { type Entered, Portfolio } from './portfolio.ts';
import { type Product, requireProduct } from './products.ts';
import {
	addCommitment,
	commitmentsOf,
	firstNumberOf,
	forfeit,
	type NumberedCommitment,
	readCommitment,
	requireCommitment,
	writeCommitment,
} from './sealed-commitments.ts';

const SEED_DOMAIN = 'gridquorum/revealed-salts/v1';

type SealedProduct = Product & { readonly sealed: SealedTerms };

/** Takes a commitment to orders and its flat deposit: neither tells how many orders there are, nor what they are worth. */
export function commitOrders(context: CallContext, acting: Acting, call: CommitOrders): void {
	const product = requireSealed(requireProduct(context, call.product));
	requireOpenGate(context, product);
	const { owner, delegate } = acting;
	const { deposit } = product.sealed;
	const { n } = addCommitment(context, product, {
		participant: owner.id,
		delegate,
		digest: call.commitment,
		deposit,
		status: 'sealed',
		salt: null,
	});
	context.emit({
		kind: 'orders-committed',
		commitment: commitmentId(call.product, n),
		product: call.product,
		participant: owner.id,
		delegate,
		digest: call.commitment,
		deposit,
	});
}

/**
 * Opens a commitment between gate closure and the end of the window. Its orders enter the book where the commitment
 * stands, and the deposit counts towards their collateral; if one of them cannot be taken, all are lost, and the
 * deposit with them: else, what is revealed could be chosen after the others have shown theirs.
 */
export function revealOrders(context: CallContext, { commitment: id, salt, orders }: RevealOrders): void {
	const commitment = requireCommitment(context, id);
	const product = requireSealed(requireProduct(context, commitment.product));
	const acting = requireActing(context, commitment.participant, 'orders');
	requireWindow(context, product);
	if (commitment.status !== 'sealed')
		throw new CodedError('COMMITMENT_CLOSED', { commitment: id, status: commitment.status });
	const { chainId } = context.block;
	const sealed = { chainId, product: product.product, owner: commitment.participant, salt, orders };
	if (
		!equalBytes(
			commitmentOf(sealed, (bytes) => context.sha256(bytes)),
			commitment.digest,
		)
	)
		throw new CodedError('COMMITMENT_MISMATCH', { commitment: id });
	openCommitment(context, { product, acting, commitment }, salt, orders);
}

/** Enters what a commitment turned out to hold, or keeps its deposit. */
export function openCommitment(
	context: CallContext,
	{
		product,
		acting,
		commitment,
	}: { readonly product: Product; readonly acting: Acting; readonly commitment: NumberedCommitment },
	salt: Uint8Array,
	orders: readonly OrderRow[],
): void {
	const { n: number, deposit, participant } = commitment;
	const portfolio = new Portfolio({ product, acting, credit: deposit }, context);
	const taken: TakenRow[] = [];
	try {
		for (const [index, row] of orders.entries()) {
			const place = firstNumberOf(number) + index;
			const { n, escrow } = portfolio.enter(orderOf(row), { index, batch: null, replaces: null, place }) as Entered;
			taken.push([index, n, escrow, row]);
		}
	} catch (error) {
		forfeit(context, product.product, { ...commitment, salt }, refusalOf(error));
		return;
	}
	const id = commitmentId(product.product, number);
	portfolio.settle(id);
	portfolio.flush();
	writeCommitment(context, product.product, { ...commitment, status: 'opened', salt });
	const { delegate } = acting;
	context.emit({
		kind: 'orders-revealed',
		commitment: id,
		product: product.product,
		participant,
		delegate,
		salt,
		deposit,
		taken,
	});
	for (const [, n] of taken) attribute(context, { type: 'order', id: orderId(product.product, n) }, participant);
}

/**
 * The end of the window: what is not open loses its deposit. Returns the hash of all revealed salts in the order of
 * their commitments: nobody knows it before the last one is out, and holding one back costs its deposit.
 */
export function closeSealed(context: CallContext, product: Product): Digest {
	const salts: Uint8Array[] = [];
	for (let n = 0; n < commitmentsOf(product); n++) {
		const commitment = readCommitment(context, product.product, n);
		if (commitment?.status === 'sealed') forfeit(context, product.product, commitment, null);
		if (commitment?.salt) salts.push(commitment.salt);
	}
	return context.sha256(encode([SEED_DOMAIN, context.block.chainId, product.product, salts]));
}

/** @throws CodedError PRODUCT_NOT_SEALED */
export function requireSealed(product: Product): SealedProduct {
	if (!product.sealed) throw new CodedError('PRODUCT_NOT_SEALED', { product: product.product });
	return product as SealedProduct;
}

/** @throws CodedError REVEAL_CLOSED */
export function requireWindow(context: CallContext, { product, status, gateClosure, sealed }: SealedProduct): void {
	const { revealUntil } = sealed;
	if (status !== 'revealing' || context.time >= revealUntil)
		throw new CodedError('REVEAL_CLOSED', { product, gateClosure, revealUntil });
}
