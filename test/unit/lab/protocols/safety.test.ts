import { describe, expect, it } from 'vitest';
import { type NetworkFaults, NO_NETWORK_FAULTS, type Outage } from '../../../../src/main/lab/network/network-faults.ts';
import { DEFAULT_LOAD, runProtocol } from '../../../../src/main/lab/network/run-protocol.ts';
import { hotStuff } from '../../../../src/main/lab/protocols/hotstuff/hotstuff.ts';
import { carousel, jolteon, jolteonReputation } from '../../../../src/main/lab/protocols/jolteon/jolteon.ts';
import { libraBft } from '../../../../src/main/lab/protocols/libra-bft/libra-bft.ts';
import { pbft } from '../../../../src/main/lab/protocols/pbft/pbft.ts';
import { raft } from '../../../../src/main/lab/protocols/raft/raft.ts';
import type { Protocol } from '../../../../src/main/lab/protocols/replica.ts';
import { Random } from '../../../../src/main/lab/random.ts';

const SETTLED_MS = 20_000;
const SEEDS = Array.from({ length: 16 }, (_, place) => place + 1);

interface Subject {
	readonly protocol: Protocol;
	/**
	 * Virtual time after the network settled by which a quorum decides again. The pacemaker's back-off rules it: a dead
	 * leader's round lasts LibraBFT v2 a time that grows with the square of the rounds since the last commit.
	 */
	readonly recoveryMs: number;
	/** One identity may run twice and say different things; Raft does not claim to bear that. */
	readonly bearsTwins: boolean;
}

const SUBJECTS: readonly Subject[] = [
	{ protocol: libraBft as Protocol, recoveryMs: 3_600_000, bearsTwins: true },
	{ protocol: hotStuff as Protocol, recoveryMs: 120_000, bearsTwins: true },
	{ protocol: jolteon as Protocol, recoveryMs: 60_000, bearsTwins: true },
	{ protocol: jolteonReputation as Protocol, recoveryMs: 60_000, bearsTwins: true },
	{ protocol: carousel as Protocol, recoveryMs: 60_000, bearsTwins: true },
	{ protocol: pbft as Protocol, recoveryMs: 60_000, bearsTwins: true },
	{ protocol: raft as Protocol, recoveryMs: 60_000, bearsTwins: false },
];

/** f lasting faults of any kind, outages of any others, partitions, loss, duplicates and overtaking until it settles. */
function randomFaults(random: Random, size: number, bearsTwins: boolean): { faults: NetworkFaults; honest: number[] } {
	const order = Array.from({ length: size }, (_, index) => index);
	for (let i = size - 1; i > 0; i--) {
		const other = random.between(0, i);
		[order[i], order[other]] = [order[other] as number, order[i] as number];
	}
	const faulty = Math.floor((size - 1) / 3);
	const kinds = ['crash', 'mute', 'flap', 'slow', ...(bearsTwins ? ['twin'] : [])];
	const struck = order.slice(0, faulty).map((replica) => ({ replica, kind: random.pick(kinds) }));
	const ofKind = (kind: string) => struck.filter((fault) => fault.kind === kind).map(({ replica }) => replica);
	const crashed = new Set(ofKind('crash'));
	const outages: Outage[] = [...crashed].map((replica) => ({
		replica,
		fromMs: random.between(0, SETTLED_MS),
		toMs: Number.POSITIVE_INFINITY,
	}));
	for (let i = random.between(0, size); i > 0; i--) {
		const replica = random.between(0, size - 1);
		const fromMs = random.between(0, SETTLED_MS - 5_000);
		if (!crashed.has(replica)) outages.push({ replica, fromMs, toMs: fromMs + random.between(100, 4_900) });
	}
	const partitions = Array.from({ length: random.between(0, 2) }, () => {
		const fromMs = random.between(0, SETTLED_MS - 5_000);
		const cut = random.between(1, size - 1);
		return { fromMs, toMs: fromMs + random.between(500, 5_000), groups: [order.slice(0, cut), order.slice(cut)] };
	});
	return {
		faults: {
			...NO_NETWORK_FAULTS,
			outages,
			partitions,
			mute: ofKind('mute'),
			flapping: ofKind('flap'),
			slow: ofKind('slow'),
			twins: ofKind('twin'),
			lossPermille: random.pick([0, 10, 50, 200]),
			duplicatePermille: random.pick([0, 50]),
			reorderPermille: random.pick([0, 50]),
			settledMs: SETTLED_MS,
		},
		honest: order.slice(faulty),
	};
}

describe.each(SUBJECTS)('$protocol.name under random faults', ({ protocol, recoveryMs, bearsTwins }) => {
	it.each(SEEDS)('no two replicas differ at a height and a quorum goes on: seed %i', (seed) => {
		const random = new Random(seed * 7_919);
		const size = random.pick([4, 7, 10]);
		const { faults, honest } = randomFaults(random, size, bearsTwins);
		const record = runProtocol(protocol, {
			size,
			seed,
			latency: random.pick(['unit', 'five-regions'] as const),
			load: DEFAULT_LOAD,
			fault: faults,
			faulty: 0,
			rounds: 400,
			untilMs: SETTLED_MS + recoveryMs,
		});
		expect(record.violations).toEqual([]);
		const afterwards = record.decisions.filter(({ quorumAtMs }) => quorumAtMs > SETTLED_MS);
		expect(afterwards.length).toBeGreaterThan(0);
		const settledHeight = record.decisions.length - afterwards.length;
		for (const replica of honest) {
			const lacking = record.decisions
				.slice(0, settledHeight)
				.filter((decision) => decision.decidedAtMs[replica] === Number.POSITIVE_INFINITY);
			expect(lacking, `replica ${replica} never learnt what was decided before the network settled`).toEqual([]);
		}
	});
});
