import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import type { Digest } from '../../../shared/codec/bytes.ts';
import type { Executed } from '../execution/execution-queue.ts';

export interface RoleStatus {
	readonly phase: 'syncing' | 'validating' | 'observing';
	readonly round: number;
	readonly epoch: number;
}

/** What a node does with its chain for a time: validate in one epoch, or follow those who do. */
export interface Role {
	/** Index among the epoch's validators; null for an observer. */
	readonly self: ValidatorIndex | null;
	status(): RoleStatus;
	/** Peer messages lost to the bounds. */
	readonly dropped: number;
	/** A consensus frame of a validator. */
	receive(from: ValidatorIndex, payload: Uint8Array): void;
	/** A block's results are stored. */
	executed(executed: Executed): void;
	transactionAdmitted(): void;
	/** Takes a signed transaction in and passes it on. @throws CodedError */
	submit(transaction: Uint8Array): Promise<Digest>;
	clockChanged(): void;
	/** Begins; everything before only waits. */
	start(): void;
	/** Ends it for good; what was decided is on disk when it resolves. */
	stop(): Promise<void>;
}
