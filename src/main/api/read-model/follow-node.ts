import type { Topic } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ExecutedBlock, GridquorumNode } from '../../node/types.ts';
import { TimeSlices } from '../time-slices.ts';
import type { ReadModel } from './read-model.ts';

/** Replay passes without progress after which the disk is taken to lack the block. */
const MAX_IDLE_PASSES = 3;

/** Blocks that may wait while one is taken; those beyond are read from disk. */
const MAX_WAITING = 64;

export type BlockSource = Pick<GridquorumNode, 'snapshot' | 'readBlocks' | 'onBlock' | 'onTrace'>;

export interface FollowedNode {
	/** Resolves when the blocks on disk at the start are applied. @throws CodedError CONSOLE_REPLAY_GAP */
	readonly ready: Promise<void>;
	close(): void;
}

/**
 * Keeps a read model at the node's newest executed block: replays from disk, then follows. Blocks that arrive during
 * the replay are read from disk as well, so the model takes every height once and in order.
 */
export function followNode(
	model: ReadModel,
	node: BlockSource,
	onChange: (topics: ReadonlySet<Topic>) => void,
): FollowedNode {
	let target = node.snapshot().height;
	let isClosed = false;
	let isReplaying = false;
	/** The steps of a block that was begun, and the blocks after it. */
	let begun: Generator<void, ReadonlySet<Topic>, undefined> | null = null;
	const waiting: ExecutedBlock[] = [];
	/** Of a turn that no caller hears; the next block's listener tells it. */
	let failure: { readonly error: unknown } | null = null;

	const take = (block: ExecutedBlock): void => {
		const { height } = block.block.header;
		if (failure) throw failure.error;
		if (height <= model.asOfHeight) return;
		target = Math.max(target, height);
		if (isReplaying || waiting.length === MAX_WAITING) return;
		waiting.push(block);
		if (!begun) work();
	};

	/** Takes what waits; a slice later others get their turn. */
	const work = (): void => {
		const slices = new TimeSlices();
		while (!isClosed && !isReplaying) {
			begun ??= begin();
			if (!begun) return;
			const step = begun.next();
			if (step.done) {
				begun = null;
				onChange(step.value);
			} else if (slices.isOver) {
				setImmediate(goOn);
				return;
			}
		}
	};

	const goOn = (): void => {
		try {
			work();
		} catch (error) {
			failure = { error };
		}
	};

	/** The next block that waits; what is missing before it, or after the last one, comes from disk. */
	const begin = (): typeof begun => {
		const next = waiting.shift();
		if (next?.block.header.height === model.asOfHeight + 1) return model.applyInSteps(next);
		waiting.length = 0;
		// A failed replay is tried again with the next block; `ready` has told whoever waits for it.
		if (model.asOfHeight < target) catchUp().catch(() => undefined);
		return null;
	};

	const catchUp = async (): Promise<void> => {
		isReplaying = true;
		try {
			await replay();
		} finally {
			isReplaying = false;
		}
		goOn();
	};

	const replay = async (): Promise<void> => {
		const slices = new TimeSlices();
		let idlePasses = 0;
		while (model.asOfHeight < target && !isClosed) {
			const before = model.asOfHeight;
			for await (const block of node.readBlocks(before + 1, target)) {
				if (isClosed) return;
				if (block.block.header.height !== model.asOfHeight + 1) continue;
				onChange(await sliced(model.applyInSteps(block), slices));
				if (slices.isOver) await slices.next();
			}
			idlePasses = model.asOfHeight === before ? idlePasses + 1 : 0;
			if (idlePasses === MAX_IDLE_PASSES)
				throw new CodedError('CONSOLE_REPLAY_GAP', { height: before + 1, head: target });
		}
	};

	const stopBlocks = node.onBlock(take);
	const stopTraces = node.onTrace((trace) => {
		if (model.rounds.apply(trace)) onChange(CONSENSUS);
	});
	const ready = catchUp();
	// Whoever awaits `ready` sees the failure; without one it must not end the process.
	ready.catch(() => undefined);
	return {
		ready,
		close: () => {
			isClosed = true;
			stopBlocks();
			stopTraces();
		},
	};
}

async function sliced<T>(steps: Generator<void, T, undefined>, slices: TimeSlices): Promise<T> {
	let step = steps.next();
	for (; !step.done; step = steps.next()) if (slices.isOver) await slices.next();
	return step.value;
}

const CONSENSUS: ReadonlySet<Topic> = new Set<Topic>(['consensus']);
