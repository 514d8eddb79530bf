import type { Block } from '../../../shared/codec/block.ts';
import type { Digest } from '../../../shared/codec/bytes.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { StateProof } from '../../../shared/proofs/state-proof.ts';
import type { ExecutionResult, StateLeaf } from '../../core/contracts/types.ts';

/** A block's result, with the store's record of it where it came encoded. */
export type NodeExecution = ExecutionResult & { readonly record: Uint8Array | null };

export interface ExecutionStart {
	/** 0 for genesis. */
	readonly height: number;
	readonly stateRoot: Digest;
	readonly nextDeadline: TimeMs | null;
	/** As the newest block's result tells it; null in the first block of an epoch as well. */
	readonly epochEndsAt: number | null;
}

export interface ProvenValue {
	readonly value: Uint8Array | null;
	readonly proof: StateProof;
}

/** A proof against the root after the newest executed block. */
export interface PresentLeaf extends ProvenValue {
	readonly height: number;
	readonly stateRoot: Digest;
}

/** Proofs against the newest root that a final header certifies: one root for all of them. */
export interface CertifiedLeaves {
	/** In the order in which their paths were given. */
	readonly leaves: readonly ProvenValue[];
	/** Height after which the root holds. */
	readonly height: number;
	readonly stateRoot: Digest;
	/** Height of the final block whose header carries that root. */
	readonly certifiedAtHeight: number;
	/** True when a later block, whose root is not certified yet, has changed one of the paths. */
	readonly isOutdated: boolean;
}

/**
 * Runs the contract engine on final blocks, one at a time, in height order, and answers questions about the state that
 * it holds. In a node it lives in a worker thread, so that clearing and state commits never hold the host's main
 * thread; tests and simulations may run it in place.
 */
export interface Executor {
	/** @param leaves the recovered state after `height`, or null to begin at genesis */
	start(height: number, leaves: AsyncIterable<StateLeaf[]> | null): Promise<ExecutionStart>;
	/** Every leaf of the present state: what a new node stores first. */
	leaves(): Promise<readonly StateLeaf[]>;
	/**
	 * @param verified names of transaction signatures that this node has checked already (signatureName)
	 * @throws CodedError ENGINE_* | WORKER_FAILED
	 */
	execute(block: Block, verified: readonly string[]): Promise<NodeExecution>;
	/** Present value of each path, null where absent. */
	values(paths: readonly string[]): Promise<readonly (Uint8Array | null)[]>;
	/** Against the root after the newest executed block, certified or not. */
	provePresent(path: string): Promise<PresentLeaf>;
	/** Null while no final header has certified a root since the start. */
	prove(paths: readonly string[]): Promise<CertifiedLeaves | null>;
	stop(): Promise<void>;
}
