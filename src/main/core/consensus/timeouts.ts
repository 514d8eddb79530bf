import type { TimeoutCertificate, TimeoutEntry, TimeoutReason, ValidatorIndex } from '../../../shared/codec/block.ts';
import { encodeConsensusMessage, type TimeoutMessage } from '../../../shared/codec/consensus-messages.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { observeQc, observeTc } from './commits.ts';
import { broadcast, type Core, currentLeader, refusal, requireAuthor, syncInfo, trace } from './core.ts';
import { encodeSafety, RECORD_KEYS } from './records.ts';
import type { RoundMessages } from './round-window.ts';
import { afterTimeout, mayTimeOut } from './safety.ts';
import { answerStale } from './sync.ts';
import { witnessTimeout } from './witness.ts';

/** Gives up on the current round, once; the same bytes are sent again while the round is stuck. */
export function castTimeout(core: Core): void {
	const { self, epoch, progress } = core;
	const { round, highQc, highTc } = progress;
	if (self === null || !mayTimeOut(core.safety, round, highQc.round, highTc?.round ?? 0)) return;
	core.safety = afterTimeout(core.safety, round);
	const leader = currentLeader(core);
	const awaitedLeader = leader ?? self;
	const reason = timeoutReason(core, leader);
	const signature = core.signer.sign(core.checks.signed.timeout(round, highQc.round, awaitedLeader, reason));
	const timeout: TimeoutMessage = {
		kind: 'timeout',
		round,
		highQc,
		awaitedLeader,
		reason,
		voter: self,
		signature,
		sync: syncInfo(core),
	};
	core.sent.timeout = timeout;
	const owner = { chainId: epoch.chainId, epoch: epoch.epoch, self };
	core.effects.persist(RECORD_KEYS.safety, encodeSafety(owner, core.safety));
	core.effects.persist(RECORD_KEYS.lastTimeout, encodeConsensusMessage(timeout));
	broadcast(core, timeout);
	trace(core, round, { what: 'timeout-sent', awaitedLeader, reason });
	recordTimeout(core, timeout);
}

/** @throws CodedError when the timeout is not its sender's, is not signed, or its certificate does not verify */
export function receiveTimeout(core: Core, from: ValidatorIndex, timeout: TimeoutMessage): void {
	const { round, highQc } = timeout;
	requireAuthor(from, timeout.voter, 'timeout', round);
	witnessTimeout(core, timeout);
	if (highQc.round >= round) throw refusal('timeout', round, 'its certificate is not of an earlier round');
	if (timeout.awaitedLeader >= core.size) throw refusal('timeout', round, 'it awaits an unknown leader');
	if (highQc.round > core.progress.highQc.round) {
		core.checks.quorum(highQc);
		observeQc(core, highQc);
	}
	if (round < core.progress.round) answerStaleTimeout(core, timeout);
	recordTimeout(core, timeout);
}

/** f+1 others gave up: at least one honest validator did, so this one need not wait for its own timer. */
export function joinTimeout(core: Core): void {
	const { round } = core.progress;
	const messages = core.window.peek(round);
	if (messages && messages.timeouts.size > core.faulty) castTimeout(core);
}

function recordTimeout(core: Core, timeout: TimeoutMessage): void {
	const messages = core.window.at(timeout.round);
	if (!messages || messages.isTimedOut) return;
	const { voter, round, highQc, awaitedLeader, reason, signature } = timeout;
	if (messages.timeouts.has(voter)) return;
	const signed = core.checks.signed.timeout(round, highQc.round, awaitedLeader, reason);
	core.checks.signature(voter, signed, signature, 'timeout', round);
	messages.timeouts.set(voter, timeout);
	core.progress.isDirty = true;
	if (messages.timeouts.size >= core.quorum) assembleCertificate(core, messages, round);
}

/** The highest certificate named must verify; an author whose certificate does not is left out until it sends another. */
function assembleCertificate(core: Core, messages: RoundMessages, round: number): void {
	const timeouts = [...messages.timeouts.values()].sort((a, b) => a.voter - b.voter);
	const highest = timeouts.reduce((best, timeout) => (timeout.highQc.round > best.highQc.round ? timeout : best));
	try {
		core.checks.quorum(highest.highQc);
	} catch (error) {
		if (!(error instanceof CodedError)) throw error;
		messages.timeouts.delete(highest.voter);
		if (messages.timeouts.size >= core.quorum) assembleCertificate(core, messages, round);
		return;
	}
	const certificate: TimeoutCertificate = { round, highQc: highest.highQc, entries: timeouts.map(toEntry) };
	core.checks.trust(certificate);
	observeTc(core, certificate);
}

function toEntry(timeout: TimeoutMessage): TimeoutEntry {
	return {
		signer: timeout.voter,
		qcRound: timeout.highQc.round,
		awaitedLeader: timeout.awaitedLeader,
		reason: timeout.reason,
		signature: timeout.signature,
	};
}

function timeoutReason(core: Core, leader: ValidatorIndex | null): TimeoutReason {
	const { hasProposal, held } = core.progress;
	if (hasProposal) return 'no-quorum';
	const waitsForData = held.some((proposal) => proposal.reason === 'parent' || proposal.reason === 'execution');
	return leader === null || waitsForData ? 'payload-missing' : 'no-proposal';
}

/** A repeated timeout of a past round means that its author lacks what opened the next one. */
function answerStaleTimeout(core: Core, timeout: TimeoutMessage): void {
	const isRepeated = core.window.peek(timeout.round)?.timeouts.get(timeout.voter) !== undefined;
	if (isRepeated || timeout.round < core.progress.round - 1) answerStale(core, timeout.voter);
}
