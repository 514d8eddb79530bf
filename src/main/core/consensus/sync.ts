import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import type { Digest } from '../../../shared/codec/bytes.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import type {
	CertificatesMessage,
	CertificatesRequestMessage,
	SyncInfo,
	TimeoutCertificateMessage,
} from '../../../shared/codec/consensus-messages.ts';
import { observeQc, observeTc } from './commits.ts';
import { type Core, syncInfo } from './core.ts';

const FIRST_DELAY_MIN_MS = 20;
const RETRY_MAX_MS = 10_000;
/** Committed blocks behind a claim from which on there is no waiting for what may be on its way. */
const FAR_BEHIND = 8;

interface Need {
	/** A certified block that is missing here. */
	readonly blockId: Digest | null;
	readonly hasCommittedAhead: boolean;
	readonly hasRoundsAhead: boolean;
	readonly hasEpochAhead: boolean;
}

/** Rides on every message: remembers who claims to be ahead. A claim moves nothing; it says whom to ask. */
export function noteClaim(core: Core, from: ValidatorIndex, claim: SyncInfo): void {
	if (isAhead(core, claim)) core.sync.claims.set(from, claim);
	else core.sync.claims.delete(from);
}

/** Sets the timer when something is missing; ordinary messages usually bring it before the timer fires. */
export function watchForGaps(core: Core): void {
	const { sync, progress, tree } = core;
	if (sync.isTimerSet) return;
	const lacksBlock = progress.highQc.round > tree.tip.round && tree.get(progress.highQc.blockId) === null;
	if (
		!lacksBlock &&
		sync.claims.size === 0 &&
		sync.inNewerEpoch.size === 0 &&
		!tree.orphanOrder &&
		progress.held.length === 0
	)
		return;
	const need = currentNeed(core);
	if (!need) return;
	if (isFarBehind(core)) ask(core, need);
	else setSyncTimer(core, Math.max(FIRST_DELAY_MIN_MS, Math.floor(core.pacemaker.baseMs / 4)));
}

/** The timer fired: asks, the next peer if the last one led nowhere. */
export function askAgain(core: Core): void {
	const { sync } = core;
	sync.isTimerSet = false;
	const need = currentNeed(core);
	if (!need) {
		sync.asked = null;
		sync.attempts = 0;
		return;
	}
	if (sync.asked !== null) {
		sync.claims.delete(sync.asked);
		sync.inNewerEpoch.delete(sync.asked);
		sync.attempts += 1;
	}
	const left = currentNeed(core);
	if (left) ask(core, left);
	else sync.asked = null;
}

/** An answer brought something: goes on at once while more is missing. */
export function continueSync(core: Core): void {
	core.sync.attempts = 0;
	core.sync.asked = null;
	const need = currentNeed(core);
	if (need) ask(core, need);
}

/** Sends what opened this round to a peer that seems to lack it, once a round. */
export function answerStale(core: Core, peer: ValidatorIndex): void {
	const { progress, effects } = core;
	if (progress.answeredStale.has(peer) || peer === core.self) return;
	progress.answeredStale.add(peer);
	effects.emit({ kind: 'send', to: peer, message: certificates(core) });
}

export function receiveCertificatesRequest(
	core: Core,
	from: ValidatorIndex,
	request: CertificatesRequestMessage,
): void {
	const { progress, tree } = core;
	const isUseful =
		progress.highQc.round > request.highQcRound ||
		(progress.highTc?.round ?? 0) > request.highTcRound ||
		tree.tip.height > request.sync.committedHeight;
	if (isUseful) core.effects.emit({ kind: 'send', to: from, message: certificates(core) });
}

/** @throws CodedError when a newer certificate does not verify */
export function receiveCertificates(core: Core, message: CertificatesMessage): void {
	if (message.highQc.round > core.progress.highQc.round) {
		core.checks.quorum(message.highQc);
		observeQc(core, message.highQc);
	}
	if (message.highTc) receiveTimeoutCertificate(core, message.highTc);
}

/** @throws CodedError when the certificate is newer and does not verify */
export function receiveTimeoutCertificate(core: Core, certificate: TimeoutCertificateMessage['certificate']): void {
	if (certificate.round <= (core.progress.highTc?.round ?? 0) || certificate.round < core.progress.round) return;
	core.checks.timeout(certificate);
	observeTc(core, certificate);
}

function certificates(core: Core): CertificatesMessage {
	const { highQc, highTc } = core.progress;
	return { kind: 'certificates', highQc, highTc, sync: syncInfo(core) };
}

function currentNeed(core: Core): Need | null {
	const { sync, tree, progress } = core;
	let hasCommittedAhead = false;
	let hasRoundsAhead = false;
	for (const [peer, claim] of sync.claims) {
		if (!isAhead(core, claim)) sync.claims.delete(peer);
		hasCommittedAhead ||= claim.committedHeight > tree.tip.height;
		hasRoundsAhead ||= Math.max(claim.highQcRound, claim.highTcRound) >= progress.round;
	}
	const blockId = missingBlock(core);
	const hasEpochAhead = sync.inNewerEpoch.size > 0;
	if (!blockId && !hasCommittedAhead && !hasRoundsAhead && !hasEpochAhead) return null;
	return { blockId, hasCommittedAhead, hasRoundsAhead, hasEpochAhead };
}

/** The certified block that progress waits for: that of the highest certificate, of a final one, or a held proposal's parent. */
function missingBlock(core: Core): Digest | null {
	const { tree, progress } = core;
	const { highQc } = progress;
	if (highQc.round > tree.tip.round && !tree.get(highQc.blockId)) return highQc.blockId;
	if (tree.orphanOrder) return tree.orphanOrder.blockId;
	const waiting = progress.held.find((proposal) => proposal.reason === 'parent');
	return waiting ? waiting.message.block.header.parentQc.blockId : null;
}

function isAhead(core: Core, claim: SyncInfo): boolean {
	return (
		claim.committedHeight > core.tree.tip.height ||
		Math.max(claim.highQcRound, claim.highTcRound) >= core.progress.round
	);
}

function isFarBehind(core: Core): boolean {
	for (const claim of core.sync.claims.values())
		if (claim.committedHeight >= core.tree.tip.height + FAR_BEHIND) return true;
	return false;
}

function ask(core: Core, need: Need): void {
	const { sync, effects, tree, progress, ending } = core;
	const peer = choosePeer(core);
	if (peer === null) return;
	sync.asked = peer;
	sync.lastAsked = peer;
	const info = syncInfo(core);
	if (need.hasRoundsAhead)
		effects.emit({
			kind: 'send',
			to: peer,
			message: {
				kind: 'certificates-request',
				highQcRound: progress.highQc.round,
				highTcRound: progress.highTc?.round ?? 0,
				sync: info,
			},
		});
	if (need.hasEpochAhead && !ending.received)
		effects.emit({ kind: 'send', to: peer, message: { kind: 'epoch-change-request', sync: info } });
	if (need.blockId || need.hasCommittedAhead || need.hasEpochAhead)
		effects.emit({
			kind: 'send',
			to: peer,
			message: {
				kind: 'blocks-request',
				fromHeight: tree.tip.height + 1,
				count: CONSENSUS_LIMITS.requestBlocks,
				blockId: need.blockId,
				sync: info,
			},
		});
	const retryMs = Math.min(RETRY_MAX_MS, core.pacemaker.baseMs * 2 ** Math.min(sync.attempts, 8));
	setSyncTimer(core, retryMs);
}

/** Prefers who claims to be ahead; else anybody. The next one after the last asked, in index order, so that each has a turn. */
function choosePeer(core: Core): ValidatorIndex | null {
	const { sync, self, size } = core;
	const claimants = [...new Set([...sync.inNewerEpoch, ...sync.claims.keys()])].sort((a, b) => a - b);
	const everyone = Array.from({ length: size }, (_, index) => index);
	const candidates = (claimants.length > 0 ? claimants : everyone).filter((index) => index !== self);
	return candidates.find((index) => index > sync.lastAsked) ?? candidates[0] ?? null;
}

function setSyncTimer(core: Core, afterMs: number): void {
	core.sync.isTimerSet = true;
	core.effects.emit({ kind: 'set-timer', timer: 'sync', afterMs });
}
