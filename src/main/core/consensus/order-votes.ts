import type { OrderCertificate, ValidatorIndex } from '../../../shared/codec/block.ts';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import { encodeConsensusMessage, type OrderVoteMessage } from '../../../shared/codec/consensus-messages.ts';
import { observeOrder, observeQc } from './commits.ts';
import { broadcast, type Core, refusal, requireAuthor, syncInfo, trace } from './core.ts';
import { encodeSafety, RECORD_KEYS } from './records.ts';
import { type RoundMessages, type Tally, tallyOf } from './round-window.ts';
import { afterOrderVote, mayOrderVote } from './safety.ts';
import { isUnseenCertificate, witness } from './witness.ts';

/** Votes to make the block of the highest certificate final: once per round, never at or below a round given up. */
export function castOrderVote(core: Core): void {
	const { self, epoch, progress } = core;
	const { highQc } = progress;
	if (self === null || !mayOrderVote(core.safety, highQc.round)) return;
	core.safety = afterOrderVote(core.safety, highQc.round);
	const signature = core.signer.sign(core.checks.signed.orderVote(highQc.round, highQc.blockId));
	const vote: OrderVoteMessage = {
		kind: 'order-vote',
		blockId: highQc.blockId,
		round: highQc.round,
		voter: self,
		signature,
		certificate: highQc,
		sync: syncInfo(core),
	};
	core.sent.orderVote = vote;
	const owner = { chainId: epoch.chainId, epoch: epoch.epoch, self };
	core.effects.persist(RECORD_KEYS.safety, encodeSafety(owner, core.safety));
	core.effects.persist(RECORD_KEYS.lastOrderVote, encodeConsensusMessage(vote));
	broadcast(core, vote);
	recordOrderVote(core, vote);
}

/** @throws CodedError when the vote is not its sender's, is not signed, or its certificate is not the block's */
export function receiveOrderVote(core: Core, from: ValidatorIndex, vote: OrderVoteMessage): void {
	const { certificate, round, blockId } = vote;
	requireAuthor(from, vote.voter, 'order vote', round);
	witness(core, vote.voter, vote);
	if (certificate.round !== round || !equalBytes(certificate.blockId, blockId))
		throw refusal('order vote', round, 'its certificate is not that of its block');
	if (round > core.progress.highQc.round || isUnseenCertificate(core, certificate)) {
		core.checks.quorum(certificate);
		observeQc(core, certificate);
	}
	recordOrderVote(core, vote);
}

function recordOrderVote(core: Core, vote: OrderVoteMessage): void {
	if (vote.round <= core.tree.tip.round) return;
	const messages = core.window.at(vote.round);
	if (!messages) return;
	const { voter, round, blockId, signature } = vote;
	if (messages.orderVotes.has(voter)) return;
	core.checks.signature(voter, core.checks.signed.orderVote(round, blockId), signature, 'order vote', round);
	messages.orderVotes.set(voter, vote);
	trace(core, round, { what: 'order-vote', voter });
	const tally = tallyOf(messages.orderTallies, blockId, 0);
	tally.verified += 1;
	if (tally.verified >= core.quorum) finalise(core, messages, tally);
}

function finalise(core: Core, messages: RoundMessages, { blockId }: Tally): void {
	const votes = [...messages.orderVotes.values()]
		.filter((vote) => equalBytes(vote.blockId, blockId))
		.sort((a, b) => a.voter - b.voter);
	const { round } = votes[0] as OrderVoteMessage;
	const certificate: OrderCertificate = {
		blockId,
		round,
		signers: votes.map((vote) => vote.voter),
		signatures: votes.map((vote) => vote.signature),
	};
	core.checks.trust(certificate);
	observeOrder(core, certificate);
}
