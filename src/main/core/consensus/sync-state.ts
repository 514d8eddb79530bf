import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import type { SyncInfo } from '../../../shared/codec/consensus-messages.ts';

/** What this validator knows of others being ahead, and the one request that is under way. */
export interface SyncState {
	/** Last claim of each peer that said it is ahead; a claim is dropped when it leads to nothing. */
	readonly claims: Map<ValidatorIndex, SyncInfo>;
	/** Peers that spoke from a later epoch; dropped like claims. */
	readonly inNewerEpoch: Set<ValidatorIndex>;
	/** Peer whose answer is awaited. */
	asked: ValidatorIndex | null;
	isTimerSet: boolean;
	/** Requests in a row without progress. */
	attempts: number;
	/** Peer that was asked last; −1 before the first. */
	lastAsked: number;
}

export function createSyncState(): SyncState {
	return { claims: new Map(), inNewerEpoch: new Set(), asked: null, isTimerSet: false, attempts: 0, lastAsked: -1 };
}
