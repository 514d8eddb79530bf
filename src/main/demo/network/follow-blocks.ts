import type { ExecutedBlock, GridquorumNode } from '../../node/types.ts';

/**
 * Hears each block of a running node once, in height order, from the first one on; resolves when those that were there
 * already are heard.
 * @returns stops it
 */
export async function followBlocks(
	node: Pick<GridquorumNode, 'onBlock' | 'snapshot' | 'readBlocks'>,
	hear: (block: ExecutedBlock) => void,
): Promise<() => void> {
	let heard = 0;
	let early: ExecutedBlock[] | null = [];
	const once = (block: ExecutedBlock): void => {
		const { height } = block.block.header;
		if (height <= heard) return;
		heard = height;
		hear(block);
	};
	const stop = node.onBlock((block) => {
		if (early) early.push(block);
		else once(block);
	});
	const { height } = node.snapshot();
	if (height > 0) for await (const block of node.readBlocks(1, height)) once(block);
	for (const block of early) once(block);
	early = null;
	return stop;
}
