import { z } from 'zod';
import { fromHex, type Sha256, toHex } from '../codec/bytes.ts';
import { type DeedDocument, deedDigest, deedSigningBytes } from '../codec/deed.ts';
import { DEED_LIMITS } from '../codec/deed-calls.ts';
import { SIGNER_CAPACITIES } from '../codec/deed-events.ts';
import { SIGNING_LIMITS } from '../codec/signing-policy.ts';
import { CodedError, codeOf } from '../errors/coded-error.ts';
import { readableDeed } from './readable-deed.ts';

/** Longest signing file, characters: 1,000 deeds of a few trades each. */
export const SIGNING_FILE_MAX_CHARACTERS = 33_554_432;

const hex = z.string().regex(/^([0-9a-f]{2})*$/);
const id = z.string().min(1).max(160);

const toSign = z.strictObject({
	format: z.literal('gridquorum/deeds-to-sign/v1'),
	chainId: id,
	/** Who is to sign. */
	participant: id,
	deeds: z
		.array(
			z.strictObject({
				deed: id,
				version: z.int().min(1),
				/** Canonical dag-cbor, whose SHA-256 is the digest. */
				document: hex,
				digest: hex.length(64),
				/** Chain time, ms. */
				deadline: z.int().min(0),
				threshold: z.int().min(1),
				order: z.enum(['free', 'ordered']),
				signers: z
					.array(z.strictObject({ participant: id, as: z.enum(SIGNER_CAPACITIES) }))
					.min(1)
					.max(SIGNING_LIMITS.signers),
			}),
		)
		.max(DEED_LIMITS.deeds),
});

const signed = z.strictObject({
	format: z.literal('gridquorum/signed-deeds/v1'),
	chainId: id,
	participant: id,
	signatures: z
		.array(z.strictObject({ deed: id, digest: hex.length(64), signature: hex.length(128) }))
		.min(1)
		.max(DEED_LIMITS.deeds),
});

/** Deeds that await a participant's signature, to be carried to where its key is. */
export type DeedsToSign = z.infer<typeof toSign>;
/** What comes back. */
export type SignedDeeds = z.infer<typeof signed>;

export function deedToSign(document: DeedDocument, encoded: Uint8Array, digest: Uint8Array): DeedsToSign['deeds'][0] {
	const { deed, version, signingDeadline, threshold, order, signers } = document;
	return {
		deed,
		version,
		document: toHex(encoded),
		digest: toHex(digest),
		deadline: signingDeadline,
		threshold,
		order,
		signers: signers.map(({ participant, as }) => ({ participant, as })),
	};
}

/** A deed of a signing file, as its own bytes say it. */
export interface ReviewedDeed {
	readonly document: DeedDocument;
	readonly digest: Uint8Array;
}

/**
 * Reads a file of deeds to sign and believes none of it but the documents: whatever else it says must follow from
 * them, and each must be a deed of this chain that the participant signs.
 * @param file Name of the file, for errors
 * @throws CodedError SIGNING_FILE or DEED_UNREADABLE
 */
export function reviewDeeds(
	file: string,
	text: string,
	expected: { readonly chainId: string; readonly participant: string },
	sha256: Sha256,
): ReviewedDeed[] {
	const content = parse(toSign, file, text);
	const { chainId, participant } = expected;
	const refuse = refusalOf(file);
	if (content.chainId !== chainId) refuse(`it is of chain ${content.chainId}`);
	if (content.participant !== participant) refuse(`it is for ${content.participant}`);
	if (new Set(content.deeds.map(({ deed }) => deed)).size !== content.deeds.length) refuse('it holds a deed twice');
	return content.deeds.map((stated) => {
		const encoded = fromHex(stated.document);
		const document = readableDeed(stated.deed, encoded, chainId);
		const digest = deedDigest(encoded, sha256);
		const found = deedToSign(document, encoded, digest);
		for (const field of Object.keys(stated) as (keyof typeof stated)[])
			if (JSON.stringify(stated[field]) !== JSON.stringify(found[field]))
				refuse(`${stated.deed} has another ${field} than its document`);
		if (!document.signers.some((signer) => signer.participant === participant))
			refuse(`${participant} does not sign ${stated.deed}`);
		return { document, digest };
	});
}

export function signReviewed(
	deeds: readonly ReviewedDeed[],
	{ chainId, participant }: { readonly chainId: string; readonly participant: string },
	sign: (message: Uint8Array) => Uint8Array,
): SignedDeeds {
	const signatures = deeds.map(({ document: { deed }, digest }) => ({
		deed,
		digest: toHex(digest),
		signature: toHex(sign(deedSigningBytes(chainId, digest))),
	}));
	return { format: 'gridquorum/signed-deeds/v1', chainId, participant, signatures };
}

/** @throws CodedError SIGNING_FILE */
export function readSignedDeeds(file: string, text: string, chainId: string): SignedDeeds {
	const content = parse(signed, file, text);
	if (content.chainId !== chainId) refusalOf(file)(`it is of chain ${content.chainId}`);
	return content;
}

function parse<T>(form: z.ZodType<T>, file: string, text: string): T {
	const refuse = refusalOf(file);
	if (text.length > SIGNING_FILE_MAX_CHARACTERS) refuse('it is too long');
	const found = form.safeParse(jsonOr(text, refuse));
	if (found.success) return found.data;
	const [issue] = found.error.issues;
	return refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not readable'}`);
}

function jsonOr(text: string, refuse: (reason: string) => never): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (codeOf(error) !== null) throw error;
		return refuse('it is not JSON');
	}
}

function refusalOf(file: string): (reason: string) => never {
	return (reason) => {
		throw new CodedError('SIGNING_FILE', { file, reason });
	};
}
