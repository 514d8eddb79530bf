import { CarReader } from '@ipld/car';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { carHeader, carSection } from '../../../src/shared/audit/car.ts';
import { ACROSS_CHECKS, CHECKS, FILE_CHECKS } from '../../../src/shared/audit/check-board.ts';
import { encodeJointManifest, JOINT_FORMAT } from '../../../src/shared/audit/joint-form.ts';
import { verifyBundle, verifyChains } from '../../../src/shared/audit/verify-bundle.ts';
import { concat } from '../../../src/shared/codec/bytes.ts';
import { contentBlock } from '../../../src/shared/documents/cid.ts';
import { auditedMarket } from '../../fixtures/audit/audited-market.ts';
import { type JointPart, jointOf, jointPart } from '../../fixtures/audit/joint-bundle.ts';
import { sha256 } from '../../fixtures/engine-market.ts';

const modules = { sha256, verify: verifier.verify };
const chains = [
	auditedMarket(),
	auditedMarket({ name: 'other', rotates: false }),
	auditedMarket({ name: 'third', rotates: false }),
];
const [here, other, third] = chains as [(typeof chains)[0], (typeof chains)[0], (typeof chains)[0]];

const verdict = async (bundle: Uint8Array, trustRoots: readonly Uint8Array[]) =>
	verifyChains({ bundle: [bundle], trustRoots }, modules);

describe('a bundle of several chains', () => {
	let parts: readonly JointPart[];
	let bundle: Uint8Array;
	const trustRoots = [here.trustRoot, other.trustRoot];

	beforeAll(async () => {
		parts = [
			await jointPart(here.source, { kind: 'all' }),
			await jointPart(other.source, { kind: 'participant', id: 'home-01' }),
		];
		bundle = jointOf(parts);
	});

	it('is proven chain by chain, each from its own trust root, in whatever order these come', async () => {
		const found = await verdict(bundle, trustRoots.toReversed());
		expect(found.firstFault).toBeNull();
		expect(found.ok).toBe(true);
		const names = [...parts.map(({ chainId }) => chainId)].sort();
		expect(found.checks.map(({ name, chain }) => [chain, name])).toEqual([
			...FILE_CHECKS.map((name) => [null, name]),
			...names.flatMap((chain) => CHECKS.map((name) => [chain, name])),
			...ACROSS_CHECKS.map((name) => [null, name]),
		]);
		expect(found.chains.map(({ manifest }) => manifest.chainId)).toEqual(names);
	});

	it('is read by any CAR reader, each manifest before the blocks of its chain', async () => {
		const reader = await CarReader.fromBytes(bundle);
		let blocks = 0;
		for await (const _ of reader.blocks()) blocks += 1;
		expect(blocks).toBeGreaterThan(parts.length + 1);
	});

	it('is the same file however its parts are given, and in no other order a bundle', async () => {
		expect(jointOf(parts.toReversed())).toEqual(bundle);
		const backwards = [...parts].sort((a, b) => (a.chainId < b.chainId ? 1 : -1));
		const manifest = encodeJointManifest({ format: JOINT_FORMAT, chains: backwards.map(({ root }) => root) });
		const { cid, bytes } = contentBlock('dag-cbor', manifest, sha256);
		const other = concat(
			carHeader(cid),
			carSection(cid, bytes),
			...backwards.flatMap((part) => [part.manifest, part.body]),
		);
		expect(await verdict(other, trustRoots)).toMatchObject({
			ok: false,
			firstFault: { check: 'container', chain: null },
		});
	});

	it.each([
		['one is missing', [here.trustRoot], 'trust-root'],
		['one is of no chain of the bundle', [...trustRoots, third.trustRoot], 'trust-root'],
		['one stands for another', [here.trustRoot, third.trustRoot], 'trust-root'],
		['one is given twice', [...trustRoots, here.trustRoot], 'trust-root'],
		['none is given', [], 'trust-root'],
	])('is refused where of the trust roots %s', async (_, given, check) => {
		const { ok, firstFault } = await verdict(bundle, given);
		expect(ok).toBe(false);
		expect(firstFault?.check).toBe(check);
	});

	it('is refused where its first block names one chain only, or one twice', async () => {
		const [part] = parts as [JointPart];
		for (const chains of [[part], [part, part]]) {
			const manifest = encodeJointManifest({ format: JOINT_FORMAT, chains: chains.map(({ root }) => root) });
			const { cid, bytes } = contentBlock('dag-cbor', manifest, sha256);
			const file = concat(
				carHeader(cid),
				carSection(cid, bytes),
				...chains.flatMap((each) => [each.manifest, each.body]),
			);
			expect(await verdict(file, [here.trustRoot])).toMatchObject({ ok: false, firstFault: { check: 'container' } });
			expect(() => jointOf(chains)).toThrow(expect.objectContaining({ code: 'BUNDLE_CHAINS' }));
		}
	});

	it('is refused by whoever expects one of one chain', async () => {
		expect((await verifyBundle({ bundle: [bundle], trustRoot: here.trustRoot }, modules)).ok).toBe(false);
	});

	it('of one chain takes several trust roots only where they are of its chain', async () => {
		const { ok, firstFault } = await verdict(concat((await onlyOf(here)).head), [here.trustRoot, other.trustRoot]);
		expect(ok).toBe(false);
		expect(firstFault?.check).toBe('trust-root');
	});
});

async function onlyOf({ source }: (typeof chains)[0]): Promise<{ readonly head: Uint8Array }> {
	const part = await jointPart(source, { kind: 'all' });
	return { head: concat(carHeader(part.root), part.manifest, part.body) };
}
