import { toHex } from '../../../shared/codec/bytes.ts';
import type { ItemProofView, StateProofView } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { type ProofFile, proofFileOf } from '../../../shared/proofs/proof-file.ts';
import { type ProofSource, readGenesis } from '../../workers/proof-desk.ts';

/** What is to be proven: a leaf of the state, or a receipt or event by its place in a block. */
export type ProofSubject =
	| { readonly kind: 'leaf'; readonly path: string }
	| { readonly kind: 'receipt' | 'event'; readonly height: number; readonly index: number };

/** A subject's proof as the node gives it; `item` is null for a leaf. */
export interface LedgerProof {
	readonly state: StateProofView;
	readonly item: ItemProofView | null;
}

/** Handovers of one request. */
const HANDOVERS = 64;

export function subjectKey(subject: ProofSubject): string {
	return subject.kind === 'leaf' ? `leaf ${subject.path}` : `${subject.kind} ${subject.height} ${subject.index}`;
}

/** A name for the file that says what it proves, with characters that every file system takes. */
export function proofFileName(subject: ProofSubject, extension: 'json' | 'cbor'): string {
	const about = subject.kind === 'leaf' ? subject.path : `${subject.kind}-${subject.height}-${subject.index}`;
	return `proof-${about.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 80)}.${extension}`;
}

/**
 * Puts together all that a verifier needs beside its trust root; rejects when the node cannot be asked.
 * @throws CodedError CONSOLE_HANDOVER_UNKNOWN or PROOF_FILE_INVALID when it withholds a part
 */
export async function collectProofFile(
	{ state, item }: LedgerProof,
	chainId: string,
	source: ProofSource,
): Promise<ProofFile> {
	const genesis = await readGenesis(source);
	if (!genesis) throw new CodedError('PROOF_FILE_INVALID', { reason: 'the node gave no whole genesis document' });
	const handovers: string[] = [];
	while (handovers.length < state.epoch) {
		const limit = Math.min(HANDOVERS, state.epoch - handovers.length);
		const next = await source.handovers({ after: handovers.length, limit });
		if (next.length === 0) throw new CodedError('CONSOLE_HANDOVER_UNKNOWN', { epoch: handovers.length + 1 });
		handovers.push(...next.slice(0, limit).map(({ proof }) => proof));
	}
	return proofFileOf({ chainId, genesis: toHex(genesis), handovers, state, item });
}
