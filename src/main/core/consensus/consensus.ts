import type { QuorumCertificate, ValidatorIndex } from '../../../shared/codec/block.ts';
import type { Digest } from '../../../shared/codec/bytes.ts';
import type { SyncInfo } from '../../../shared/codec/consensus-messages.ts';
import { type Core, currentLeader, syncInfo } from './core.ts';
import { type ConsensusModules, type ConsensusOptions, createCore } from './create-core.ts';
import type { CreditLedger } from './credit-ledger.ts';
import { handleEvent } from './dispatch.ts';
import { concludeEpoch } from './epoch-end.ts';
import { castOrderVote } from './order-votes.ts';
import { judgeHeld } from './proposals.ts';
import { lead } from './proposing.ts';
import { advanceRound } from './rounds.ts';
import { watchForGaps } from './sync.ts';
import { joinTimeout } from './timeouts.ts';
import type { ConsensusEffect, ConsensusEvent, Instant, Recovery } from './types.ts';

/** What a node shows of its consensus; a view of the moment. */
export interface ConsensusStatus {
	readonly round: number;
	/** Null while this validator has not executed far enough to tell. */
	readonly leader: ValidatorIndex | null;
	readonly highQc: QuorumCertificate;
	readonly highTcRound: number;
	readonly committedHeight: number;
	readonly committedRound: number;
	readonly committedId: Digest;
	/** Learnt timeout of a round, ms. */
	readonly baseTimeoutMs: number;
	/** Credit after the newest committed block. */
	readonly ledger: CreditLedger;
	/** True while an answer with blocks or certificates is awaited. */
	readonly isSyncing: boolean;
}

/** One validator's C-LBFT: a deterministic step function without clock, timer, randomness or I/O. */
export interface Consensus {
	/**
	 * Handles one event and returns what is to be done, in order. The first event of a run is `start`. A message that
	 * breaks a rule changes nothing and gives a `refused` effect.
	 */
	step(event: ConsensusEvent, at: Instant): readonly ConsensusEffect[];
	status(): ConsensusStatus;
	/** What rides on messages that the driver builds itself. */
	syncInfo(): SyncInfo;
}

/** @throws CodedError CONSENSUS_EPOCH_INVALID, CONSENSUS_RECORDS_DAMAGED */
export function createConsensus(options: ConsensusOptions, modules: ConsensusModules, recovery: Recovery): Consensus {
	const core = createCore(options, modules, recovery);
	return {
		step(event, at) {
			if (core.ending.isOver) return [];
			core.at = at;
			handleEvent(core, recovery, event);
			settle(core);
			concludeEpoch(core);
			if (!core.ending.isOver) watchForGaps(core);
			return core.effects.drain();
		},
		status: () => statusOf(core),
		syncInfo: () => syncInfo(core),
	};
}

/** Does what the facts allow until nothing more follows; the number of turns is bounded by the certificates at hand. */
function settle(core: Core): void {
	const { progress } = core;
	while (progress.isDirty && progress.round > 0) {
		progress.isDirty = false;
		advanceRound(core);
		castOrderVote(core);
		judgeHeld(core);
		lead(core);
		joinTimeout(core);
	}
}

function statusOf(core: Core): ConsensusStatus {
	const { progress, tree } = core;
	return {
		round: progress.round,
		leader: currentLeader(core),
		highQc: progress.highQc,
		highTcRound: progress.highTc?.round ?? 0,
		committedHeight: tree.tip.height,
		committedRound: tree.tip.round,
		committedId: tree.tip.id,
		baseTimeoutMs: core.pacemaker.baseMs,
		ledger: tree.tip.ledger as CreditLedger,
		isSyncing: core.sync.asked !== null,
	};
}
