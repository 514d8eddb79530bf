import type { QuorumCertificate, TimeoutCertificate, ValidatorIndex } from '../../../shared/codec/block.ts';
import type { Digest, Sha256 } from '../../../shared/codec/bytes.ts';
import type {
	ConsensusMessage,
	OrderVoteMessage,
	ProposalMessage,
	SyncInfo,
	TimeoutMessage,
	VoteMessage,
} from '../../../shared/codec/consensus-messages.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { Signer } from '../ports.ts';
import type { BlockNode, BlockTree } from './block-tree.ts';
import type { CertificateChecks } from './certificate-checks.ts';
import type { applyCredit } from './credit.ts';
import type { EffectCollector } from './effects.ts';
import type { EndingState } from './ending-state.ts';
import type { EvidenceState } from './evidence-pool.ts';
import type { Leaders } from './leaders.ts';
import type { Pacemaker } from './pacemaker.ts';
import type { RoundWindow } from './round-window.ts';
import type { SafetyState } from './safety.ts';
import type { SyncState } from './sync-state.ts';
import type { Epoch, Instant, RoundTrace } from './types.ts';

/** Why a proposal of the current round waits. */
export type HoldReason = 'new' | 'parent' | 'execution' | 'clock';

export interface HeldProposal {
	readonly message: ProposalMessage;
	readonly id: Digest;
	reason: HoldReason;
}

/** Where this validator stands; everything here can be rebuilt from the records and the committed chain. */
export interface Progress {
	/** 0 until started. */
	round: number;
	highQc: QuorumCertificate;
	highTc: TimeoutCertificate | null;
	/** Certificates of the newest failed rounds, for blocks to carry; ascending by round. */
	timeoutCertificates: TimeoutCertificate[];
	/** Proposals of the current round that cannot be judged yet, one per author, few. */
	held: HeldProposal[];
	/** A valid proposal of the current round came. */
	hasProposal: boolean;
	/** Wall time from which this round's certificate is due; null while an idle leader may wait. */
	activeSince: number | null;
	/** Key of the parent for which a payload was requested in this round. */
	requestedParent: string | null;
	/** The driver said that there is work and no block with transactions came since. */
	hasWork: boolean;
	/** Peers that were sent certificates, or a handover, in this round because they are behind. */
	readonly answeredStale: Set<ValidatorIndex>;
	/** Something happened that may let the protocol move. */
	isDirty: boolean;
}

/** The exact messages signed last, for sending again. */
export interface SentMessages {
	proposal: ProposalMessage | null;
	vote: VoteMessage | null;
	orderVote: OrderVoteMessage | null;
	timeout: TimeoutMessage | null;
}

/** The parts of one validator's core; handlers are functions over it. */
export interface Core {
	readonly epoch: Epoch;
	readonly size: number;
	readonly faulty: number;
	readonly quorum: number;
	/** Null for an observer. */
	readonly self: ValidatorIndex | null;
	readonly signer: Signer;
	readonly sha256: Sha256;
	readonly isTraced: boolean;
	readonly applyCredit: typeof applyCredit;
	readonly checks: CertificateChecks;
	readonly effects: EffectCollector;
	readonly tree: BlockTree;
	readonly leaders: Leaders;
	readonly window: RoundWindow;
	readonly pacemaker: Pacemaker;
	readonly progress: Progress;
	readonly sent: SentMessages;
	readonly sync: SyncState;
	readonly evidence: EvidenceState;
	readonly ending: EndingState;
	safety: SafetyState;
	/** Time of the event that is being handled. */
	at: Instant;
}

type TraceContent = RoundTrace extends infer T ? (T extends unknown ? Omit<T, 'round' | 'wall'> : never) : never;

export function trace(core: Core, round: number, content: TraceContent): void {
	if (!core.isTraced) return;
	core.effects.emit({ kind: 'trace', trace: { round, wall: core.at.wall, ...content } as RoundTrace });
}

export function syncInfo(core: Core): SyncInfo {
	return {
		epoch: core.epoch.epoch,
		highQcRound: core.progress.highQc.round,
		highTcRound: core.progress.highTc?.round ?? 0,
		committedHeight: core.tree.tip.height,
		committedRound: core.tree.tip.round,
	};
}

export function broadcast(core: Core, message: ConsensusMessage): void {
	core.effects.emit({ kind: 'broadcast', message });
}

/** The certificate that the current round builds on: that of the round before, else the highest of the timeout certificate. */
export function openingCertificate(core: Core): QuorumCertificate {
	const { round, highQc, highTc } = core.progress;
	if (highQc.round !== round - 1 && highTc?.round === round - 1) return highTc.highQc;
	return highQc;
}

/** The block that the current round builds on; null while it is missing here. */
export function openingBlock(core: Core): BlockNode | null {
	return core.tree.get(openingCertificate(core).blockId);
}

/** Leader of the current round; null while this validator cannot tell. */
export function currentLeader(core: Core): ValidatorIndex | null {
	const parent = openingBlock(core);
	return parent ? core.leaders.leaderOf(parent, core.progress.round) : null;
}

/** Validators speak for themselves only; the transport vouches for `from`. */
export function requireAuthor(from: ValidatorIndex, author: ValidatorIndex, message: string, round: number): void {
	if (author !== from) throw refusal(message, round, 'its author is not its sender');
}

export function refusal(message: string, round: number, reason: string): CodedError {
	return new CodedError('CONSENSUS_MESSAGE_REFUSED', { message, round, reason });
}
