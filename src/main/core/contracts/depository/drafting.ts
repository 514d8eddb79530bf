import { createDeedDocument, deedDigest, encodeDeed } from '../../../../shared/codec/deed.ts';
import type { DeedSignerTerms } from '../../../../shared/codec/deed-events.ts';
import { deedId, tradeId } from '../../../../shared/codec/ids.ts';
import { periodStart } from '../../../../shared/codec/product-terms.ts';
import { THREE_PARTY_SIGNING } from '../../../../shared/codec/signing-policy.ts';
import { type Product, zoneFee } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { derive } from '../provenance.ts';
import { type Deed, idOf, partiesOf, type TradeTerms, writeDeed } from './deeds.ts';

/** Drafts the contract over trades of one generator and one user; who signs it, the product's terms say. */
export function draftDeed(context: CallContext, product: Product, n: number, trades: readonly TradeTerms[]): void {
	const { order, threshold } = product.signing ?? THREE_PARTY_SIGNING;
	const signers = signersOf(context, product, trades[0] as TradeTerms);
	const draft: Omit<Deed, 'digest'> = {
		product: product.product,
		n,
		trades,
		version: 1,
		former: null,
		annex: null,
		signers: signers.map((signer) => ({ ...signer, signature: null })),
		threshold: Math.min(threshold ?? signers.length, signers.length),
		order,
		signedBefore: [],
		deadline: product.signingDeadline,
		status: 'pending',
	};
	const document = documentOf(context, product, draft);
	const deed: Deed = { ...draft, digest: deedDigest(document, (bytes) => context.sha256(bytes)) };
	writeDeed(context, deed);
	const id = idOf(deed);
	context.emit({
		kind: 'deed-drafted',
		deed: id,
		trade: tradeId(deed.product, (trades[0] as TradeTerms).n),
		product: deed.product,
		digest: deed.digest,
		document,
		signers,
		threshold: deed.threshold,
		order,
		deadline: deed.deadline,
	});
	for (const trade of trades)
		derive(context, { type: 'deed', id }, { type: 'trade', id: tradeId(deed.product, trade.n) });
}

/** The canonical document of a deed as it stands. */
export function documentOf(context: CallContext, product: Product, deed: Omit<Deed, 'digest'>): Uint8Array {
	const { generator, user } = partiesOf(deed);
	context.charge(deed.trades.length);
	return encodeDeed(
		createDeedDocument({
			chainId: context.block.chainId,
			deed: deedId(deed.product, deed.n),
			version: deed.version,
			former: deed.former,
			annex: deed.annex,
			product: deed.product,
			generator,
			user,
			gridOperator: context.market.gridOperator,
			trades: deed.trades.map((trade) => ({
				trade: tradeId(deed.product, trade.n),
				zone: trade.buyerZone,
				generatorZone: trade.sellerZone,
				deliveryStart: periodStart(product, trade.period),
				deliveryEnd: periodStart(product, trade.period + 1),
				quantityWh: trade.quantityWh,
				price: trade.price,
				amount: trade.amount,
				wheelingFee: zoneFee(product, trade.buyerZone, trade.period),
				fee: trade.fee,
				border: trade.border,
				congestion: trade.congestion,
			})),
			signers: deed.signers.map(({ participant, as }) => ({ participant, as })),
			threshold: deed.threshold,
			order: deed.order,
			signingDeadline: deed.deadline,
			settlementTime: product.settlementTime,
			tariff: product.tariff,
			feedIn: product.feedIn,
		}),
	);
}

/** Who has two capacities signs once, in the first of them. */
function signersOf(context: CallContext, { signing }: Product, trade: TradeTerms): DeedSignerTerms[] {
	const { marketOperator, witnesses } = signing ?? THREE_PARTY_SIGNING;
	const named: DeedSignerTerms[] = [
		{ participant: trade.seller, as: 'generator' },
		{ participant: trade.buyer, as: 'user' },
		{ participant: context.market.gridOperator, as: 'grid-operator' },
	];
	if (marketOperator) named.push({ participant: context.market.marketOperator, as: 'market-operator' });
	for (const participant of witnesses) named.push({ participant, as: 'witness' });
	return named.filter(({ participant }, at) => named.findIndex((other) => other.participant === participant) === at);
}
