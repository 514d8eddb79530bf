import { describe, expect, it } from 'vitest';
import { HEARD_ANCHORS_MAX, HeardAnchors } from '../../../src/main/node/bridge/heard-anchors.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { CertifiedChain } from '../../fixtures/bridge/certified-chain.ts';
import { type CertifiedEnd, certifiedEnd } from '../../fixtures/bridge/certified-end.ts';
import { connectedChains } from '../../fixtures/bridge/connected-chains.ts';
import { clientOf } from '../../fixtures/bridge/relayed-calls.ts';

async function newestBlock(end: CertifiedEnd, chain: CertifiedChain): Promise<ExecutedBlock> {
	for await (const block of end.readBlocks(chain.height, chain.height)) return block;
	throw new Error('there is no block');
}

/** Two chains, and a block on the second that anchors a state of the first. */
async function anchored() {
	const { a, b } = connectedChains();
	const end = certifiedEnd(b);
	const state = a.newest();
	b.send('grid', calls.bridge.update({ chain: a.chainId, update: state.update(clientOf(b, a.chainId).epoch) }));
	b.block();
	return { a, b, end, state, block: await newestBlock(end, b) };
}

describe('the roots that blocks tell of', () => {
	it('wait with the block that brought them, and those of other chains do not', async () => {
		const { a, b, state, block } = await anchored();
		const [heard, others] = [new HeardAnchors(a.chainId), new HeardAnchors(b.chainId)];
		expect([heard.hear(block), others.hear(block)]).toEqual([{ isRecovered: false }, { isRecovered: false }]);
		expect(heard.waiting).toMatchObject([{ height: state.height, broughtAt: b.height }]);
		expect(others.waiting).toEqual([]);
	});

	it('are forgotten when the client is recovered', async () => {
		const { a, b, end, block } = await anchored();
		const heard = new HeardAnchors(a.chainId);
		heard.hear(block);
		a.changeEpoch();
		b.govern([{ kind: 'recover-chain', root: a.chainRoot() }]);
		b.block();
		expect(heard.hear(await newestBlock(end, b))).toEqual({ isRecovered: true });
		expect(heard.waiting).toEqual([]);
	});

	it('are bounded: the first heard go', async () => {
		const { a, block } = await anchored();
		const heard = new HeardAnchors(a.chainId);
		const at = (height: number): ExecutedBlock => ({
			...block,
			block: { ...block.block, header: { ...block.block.header, height } },
		});
		for (let height = 1; height <= HEARD_ANCHORS_MAX + 5; height++) heard.hear(at(height));
		expect(heard.waiting).toHaveLength(HEARD_ANCHORS_MAX);
		expect(heard.waiting[0]?.broughtAt).toBe(6);
	});
});
