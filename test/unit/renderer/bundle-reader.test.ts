import { describe, expect, it } from 'vitest';
import type { BundleAnswer, OpenedBundle } from '../../../src/renderer/workers/bundle-messages.ts';
import { createBundleReader } from '../../../src/renderer/workers/bundle-reader.ts';
import { CHECKS } from '../../../src/shared/audit/check-board.ts';
import { verifyBySodiumRule } from '../../../src/shared/signatures/sodium-rule.ts';
import { auditedMarket, bundleOf } from '../../fixtures/audit/audited-market.ts';
import { auditedRegions, regionsBundle } from '../../fixtures/audit/audited-regions.ts';

const { source, trustRoot } = auditedMarket();
const bundle = await bundleOf({ source }, { kind: 'all' });

function reader() {
	return createBundleReader({
		now: () => 0,
		verifyMany: Promise.resolve((checks) =>
			Promise.resolve(
				checks.map(({ publicKey, message, signature }) => verifyBySodiumRule(publicKey, message, signature)),
			),
		),
	});
}

async function open(reading: ReturnType<typeof reader>, bytes: Uint8Array): Promise<OpenedBundle> {
	const answer = await reading.answer({ kind: 'open', bundle: bytes, trustRoots: [trustRoot] }, () => undefined);
	return (answer as Extract<BundleAnswer, { kind: 'opened' }>).opened;
}

describe('the bundle worker', () => {
	it('finds a true bundle true, names every check, and lists its deeds', async () => {
		const opened = await open(reader(), bundle);
		expect(opened).toMatchObject({ ok: true, firstFault: null, bytes: bundle.length });
		expect(opened.checks.map(({ name }) => name)).toEqual([...CHECKS]);
		const [contents] = opened.chains;
		expect(contents?.selection).toBe('all');
		expect(contents?.deeds.length).toBe(contents?.counts.deeds);
		for (const deed of contents?.deeds ?? []) {
			expect(deed).toMatchObject({ state: 'sealed', signatures: 3, signers: 3 });
			expect(deed.energyWh).toBeGreaterThan(0);
		}
	});

	it('certifies a deed with the signatures and the chain from the meter on', async () => {
		const reading = reader();
		const [contents] = (await open(reading, bundle)).chains;
		const deed = contents?.deeds[0]?.deed ?? '';
		const chain = contents?.chainId ?? '';
		const answer = await reading.answer({ kind: 'certificate', chain, deed }, () => undefined);
		const { certificate } = answer as Extract<BundleAnswer, { kind: 'certificate' }>;
		expect(certificate).toMatchObject({ deed, ok: true, state: 'sealed' });
		expect(certificate.signatures.every(({ signature }) => signature?.length === 128)).toBe(true);
		expect(new Set(certificate.custody.map(({ what }) => what))).toEqual(
			new Set(['order', 'trade', 'deed', 'batch', 'reading', 'settlement']),
		);
	});

	it('writes the provenance in each format', async () => {
		const reading = reader();
		const [contents] = (await open(reading, bundle)).chains;
		const chain = contents?.chainId ?? '';
		for (const [format, sign] of [
			['prov-json', '"wasGeneratedBy"'],
			['epcis', '"EPCISDocument"'],
			['csv', 'energyFlow'],
		] as const) {
			const answer = await reading.answer({ kind: 'export', chain, format }, () => undefined);
			expect((answer as Extract<BundleAnswer, { kind: 'export' }>).text).toContain(sign);
		}
	});

	it('names the first fault of a changed bundle, also in the certificate of one of its deeds', async () => {
		const changed = Uint8Array.from(bundle);
		const at = changed.length - 200;
		changed[at] = (changed[at] as number) ^ 1;
		const reading = reader();
		const opened = await open(reading, changed);
		expect(opened.ok).toBe(false);
		expect(opened.firstFault).not.toBeNull();
		const [contents] = opened.chains;
		const deed = contents?.deeds[0]?.deed;
		if (!contents || deed === undefined) return;
		const chain = contents.chainId;
		const answer = await reading.answer({ kind: 'certificate', chain, deed }, () => undefined);
		expect((answer as Extract<BundleAnswer, { kind: 'certificate' }>).certificate.ok).toBe(false);
	});

	it('opens a bundle of two chains with two trust roots, and walks across', async () => {
		const regions = auditedRegions();
		const [north, south] = regions.chains;
		const reading = reader();
		const trustRoots = [south.trustRoot, north.trustRoot];
		const question = { kind: 'open', bundle: await regionsBundle(regions), trustRoots } as const;
		const answer = (await reading.answer(question, () => undefined)) as Extract<BundleAnswer, { kind: 'opened' }>;
		expect(answer.opened.firstFault).toBeNull();
		expect(answer.opened.chains.map(({ chainId }) => chainId)).toEqual([north.chainId, south.chainId].sort());
		const focus = { type: 'certificate', id: regions.foreign } as const;
		const asked = { focus, chain: south.chainId, deed: null, asOf: null };
		const view = (await reading.answer({ kind: 'walk', asked }, () => undefined)) as Extract<
			BundleAnswer,
			{ kind: 'walk' }
		>;
		const packet = view.view?.back.find(({ node }) => node.type === 'packet')?.node ?? focus;
		const across = (await reading.answer(
			{ kind: 'walk', asked: { ...asked, focus: packet } },
			() => undefined,
		)) as Extract<BundleAnswer, { kind: 'walk' }>;
		expect(across.view?.across).toEqual([north.chainId]);
		expect(across.view?.back.map(({ chain, node }) => [chain, node.id])).toContainEqual([
			north.chainId,
			regions.certificate,
		]);
		const deed = answer.opened.chains.find(({ chainId }) => chainId === north.chainId)?.deeds[0]?.deed ?? '';
		const certificate = (await reading.answer(
			{ kind: 'certificate', chain: north.chainId, deed },
			() => undefined,
		)) as Extract<BundleAnswer, { kind: 'certificate' }>;
		expect(certificate.certificate).toMatchObject({ chainId: north.chainId, deed, ok: true });
	});
});
