import { describe, expect, it } from 'vitest';
import { NO_NETWORK_FAULTS } from '../../../../src/main/lab/network/network-faults.ts';
import { DEFAULT_LOAD, runProtocol } from '../../../../src/main/lab/network/run-protocol.ts';
import type { RunRecord } from '../../../../src/main/lab/network/run-record.ts';
import { hotStuff } from '../../../../src/main/lab/protocols/hotstuff/hotstuff.ts';
import { carousel, jolteon, jolteonReputation } from '../../../../src/main/lab/protocols/jolteon/jolteon.ts';
import { libraBft } from '../../../../src/main/lab/protocols/libra-bft/libra-bft.ts';
import { pbft } from '../../../../src/main/lab/protocols/pbft/pbft.ts';
import { raft } from '../../../../src/main/lab/protocols/raft/raft.ts';
import type { Protocol } from '../../../../src/main/lab/protocols/replica.ts';
import type { LabFault } from '../../../../src/shared/contract/lab-terms.ts';

const PROTOCOLS = [libraBft, hotStuff, jolteon, jolteonReputation, carousel, pbft, raft] as Protocol[];
const FAULTS = ['crash', 'mute', 'flap', 'slow'] as const;
const SEEDS = [1, 2, 3];

interface Case {
	readonly size: number;
	readonly fault: LabFault;
	readonly rounds: number;
	readonly seed: number;
}

/** Strikes f of the validators, drawn from the seed, for good and from the start. */
function struckRun<M>(protocol: Protocol<M>, { size, fault, rounds, seed }: Case): RunRecord {
	const faulty = Math.floor((size - 1) / 3);
	return runProtocol(protocol, {
		size,
		seed,
		latency: 'unit',
		load: DEFAULT_LOAD,
		fault,
		faulty,
		rounds,
		untilMs: 1_000_000_000,
	});
}

/** Share of the rounds from `warmUp` on without a final block. */
function lostShare({ decisions }: RunRecord, warmUp = 0): number {
	const last = decisions[decisions.length - 1]?.round ?? 0;
	const kept = decisions.filter(({ round }) => round > warmUp);
	return 1 - kept.length / (last - warmUp);
}

function meanLost<M>(protocol: Protocol<M>, run: Omit<Case, 'seed'>, warmUp = 0): number {
	const shares = SEEDS.map((seed) => lostShare(struckRun(protocol, { ...run, seed }), warmUp));
	return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

describe.each(PROTOCOLS)('$name with f validators struck', (protocol) => {
	it.each(FAULTS)('goes on and agrees: %s', (fault) => {
		for (const size of [4, 10]) {
			const record = struckRun(protocol, { size, fault, rounds: 300, seed: 11 });
			expect(record.violations).toEqual([]);
			expect(record.struck).toHaveLength(Math.floor((size - 1) / 3));
			expect(record.decisions.at(-1)?.round).toBeGreaterThanOrEqual(300);
			const silent = fault === 'crash' || fault === 'mute';
			if (silent) for (const { proposer } of record.decisions) expect(record.struck).not.toContain(proposer);
		}
	});
});

describe('what each election and pacemaker makes of silent leaders', () => {
	it.each([libraBft, hotStuff, jolteon] as Protocol[])(
		'$name loses the struck share of rounds for good',
		(protocol) => {
			for (const fault of ['crash', 'mute'] as const) {
				const lost = meanLost(protocol, { size: 10, fault, rounds: 600 });
				expect(lost).toBeGreaterThan(0.22);
				expect(lost).toBeLessThan(0.38);
			}
		},
	);

	it('HotStuff keeps its replicas together where several silent leaders follow each other', () => {
		const { decisions, durationMs } = struckRun(hotStuff, { size: 31, fault: 'mute', rounds: 400, seed: 3 });
		expect(decisions.filter(({ round }) => round <= 400).length).toBeGreaterThan(240);
		// A round of two silent leaders waits for two timers: nothing near the many hundreds of delays of a long back-off.
		expect(durationMs / 400).toBeLessThan(1_000);
	});

	it('leaders that leave out half of their proposals cost half as much', () => {
		const lost = meanLost(jolteon, { size: 10, fault: 'flap', rounds: 600 });
		expect(lost).toBeGreaterThan(0.09);
		expect(lost).toBeLessThan(0.21);
	});

	it('Carousel leaves crashed leaders out, but elects mute ones more often than turns would', () => {
		expect(meanLost(carousel, { size: 10, fault: 'crash', rounds: 600 })).toBeLessThan(0.02);
		const mute = meanLost(carousel, { size: 10, fault: 'mute', rounds: 600 });
		expect(mute).toBeGreaterThan(meanLost(jolteon, { size: 10, fault: 'mute', rounds: 600 }) + 0.02);
	});

	it('reputation learns: fewer rounds are lost once failures are in its window, crashed leaders nearly none', () => {
		const run = { size: 10, rounds: 800 } as const;
		expect(meanLost(jolteonReputation, { ...run, fault: 'crash' }, 300)).toBeLessThan(0.02);
		const mute = meanLost(jolteonReputation, { ...run, fault: 'mute' }, 300);
		expect(mute).toBeGreaterThan(0.01);
		expect(mute).toBeLessThan(0.15);
	});

	it('a stable leader costs nothing once it is honest', () => {
		for (const fault of ['crash', 'mute'] as const)
			for (const protocol of [pbft, raft] as Protocol[])
				expect(meanLost(protocol, { size: 10, fault, rounds: 600 })).toBeLessThan(0.02);
	});

	it('a primary whose messages outlast the timers now and then is replaced by the next one', () => {
		const { decisions, violations } = runProtocol(pbft, {
			size: 10,
			seed: 5,
			latency: 'unit',
			load: DEFAULT_LOAD,
			fault: { ...NO_NETWORK_FAULTS, slow: [0] },
			faulty: 1,
			rounds: 600,
			untilMs: 1_000_000,
		});
		expect(violations).toEqual([]);
		expect(decisions[decisions.length - 1]?.proposer).toBe(1);
	});
});
