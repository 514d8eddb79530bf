import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { studyLeaderCrash } from '../../../../src/main/lab/run/leader-crash.ts';

// Whole runs: long on a machine that has other work.
vi.setConfig({ testTimeout: 60_000 });

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

describe('the crash of the leader that the others wait for', () => {
	it.each([4, 10])('costs C-LBFT one base timeout and four delays, n = %i', (validators) => {
		const figures = studyLeaderCrash({ protocols: ['c-lbft'], validators, seeds: [1, 2] }, sha256);
		// The base is three times the two delays that a certificate takes.
		expect(figures['c-lbft']).toBeLessThanOrEqual(6 + 4);
	});

	it('costs Jolteon its timeout and the delays of its longer way to finality', () => {
		const figures = studyLeaderCrash({ protocols: ['jolteon'], validators: 10, seeds: [1] }, sha256);
		expect(figures.jolteon).toBeGreaterThan(5 + 4);
	});
});
