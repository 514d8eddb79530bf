import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { NO_NETWORK_FAULTS } from '../../src/main/lab/network/network-faults.ts';
import type { LabModules } from '../../src/main/lab/signatures/stand-in-signatures.ts';
import { utf8 } from '../../src/shared/codec/bytes.ts';
import { sha256, simulation } from '../fixtures/simulation.ts';

const ED25519: LabModules = {
	sha256,
	verifier: {
		verify: (publicKey, message, signature) => ed25519.verify(signature, message, publicKey, { zip215: false }),
	},
	signerOf: (validator) => {
		const secret = sha256(utf8(`test key ${validator}`));
		return { publicKey: ed25519.getPublicKey(secret), sign: (message) => ed25519.sign(message, secret) };
	},
};

describe('with real Ed25519 signatures and real encodings', () => {
	it('four validators commit through loss and a restart', () => {
		const network = simulation(
			{
				seed: 3,
				latencyMinMs: 5,
				latencyMaxMs: 20,
				isWireExact: true,
				faults: {
					...NO_NETWORK_FAULTS,
					settledMs: 1500,
					lossPermille: 30,
					outages: [{ replica: 1, fromMs: 400, toMs: 900, effectsBefore: 1 }],
				},
			},
			ED25519,
		);
		network.run(6000, () => network.nodes.every((node) => node.store.height >= 25));
		for (const node of network.nodes) expect(node.store.height).toBeGreaterThanOrEqual(25);
		expect(network.observer.violations).toEqual([]);
		expect(network.observer.refusals.filter((refusal) => refusal.code.includes('SIGNATURE'))).toEqual([]);
	}, 60_000);
});
