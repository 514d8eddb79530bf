import type { QuorumCertificate, ValidatorIndex } from '../../../shared/codec/block.ts';
import { toHex } from '../../../shared/codec/bytes.ts';
import { encodeConsensusMessage, type VoteMessage } from '../../../shared/codec/consensus-messages.ts';
import { voteSigningBytes } from '../../../shared/codec/consensus-signing.ts';
import type { BlockNode } from './block-tree.ts';
import { observeQc, storeBlock } from './commits.ts';
import { broadcast, type Core, requireAuthor, syncInfo, trace } from './core.ts';
import { encodeSafety, RECORD_KEYS } from './records.ts';
import type { Cast, RoundMessages } from './round-window.ts';
import { afterVote, mayVote } from './safety.ts';
import { witness } from './witness.ts';

/** Signs and sends the one vote of a round; false when a vote or timeout of that round went out before. */
export function castVote(core: Core, node: BlockNode): boolean {
	const { self, epoch } = core;
	const { header, round, id } = node;
	if (self === null || !header || !mayVote(core.safety, round)) return false;
	const parentRound = header.parentQc.round;
	core.safety = afterVote(core.safety, round, parentRound);
	const signature = core.signer.sign(voteSigningBytes(core.checks.scope, round, id, parentRound));
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
	const key = `${toHex(vote.blockId)}/${vote.parentRound}`;
	if (messages.votes.has(vote.voter)) return;
	const cast: Cast<VoteMessage> = { message: vote, key, isVerified: false };
	// Once a round is certified its further votes only matter if they are carried late; they are verified then.
	if (!messages.isCertified) verify(core, cast);
	messages.votes.set(vote.voter, cast);
	trace(core, vote.round, { what: 'vote', voter: vote.voter });
	if (!messages.isCertified) certifyIfQuorum(core, messages, key);
}

function certifyIfQuorum(core: Core, messages: RoundMessages, key: string): void {
	const casts = [...messages.votes.values()].filter((cast) => cast.isVerified && cast.key === key);
	if (casts.length < core.quorum) return;
	const votes = casts.map((cast) => cast.message).sort((a, b) => a.voter - b.voter);
	const { blockId, round, parentRound } = votes[0] as VoteMessage;
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

function verify(core: Core, cast: Cast<VoteMessage>): void {
	if (cast.isVerified) return;
	const { voter, round, blockId, parentRound, signature } = cast.message;
	core.checks.signature(
		voter,
		voteSigningBytes(core.checks.scope, round, blockId, parentRound),
		signature,
		'vote',
		round,
	);
	cast.isVerified = true;
}
