import type { Topic } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ExecutedBlock, GridquorumNode } from '../../node/types.ts';
import { TimeSlices } from '../time-slices.ts';
import type { ReadModel } from './read-model.ts';

/** Replay passes without progress after which the disk is taken to lack the block. */
const MAX_IDLE_PASSES = 3;

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

	const take = (block: ExecutedBlock): void => {
		const { height } = block.block.header;
		if (height <= model.asOfHeight) return;
		target = Math.max(target, height);
		if (isReplaying) return;
		if (height === model.asOfHeight + 1) onChange(model.apply(block));
		// A failed replay is tried again with the next block; `ready` has told whoever waits for it.
		else catchUp().catch(() => undefined);
	};

	const catchUp = async (): Promise<void> => {
		isReplaying = true;
		try {
			await replay();
		} finally {
			isReplaying = false;
		}
	};

	const replay = async (): Promise<void> => {
		const slices = new TimeSlices();
		let idlePasses = 0;
		while (model.asOfHeight < target && !isClosed) {
			const before = model.asOfHeight;
			for await (const block of node.readBlocks(before + 1, target)) {
				if (isClosed) return;
				if (block.block.header.height !== model.asOfHeight + 1) continue;
				onChange(model.apply(block));
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

const CONSENSUS: ReadonlySet<Topic> = new Set<Topic>(['consensus']);
