import { createDeedDocument, deedDigest, encodeDeed } from '../../../../shared/codec/deed.ts';
import { deedId, tradeId } from '../../../../shared/codec/ids.ts';
import { periodStart } from '../../../../shared/codec/product-terms.ts';
import { type Product, zoneFee } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { derive } from '../provenance.ts';
import { type Deed, type TradeTerms, writeDeed } from './deeds.ts';

/** Drafts the three-party contract of one trade: generator, user and grid operator are to sign it. */
export function draftDeed(context: CallContext, product: Product, terms: TradeTerms): void {
	const id = deedId(product.product, terms.n);
	const trade = tradeId(product.product, terms.n);
	const { gridOperator } = context.market;
	const document = encodeDeed(
		createDeedDocument({
			chainId: context.block.chainId,
			deed: id,
			trade,
			product: product.product,
			zone: terms.buyerZone,
			generatorZone: terms.sellerZone,
			generator: terms.seller,
			user: terms.buyer,
			gridOperator,
			deliveryStart: periodStart(product, terms.period),
			deliveryEnd: periodStart(product, terms.period + 1),
			quantityWh: terms.quantityWh,
			price: terms.price,
			amount: terms.amount,
			wheelingFee: zoneFee(product, terms.buyerZone, terms.period),
			fee: terms.fee,
			border: terms.border,
			congestion: terms.congestion,
			signingDeadline: product.signingDeadline,
			settlementTime: product.settlementTime,
			tariff: product.tariff,
			feedIn: product.feedIn,
		}),
	);
	const signers = [
		{ participant: terms.seller, as: 'generator' },
		{ participant: terms.buyer, as: 'user' },
		{ participant: gridOperator, as: 'grid-operator' },
	] as const;
	const deed: Deed = {
		product: product.product,
		trade: terms,
		digest: deedDigest(document, (bytes) => context.sha256(bytes)),
		signers: signers.map((signer) => ({ ...signer, signature: null })),
		deadline: product.signingDeadline,
		status: 'pending',
	};
	writeDeed(context, deed);
	const { digest, deadline } = deed;
	context.emit({
		kind: 'deed-drafted',
		deed: id,
		trade,
		product: deed.product,
		digest,
		document,
		signers,
		threshold: signers.length,
		order: 'free',
		deadline,
	});
	derive(context, { type: 'deed', id }, { type: 'trade', id: trade });
}
