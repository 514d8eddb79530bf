import { webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBrowserVerifier } from '../../../src/renderer/workers/browser-signatures.ts';
import { fromHex } from '../../../src/shared/codec/bytes.ts';
import { verifyBySodiumRule } from '../../../src/shared/signatures/sodium-rule.ts';
import { libsodiumAccepts, speccheckVectors } from '../../../src/shared/signatures/speccheck-vectors.ts';
import { signerOf } from '../../fixtures/engine-node.ts';

const subtle = webcrypto.subtle as unknown as SubtleCrypto;
const vectors = speccheckVectors.map(([message, publicKey, signature]) => ({
	message: fromHex(message),
	publicKey: fromHex(publicKey),
	signature: fromHex(signature),
}));

describe("the browser's own Ed25519", () => {
	it("answers every question on which implementations differ as the network's rule does", async () => {
		const verify = await createBrowserVerifier(subtle);
		expect(await verify(vectors)).toEqual(vectors.map((_, index) => libsodiumAccepts.includes(index)));
	});

	it('answers as our own code does, whatever byte of key, signature or message is changed', async () => {
		const verify = await createBrowserVerifier(subtle);
		const signer = signerOf('someone');
		const sound = fc.uint8Array({ maxLength: 80 }).map((message) => ({
			message,
			publicKey: signer.publicKey,
			signature: signer.sign(message),
		}));
		const question = fc
			.tuple(
				fc.oneof(sound, fc.constantFrom(...vectors)),
				fc.constantFrom('publicKey', 'signature', 'message'),
				fc.nat(),
				fc.integer({ min: 0, max: 255 }),
			)
			.map(([it, part, at, byte]) => {
				const changed = Uint8Array.from(it[part]);
				if (changed.length > 0) changed[at % changed.length] = byte;
				return { ...it, [part]: changed };
			});
		await fc.assert(
			fc.asyncProperty(question, async (asked) => {
				expect(await verify([asked])).toEqual([verifyBySodiumRule(asked.publicKey, asked.message, asked.signature)]);
			}),
			{ numRuns: 300 },
		);
	});

	it('is not asked where it is missing or accepts what the rule refuses', async () => {
		const lax = { importKey: () => Promise.resolve({}), verify: () => Promise.resolve(true) };
		for (const given of [undefined, lax as unknown as SubtleCrypto]) {
			const verify = await createBrowserVerifier(given);
			expect(await verify(vectors)).toEqual(vectors.map((_, index) => libsodiumAccepts.includes(index)));
		}
	});
});
