import type { Block, BlockHeader } from '../../../shared/codec/block.ts';
import { blockId, transactionsRoot } from '../../../shared/codec/block-codec.ts';
import { type Digest, toHex } from '../../../shared/codec/bytes.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import { encodeConsensusMessage, type ProposalMessage } from '../../../shared/codec/consensus-messages.ts';
import { proposalSigningBytes } from '../../../shared/codec/consensus-signing.ts';
import { transactionIdBytes } from '../../../shared/codec/transaction.ts';
import { collectLateVotes, collectTimeoutCertificates } from './accounting.ts';
import type { BlockNode } from './block-tree.ts';
import { broadcast, type Core, openingBlock, openingCertificate, syncInfo } from './core.ts';
import { collectEvidence } from './evidence.ts';
import { admitProposal } from './proposals.ts';
import { encodeSafety, RECORD_KEYS } from './records.ts';
import { owesBlocks } from './rounds.ts';
import { afterProposal, mayPropose } from './safety.ts';

/** Asks for a payload when this validator leads the current round and everything a header states is known. */
export function lead(core: Core): void {
	const parent = parentToLead(core);
	if (!parent || core.progress.requestedParent === parent.key) return;
	const isFirst = core.progress.requestedParent === null;
	core.progress.requestedParent = parent.key;
	const isUrgent = owesBlocks(core) || core.progress.hasWork;
	requestPayload(core, parent, isUrgent);
	if (isFirst && !isUrgent) {
		const afterMs = core.epoch.parameters.idleIntervalMs;
		core.effects.emit({ kind: 'set-timer', timer: 'propose', afterMs });
	}
}

/** Work came, or the idle interval is over: the pending request becomes urgent. */
export function urgePayload(core: Core): void {
	const parent = parentToLead(core);
	if (parent && core.progress.requestedParent === parent.key) requestPayload(core, parent, true);
}

/** Builds, signs and sends the one proposal of this round. */
export function propose(core: Core, round: number, transactions: readonly Uint8Array[]): void {
	if (round !== core.progress.round || core.progress.requestedParent === null) return;
	const parent = parentToLead(core);
	if (!parent) return;
	const isVoid = core.ending.height !== null && parent.height >= core.ending.height;
	const block = buildBlock(core, parent, isVoid ? [] : withoutPending(core, parent, transactions));
	const id = blockId(block.header, core.sha256);
	core.safety = afterProposal(core.safety, round);
	const message: ProposalMessage = {
		kind: 'proposal',
		block,
		signature: core.signer.sign(proposalSigningBytes(core.checks.scope, round, id)),
		sync: syncInfo(core),
	};
	core.sent.proposal = message;
	const owner = { chainId: core.epoch.chainId, epoch: core.epoch.epoch, self: block.header.proposer };
	core.effects.persist(RECORD_KEYS.safety, encodeSafety(owner, core.safety));
	core.effects.persist(RECORD_KEYS.lastProposal, encodeConsensusMessage(message));
	core.window.at(round)?.proposals.set(block.header.proposer, { message, key: toHex(id) });
	broadcast(core, message);
	core.effects.emit({ kind: 'cancel-timer', timer: 'propose' });
	admitProposal(core, message, id);
}

/** The block to build on, when this validator leads the round, has not proposed in it and knows the root to state. */
function parentToLead(core: Core): BlockNode | null {
	const { round } = core.progress;
	if (core.self === null || !mayPropose(core.safety, round)) return null;
	const parent = openingBlock(core);
	if (!parent?.anchor.stateRoot || !core.tree.isLive(parent)) return null;
	if (core.leaders.leaderOf(parent, round) !== core.self) return null;
	return parent;
}

function requestPayload(core: Core, parent: BlockNode, isUrgent: boolean): void {
	core.effects.emit({
		kind: 'request-payload',
		round: core.progress.round,
		urgent: isUrgent,
		maxBytes: payloadLimit(core),
		exclude: pendingTransactionIds(core, parent),
	});
}

function buildBlock(core: Core, parent: BlockNode, transactions: readonly Uint8Array[]): Block {
	const { round } = core.progress;
	const header: BlockHeader = {
		epoch: core.epoch.epoch,
		round,
		height: parent.height + 1,
		time: Math.max(core.at.now, parent.time + 1),
		proposer: core.self as number,
		parentQc: openingCertificate(core),
		lateVotes: collectLateVotes(core, parent),
		timeoutCertificates: collectTimeoutCertificates(core, parent),
		evidence: collectEvidence(core, parent),
		transactionsRoot: transactionsRoot(transactions, core.sha256),
		stateRoot: parent.anchor.stateRoot as Digest,
	};
	return { header, transactions };
}

/** The payload may have been gathered before another certificate changed the chain that this round builds on. */
function withoutPending(core: Core, parent: BlockNode, transactions: readonly Uint8Array[]): Uint8Array[] {
	const pending = new Set(pendingTransactionIds(core, parent).map(toHex));
	const chosen: Uint8Array[] = [];
	let size = 0;
	for (const transaction of transactions) {
		if (size + transaction.length > payloadLimit(core) || chosen.length >= CONSENSUS_LIMITS.transactions) break;
		if (pending.size > 0 && pending.has(toHex(core.sha256(transactionIdBytes(transaction))))) continue;
		chosen.push(transaction);
		size += transaction.length;
	}
	return chosen;
}

function pendingTransactionIds(core: Core, parent: BlockNode): Digest[] {
	return core.tree
		.pathTo(parent)
		.flatMap((node) => (node.block?.transactions ?? []).map((bytes) => core.sha256(transactionIdBytes(bytes))));
}

function payloadLimit(core: Core): number {
	return Math.min(core.epoch.parameters.maxBlockBytes, CONSENSUS_LIMITS.payloadBytes);
}
