import { describe, expect, it } from 'vitest';
import { type BlockSource, followNode } from '../../../src/main/api/read-model/follow-node.ts';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { settleHour } from '../../fixtures/engine-market-hour.ts';
import { createEngineNode, type EngineNode, PROOFS } from '../../fixtures/engine-node.ts';
import { until } from '../../fixtures/until.ts';

function modelOf(node: EngineNode): ReadModel {
	return new ReadModel({ genesis: node.genesis, hasher: PROOFS, utcOffsetMinutes: 0, wallNow: () => 0 });
}

/** What a model follows, apart from the getters of a node that does not run. */
function sourceOf({ snapshot, readBlocks, onBlock, onTrace }: EngineNode): BlockSource {
	return { snapshot, readBlocks, onBlock, onTrace };
}

/** Events that no turn takes at once. */
const MANY = 200_000;

/** A model that follows a node whose next block has many events. */
async function largeBlockStage() {
	const node = createEngineNode();
	node.advance(node.chain.time + 1);
	const template = node.chain.blocks.at(-1) as ExecutedBlock;
	const height = template.block.header.height + 1;
	const model = modelOf(node);
	for (const block of node.chain.blocks) model.apply(block);
	const listeners: ((block: ExecutedBlock) => void)[] = [];
	const reads: number[] = [];
	const source: BlockSource = {
		...sourceOf(node),
		onBlock(listener) {
			listeners.push(listener);
			return nothing;
		},
		readBlocks(from, to) {
			reads.push(from);
			return node.readBlocks(from, to);
		},
	};
	const heights: number[] = [];
	await followNode(model, source, () => heights.push(model.asOfHeight)).ready;
	const blockAt = (at: number): ExecutedBlock => ({
		...template,
		events: [],
		block: { ...template.block, header: { ...template.block.header, height: at } },
	});
	const edge: ContractEvent = {
		kind: 'provenance',
		relation: 'wasDerivedFrom',
		from: { type: 'trade', id: 'T-P-1' },
		to: { type: 'order', id: 'O-P-1' },
		energyWh: null,
	};
	return {
		model,
		height,
		heights,
		reads,
		edgesBefore: model.graph.edgeCount,
		blockAt,
		large: { ...blockAt(height), events: new Array<ContractEvent>(MANY).fill(edge) },
		tell: (...blocks: readonly ExecutedBlock[]) => {
			for (const block of blocks) for (const listener of listeners) listener(block);
		},
	};
}

const nothing = (): void => undefined;

describe('following a node', () => {
	it('replays the blocks on disk, then takes each new one as it comes', async () => {
		const node = createEngineNode();
		await settleHour(node, 2);
		const model = modelOf(node);
		const followed = followNode(model, node, nothing);
		await followed.ready;
		expect(model.asOfHeight).toBe(node.chain.blocks.length);
		node.advance(node.chain.time + 1);
		expect(model.asOfHeight).toBe(node.chain.blocks.length);
		followed.close();
		node.advance(node.chain.time + 1);
		expect(model.asOfHeight).toBe(node.chain.blocks.length - 1);
	});

	it('takes blocks that arrive during the replay once and in order', async () => {
		const node = createEngineNode();
		for (let i = 0; i < 50; i++) node.advance(node.chain.time + 1);
		const slow: BlockSource = {
			...sourceOf(node),
			async *readBlocks(from, to) {
				for await (const block of node.readBlocks(from, to)) {
					if (block.block.header.height % 10 === 0 && node.chain.blocks.length < 70) node.advance(node.chain.time + 1);
					await new Promise((resolve) => setImmediate(resolve));
					yield block;
				}
			},
		};
		const model = modelOf(node);
		const followed = followNode(model, slow, nothing);
		await followed.ready;
		await until(() => model.asOfHeight === node.chain.blocks.length);
		expect(model.validators.windowBlocks).toBe(node.chain.blocks.length);
		followed.close();
	});

	it('fetches from disk what it was not told of', async () => {
		const node = createEngineNode();
		const model = modelOf(node);
		const followed = followNode(model, node, nothing);
		await followed.ready;
		for (let i = 0; i < 5; i++) node.produceQuietly([], node.chain.time + 1);
		node.advance(node.chain.time + 1);
		await until(() => model.asOfHeight === 6);
		followed.close();
	});

	it('lets other work run during a long replay', async () => {
		const node = createEngineNode({ validators: 1 });
		for (let i = 0; i < 400; i++) node.advance(node.chain.time + 1);
		const template = node.chain.blocks.at(-1);
		if (!template) throw new Error('no block');
		const heights = 20_000;
		const source: BlockSource = {
			...sourceOf(node),
			snapshot: () => ({ ...node.snapshot(), height: heights }),
			async *readBlocks(from, to) {
				for (let height = from; height <= to; height++)
					yield { ...template, block: { ...template.block, header: { ...template.block.header, height } } };
			},
		};
		let turns = 0;
		let isReplaying = true;
		const turn = (): void => {
			turns += 1;
			if (isReplaying) setImmediate(turn);
		};
		setImmediate(turn);
		const model = modelOf(node);
		const followed = followNode(model, source, nothing);
		await followed.ready;
		isReplaying = false;
		expect(model.asOfHeight).toBe(heights);
		expect(turns).toBeGreaterThan(3);
		followed.close();
	});

	it('takes a block of many events in turns, those that come meanwhile after it, and none of them from disk', async () => {
		const stage = await largeBlockStage();
		stage.tell(stage.large, stage.blockAt(stage.height + 1), stage.blockAt(stage.height + 2));
		expect(stage.model.asOfHeight).toBe(stage.height - 1);
		let turns = 0;
		await until(() => {
			turns += 1;
			return stage.model.asOfHeight === stage.height + 2;
		});
		expect(turns).toBeGreaterThan(1);
		expect(stage.heights).toEqual([stage.height, stage.height + 1, stage.height + 2]);
		expect(stage.model.graph.edgeCount).toBe(stage.edgesBefore + MANY);
		expect(stage.reads).toEqual([]);
	});

	it('tells the listener of the next block what went wrong in a later turn', async () => {
		const stage = await largeBlockStage();
		const events = [...stage.large.events, { kind: 'no such kind' }] as unknown as ExecutedBlock['events'];
		stage.tell({ ...stage.large, events });
		let error: unknown = null;
		await until(() => {
			try {
				stage.tell(stage.blockAt(stage.height));
			} catch (thrown) {
				error = thrown;
			}
			return error !== null;
		});
		expect(error).toBeInstanceOf(TypeError);
		expect(stage.model.asOfHeight).toBe(stage.height - 1);
	});

	it('names the block that the disk lacks', async () => {
		const node = createEngineNode();
		for (let i = 0; i < 5; i++) node.advance(node.chain.time + 1);
		const source: BlockSource = {
			...sourceOf(node),
			async *readBlocks(from, to) {
				for await (const block of node.readBlocks(from, to)) if (block.block.header.height !== 3) yield block;
			},
		};
		const followed = followNode(modelOf(node), source, nothing);
		const error: unknown = await followed.ready.then(nothing, (reason: unknown) => reason);
		expect(codeOf(error)).toBe('CONSOLE_REPLAY_GAP');
		expect(error).toMatchObject({ details: { height: 3, head: 5 } });
		followed.close();
	});
});
