import { z } from 'zod';
import { DEED_LIMITS } from '../codec/deed-calls.ts';
import { DOCUMENT_LIMITS, DOCUMENT_TYPES } from '../codec/document.ts';
import { SIGNING_LIMITS } from '../codec/signing-policy.ts';
import { ENVELOPE_LIMITS } from '../documents/envelope.ts';
import { base } from './errors.ts';
import { hex, name, timeMs } from './scalars.ts';

/** Plain bytes of one part of an upload, and of one part that is read. */
export const DOCUMENT_PART_BYTES = ENVELOPE_LIMITS.partBytes;

const subject = z.object({ type: z.enum(['participant', 'meter', 'deed', 'trade', 'auction']), id: name });
const base64 = z.base64().max(Math.ceil(DOCUMENT_PART_BYTES / 3) * 4);

export const documentView = z.object({
	document: name,
	depositor: name,
	type: z.enum(DOCUMENT_TYPES),
	about: subject.nullable(),
	/** Base32 CID of the encrypted envelope. */
	cid: z.string(),
	/** SHA-256 of salt ‖ SHA-256 of the plain bytes. */
	commitment: hex,
	/** What every signer signs. */
	digest: hex,
	storedBytes: z.int(),
	readers: z.array(name),
	/** In the order in which they sign, where the document orders them. */
	signers: z.array(z.object({ participant: name, signed: z.boolean() })),
	threshold: z.int(),
	order: z.enum(['free', 'ordered']),
	deadline: timeMs,
	depositedAt: timeMs,
	status: z.enum(['pending', 'sealed', 'refused', 'expired']),
	/** What this node has of it; null where none of its participants may have it. */
	replica: z.enum(['fetching', 'kept', 'lost']).nullable(),
	/** Other nodes that had all of it when last asked; null before that, or where this node has no replica. */
	holders: z.int().min(0).nullable(),
	/** Identities of this console that are readers, and those whose signature it may take now. */
	readableAs: z.array(name),
	signableAs: z.array(name),
});

const fault = z.object({ document: name, state: z.enum(['fetching', 'lost']), missing: z.int(), reason: z.string() });

export type DocumentView = z.infer<typeof documentView>;

export const documentsContract = {
	/** Newest first; `before` is the `next` of the page above. */
	list: base
		.input(
			z.object({ limit: z.int().min(1).max(500).default(100), before: z.string().max(64).nullable().default(null) }),
		)
		.output(z.object({ documents: z.array(documentView), next: z.string().nullable() })),
	get: base.input(z.object({ document: name })).output(documentView),
	/** Begins an upload of so many bytes; its parts follow in order, then `deposit`. */
	beginUpload: base
		.input(z.object({ bytes: z.int().min(0).max(DOCUMENT_LIMITS.bytes) }))
		.output(z.object({ upload: name, partBytes: z.int() })),
	/** The next part: `partBytes` long but for the last. */
	upload: base
		.input(z.object({ upload: name, index: z.int().min(0), data: base64 }))
		.output(z.object({ bytes: z.int() })),
	/** Encrypts, keeps and deposits what was uploaded; answers when the block is final. */
	deposit: base
		.input(
			z.object({
				upload: name,
				participant: name,
				name: z.string().min(1).max(ENVELOPE_LIMITS.nameCharacters),
				mediaType: z.string().min(1).max(ENVELOPE_LIMITS.mediaTypeCharacters),
				type: z.enum(DOCUMENT_TYPES),
				about: subject.nullable(),
				readers: z.array(name).max(DOCUMENT_LIMITS.readers),
				signers: z.array(name).max(SIGNING_LIMITS.signers),
				threshold: z.int().min(1).max(SIGNING_LIMITS.signers).nullable(),
				order: z.enum(['free', 'ordered']),
				deadline: timeMs,
				/** Leaves the network's auditors out. */
				isPrivate: z.boolean(),
			}),
		)
		.output(z.object({ document: name })),
	/** Opens and verifies the whole document; its bytes are read in parts after that. */
	open: base.input(z.object({ document: name, participant: name })).output(
		z.object({
			name: z.string(),
			mediaType: z.string(),
			sha256: hex,
			/** With `sha256` it gives the commitment on the chain, so that the console recomputes it. */
			salt: hex.length(64),
			bytes: z.int(),
			parts: z.int(),
		}),
	),
	read: base
		.input(
			z.object({
				document: name,
				participant: name,
				index: z
					.int()
					.min(0)
					.max(ENVELOPE_LIMITS.parts - 1),
			}),
		)
		.output(z.object({ data: base64 })),
	sign: base
		.input(z.object({ participant: name, documents: z.array(name).min(1).max(DEED_LIMITS.deeds) }))
		.output(z.object({ signed: z.int() })),
	refuse: base
		.input(z.object({ participant: name, document: name, reason: z.string().min(1).max(DEED_LIMITS.reasonCharacters) }))
		.output(z.object({ document: name })),
	health: base.input(z.object({})).output(
		z.object({
			storedBytes: z.int(),
			quotaBytes: z.int(),
			kept: z.int(),
			fetching: z.int(),
			lost: z.int(),
			/** Kept, and no other node had it when last asked. */
			alone: z.int(),
			blocksFaulty: z.int(),
			blocksRepaired: z.int(),
			faults: z.array(fault),
		}),
	),
};
