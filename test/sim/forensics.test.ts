import { describe, expect, it } from 'vitest';
import { findCulprits } from '../../src/main/core/forensics/culprits.ts';
import { labEpoch } from '../../src/main/lab/protocols/c-lbft/lab-epoch.ts';
import { forkHeightOf, forkNetworks, sideOf, TWO_FACED } from '../fixtures/forked-networks.ts';
import { FAST, sha256 } from '../fixtures/simulation.ts';

const EPOCH = labEpoch({ validators: 4 }, sha256);
const SCOPE = {
	chainId: EPOCH.chainId,
	epoch: EPOCH.epoch,
	publicKeys: EPOCH.validators.map(({ publicKey }) => publicKey),
	genesisId: EPOCH.genesisId,
};
const MODULES = { sha256, verify: FAST.verifier.verify.bind(FAST.verifier) };

describe('a fork that f + 1 of four validators make in a running network', () => {
	it.each(Array.from({ length: 24 }, (_, i) => i + 1))('is theirs by proof, and nobody else’s: seed %i', (seed) => {
		const forked = forkNetworks(
			{ seed, lossPermille: [0, 30, 100][seed % 3] as number },
			{ forkMs: 150 + 37 * seed, standstillMs: [0, 700, 2500, 8000][seed % 4] as number, untilMs: 30_000 },
		);
		const height = forkHeightOf(forked);
		expect(height).not.toBeNull();
		const from = height as number;
		const report = findCulprits(sideOf(forked.left, from), sideOf(forked.right, from), SCOPE, MODULES);
		expect(report.forkHeight).toBe(from);
		expect([...new Set(report.culprits.map(({ validator }) => validator))]).toEqual(TWO_FACED);
		expect(report.isEnough).toBe(true);
	});

	it('is theirs as soon as the first block differs, whatever came to be stored after it', () => {
		for (let untilMs = 40; untilMs <= 400; untilMs += 20) {
			const forked = forkNetworks({ seed: 31 }, { forkMs: 400, standstillMs: 900, untilMs });
			const height = forkHeightOf(forked);
			if (height === null) continue;
			const report = findCulprits(sideOf(forked.left, height), sideOf(forked.right, height), SCOPE, MODULES);
			expect([...new Set(report.culprits.map(({ validator }) => validator))], `${untilMs} ms`).toEqual(TWO_FACED);
		}
	});
});
