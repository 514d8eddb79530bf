import type { QuorumCertificate, ValidatorIndex } from '../../../shared/codec/block.ts';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import { encodeConsensusMessage, type VoteMessage } from '../../../shared/codec/consensus-messages.ts';
import type { BlockNode } from './block-tree.ts';
import { observeQc, storeBlock } from './commits.ts';
import { broadcast, type Core, requireAuthor, syncInfo, trace } from './core.ts';
import { encodeSafety, RECORD_KEYS } from './records.ts';
import { type RoundMessages, type Tally, tallyOf } from './round-window.ts';
import { afterVote, mayVote } from './safety.ts';
import { witness } from './witness.ts';

/** Signs and sends the one vote of a round; false when a vote or timeout of that round went out before. */
export function castVote(core: Core, node: BlockNode): boolean {
	const { self, epoch } = core;
	const { header, round, id } = node;
	if (self === null || !header || !mayVote(core.safety, round)) return false;
	const parentRound = header.parentQc.round;
	core.safety = afterVote(core.safety, round, parentRound);
	const signature = core.signer.sign(core.checks.signed.vote(round, id, parentRound));
	const vote: VoteMessage = {
		kind: 'vote',
		blockId: id,
		round,
		parentRound,
		voter: self,
		signature,
		sync: syncInfo(core),
	};
	core.sent.vote = vote;
	storeBlock(core, node);
	const owner = { chainId: epoch.chainId, epoch: epoch.epoch, self };
	core.effects.persist(RECORD_KEYS.safety, encodeSafety(owner, core.safety));
	core.effects.persist(RECORD_KEYS.lastVote, encodeConsensusMessage(vote));
	broadcast(core, vote);
	recordVote(core, vote);
	return true;
}

/** @throws CodedError when the vote is not its sender's or is not signed */
export function receiveVote(core: Core, from: ValidatorIndex, vote: VoteMessage): void {
	requireAuthor(from, vote.voter, 'vote', vote.round);
	witness(core, vote.voter, vote);
	recordVote(core, vote);
}

function recordVote(core: Core, vote: VoteMessage): void {
	const messages = core.window.at(vote.round);
	if (!messages) return;
	const { votes } = messages;
	if (votes.has(vote.voter)) return;
	// Once a round is certified its further votes only matter if they are carried late; they are verified then.
	const isOpen = !messages.isCertified;
	if (isOpen) verify(core, vote);
	votes.set(vote.voter, vote);
	trace(core, vote.round, { what: 'vote', voter: vote.voter });
	if (!isOpen) return;
	const tally = tallyOf(messages.voteTallies, vote.blockId, vote.parentRound);
	tally.verified += 1;
	if (tally.verified >= core.quorum) certify(core, messages, tally);
}

/** All votes of the round so far are verified: it is not certified yet. */
function certify(core: Core, messages: RoundMessages, { blockId, parentRound }: Tally): void {
	const votes = [...messages.votes.values()]
		.filter((vote) => vote.parentRound === parentRound && equalBytes(vote.blockId, blockId))
		.sort((a, b) => a.voter - b.voter);
	const { round } = votes[0] as VoteMessage;
	const certificate: QuorumCertificate = {
		blockId,
		round,
		parentRound,
		signers: votes.map((vote) => vote.voter),
		signatures: votes.map((vote) => vote.signature),
	};
	core.checks.trust(certificate);
	observeQc(core, certificate);
}

function verify(core: Core, { voter, round, blockId, parentRound, signature }: VoteMessage): void {
	core.checks.signature(voter, core.checks.signed.vote(round, blockId, parentRound), signature, 'vote', round);
}
