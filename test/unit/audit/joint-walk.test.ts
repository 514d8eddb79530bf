import { beforeAll, describe, expect, it } from 'vitest';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { selectionAcross } from '../../../src/shared/audit/across-selection.ts';
import type { Selection } from '../../../src/shared/audit/bundle-form.ts';
import { blockPlaces, eventsOf } from '../../../src/shared/audit/read-blocks.ts';
import { type AuditResult, verifyChains } from '../../../src/shared/audit/verify-bundle.ts';
import { ChainsWalk } from '../../../src/shared/audit/walk/chains-walk.ts';
import { type PathStep, walkPath } from '../../../src/shared/audit/walk/walk-path.ts';
import { auditedRegions, regionsBundle } from '../../fixtures/audit/audited-regions.ts';
import { TERMS_OF_HOUR, TRADE } from '../../fixtures/bridge/traded-regions.ts';
import { sha256 } from '../../fixtures/engine-market.ts';

const regions = auditedRegions();
const { chains, north, south, certificate, foreign } = regions;
const trustRoots = chains.map(({ trustRoot }) => trustRoot);
const modules = { sha256, verify: verifier.verify };

const LATER: Selection = {
	kind: 'period',
	from: TERMS_OF_HOUR.gateClosure + 4_000,
	to: TERMS_OF_HOUR.settlementTime + 86_400_000,
};

async function walked(selections: readonly [Selection, Selection]): Promise<{ result: AuditResult; walk: ChainsWalk }> {
	const walk = new ChainsWalk();
	const bundle = await regionsBundle(regions, selections);
	const result = await verifyChains({ bundle: [bundle], trustRoots }, { ...modules, onEvent: walk.onEvent });
	return { result, walk };
}

const named = (steps: readonly PathStep[]) =>
	steps.map(({ chain, node }) => `${chain === north.chainId ? 'north' : 'south'} ${node.type} ${node.id}`);

describe('a walk across the chains of a bundle', () => {
	const here: Selection = { kind: 'certificate', id: foreign };
	const there = selectionAcross(here, { from: south.chainId, to: north.chainId });
	let result: AuditResult;
	let walk: ChainsWalk;

	beforeAll(async () => {
		({ result, walk } = await walked([there, here]));
	});

	it('is of a bundle of one certificate that is proven on both sides', () => {
		expect(there).toEqual({ kind: 'certificate', id: certificate });
		expect(selectionAcross(there, { from: north.chainId, to: south.chainId })).toEqual(here);
		expect(result.firstFault).toBeNull();
		expect(result.ok).toBe(true);
	});

	it('leads from a certificate used up in one region back to the meter in the other', () => {
		const steps = walkPath(walk, { from: { type: 'certificate', id: foreign }, chain: null, direction: 'back' });
		const told = named(steps);
		expect(told[0]).toBe(`south certificate ${foreign}`);
		expect(told).toContain('north meter meter-home-01');
		const at = told.indexOf('north meter meter-home-01');
		const way: string[] = [];
		for (let step: number | null = at; step !== null; step = steps[step]?.from ?? null)
			way.unshift(steps[step]?.node.type ?? '');
		expect(way).toEqual(['certificate', 'packet', 'certificate', 'reading', 'meter']);
		expect(steps.filter(({ crosses }) => crosses).length).toBeGreaterThan(0);
		expect(told).toContain(`north deed D-${TRADE.slice(2)}`);
	});

	it('leads from the meter’s reading forward to the settlement in the other region that used it', () => {
		const reading = [...walk.chains].length > 0 ? certificate.replace(/^GC-/, 'R-') : '';
		const steps = walkPath(walk, {
			from: { type: 'reading', id: reading },
			chain: north.chainId,
			direction: 'forward',
		});
		expect(named(steps)).toContain('south settlement S-F-24-home-02');
		expect(named(steps)).toContain(`south certificate ${foreign}`);
	});

	it('shows a packet with both of its sides, as of any block of either', () => {
		const packet = walkPath(walk, { from: { type: 'certificate', id: foreign }, chain: null, direction: 'back' }).find(
			({ node }) => node.type === 'packet',
		)?.node;
		if (!packet) throw new Error('no packet');
		const view = walk.view({ focus: packet, chain: north.chainId, deed: null, asOf: null });
		expect(view?.across).toEqual([south.chainId]);
		expect(new Set(view?.forward.map(({ chain }) => chain))).toContain(south.chainId);
		expect(new Set(view?.back.map(({ chain }) => chain))).toContain(north.chainId);
		const sentAt = view?.moments[0] ?? 0;
		const before = walk.view({ focus: packet, chain: north.chainId, deed: null, asOf: sentAt });
		expect(before?.across).toEqual([]);
		expect(before?.forward.filter(({ chain }) => chain === south.chainId)).toEqual([]);
	});

	it('finds the same in the whole of both chains, and in the bytes of a bundle in hand', async () => {
		const whole = await regionsBundle(regions);
		const found = await verifyChains({ bundle: [whole], trustRoots }, modules);
		expect(found.firstFault).toBeNull();
		expect(found.ok).toBe(true);
		const inHand = new ChainsWalk();
		for (const block of await blockPlaces(whole))
			for (const placed of eventsOf(block, 'no-edges')) inHand.onEvent(placed, null, block.chain);
		const from = { type: 'certificate', id: foreign } as const;
		const steps = named(walkPath(inHand, { from, chain: south.chainId, direction: 'back' }));
		for (const step of named(walkPath(walk, { from, chain: null, direction: 'back' }))) expect(steps).toContain(step);
	});

	it('of a trade’s and of a participant’s bundle goes across as well', async () => {
		const others: readonly (readonly [Selection, Selection])[] = [
			[
				{ kind: 'trade', id: TRADE },
				{ kind: 'participant', id: 'home-02' },
			],
			[
				{ kind: 'participant', id: 'home-02' },
				{ kind: 'participant', id: 'home-03' },
			],
			// Begins after packets were sent that end within it.
			[LATER, LATER],
			[{ kind: 'all' }, LATER],
		];
		for (const selections of others) expect((await walked(selections)).result.firstFault).toBeNull();
	});

	it('begins only at a thing that the bundle tells of', () => {
		const from = { type: 'certificate', id: 'GC-none-1' } as const;
		expect(() => walkPath(walk, { from, chain: null, direction: 'back' })).toThrow(
			expect.objectContaining({ code: 'BUNDLE_SELECTION' }),
		);
	});
});
