import { escrowAccount } from '../../../../shared/codec/accounts.ts';
import { deedDigest } from '../../../../shared/codec/deed.ts';
import { type AmendDeed, DEED_LIMITS } from '../../../../shared/codec/deed-calls.ts';
import { tradeId } from '../../../../shared/codec/ids.ts';
import type { EnergyWh, MicroMoney } from '../../../../shared/codec/units.ts';
import { amendFigures } from '../../../../shared/deeds/amendment.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { type Product, requireProduct, zoneFee } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { Participant } from '../identity/participants.ts';
import { pay } from '../ledger.ts';
import { type Deed, firstTradeOf, idOf, requireDeed, type TradeTerms } from './deeds.ts';
import { documentOf } from './drafting.ts';
import { requireSignerOf, takeSignature } from './signing.ts';

/**
 * Replaces a pending deed by its next version. The amender's signature comes with it, whoever's turn it is; all others
 * are void. Collateral that the lower quantities do not need goes back.
 * @throws CodedError DEED_UNKNOWN, DEED_CLOSED, DEED_NOT_SIGNER, DEED_AMENDMENT or DEED_SIGNATURE
 */
export function amendDeed(
	context: CallContext,
	sender: Participant,
	{ deed: id, quantitiesWh, annex, reason, signature }: AmendDeed,
): void {
	const deed = requireDeed(context, id);
	requireSignerOf(context, deed, sender.id);
	requireAmendment(deed, { quantitiesWh, annex });
	const product = requireProduct(context, deed.product);
	const trades = deed.trades.map((trade, at) =>
		amendTrade(context, product, trade, quantitiesWh?.[at] ?? trade.quantityWh),
	);
	const signed = deed.signers.flatMap(({ participant, signature: given }) => (given ? [participant] : []));
	const draft: Omit<Deed, 'digest'> = {
		...deed,
		trades,
		version: deed.version + 1,
		former: deed.digest,
		annex: annex ?? deed.annex,
		signers: deed.signers.map((signer) => ({ ...signer, signature: null })),
		signedBefore: [...new Set([...deed.signedBefore, ...signed])],
	};
	const document = documentOf(context, product, draft);
	const amended: Deed = { ...draft, digest: deedDigest(document, (bytes) => context.sha256(bytes)) };
	context.emit({
		kind: 'deed-amended',
		deed: id,
		trade: firstTradeOf(deed),
		version: amended.version,
		digest: amended.digest,
		document,
		by: sender.id,
		reason,
	});
	takeSignature(context, sender, amended, signature);
}

function requireAmendment(deed: Deed, { quantitiesWh, annex }: Pick<AmendDeed, 'quantitiesWh' | 'annex'>): void {
	const refuse = (reason: string): never => {
		throw new CodedError('DEED_AMENDMENT', { deed: idOf(deed), reason });
	};
	if (deed.version > DEED_LIMITS.amendments) refuse(`already amended ${DEED_LIMITS.amendments} times`);
	if (quantitiesWh === null) {
		if (annex === null) refuse('nothing would change');
		return;
	}
	if (quantitiesWh.length !== deed.trades.length) refuse(`quantities for other than its ${deed.trades.length} trades`);
	const before = (at: number): EnergyWh => (deed.trades[at] as TradeTerms).quantityWh;
	if (quantitiesWh.some((quantityWh, at) => quantityWh > before(at))) refuse('a quantity above that of the deed');
	if (quantitiesWh.every((quantityWh) => quantityWh === 0)) refuse('no energy would be left: refuse the deed instead');
	if (annex === null && quantitiesWh.every((quantityWh, at) => quantityWh === before(at)))
		refuse('nothing would change');
}

/** The trade at its new quantity; what it need not hold any more goes back to its parties. */
function amendTrade(context: CallContext, product: Product, trade: TradeTerms, quantityWh: EnergyWh): TradeTerms {
	if (quantityWh === trade.quantityWh) return trade;
	const wheelingFee = zoneFee(product, trade.buyerZone, trade.period);
	const figures = amendFigures({ ...trade, wheelingFee }, quantityWh);
	const { amount, fee, border, congestion } = figures;
	const heldOfBuyer = heldFor(trade.heldOfBuyer, amount + fee + border + congestion);
	const heldOfSeller = heldFor(trade.heldOfSeller, -amount);
	const from = escrowAccount(product.product);
	const about = { from, reason: 'escrow-released', subject: tradeId(product.product, trade.n) } as const;
	pay(context, { ...about, to: trade.buyer, amount: trade.heldOfBuyer - heldOfBuyer });
	pay(context, { ...about, to: trade.seller, amount: trade.heldOfSeller - heldOfSeller });
	return { ...trade, ...figures, heldOfBuyer, heldOfSeller };
}

function heldFor(held: MicroMoney, owed: MicroMoney): MicroMoney {
	return Math.max(0, Math.min(held, owed));
}
