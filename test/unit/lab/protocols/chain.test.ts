import { describe, expect, it } from 'vitest';
import { type ChainBlock, GENESIS, GENESIS_QC } from '../../../../src/main/lab/protocols/chain/block.ts';
import { ChainState } from '../../../../src/main/lab/protocols/chain/chain-state.ts';
import { ChainSync, type ChainSyncMessage, FETCH_TIMER } from '../../../../src/main/lab/protocols/chain/chain-sync.ts';
import { draw } from '../../../../src/main/lab/protocols/chain/draw.ts';
import { RoundTally, VoteTally } from '../../../../src/main/lab/protocols/chain/tallies.ts';
import { blockOn, chainOf, qcOf } from './made-chain.ts';
import { RecordingPort } from './recording-port.ts';

function stateOf(chainLength: number, blocks: readonly ChainBlock[]): { state: ChainState; committed: number[] } {
	const committed: number[] = [];
	const state = new ChainState({ chainLength }, (block) => committed.push(block.round));
	for (const block of blocks) state.add(block);
	return { state, committed };
}

describe('commit rule', () => {
	it('two certified blocks of consecutive rounds make the first final', () => {
		const [first, second] = chainOf([1, 2]) as [ChainBlock, ChainBlock];
		const { state, committed } = stateOf(2, [first, second]);
		state.certify(qcOf(first));
		expect(committed).toEqual([]);
		state.certify(qcOf(second));
		expect(committed).toEqual([1]);
	});

	it('parent and child alone do not, where a round was skipped between them', () => {
		const blocks = chainOf([1, 3]);
		const { state, committed } = stateOf(2, blocks);
		for (const block of blocks) state.certify(qcOf(block));
		expect(committed).toEqual([]);
	});

	it('three are asked for by a three-chain, and older blocks become final with the first of them', () => {
		const blocks = chainOf([1, 3, 4, 6, 7, 8]);
		const { state, committed } = stateOf(3, blocks);
		for (const block of blocks.slice(0, 5)) state.certify(qcOf(block));
		expect(committed).toEqual([]);
		state.certify(qcOf(blocks[5] as ChainBlock));
		expect(committed).toEqual([1, 3, 4, 6]);
		expect(state.head.round).toBe(6);
	});

	it('stops at a second final block at one height instead of deciding both', () => {
		const main = chainOf([1, 2]);
		const fork = blockOn({ round: 3 });
		const forkTip = blockOn({ round: 4, parent: fork });
		const { state, committed } = stateOf(2, [...main, fork, forkTip]);
		state.certify(qcOf(main[1] as ChainBlock));
		expect(() => state.certify(qcOf(forkTip))).not.toThrow();
		expect(committed).toEqual([1]);
		const tip = blockOn({ round: 5, parent: forkTip });
		state.add(tip);
		expect(() => state.certify(qcOf(tip))).toThrow(/is final beside/);
		expect(committed).toEqual([1]);
	});

	it('takes no block whose height or round does not follow its parent', () => {
		const { state } = stateOf(2, []);
		expect(state.add({ ...blockOn({ round: 1 }), height: 2 })).toBe(false);
		expect(state.add({ ...blockOn({ round: 1 }), round: 0 })).toBe(false);
		const block = blockOn({ round: 1 });
		expect(state.add(block)).toBe(true);
		expect(state.add(block)).toBe(false);
	});

	it('remembers the committed chain whole and of the tree only what is recent', () => {
		const blocks = chainOf(Array.from({ length: 1_000 }, (_, place) => place + 1));
		const { state, committed } = stateOf(2, []);
		for (const block of blocks) {
			state.add(block);
			state.certify(qcOf(block));
		}
		expect(committed).toHaveLength(999);
		expect(state.committed).toHaveLength(1_000);
		expect(state.block((blocks[0] as ChainBlock).id)).toBeUndefined();
		expect(state.block((blocks[998] as ChainBlock).id)).toBe(blocks[998]);
	});
});

interface Proposal {
	readonly block: ChainBlock;
}

function syncOf(blocks: readonly ChainBlock[]) {
	const port = new RecordingPort<ChainSyncMessage>(0, 4);
	const { state: chain, committed } = stateOf(2, blocks);
	const attached: number[] = [];
	const sync = new ChainSync<Proposal>(
		{ patienceMs: 25 },
		{ chain, port, certified: () => {}, attached: ({ block }) => attached.push(block.round) },
	);
	return { port, chain, committed, attached, sync };
}

describe('fetching what is missing', () => {
	const blocks = chainOf([1, 2, 3, 4]);
	const [first, second, third, fourth] = blocks as [ChainBlock, ChainBlock, ChainBlock, ChainBlock];

	it('holds a proposal whose parent is missing, and waits before it asks', () => {
		const { port, sync, attached } = syncOf([]);
		sync.proposal(2, { block: second });
		expect(attached).toEqual([]);
		expect(port.take()).toEqual([]);
		expect(port.timers.get(FETCH_TIMER)).toBe(25);
	});

	it('attaches held proposals in order when the parent comes by itself, and asks nobody then', () => {
		const { port, sync, attached } = syncOf([]);
		sync.proposal(3, { block: third });
		sync.proposal(2, { block: second });
		sync.proposal(1, { block: first });
		expect(attached).toEqual([1, 2, 3]);
		sync.retry();
		expect(port.take()).toEqual([]);
	});

	it('asks whoever named the block, then one peer after the other, never itself', () => {
		const { port, sync } = syncOf([]);
		sync.proposal(3, { block: second });
		const asked: (number | null)[] = [];
		for (let i = 0; i < 4; i++) {
			sync.retry();
			asked.push(...port.take().map(({ to }) => to));
		}
		expect(asked).toEqual([3, 1, 1, 2]);
		expect(port.timers.get(FETCH_TIMER)).toBe(100);
	});

	it('takes an answer, decides what its certificates make final and attaches what waited', () => {
		const { sync, committed, attached } = syncOf([]);
		sync.proposal(3, { block: fourth });
		sync.receive(3, { kind: 'blocks', blocks: [first, second, third] });
		expect(attached).toEqual([4]);
		expect(committed).toEqual([1, 2]);
	});

	it('answers with committed blocks from the height on and the way to the one asked for, at most 64', () => {
		const { port, chain, sync } = syncOf(blocks);
		chain.certify(qcOf(third));
		sync.receive(2, { kind: 'blocks-request', fromHeight: 2, blockId: fourth.id });
		expect(port.take()).toEqual([{ to: 2, message: { kind: 'blocks', blocks: [second, third, fourth] } }]);
		sync.receive(2, { kind: 'blocks-request', fromHeight: 3, blockId: 'unknown' });
		expect(port.take()).toEqual([]);
		const long = chainOf(Array.from({ length: 100 }, (_, place) => place + 1));
		const far = syncOf(long);
		far.chain.certify(qcOf(long[99] as ChainBlock));
		far.sync.receive(1, { kind: 'blocks-request', fromHeight: 1, blockId: (long[99] as ChainBlock).id });
		const [answer] = far.port.take();
		expect(answer?.message.kind === 'blocks' && answer.message.blocks).toEqual(long.slice(0, 64));
	});

	it('goes on asking the same peer while its answers bring it forward', () => {
		const long = chainOf(Array.from({ length: 10 }, (_, place) => place + 1));
		const { port, sync } = syncOf([]);
		sync.proposal(3, { block: long[9] as ChainBlock });
		sync.receive(1, { kind: 'blocks', blocks: long.slice(0, 5) });
		expect(port.take()).toEqual([
			{ to: 1, message: { kind: 'blocks-request', fromHeight: 4, blockId: (long[8] as ChainBlock).id } },
		]);
	});

	it('takes up a fetch again after an outage', () => {
		const { port, sync } = syncOf([]);
		sync.proposal(3, { block: second });
		port.timers.clear();
		sync.resume();
		expect(port.timers.has(FETCH_TIMER)).toBe(true);
	});

	it('holds a bounded number of proposals', () => {
		const { sync, attached } = syncOf([]);
		const long = chainOf(Array.from({ length: 70 }, (_, place) => place + 1));
		for (const block of long.slice(1)) sync.proposal(1, { block });
		sync.proposal(1, { block: long[0] as ChainBlock });
		expect(attached).toEqual([1]);
	});
});

describe('counting', () => {
	it('a vote counts once an author and round, and the quorum is announced once', () => {
		const tally = new VoteTally(3);
		expect(tally.add(5, 'a', 0)).toBeNull();
		expect(tally.add(5, 'a', 0)).toBeNull();
		expect(tally.add(5, 'b', 1)).toBeNull();
		expect(tally.add(5, 'a', 1)).toBeNull();
		expect(tally.add(5, 'a', 2)).toBeNull();
		expect(tally.add(5, 'a', 3)).toEqual([0, 2, 3]);
		expect(tally.add(5, 'a', 4)).toBeNull();
	});

	it('remembers 64 rounds and lets the lowest go', () => {
		const tally = new RoundTally<boolean>();
		for (let round = 1; round <= 65; round++) tally.add(round, 0, true);
		expect(tally.get(1)).toBeUndefined();
		expect(tally.add(1, 1, true)).toBeNull();
		expect(tally.get(65)?.size).toBe(1);
	});

	it('a draw is fixed by its parts and spreads evenly', () => {
		expect(draw([1, 2], 100)).toBe(draw([1, 2], 100));
		const counts = new Array<number>(10).fill(0);
		for (let round = 0; round < 10_000; round++) {
			const drawn = draw([round], 10);
			counts[drawn] = (counts[drawn] as number) + 1;
		}
		for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
	});

	it('genesis is certified by nobody', () => {
		expect(qcOf(GENESIS)).toBe(GENESIS_QC);
	});
});
