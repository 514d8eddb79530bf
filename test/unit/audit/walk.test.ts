import { beforeAll, describe, expect, it } from 'vitest';
import type { Selection } from '../../../src/shared/audit/bundle-form.ts';
import { clearAgain } from '../../../src/shared/audit/clear-again.ts';
import { type BlockPlace, blockPlaces, eventsOf } from '../../../src/shared/audit/read-blocks.ts';
import { REASONS, type ReasonName } from '../../../src/shared/audit/reasons.ts';
import { verifyBundle } from '../../../src/shared/audit/verify-bundle.ts';
import { BundleWalk, type WalkView } from '../../../src/shared/audit/walk/bundle-walk.ts';
import { LINE_STAGES } from '../../../src/shared/audit/walk/deed-line.ts';
import type { ProvenanceNode } from '../../../src/shared/codec/provenance.ts';
import { verifyBySodiumRule } from '../../../src/shared/signatures/sodium-rule.ts';
import { auditedMarket, bundleOf } from '../../fixtures/audit/audited-market.ts';
import { sha256 } from '../../fixtures/engine-market.ts';

const { source, trustRoot, market } = auditedMarket();
const made = market.events.find(({ kind }) => kind === 'trade-made') as { readonly trade: string };
const DEED: ProvenanceNode = { type: 'deed', id: 'D-F-2-0' };

async function opened(
	selection: Selection,
): Promise<{ readonly walk: BundleWalk; readonly blocks: readonly BlockPlace[] }> {
	const blocks = await blockPlaces(await bundleOf({ source }, selection));
	const walk = new BundleWalk(blocks[0]?.chain ?? '');
	for (const block of blocks) for (const placed of eventsOf(block, 'no-edges')) walk.onEvent(placed);
	return { walk, blocks };
}

describe('a walk through a bundle', () => {
	let walk: BundleWalk;
	let blocks: readonly BlockPlace[];
	const look = (focus: ProvenanceNode, asOf: number | null = null): WalkView => {
		const view = walk.view({ focus, deed: null, asOf });
		if (!view) throw new Error(`nothing is told of ${focus.id}`);
		return view;
	};

	beforeAll(async () => {
		({ walk, blocks } = await opened({ kind: 'all' }));
	});

	it('holds every stage of a deed’s line, from its orders to the certificates that were used up', () => {
		const { line } = look(DEED);
		const stages = new Set(line.map(({ stage }) => stage));
		expect([...stages]).toEqual(LINE_STAGES.filter((stage) => stages.has(stage)));
		for (const stage of [
			'order',
			'clearing',
			'trade',
			'deed',
			'signature',
			'meter',
			'reading',
			'settlement',
			'certificate',
		])
			expect(stages).toContain(stage);
		expect(line.filter(({ stage }) => stage === 'order')).toHaveLength(2);
		expect(line.filter(({ stage }) => stage === 'signature')).toHaveLength(3);
		expect(line.filter(({ stage }) => stage === 'settlement')).toHaveLength(2);
	});

	it('leads back from every thing of the line to the line, and forth along every link that it came by', () => {
		for (const { node } of look(DEED).line) {
			const view = look(node);
			for (const { node: below } of view.back)
				expect(look(below).forward.map((each) => each.node)).toContainEqual(node);
			if (node.type !== 'meter' && node.type !== 'auction' && node.type !== 'readings')
				expect(view.deed).not.toBeNull();
		}
	});

	it('shows a thing as it was after a block: what came later is not there yet', () => {
		const newest = look(DEED);
		const [first = 0] = newest.moments;
		const before = look(DEED, first - 1);
		expect(before).toMatchObject({ height: null, facts: [], back: [], forward: [] });
		const drafted = look(DEED, first);
		expect(drafted.facts.find(({ key }) => key === 'state')?.value).toBe('awaiting');
		expect(drafted.forward).toEqual([]);
		expect(drafted.line.find(({ stage }) => stage === 'settlement')?.isTold).toBe(false);
		expect(newest.facts.find(({ key }) => key === 'state')?.value).toBe('sealed');
		expect(newest.line.every(({ isTold }) => isTold)).toBe(true);
	});

	it('knows nothing of what the bundle does not tell', () => {
		expect(walk.view({ focus: { type: 'deed', id: 'D-F-999-0' }, deed: null, asOf: null })).toBeNull();
	});

	it('clears a product again to the recorded prices', () => {
		const answer = clearAgain('F-2', blocks);
		expect(answer.outcome).toBe('same');
		if (answer.outcome !== 'same') return;
		expect(answer.cleared).toMatchObject({ product: 'F-2', orders: 4 });
		for (const { price, again } of answer.cleared.prices) expect(again).toEqual(price);
	});

	it('says how much of a book is missing where the bundle is of one trade', async () => {
		const one = await opened({ kind: 'trade', id: made.trade });
		expect(clearAgain('F-2', one.blocks)).toEqual({ outcome: 'not-whole', orders: 2, ofOrders: 4 });
		const { line } = one.walk.view({ focus: DEED, deed: null, asOf: null }) as WalkView;
		for (const stage of ['order', 'clearing', 'trade', 'signature', 'reading', 'settlement', 'certificate'])
			expect(line.map((each) => each.stage)).toContain(stage);
	});
});

describe('what a verifier finds', () => {
	const verify = (bundle: Uint8Array) =>
		verifyBundle({ bundle: [bundle], trustRoot }, { sha256, verify: verifyBySodiumRule });

	it('is told by names and figures that its English detail repeats', async () => {
		const { checks } = await verify(await bundleOf({ source }, { kind: 'all' }));
		const clearing = checks.find(({ name }) => name === 'clearing');
		expect(clearing).toMatchObject({
			state: 'held',
			fault: null,
			counts: [{ thing: 'products-cleared-again', count: 1 }],
			detail: '1 products cleared again',
		});
	});

	it('names the bytes and the block in which one bit differs, and why by a name that can be said in any language', async () => {
		const bundle = Uint8Array.from(await bundleOf({ source }, { kind: 'all' }));
		const places = await blockPlaces(bundle);
		const place = places.at(-2) as BlockPlace;
		place.bytes[place.bytes.length >> 1] = (place.bytes[place.bytes.length >> 1] as number) ^ 1;
		const { firstFault, checks } = await verify(bundle);
		expect(firstFault).toMatchObject({
			check: 'container',
			code: 'BUNDLE_CONTAINER',
			details: { because: 'block-is-not-what-its-cid-says', bytes: place.bytes.length, height: place.height },
		});
		const { because, reason } = firstFault?.details ?? {};
		expect(REASONS[because as ReasonName]).toContain('{block}');
		expect(firstFault?.detail).toContain(reason);
		expect(checks.find(({ name }) => name === 'container')).toMatchObject({ state: 'failed', fault: { faults: 1 } });
	});
});
