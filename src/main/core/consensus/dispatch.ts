import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import type { ConsensusMessage } from '../../../shared/codec/consensus-messages.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { receiveBlocks, receiveBlocksRequest, receiveOlderBlocksRequest } from './block-sync.ts';
import { blockExecuted } from './commits.ts';
import { broadcast, type Core, syncInfo } from './core.ts';
import { answerOlderEpoch, receiveEpochChange } from './epoch-end.ts';
import { receiveEvidence, restoreEvidence, sendEvidenceAgain } from './evidence.ts';
import { receiveOrderVote } from './order-votes.ts';
import { receiveProposal } from './proposals.ts';
import { propose, urgePayload } from './proposing.ts';
import { replayRecords } from './recovery.ts';
import { armShortTimer, enterRound } from './rounds.ts';
import {
	askAgain,
	noteClaim,
	receiveCertificates,
	receiveCertificatesRequest,
	receiveTimeoutCertificate,
} from './sync.ts';
import { castTimeout, receiveTimeout } from './timeouts.ts';
import type { ConsensusEvent, ConsensusTimer, Recovery } from './types.ts';
import { receiveVote } from './votes.ts';

/** Handles one event; what follows from it is for `settle`. */
export function handleEvent(core: Core, recovery: Recovery, event: ConsensusEvent): void {
	const { progress } = core;
	switch (event.kind) {
		case 'start':
			start(core, recovery);
			break;
		case 'message':
			receive(core, event.from, event.message);
			attendToEvidence(core);
			break;
		case 'timer':
			timerFired(core, event.timer);
			break;
		case 'payload':
			propose(core, event.round, event.transactions);
			break;
		case 'work-available':
			progress.hasWork = true;
			armShortTimer(core);
			urgePayload(core);
			break;
		case 'executed':
			blockExecuted(core, event.height, event.stateRoot, event.epochEndsAt);
			break;
		case 'clock-changed':
			progress.isDirty = true;
			break;
	}
}

/** Takes the records in, enters the round they lead to, sends again what was signed for it and asks who is ahead. */
function start(core: Core, recovery: Recovery): void {
	const { progress, sent } = core;
	replayRecords(core, recovery.records);
	restoreEvidence(core, recovery.records);
	enterRound(core, Math.max(progress.highQc.round, progress.highTc?.round ?? 0) + 1, 'start');
	progress.hasProposal = sent.vote?.round === progress.round;
	resend(core);
	broadcast(core, {
		kind: 'certificates-request',
		highQcRound: progress.highQc.round,
		highTcRound: progress.highTc?.round ?? 0,
		sync: syncInfo(core),
	});
}

function receive(core: Core, from: ValidatorIndex, message: ConsensusMessage): void {
	try {
		if (message.sync.epoch !== core.epoch.epoch) {
			receiveFromOtherEpoch(core, from, message);
			return;
		}
		if (message.kind !== 'blocks-request') noteClaim(core, from, message.sync);
		dispatch(core, from, message);
	} catch (error) {
		if (!(error instanceof CodedError)) throw error;
		core.effects.emit({ kind: 'refused', from, code: error.code, details: error.details });
	}
}

/** Messages of another epoch touch nothing of this one, but for the blocks and the handover that lead out of it. */
function receiveFromOtherEpoch(core: Core, from: ValidatorIndex, message: ConsensusMessage): void {
	const { epoch } = message.sync;
	if (epoch < core.epoch.epoch) {
		if (message.kind === 'blocks-request') receiveOlderBlocksRequest(core, from, message);
		else answerOlderEpoch(core, from, epoch);
		return;
	}
	core.sync.inNewerEpoch.add(from);
	if (message.kind === 'epoch-change') receiveEpochChange(core, message);
	if (message.kind === 'blocks') receiveBlocks(core, from, message);
}

/** A new proof is work like any other: whoever leads is asked for a block, and awaited. */
function attendToEvidence(core: Core): void {
	if (!core.evidence.hasNews) return;
	core.evidence.hasNews = false;
	armShortTimer(core);
	urgePayload(core);
}

function dispatch(core: Core, from: ValidatorIndex, message: ConsensusMessage): void {
	switch (message.kind) {
		case 'proposal':
			receiveProposal(core, from, message);
			break;
		case 'vote':
			receiveVote(core, from, message);
			break;
		case 'order-vote':
			receiveOrderVote(core, from, message);
			break;
		case 'timeout':
			receiveTimeout(core, from, message);
			break;
		case 'timeout-certificate':
			receiveTimeoutCertificate(core, message.certificate);
			break;
		case 'certificates-request':
			receiveCertificatesRequest(core, from, message);
			break;
		case 'certificates':
			receiveCertificates(core, message);
			break;
		case 'blocks-request':
			receiveBlocksRequest(core, from, message);
			break;
		case 'blocks':
			receiveBlocks(core, from, message);
			break;
		case 'evidence':
			receiveEvidence(core, message);
			break;
		case 'epoch-change':
		case 'epoch-change-request':
			// Between validators of one epoch there is nothing to hand over.
			break;
	}
}

function timerFired(core: Core, timer: ConsensusTimer): void {
	switch (timer) {
		case 'round':
			castTimeout(core);
			break;
		case 'propose':
			urgePayload(core);
			break;
		case 'resend':
			resend(core);
			core.effects.emit({ kind: 'set-timer', timer: 'resend', afterMs: core.pacemaker.resendMs });
			break;
		case 'clock':
			core.progress.isDirty = true;
			break;
		case 'sync':
			askAgain(core);
			break;
	}
}

/** The exact bytes signed for this round, and what keeps the last block from being final; nothing in a quiet network. */
function resend(core: Core): void {
	const { sent, progress, tree } = core;
	const { round, highTc } = progress;
	sendEvidenceAgain(core);
	if (sent.proposal?.block.header.round === round) broadcast(core, sent.proposal);
	if (sent.vote?.round === round) broadcast(core, sent.vote);
	if (sent.orderVote && sent.orderVote.round > tree.tip.round) broadcast(core, sent.orderVote);
	if (sent.timeout?.round !== round) return;
	broadcast(core, sent.timeout);
	if (highTc?.round === round - 1)
		broadcast(core, { kind: 'timeout-certificate', certificate: highTc, sync: syncInfo(core) });
}
