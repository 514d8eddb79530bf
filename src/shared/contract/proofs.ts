import { z } from 'zod';
import { CONSENSUS_LIMITS } from '../codec/consensus-limits.ts';
import { base } from './errors.ts';
import { height, hex, name } from './scalars.ts';

/** What one answer carries at most. */
export const PROOF_LIMITS = {
	/** Bytes of the genesis document in one answer. */
	genesisPartBytes: 1_048_576,
	/** Handovers in one answer, which also ends at the first that brings it to `CONSENSUS_LIMITS.responseBytes`. */
	handovers: 64,
	/** Final headers of one state proof. */
	headers: 256,
	/** Siblings of one proof of a place in a list: one a level. */
	inclusionSiblings: 64,
	/** Siblings of one state proof: one a level. */
	siblings: 256,
} as const;

const bytesUpTo = (limit: number) => hex.max(2 * limit);
const epoch = z.int().min(0);

export const stateProof = z.object({
	path: z.string(),
	/** Canonical dag-cbor of the leaf. */
	value: hex.nullable(),
	/** The proof as `shared/proofs/state-proof.ts` verifies it: the console checks it anew. */
	depth: z.int().min(0).max(256),
	bitmap: hex,
	siblings: z.array(hex).max(PROOF_LIMITS.siblings),
	other: z.object({ key: hex, valueHash: hex }).nullable(),
	root: hex,
	/** Height after which the root holds, and the header that certifies it. */
	height,
	certifiedByHeight: height,
	signers: z.array(name),
	/** Epoch whose keys certify it. */
	epoch,
	/** Canonical dag-cbor of the final headers, as `verifyFinality` takes them: the first carries the root. */
	headers: z.array(bytesUpTo(CONSENSUS_LIMITS.headerBytes)).min(1).max(PROOF_LIMITS.headers),
	/** Canonical dag-cbor of the proof that makes the last header final. */
	commitProof: bytesUpTo(CONSENSUS_LIMITS.proofBytes),
	/** Checked by this node before it answered. */
	verified: z.boolean(),
});

export const handover = z.object({
	/** The epoch that begins. */
	epoch: z.int().min(1),
	/** Canonical dag-cbor, as `decodeEpochChangeProof` reads it. */
	proof: bytesUpTo(CONSENSUS_LIMITS.handoverBytes),
});

export type StateProofView = z.infer<typeof stateProof>;
export type HandoverView = z.infer<typeof handover>;

/** What a verifier needs beside a state proof: what the chain begins with, and how each epoch handed over to the next. */
export const proofsContract = {
	/** The canonical genesis document from a byte on; the trust root is its digest. */
	genesis: base
		.input(z.object({ offset: z.int().min(0).default(0) }))
		.output(z.object({ totalBytes: z.int().min(1), part: bytesUpTo(PROOF_LIMITS.genesisPartBytes) })),
	/** Handovers after an epoch, ascending without a gap, at least one. */
	handovers: base
		.input(z.object({ after: epoch, limit: z.int().min(1).max(PROOF_LIMITS.handovers).default(16) }))
		.output(z.array(handover).min(1).max(PROOF_LIMITS.handovers)),
};
