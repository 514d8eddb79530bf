import { broadcast, type Core, currentLeader, openingBlock, syncInfo, trace } from './core.ts';
import { owesEvidence } from './evidence.ts';

/** Moves to the round after the highest certificate; only a verified certificate gets here. */
export function advanceRound(core: Core): void {
	const { progress } = core;
	const tcRound = progress.highTc?.round ?? 0;
	const target = Math.max(progress.highQc.round, tcRound) + 1;
	if (target <= progress.round) return;
	if (progress.highQc.round === progress.round && progress.activeSince !== null)
		core.pacemaker.observe(core.at.wall - progress.activeSince);
	enterRound(core, target, progress.highQc.round === target - 1 ? 'qc' : 'tc');
}

export function enterRound(core: Core, round: number, by: 'qc' | 'tc' | 'start'): void {
	const { progress, effects } = core;
	progress.round = round;
	progress.held = progress.held.filter((proposal) => proposal.message.block.header.round >= round);
	progress.hasProposal = false;
	progress.requestedParent = null;
	progress.answeredStale.clear();
	progress.isDirty = true;
	core.window.moveTo(round);
	effects.emit({ kind: 'cancel-timer', timer: 'propose' });
	effects.emit({ kind: 'cancel-timer', timer: 'clock' });
	effects.emit({ kind: 'set-timer', timer: 'resend', afterMs: core.pacemaker.resendMs });
	armRoundTimer(core);
	if (by === 'tc' && progress.highTc && core.self !== null)
		broadcast(core, { kind: 'timeout-certificate', certificate: progress.highTc, sync: syncInfo(core) });
	trace(core, round, { what: 'entered', leader: currentLeader(core), by });
}

/** From this moment the round is expected to end in a certificate; without effect when it is already. */
export function armShortTimer(core: Core): void {
	if (core.progress.activeSince !== null) return;
	core.progress.activeSince = core.at.wall;
	setRoundTimer(core, 0);
}

/**
 * True while the newest block with transactions on this round's chain is not final, or its state root is not yet in a
 * certified header, a proof of guilt waits, or the epoch is about to end: leaders then propose, empty blocks if need be.
 * False when nothing is owed.
 */
export function owesBlocks(core: Core): boolean {
	const parent = openingBlock(core);
	if (!parent || core.ending.height !== null) return true;
	const certifiedRootHeight = parent.parent?.anchor.height ?? 0;
	return parent.lastWorkHeight > certifiedRootHeight || owesEvidence(core, parent);
}

function armRoundTimer(core: Core): void {
	const { progress } = core;
	const isActive = progress.hasWork || owesBlocks(core);
	progress.activeSince = isActive ? core.at.wall : null;
	setRoundTimer(core, isActive ? 0 : core.epoch.parameters.idleIntervalMs);
}

function setRoundTimer(core: Core, idleMs: number): void {
	const roundsSinceCommit = core.progress.round - core.tree.tip.round;
	const afterMs = idleMs + core.pacemaker.durationMs(roundsSinceCommit);
	core.effects.emit({ kind: 'set-timer', timer: 'round', afterMs });
}
