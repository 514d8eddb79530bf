import { equalBytes, type Sha256, toHex } from '../../shared/codec/bytes.ts';
import { type DeedDocument, decodeDeed, deedDigest } from '../../shared/codec/deed.ts';
import { inPeriod, periodStart } from '../../shared/codec/product-terms.ts';
import { costOf, type TimeMs } from '../../shared/codec/units.ts';
import type { DeedDetail, DeedEffect } from '../../shared/contract/index.ts';
import { codeOf } from '../../shared/errors/coded-error.ts';
import { recomputeClearing } from './clearing-recompute.ts';
import type { DeedRow, DeedSignerRow } from './read-model/product.ts';

type Check = DeedDetail['checks'][number];

export interface DeedReviewScope {
	readonly chainId: string;
	readonly gridOperator: string;
	/** Chain time of the review. */
	readonly now: TimeMs;
	readonly sha256: Sha256;
	/** Signers that would sign now: awaited, and with a key in this console. */
	readonly signing: readonly DeedSignerRow[];
}

/**
 * What the signatures that this console can give would change. Where they complete the deed it is sealed and the
 * trade stands; where others must still sign, only the count moves. Without a seal the energy falls back to the tariff.
 */
export function deedEffects(deed: DeedRow, { gridOperator, signing }: DeedReviewScope): DeedEffect[] {
	const { trade } = deed;
	const { terms } = deed.product;
	const signed = deed.signers.filter((signer) => signer.signed).length;
	const wasSealed = deed.state === 'sealed';
	const isSealed = wasSealed || (deed.state === 'awaiting' && signed + signing.length === deed.signers.length);
	const whenSealed = (value: number): { before: number; after: number } => ({
		before: wasSealed ? value : 0,
		after: isSealed ? value : 0,
	});
	const carriage = trade.fee + trade.border;
	const reserved = trade.amount + carriage + trade.congestion;
	const isHeld = wasSealed || deed.state === 'awaiting';
	const atTariff = costOf(trade.quantityWh, terms.tariff);
	return [
		{ what: 'signatures', subject: deed.id, unit: 'count', before: signed, after: signed + signing.length },
		{ what: 'seller-owes', subject: trade.seller, unit: 'Wh', ...whenSealed(trade.quantityWh) },
		{ what: 'buyer-is-owed', subject: trade.buyer, unit: 'Wh', ...whenSealed(trade.quantityWh) },
		{
			what: 'buyer-escrow',
			subject: trade.buyer,
			unit: 'money',
			before: isHeld ? reserved : 0,
			after: isHeld ? reserved : 0,
		},
		{ what: 'seller-receives', subject: trade.seller, unit: 'money', ...whenSealed(trade.amount) },
		{ what: 'grid-receives', subject: gridOperator, unit: 'money', ...whenSealed(carriage) },
		{
			what: 'at-tariff',
			subject: trade.buyer,
			unit: 'money',
			before: wasSealed ? 0 : atTariff,
			after: isSealed ? 0 : atTariff,
		},
	];
}

/** Everything that this node can check about a deed by itself. A failed check says in `detail` what it found. */
export function deedChecks(deed: DeedRow, scope: DeedReviewScope): Check[] {
	const decoded = decodeCheck(deed);
	const { document } = decoded;
	const unreadable = 'the document could not be decoded';
	return [
		decoded.check,
		digestCheck(deed, scope.sha256),
		clearingCheck(deed),
		result('parties', document ? partyFaults(deed, document, scope) : [unreadable]),
		result('fee', document ? feeFaults(deed, document) : [unreadable]),
		result('deadline', document ? deadlineFaults(deed, document, scope.now) : [unreadable]),
	];
}

function result(check: Check['check'], faults: readonly string[]): Check {
	return { check, ok: faults.length === 0, detail: faults.join('; ') };
}

/** One fault for each field that differs, with both values. */
function differences(
	pairs: readonly (readonly [field: string, found: string | number, expected: string | number])[],
): string[] {
	return pairs.flatMap(([field, found, expected]) =>
		found === expected ? [] : [`${field}: ${found}, expected ${expected}`],
	);
}

function decodeCheck(deed: DeedRow): { check: Check; document: DeedDocument | null } {
	try {
		const document = decodeDeed(deed.document);
		return { check: result('decoded', []), document };
	} catch (error) {
		return { check: result('decoded', [codeOf(error) ?? String(error)]), document: null };
	}
}

function digestCheck(deed: DeedRow, sha256: Sha256): Check {
	const digest = deedDigest(deed.document, sha256);
	return result('digest', equalBytes(digest, deed.digest) ? [] : [`the document has ${toHex(digest)}`]);
}

/** The whole auction is cleared again from its orders; this trade must come out the same. Single trades have no auction. */
function clearingCheck(deed: DeedRow): Check {
	const { product, trade } = deed;
	const { mechanism } = product.terms;
	if (mechanism === 'continuous' || mechanism === 'listing') return result('clearing', []);
	const again = recomputeClearing(product);
	if (!again) return result('clearing', ['the result of the auction is not known']);
	const match = again.trades.find(
		({ bid, offer, period }) => bid === trade.bid && offer === trade.offer && period === trade.period,
	);
	return result('clearing', [
		...again.faults,
		...differences([
			['price', trade.price, match?.price ?? 'none'],
			['quantityWh', trade.quantityWh, match?.quantityWh ?? 0],
		]),
	]);
}

function partyFaults(deed: DeedRow, document: DeedDocument, scope: DeedReviewScope): string[] {
	const signer = (as: DeedSignerRow['as']): string =>
		deed.signers.find((each) => each.as === as)?.participant ?? 'nobody';
	const { trade } = deed;
	return differences([
		['chainId', document.chainId, scope.chainId],
		['deed', document.deed, deed.id],
		['trade', document.trade, trade.id],
		['product', document.product, deed.product.terms.product],
		['generator', document.generator, trade.seller],
		['user', document.user, trade.buyer],
		['gridOperator', document.gridOperator, scope.gridOperator],
		['generator signs', signer('generator'), trade.seller],
		['user signs', signer('user'), trade.buyer],
		['grid operator signs', signer('grid-operator'), scope.gridOperator],
		['quantityWh', document.quantityWh, trade.quantityWh],
		['price', document.price, trade.price],
		['amount', document.amount, trade.amount],
		['deliveryStart', document.deliveryStart, periodStart(deed.product.terms, trade.period)],
		['deliveryEnd', document.deliveryEnd, periodStart(deed.product.terms, trade.period + 1)],
		['zone', document.zone, trade.buyerZone],
		['generatorZone', document.generatorZone, trade.sellerZone],
	]);
}

function feeFaults({ trade, product }: DeedRow, document: DeedDocument): string[] {
	const { zoneFees, tariff, feedIn } = product.terms;
	const wheelingFee = inPeriod(zoneFees[product.terms.zones.indexOf(trade.buyerZone)] ?? [0], trade.period);
	return differences([
		['wheelingFee', document.wheelingFee, wheelingFee],
		['fee', document.fee, trade.fee],
		['fee by the standard', trade.fee, costOf(trade.quantityWh, wheelingFee)],
		['border', document.border, trade.border],
		['congestion', document.congestion, trade.congestion],
		['tariff', document.tariff, tariff],
		['feedIn', document.feedIn, feedIn],
	]);
}

function deadlineFaults(deed: DeedRow, document: DeedDocument, now: TimeMs): string[] {
	const { signingDeadline, settlementTime } = deed.product.terms;
	const faults = differences([
		['signingDeadline', document.signingDeadline, signingDeadline],
		['deadline of the queue', deed.deadline, signingDeadline],
		['settlementTime', document.settlementTime, settlementTime],
	]);
	if (signingDeadline >= settlementTime) faults.push('the deadline is not before settlement');
	if (deed.state === 'awaiting' && now >= deed.deadline) faults.push('the deadline has passed');
	return faults;
}
