import { CarReader } from '@ipld/car';
import { describe, expect, it } from 'vitest';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import type { Selection } from '../../../src/shared/audit/bundle-form.ts';
import { verifyBundle } from '../../../src/shared/audit/verify-bundle.ts';
import { auditedMarket, bundleOf } from '../../fixtures/audit/audited-market.ts';
import { sha256 } from '../../fixtures/engine-market.ts';

const modules = { sha256, verify: verifier.verify };

describe('an audit bundle', () => {
	const audited = auditedMarket({ hours: 2 });
	const { trustRoot, source } = audited;
	const trade = source.genesis.participants.length > 0 ? 'T-F-2-0' : '';
	const selections: readonly Selection[] = [
		{ kind: 'all' },
		{ kind: 'trade', id: trade },
		{ kind: 'participant', id: 'home-01' },
		{ kind: 'participant', id: 'grid' },
		{ kind: 'participant', id: 'metering' },
		{ kind: 'period', from: source.genesis.time, to: source.genesis.time + 3 * 3_600_000 },
		{ kind: 'period', from: source.genesis.time + 2 * 3_600_000, to: source.genesis.time + 4 * 3_600_000 },
	];

	it.each(selections)('of $kind $id is proven from the trust root on', async (selection) => {
		const bundle = await bundleOf(audited, selection);
		const { ok, checks, firstFault } = await verifyBundle({ bundle: [bundle], trustRoot }, modules);
		expect(firstFault).toBeNull();
		expect(checks.filter((check) => !check.ok)).toEqual([]);
		expect(ok).toBe(true);
	});

	it('is read by any CAR reader, its blocks in the order of the links', async () => {
		const bundle = await bundleOf(audited, { kind: 'all' });
		const reader = await CarReader.fromBytes(bundle);
		const roots = await reader.getRoots();
		const cids: string[] = [];
		for await (const { cid } of reader.blocks()) cids.push(cid.toString());
		expect(roots.map(String)).toEqual([cids[0]]);
		expect(new Set(cids).size).toBe(cids.length);
	});

	it('is the same file, however it is cut into pieces, and reads the same', async () => {
		const bundle = await bundleOf(audited, { kind: 'trade', id: trade });
		expect(await bundleOf(audited, { kind: 'trade', id: trade })).toEqual(bundle);
		const pieces = Array.from({ length: Math.ceil(bundle.length / 7) }, (_, at) => bundle.subarray(7 * at, 7 * at + 7));
		expect((await verifyBundle({ bundle: pieces, trustRoot }, modules)).firstFault).toBeNull();
	});

	it('of a trade shows no order and no reading of anybody else', async () => {
		const bundle = await bundleOf(audited, { kind: 'trade', id: trade });
		const { content } = await verifyBundle({ bundle: [bundle], trustRoot }, modules);
		const deed = [...(content?.deeds.deeds.values() ?? [])][0]?.document;
		const others = ['home-01', 'home-02', 'home-03', 'home-04'].filter(
			(home) => home !== deed?.generator && home !== deed?.user,
		);
		const text = Buffer.from(bundle).toString('latin1');
		for (const home of others) {
			expect(text).not.toContain(`R-meter-${home}`);
			expect(text).not.toMatch(new RegExp(`participant.${home}.{0,40}position`, 's'));
		}
	});
});
