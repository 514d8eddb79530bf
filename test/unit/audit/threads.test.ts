import { afterAll, describe, expect, it } from 'vitest';
import { AuditThreads } from '../../../src/main/node/audit/audit-threads.ts';
import { packSignatures, verifyPacked } from '../../../src/main/node/audit/packed-signatures.ts';
import { createSigner, verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { bindBlock } from '../../../src/shared/audit/block-binding.ts';
import { verifyBundle } from '../../../src/shared/audit/verify-bundle.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { auditedMarket, bundleOf } from '../../fixtures/audit/audited-market.ts';
import { openBundle } from '../../fixtures/audit/opened-bundle.ts';
import { sha256 } from '../../fixtures/engine-market.ts';

/** Signatures over messages of 0, 7, 14, … bytes; every third is not that of its message. */
const signatures = Array.from({ length: 60 }, (_, n) => {
	const signer = createSigner(new Uint8Array(32).fill(n % 5));
	const message = new Uint8Array(7 * n).fill(n);
	const signature = signer.sign(n % 3 === 0 ? Uint8Array.of(...message, 1) : message);
	return { publicKey: signer.publicKey, message, signature };
});
const due = signatures.map((_, n) => n % 3 !== 0);

describe('the threads of a verifier', () => {
	const threads = new AuditThreads({ count: 2 });
	afterAll(() => threads.stop());

	it('answer for each signature in the order asked', async () => {
		expect(await threads.verifyMany(signatures)).toEqual(due);
		expect([...verifyPacked(packSignatures(signatures), verifier.verify)].map((good) => good === 1)).toEqual(due);
		expect(await threads.verifyMany([])).toEqual([]);
	});

	it('hash blocks as the verifier itself does, whole, changed, or no blocks at all', async () => {
		const { manifest, parts } = await openBundle(await bundleOf(auditedMarket(), { kind: 'all' }));
		const from = 2 + manifest.epochs.length;
		const sections = manifest.blocks.flatMap((cid, at) => {
			const bytes = parts[from + at] as Uint8Array;
			const changed = bytes.slice();
			const last = changed.length - 5;
			changed[last] = (changed[last] as number) ^ 1;
			return [bytes, changed, bytes.subarray(1)].map((each) => ({ cid, bytes: each, node: null }));
		});
		const answers = await Promise.all(sections.map((section) => threads.bindBlock(section)));
		expect(answers).toEqual(sections.map((section) => bindBlock(section, sha256)));
		expect(answers.map(({ cid }) => cid)).toEqual(sections.map((_, n) => n % 3 === 0));
	});

	it('refuse what is asked of them once they are stopped', async () => {
		const stopped = new AuditThreads({ count: 1 });
		const underWay = stopped.verifyMany(signatures).catch(codeOf);
		await stopped.stop();
		expect(await underWay).toBe('WORKER_FAILED');
		expect(await stopped.verifyMany(signatures).catch(codeOf)).toBe('WORKER_FAILED');
	});
});

describe('a verifier that builds no more events than its checks read', () => {
	it('reports the same as one whose every event is listened to', async () => {
		const audited = auditedMarket({ hours: 2 });
		const bundle = await bundleOf(audited, { kind: 'all' });
		const input = { bundle: [bundle], trustRoot: audited.trustRoot };
		const kinds = new Set<string>();
		const onEvent = ({ event }: { readonly event: { readonly kind: string } }) => kinds.add(event.kind);
		const modules = { sha256, verify: verifier.verify };
		const told = await verifyBundle(input, { ...modules, onEvent });
		const { ok, checks, firstFault } = await verifyBundle(input, modules);
		expect(ok).toBe(true);
		expect([...kinds]).toEqual(expect.arrayContaining(['transfer', 'provenance', 'deed-signed']));
		expect(checks).toEqual(told.checks);
		expect(firstFault).toEqual(told.firstFault);
	});
});
