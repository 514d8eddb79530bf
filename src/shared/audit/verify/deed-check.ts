import { type Digest, equalBytes } from '../../codec/bytes.ts';
import { type DeedDocument, decodeDeed, deedDigest, deedSigningBytes } from '../../codec/deed.ts';
import type { DeedSignerTerms } from '../../codec/deed-events.ts';
import type { ContractEvent } from '../../codec/events.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { type Because, because } from '../reasons.ts';
import type { CheckedEvent } from './checked-events.ts';
import type { AuditScope } from './scope.ts';

export interface AuditedDeed {
	readonly deed: string;
	readonly product: string;
	readonly signers: readonly DeedSignerTerms[];
	readonly threshold: number;
	readonly order: 'free' | 'ordered';
	document: DeedDocument;
	digest: Digest;
	version: number;
	/** Participant to signature of the present version. */
	signatures: Map<string, Uint8Array>;
	state: 'awaiting' | 'sealed' | 'refused' | 'expired';
	/** Of the sealing, refusal or expiry; of the draft or amendment while awaiting. */
	height: number;
	readonly draftedAt: number;
}

/** Every deed: its text and digest, each signature by the key in force, its policy, and the line of its versions. */
export class DeedCheck {
	readonly #scope: AuditScope;
	readonly deeds = new Map<string, AuditedDeed>();

	constructor(scope: AuditScope) {
		this.#scope = scope;
	}

	/** @throws CodedError BUNDLE_DEED, CODEC_* or BUNDLE_IDENTITY */
	take(event: CheckedEvent, height: number): void {
		switch (event.kind) {
			case 'deed-drafted': {
				const { deed, product, signers, threshold, order } = event;
				if (this.deeds.has(deed)) throw invalid(deed, because('drafted-twice'));
				const read = this.#text(deed, 1, event);
				requireTerms(read.document, event);
				const state = { state: 'awaiting', height, draftedAt: height } as const;
				const signatures = new Map<string, Uint8Array>();
				this.deeds.set(deed, { deed, product, signers, threshold, order, ...read, version: 1, signatures, ...state });
				this.#scope.board.count('deeds', 'deeds');
				break;
			}
			case 'deed-amended': {
				const known = this.#pending(event.deed);
				if (event.version !== known.version + 1)
					throw invalid(event.deed, because('version-does-not-follow', { version: event.version }));
				const read = this.#text(event.deed, event.version, event);
				if (!read.document.former || !equalBytes(read.document.former, known.digest))
					throw invalid(event.deed, because('version-does-not-name-the-one-before', { version: event.version }));
				requireTerms(read.document, known);
				Object.assign(known, read, { version: event.version, height });
				known.signatures = new Map();
				break;
			}
			case 'deed-signed':
				this.#sign(event, height);
				break;
			case 'deed-sealed':
				this.#seal(event.deed, event.version, height);
				break;
			case 'deed-refused':
				Object.assign(this.#pending(event.deed), { state: 'refused', height });
				break;
			case 'deed-expired':
				Object.assign(this.#pending(event.deed), { state: 'expired', height });
		}
	}

	#text(
		deed: string,
		version: number,
		{ document: encoded, digest }: { readonly document: Uint8Array; readonly digest: Digest },
	): Pick<AuditedDeed, 'document' | 'digest'> {
		const document = decodeDeed(encoded);
		if (document.chainId !== this.#scope.chainId || document.deed !== deed || document.version !== version)
			throw invalid(deed, because('text-is-that-of-another-deed'));
		if (!equalBytes(deedDigest(encoded, this.#scope.sha256), digest))
			throw invalid(deed, because('digest-is-of-another-text'));
		return { document, digest };
	}

	#pending(deed: string): AuditedDeed {
		const known = this.deeds.get(deed);
		if (!known) throw invalid(deed, because('draft-is-not-in-the-bundle'));
		if (known.state !== 'awaiting') throw invalid(deed, because('already', { state: known.state }));
		return known;
	}

	#sign(event: Extract<ContractEvent, { kind: 'deed-signed' }>, height: number): void {
		const { deed, participant, version, signature } = event;
		const known = this.#pending(deed);
		if (version !== known.version)
			throw invalid(deed, because('version-was-signed-not', { version, due: known.version }));
		const place = known.signers.findIndex((signer) => signer.participant === participant && signer.as === event.as);
		if (place < 0) throw invalid(deed, because('is-not-its-signer', { participant }));
		if (known.signatures.has(participant)) throw invalid(deed, because('signs-twice', { participant }));
		if (
			known.order === 'ordered' &&
			known.signers.slice(0, place).some((each) => !known.signatures.has(each.participant))
		)
			throw invalid(deed, because('signs-out-of-turn', { participant }));
		known.signatures.set(participant, signature);
		const { keys, chainId, signatures } = this.#scope;
		signatures.ask(
			'deeds',
			{ publicKey: keys.keyOf(participant), message: deedSigningBytes(chainId, known.digest), signature },
			() => new CodedError('BUNDLE_DEED', { deed, height, ...because('signature-is-not-that-of', { participant }) }),
		);
	}

	#seal(deed: string, version: number, height: number): void {
		const known = this.#pending(deed);
		const needed = known.signers.filter(({ as }) => as === 'generator' || as === 'user');
		const isMet =
			known.signatures.size >= known.threshold && needed.every(({ participant }) => known.signatures.has(participant));
		if (version !== known.version || !isMet)
			throw invalid(deed, because('sealed-without-the-signatures-that-it-needs'));
		Object.assign(known, { state: 'sealed', height });
		this.#scope.board.count('deeds', 'sealed');
	}
}

/** Who signs, and how many, is part of what they sign. */
function requireTerms(
	document: DeedDocument,
	{ deed, signers, threshold, order }: Pick<AuditedDeed, 'deed' | 'signers' | 'threshold' | 'order'>,
): void {
	const isSame =
		document.threshold === threshold &&
		document.order === order &&
		document.signers.length === signers.length &&
		document.signers.every(
			({ participant, as }, at) => participant === signers[at]?.participant && as === signers[at]?.as,
		);
	if (!isSame) throw invalid(deed, because('signers-are-not-those-of-its-text'));
}

function invalid(deed: string, because: Because): CodedError {
	return new CodedError('BUNDLE_DEED', { deed, ...because });
}
