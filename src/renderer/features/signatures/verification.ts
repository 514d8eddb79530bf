import { fromHex, type Sha256, toHex } from '../../../shared/codec/bytes.ts';
import { type DeedDocument, decodeDeed, deedDigest } from '../../../shared/codec/deed.ts';
import type { DeedSignerTerms } from '../../../shared/codec/deed-events.ts';
import type { DeedDetail } from '../../../shared/contract/index.ts';
import { deedFaults, deedTotals } from '../../../shared/deeds/deed-sums.ts';
import { codeOf } from '../../../shared/errors/coded-error.ts';

export type LocalCheckName = 'decoded' | 'digest' | 'chain' | 'terms' | 'sums';

export interface LocalCheck {
	readonly check: LocalCheckName;
	readonly ok: boolean;
	/** Names of fields that differ, or the code of the failure; empty when ok. */
	readonly faults: readonly string[];
}

/** What this machine found out about a deed by itself, from its bytes alone. */
export interface Verification {
	/** Null when the bytes are not one canonical deed: then nothing can be signed. */
	readonly document: DeedDocument | null;
	readonly bytes: number;
	/** SHA-256 of the bytes, computed here; this is what is sent to be signed. */
	readonly digest: string;
	readonly checks: readonly LocalCheck[];
	readonly ok: boolean;
}

const DOMAIN = 'gridquorum/deed/v1';

/** Fields in which the document says something else than the queue shows. */
function differingTerms(document: DeedDocument, { summary, tariff, feedIn }: DeedDetail): string[] {
	const totals = deedTotals(document);
	const shown = (signers: readonly DeedSignerTerms[]): string =>
		signers.map(({ participant, as }) => `${participant} ${as}`).join();
	const pairs: (readonly [string, unknown, unknown])[] = [
		['deed', document.deed, summary.deed],
		['trade', document.trades[0]?.trade, summary.trade],
		['trades', document.trades.length, summary.trades],
		['version', document.version, summary.version],
		['product', document.product, summary.product],
		['generator', document.generator, summary.seller],
		['user', document.user, summary.buyer],
		['signers', shown(document.signers), shown(summary.signers)],
		['threshold', document.threshold, summary.threshold],
		['order', document.order, summary.order],
		['deliveryStart', totals.deliveryStart, summary.deliveryStart],
		['deliveryEnd', totals.deliveryEnd, summary.deliveryEnd],
		['quantityWh', totals.quantityWh, summary.quantityWh],
		['amount', totals.amount, summary.amount],
		['fee', totals.fee + totals.border + totals.congestion, summary.fee],
		['signingDeadline', document.signingDeadline, summary.deadline],
		['tariff', document.tariff, tariff],
		['feedIn', document.feedIn, feedIn],
	];
	if (document.trades.length === 1) pairs.push(['price', document.trades[0]?.price, summary.price]);
	return pairs.filter(([, stated, listed]) => stated !== listed).map(([field]) => field);
}

/** Decodes strictly, computes the digest again, and compares every term with what the queue shows. */
export function verifyDeed(detail: DeedDetail, chainId: string, sha256: Sha256): Verification {
	const encoded = fromHex(detail.document);
	const digest = toHex(deedDigest(encoded, sha256));
	const check = (name: LocalCheckName, faults: readonly string[]): LocalCheck => ({
		check: name,
		ok: faults.length === 0,
		faults,
	});
	const digestCheck = check(
		'digest',
		digest === detail.digest && detail.domain === DOMAIN ? [] : [digest === detail.digest ? 'domain' : 'digest'],
	);
	let document: DeedDocument;
	try {
		document = decodeDeed(encoded);
	} catch (error) {
		const checks = [check('decoded', [codeOf(error) ?? 'CODEC_MALFORMED']), digestCheck];
		return { document: null, bytes: encoded.length, digest, checks, ok: false };
	}
	const checks = [
		check('decoded', []),
		digestCheck,
		check('chain', document.chainId === chainId ? [] : ['chainId']),
		check('terms', differingTerms(document, detail)),
		check('sums', deedFaults(document)),
	];
	return { document, bytes: encoded.length, digest, checks, ok: checks.every((it) => it.ok) };
}

/** Only what was decoded and found right here, and what the node found right too, can be signed. */
export function isSignable(detail: DeedDetail, verification: Verification): boolean {
	return detail.summary.needsMe && verification.ok && detail.checks.every((it) => it.ok);
}
