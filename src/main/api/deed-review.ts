import { CONGESTION_ACCOUNT } from '../../shared/codec/accounts.ts';
import { equalBytes, type Sha256, toHex } from '../../shared/codec/bytes.ts';
import { type DeedDocument, decodeDeed, deedDigest } from '../../shared/codec/deed.ts';
import type { DeedSignerTerms } from '../../shared/codec/deed-events.ts';
import { inPeriod, periodStart } from '../../shared/codec/product-terms.ts';
import { costOf, type TimeMs } from '../../shared/codec/units.ts';
import type { DeedDetail, DeedEffect } from '../../shared/contract/index.ts';
import { tradeSums } from '../../shared/deeds/deed-sums.ts';
import { isComplete, type SigningState } from '../../shared/deeds/signing-rule.ts';
import { codeOf } from '../../shared/errors/coded-error.ts';
import { type RecomputedClearing, recomputeClearing } from './clearing-recompute.ts';
import { ruleOf } from './deed-summary.ts';
import type { DeedRow, DeedSignerRow, Product } from './read-model/product.ts';

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
	const { quantityWh, amount, fee, border, congestion } = tradeSums(deed.trades);
	const signed = deed.signers.filter((signer) => signer.signed).length;
	const wasSealed = deed.state === 'sealed';
	const isSealed = wasSealed || (deed.state === 'awaiting' && isComplete(whenSigned(deed, signing)));
	const whenSealed = (value: number): { before: number; after: number } => ({
		before: wasSealed ? value : 0,
		after: isSealed ? value : 0,
	});
	const reserved = amount + fee + border + congestion;
	const isHeld = wasSealed || deed.state === 'awaiting';
	const atTariff = deed.trades.reduce((sum, each) => sum + costOf(each.quantityWh, terms.tariff), 0);
	return [
		{ what: 'signatures', subject: deed.id, unit: 'count', before: signed, after: signed + signing.length },
		{ what: 'seller-owes', subject: trade.seller, unit: 'Wh', ...whenSealed(quantityWh) },
		{ what: 'buyer-is-owed', subject: trade.buyer, unit: 'Wh', ...whenSealed(quantityWh) },
		{
			what: 'buyer-escrow',
			subject: trade.buyer,
			unit: 'money',
			before: isHeld ? reserved : 0,
			after: isHeld ? reserved : 0,
		},
		{ what: 'seller-receives', subject: trade.seller, unit: 'money', ...whenSealed(amount) },
		{ what: 'grid-receives', subject: gridOperator, unit: 'money', ...whenSealed(fee) },
		...unlessNothing({
			what: 'grid-receives-for-borders',
			subject: gridOperator,
			unit: 'money',
			...whenSealed(border),
		}),
		...unlessNothing({
			what: 'congestion-receives',
			subject: CONGESTION_ACCOUNT,
			unit: 'money',
			...whenSealed(congestion),
		}),
		{
			what: 'at-tariff',
			subject: trade.buyer,
			unit: 'money',
			before: wasSealed ? 0 : atTariff,
			after: isSealed ? 0 : atTariff,
		},
	];
}

/** Most deeds cross no border, and have nothing between their two prices. */
function unlessNothing(effect: DeedEffect): DeedEffect[] {
	return effect.before === 0 && effect.after === 0 ? [] : [effect];
}

/** The deed as the rule sees it once these have signed as well. */
function whenSigned(deed: DeedRow, signing: readonly DeedSignerRow[]): SigningState {
	const rule = ruleOf(deed);
	const signs = new Set(signing.map(({ participant }) => participant));
	return {
		...rule,
		signers: rule.signers.map((each) => ({ ...each, hasSigned: each.hasSigned || signs.has(each.participant) })),
	};
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

interface Recomputed {
	readonly lastHeight: number;
	readonly again: RecomputedClearing | null;
}

/** Of each product, while no block concerns it: a batch of its deeds is reviewed against one clearing. */
const recomputed = new WeakMap<Product, Recomputed>();

function recomputedOnce(product: Product): RecomputedClearing | null {
	const { lastHeight } = product;
	const known = recomputed.get(product);
	if (known?.lastHeight === lastHeight) return known.again;
	const again = recomputeClearing(product);
	recomputed.set(product, { lastHeight, again });
	return again;
}

/**
 * The whole auction is cleared again from its orders; the deed's trades must come out the same, or with more energy
 * where the deed was amended. Single trades have no auction.
 */
function clearingCheck(deed: DeedRow): Check {
	const { product, trades, version } = deed;
	const { mechanism } = product.terms;
	if (mechanism === 'continuous' || mechanism === 'listing') return result('clearing', []);
	const again = recomputedOnce(product);
	if (!again) return result('clearing', ['the result of the auction is not known']);
	return result('clearing', [
		...again.faults,
		...trades.flatMap((trade) => {
			const match = again.trades.find(
				({ bid, offer, period }) => bid === trade.bid && offer === trade.offer && period === trade.period,
			);
			const cleared = match?.quantityWh ?? 0;
			return differences([
				['price', trade.price, match?.price ?? 'none'],
				['quantityWh', trade.quantityWh, version === 1 ? cleared : Math.min(trade.quantityWh, cleared)],
			]);
		}),
	]);
}

function partyFaults(deed: DeedRow, document: DeedDocument, scope: DeedReviewScope): string[] {
	const { trade, product } = deed;
	const listed = (signers: readonly DeedSignerTerms[]): string =>
		signers.map(({ participant, as }) => `${participant} as ${as}`).join(', ');
	const signs = (party: string): string =>
		deed.signers.some(({ participant }) => participant === party) ? party : 'nobody';
	const terms = [
		['chainId', document.chainId, scope.chainId],
		['deed', document.deed, deed.id],
		['version', document.version, deed.version],
		['product', document.product, product.terms.product],
		['generator', document.generator, trade.seller],
		['user', document.user, trade.buyer],
		['gridOperator', document.gridOperator, scope.gridOperator],
		['generator signs', signs(trade.seller), trade.seller],
		['user signs', signs(trade.buyer), trade.buyer],
		['grid operator signs', signs(scope.gridOperator), scope.gridOperator],
		['signers', listed(document.signers), listed(deed.signers)],
		['threshold', document.threshold, deed.threshold],
		['order', document.order, deed.order],
		['trades', document.trades.length, deed.trades.length],
	] as const;
	return [
		...differences(terms),
		...deed.trades.flatMap((row, at) => {
			const stated = document.trades[at];
			if (!stated) return [];
			return differences([
				['trade', stated.trade, row.id],
				['quantityWh', stated.quantityWh, row.quantityWh],
				['price', stated.price, row.price],
				['amount', stated.amount, row.amount],
				['deliveryStart', stated.deliveryStart, periodStart(product.terms, row.period)],
				['deliveryEnd', stated.deliveryEnd, periodStart(product.terms, row.period + 1)],
				['zone', stated.zone, row.buyerZone],
				['generatorZone', stated.generatorZone, row.sellerZone],
			]);
		}),
	];
}

function feeFaults({ trades, product }: DeedRow, document: DeedDocument): string[] {
	const { zones, zoneFees, tariff, feedIn } = product.terms;
	return [
		...trades.flatMap((trade, at) => {
			const stated = document.trades[at];
			if (!stated) return [];
			const wheelingFee = inPeriod(zoneFees[zones.indexOf(trade.buyerZone)] ?? [0], trade.period);
			return differences([
				['wheelingFee', stated.wheelingFee, wheelingFee],
				['fee', stated.fee, trade.fee],
				['fee by the standard', trade.fee, costOf(trade.quantityWh, wheelingFee)],
				['border', stated.border, trade.border],
				['congestion', stated.congestion, trade.congestion],
			]);
		}),
		...differences([
			['tariff', document.tariff, tariff],
			['feedIn', document.feedIn, feedIn],
		]),
	];
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
