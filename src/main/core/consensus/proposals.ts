import type { BlockHeader, TimeoutCertificate, ValidatorIndex } from '../../../shared/codec/block.ts';
import { blockId, transactionsRoot } from '../../../shared/codec/block-codec.ts';
import { type Digest, equalBytes, toHex } from '../../../shared/codec/bytes.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import type { ProposalMessage } from '../../../shared/codec/consensus-messages.ts';
import { proposalSigningBytes } from '../../../shared/codec/consensus-signing.ts';
import { TRANSACTION_LIMITS } from '../../../shared/codec/transaction.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { checkLateVotes, checkTimeoutCertificates } from './accounting.ts';
import type { BlockNode } from './block-tree.ts';
import { attachBlock, observeQc, observeTc } from './commits.ts';
import { type Core, currentLeader, type HeldProposal, refusal, requireAuthor, trace } from './core.ts';
import { checkEvidence } from './evidence.ts';
import { armShortTimer } from './rounds.ts';
import { castVote } from './votes.ts';
import { witness } from './witness.ts';

/** Authors heard for one round, besides its known leader: while the leader cannot be told, more than one author's may be the right one. */
const MAX_HELD = 4;
/** Failed rounds after which a block's time may lie far behind the voter's clock. */
const ROUNDS_WITHOUT_LOWER_BOUND = 3;

/**
 * Takes in a proposal: form, signature, and the certificates that justify its round. Whether to vote is decided when
 * everything it rests on is here.
 * @throws CodedError when it breaks a rule
 */
export function receiveProposal(core: Core, from: ValidatorIndex, message: ProposalMessage): void {
	const { header } = message.block;
	const { round } = header;
	requireAuthor(from, header.proposer, 'proposal', round);
	if (header.epoch !== core.epoch.epoch) throw refusal('proposal', round, 'it is of another epoch');
	const id = blockId(header, core.sha256);
	witness(core, from, { kind: 'proposal', round, blockId: id, signature: message.signature });
	if (round <= core.tree.tip.round) return;
	const opening = openingTimeout(message);
	if (!isFirstOfRound(core, message, id)) return;
	core.checks.quorum(header.parentQc);
	if (opening) core.checks.timeout(opening);
	observeQc(core, header.parentQc);
	if (opening) observeTc(core, opening);
	admitProposal(core, message, id);
}

/** Holds a proposal that is justified and signed until it can be judged; own ones enter here. */
export function admitProposal(core: Core, message: ProposalMessage, id: Digest): void {
	const { progress } = core;
	if (progress.held.length > MAX_HELD) return;
	progress.held.push({ message, id, reason: 'new' });
	progress.isDirty = true;
}

/** Looks at every held proposal again; what cannot be judged yet stays, what breaks a rule is reported and goes. */
export function judgeHeld(core: Core): void {
	const { progress, effects } = core;
	const held = progress.held;
	progress.held = [];
	for (const proposal of held) {
		try {
			const reason = judge(core, proposal);
			if (reason === null) continue;
			proposal.reason = reason;
			progress.held.push(proposal);
		} catch (error) {
			if (!(error instanceof CodedError)) throw error;
			const from = proposal.message.block.header.proposer;
			effects.emit({ kind: 'refused', from, code: error.code, details: error.details });
		}
	}
}

/** Why the proposal still waits; null when it is settled. @throws CodedError when it breaks a rule */
function judge(core: Core, proposal: HeldProposal): HeldProposal['reason'] | null {
	const { block } = proposal.message;
	const { header } = block;
	const { progress, tree } = core;
	if (header.round <= tree.tip.round) return null;
	const parent = tree.get(header.parentQc.blockId);
	if (!parent) return header.round < progress.round ? null : 'parent';
	const isCertified = tree.orphan(toHex(proposal.id)) !== null;
	const leader = core.leaders.leaderOf(parent, header.round);
	if (leader === null && !isCertified) return header.round < progress.round ? null : 'execution';
	if (leader !== null && leader !== header.proposer && !isCertified)
		throw refusal('proposal', header.round, `its proposer does not lead; validator ${leader} does`);
	const node = tree.get(proposal.id) ?? attachChecked(core, proposal, parent);
	if (header.round !== progress.round || leader !== header.proposer) return null;
	return voteOrWait(core, node, parent);
}

function attachChecked(core: Core, { message, id }: HeldProposal, parent: BlockNode): BlockNode {
	const { header } = message.block;
	if (header.height !== parent.height + 1) throw refusal('proposal', header.round, 'its height does not follow');
	if (header.time <= parent.time) throw refusal('proposal', header.round, 'its time does not lie after its parent’s');
	if (header.parentQc.parentRound !== (parent.header?.parentQc.round ?? 0))
		throw refusal('proposal', header.round, 'its certificate misstates the parent’s parent');
	checkLateVotes(core, header, parent);
	checkTimeoutCertificates(core, header, parent);
	checkEvidence(core, header, parent);
	for (const vote of header.lateVotes) witness(core, vote.voter, { kind: 'vote', ...vote });
	trace(core, header.round, {
		what: 'proposal',
		leader: header.proposer,
		height: header.height,
		transactions: message.block.transactions.length,
	});
	return attachBlock(core, message.block, id, parent);
}

function voteOrWait(core: Core, node: BlockNode, parent: BlockNode): HeldProposal['reason'] | null {
	const header = node.header as BlockHeader;
	const root = parent.anchor.stateRoot;
	if (!root) return 'execution';
	if (!equalBytes(header.stateRoot, root))
		throw new CodedError('CONSENSUS_STATE_ROOT_DIFFERS', { round: header.round, height: parent.anchor.height });
	if (clockWaitMs(core, header, parent) > 0) {
		core.effects.emit({ kind: 'set-timer', timer: 'clock', afterMs: clockWaitMs(core, header, parent) });
		return 'clock';
	}
	core.progress.hasProposal = true;
	core.progress.hasWork = false;
	armShortTimer(core);
	castVote(core, node);
	return null;
}

/** Wall ms until the block's time is no longer ahead of the clock. @throws CodedError when it lies too far behind */
function clockWaitMs(core: Core, header: BlockHeader, parent: BlockNode): number {
	const { now, speed } = core.at;
	const { clockAheadMs, clockBehindMs } = core.epoch.parameters;
	const failedRounds = header.round - parent.round - 1;
	if (failedRounds < ROUNDS_WITHOUT_LOWER_BOUND && header.time < now - clockBehindMs * speed)
		throw refusal('proposal', header.round, 'its time lies too far behind');
	const ahead = header.time - (now + clockAheadMs * speed);
	return ahead <= 0 ? 0 : Math.ceil(ahead / speed);
}

/**
 * The parent is certified in the round before, or by the highest certificate of that round's timeout certificate. The
 * header holds that certificate, so that nobody who keeps the chain can lose what convicts after a fork.
 * @returns the certificate that opened the round; null without a gap
 */
function openingTimeout({ block }: ProposalMessage): TimeoutCertificate | null {
	const { round, parentQc, timeoutCertificates } = block.header;
	if (parentQc.round === round - 1) return null;
	if (parentQc.round >= round) throw refusal('proposal', round, 'its parent is not of an earlier round');
	const opening = timeoutCertificates.at(-1);
	if (opening?.round !== round - 1)
		throw refusal('proposal', round, 'a gap needs the timeout certificate of the round before');
	const { highQc } = opening;
	if (highQc.round !== parentQc.round || !equalBytes(highQc.blockId, parentQc.blockId))
		throw refusal('proposal', round, 'its parent is not the highest certified block of the timeout certificate');
	return opening;
}

/** Verifies the signature of an author's first proposal for a round; a second one changes nothing. */
function isFirstOfRound(core: Core, message: ProposalMessage, id: Digest): boolean {
	const { round, proposer } = message.block.header;
	const messages = core.window.at(round);
	const key = toHex(id);
	const first = messages?.proposals.get(proposer);
	if (first) return false;
	if (messages && messages.proposals.size >= MAX_HELD && !mayLead(core, proposer, round)) return false;
	const signed = proposalSigningBytes(core.checks.scope, round, id);
	core.checks.signature(proposer, signed, message.signature, 'proposal', round);
	checkPayload(core, message);
	messages?.proposals.set(proposer, { message, key });
	return true;
}

/** Where several authors propose for one round, only the known leader is let in beyond the first few. */
function mayLead(core: Core, proposer: ValidatorIndex, round: number): boolean {
	return round === core.progress.round && currentLeader(core) === proposer;
}

function checkPayload(core: Core, { block }: ProposalMessage): void {
	const { header, transactions } = block;
	const maxBytes = Math.min(core.epoch.parameters.maxBlockBytes, CONSENSUS_LIMITS.payloadBytes);
	const size = transactions.reduce((sum, transaction) => sum + transaction.length, 0);
	const isTooLong = transactions.some((transaction) => transaction.length > TRANSACTION_LIMITS.bytes);
	if (size > maxBytes || isTooLong || transactions.length > CONSENSUS_LIMITS.transactions)
		throw refusal('proposal', header.round, 'its transactions are too large');
	if (!equalBytes(transactionsRoot(transactions, core.sha256), header.transactionsRoot))
		throw refusal('proposal', header.round, 'its transactions are not those of its header');
}
