import type { BlockHeader } from '../../../shared/codec/block.ts';

/** What the seeds of an epoch's elections depend on. */
export interface SeedSchedule {
	/** Height of the last block before the epoch. */
	readonly startHeight: number;
	/** Number of its validators. */
	readonly validators: number;
}

/** Blocks from one election seed to the next: 4n. */
export function seedIntervalOf(validators: number): number {
	return 4 * validators;
}

/**
 * Height of the block whose state root seeds elections anchored at `anchorHeight`: the newest multiple of 4n at or below
 * it, or the epoch's start where that is newer.
 */
export function seedHeightOf(anchorHeight: number, { startHeight, validators }: SeedSchedule): number {
	return Math.max(startHeight, anchorHeight - (anchorHeight % seedIntervalOf(validators)));
}

/**
 * True when the state after block `height`, and the headers from there on, tell the seed of the elections that follow.
 * Else it stands nowhere: headers state the roots of anchors alone, and a block whose successor came after a failed
 * round is never one. Only who executed that block has it; nobody else can tell leaders before the next seed.
 * @param aboveSeed the block after the one at `seedHeightOf(height)`; null where it is unknown or higher than `height`
 */
export function isSeedKnownAt(height: number, schedule: SeedSchedule, aboveSeed: BlockHeader | null): boolean {
	const seed = seedHeightOf(height, schedule);
	if (seed === height || seed === schedule.startHeight) return true;
	return aboveSeed?.height === seed + 1 && aboveSeed.parentQc.round === aboveSeed.round - 1;
}
