import { sha256 } from '@noble/hashes/sha2.js';
import { fromHex } from '../../../shared/codec/bytes.ts';
import { deedSigningBytes } from '../../../shared/codec/deed.ts';
import type { DeedDetail } from '../../../shared/contract/index.ts';
import { deedTotals } from '../../../shared/deeds/deed-sums.ts';
import { type DeedsToSign, reviewDeeds, type SignedDeeds } from '../../../shared/deeds/signing-file.ts';
import { codeOf } from '../../../shared/errors/coded-error.ts';
import { verifyBySodiumRule } from '../../../shared/signatures/sodium-rule.ts';
import { verifyDeed } from './verification.ts';

/** What a request comes to: deeds that this machine could read, and those that it could not. */
export interface RequestReview {
	/** The file with those alone that were read. */
	readonly text: string;
	readonly readable: number;
	readonly energyWh: number;
	readonly amount: number;
	readonly refused: readonly { readonly deed: string; readonly code: string }[];
}

/**
 * Reads the node's request again deed by deed, and keeps those that were asked for and could be read: what cannot be
 * decoded is not carried to a key.
 * @param deeds ids to keep; null: all
 * @throws CodedError SIGNING_FILE where the file itself is none
 */
export function reviewRequest(
	file: string,
	text: string,
	expected: { readonly chainId: string; readonly participant: string },
	deeds: ReadonlySet<string> | null,
): RequestReview {
	const whole = JSON.parse(text) as DeedsToSign;
	reviewDeeds(file, JSON.stringify({ ...whole, deeds: [] }), expected, sha256);
	const kept: DeedsToSign['deeds'] = [];
	const refused: { deed: string; code: string }[] = [];
	let energyWh = 0;
	let amount = 0;
	for (const stated of whole.deeds) {
		if (deeds && !deeds.has(stated.deed)) continue;
		try {
			const [read] = reviewDeeds(file, JSON.stringify({ ...whole, deeds: [stated] }), expected, sha256);
			if (!read) continue;
			const totals = deedTotals(read.document);
			energyWh += totals.quantityWh;
			amount += totals.amount;
			kept.push(stated);
		} catch (error) {
			refused.push({ deed: stated.deed, code: codeOf(error) ?? 'SIGNING_FILE' });
		}
	}
	const content = JSON.stringify({ ...whole, deeds: kept }, null, '\t');
	return { text: content, readable: kept.length, energyWh, amount, refused };
}

export type AnswerVerdict =
	| 'good'
	| 'unknown'
	| 'ended'
	| 'unreadable'
	| 'not-signer'
	| 'signed'
	| 'not-in-turn'
	| 'other-version'
	| 'bad-signature';

export type Signature = SignedDeeds['signatures'][0];

/** One signature of an answer, judged before anything is sent. */
export interface JudgedSignature {
	readonly deed: string;
	readonly signature: Signature;
	readonly verdict: AnswerVerdict;
	/** Null for a deed that the node does not know. */
	readonly detail: DeedDetail | null;
}

/** Whose signatures these are, and under which key. */
export interface AnswerSigner {
	readonly participant: string;
	readonly publicKey: Uint8Array;
	readonly chainId: string;
}

export function judge(signature: Signature, detail: DeedDetail | null, signer: AnswerSigner): JudgedSignature {
	return { deed: signature.deed, signature, detail, verdict: verdictOf(signature, detail, signer) };
}

function verdictOf(
	{ digest, signature }: Signature,
	detail: DeedDetail | null,
	{ participant, publicKey, chainId }: AnswerSigner,
): AnswerVerdict {
	if (!detail) return 'unknown';
	const { state, signers, turn } = detail.summary;
	if (state !== 'awaiting') return 'ended';
	const verification = verifyDeed(detail, chainId, sha256);
	if (!verification.ok) return 'unreadable';
	if (digest !== verification.digest) return 'other-version';
	const own = signers.find((each) => each.participant === participant);
	if (!own) return 'not-signer';
	if (own.signedAt !== null) return 'signed';
	if (!turn.includes(participant)) return 'not-in-turn';
	const message = deedSigningBytes(chainId, fromHex(digest));
	return verifyBySodiumRule(publicKey, message, fromHex(signature)) ? 'good' : 'bad-signature';
}

/** The answer with the good ones alone. */
export function goodPart(content: SignedDeeds, judged: readonly JudgedSignature[]): string {
	const signatures = judged.flatMap(({ verdict, signature }) => (verdict === 'good' ? [signature] : []));
	return JSON.stringify({ ...content, signatures });
}
