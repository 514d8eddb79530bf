import { describe, expect, it } from 'vitest';
import { NO_NETWORK_FAULTS } from '../../src/main/lab/network/network-faults.ts';
import { randomFaults } from '../../src/main/lab/network/random-faults.ts';
import { changeTransaction, type SimulatedChange } from '../../src/main/lab/nodes/simulated-state.ts';
import { KEY_STEP, type Simulation } from '../../src/main/lab/nodes/simulation.ts';
import { LAB_PARAMETERS } from '../../src/main/lab/protocols/c-lbft/lab-epoch.ts';
import { Random } from '../../src/main/lab/random.ts';
import { simulation } from '../fixtures/simulation.ts';

const SLOWER = { ...LAB_PARAMETERS, idleIntervalMs: 1500 };

function change(network: Simulation, ...changes: readonly SimulatedChange[]): void {
	for (const each of changes) network.submit(changeTransaction(each));
}

const epochs = (network: Simulation): number[] => network.honest.map((node) => node.store.epoch.epoch);

describe('an epoch', () => {
	it('ends four blocks after a change, and the next one starts with the state, heights and credit it left', () => {
		const network = simulation();
		network.run(500);
		change(network, { kind: 'parameters', parameters: SLOWER });
		network.run(3000);
		expect(epochs(network)).toEqual([1, 1, 1, 1]);
		const store = network.nodes[0]?.store;
		const { startHeight, parameters } = store?.epoch ?? { startHeight: 0, parameters: null };
		expect(parameters).toEqual(SLOWER);
		const carrier = Array.from({ length: startHeight }, (_, i) => store?.at(i + 1)).find((block) =>
			block?.block.transactions.some((each) => each[0] === 0x82),
		);
		expect(startHeight).toBe((carrier?.block.header.height ?? 0) + 4);
		expect(store?.at(startHeight)?.block.header.epoch).toBe(0);
		const first = store?.at(startHeight + 1)?.block.header;
		expect([first?.epoch, first?.round, first?.parentQc.round]).toEqual([1, 1, 0]);
		expect(first?.stateRoot).toEqual(store?.at(startHeight)?.stateRoot);
		expect(network.observer.violations).toEqual([]);
	});

	it('ends in an idle network as well, without waiting for work', () => {
		const network = simulation({ transactionEveryMs: 0 });
		network.run(100);
		change(network, { kind: 'parameters', parameters: SLOWER });
		network.run(1100);
		expect(epochs(network)).toEqual([1, 1, 1, 1]);
	});

	it('lets a validator join, leave and change its key, and only who is in the set signs', () => {
		const network = simulation({ joiners: 1 });
		network.run(500);
		change(network, { kind: 'join', validator: network.identityOf(4) });
		network.run(3000);
		change(network, { kind: 'leave', id: 'v1' });
		network.run(5000);
		change(network, { kind: 'rotate', id: 'v2', publicKey: network.identityOf(2, 2 + KEY_STEP).publicKey });
		network.run(9000);
		expect(epochs(network)).toEqual([3, 3, 3, 3, 3]);
		const store = network.nodes[0]?.store;
		expect(store?.epoch.validators.map(({ id }) => id)).toEqual(['v0', 'v2', 'v3', 'v4']);
		expect(network.nodes[1]?.consensus).toBeNull();
		const heights = network.nodes.map((node) => node.store.height);
		expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(40);
		const recent = Array.from({ length: 30 }, (_, i) => store?.at(store.height - i)?.block.header);
		expect(new Set(recent.map((header) => header?.proposer))).toEqual(new Set([0, 1, 2, 3]));
		expect(network.observer.violations).toEqual([]);
	});

	it('takes in further changes until its last block, and gives them to one next epoch', () => {
		const network = simulation({ joiners: 1 });
		network.run(500);
		change(network, { kind: 'join', validator: network.identityOf(4) }, { kind: 'parameters', parameters: SLOWER });
		network.run(3000);
		expect(epochs(network)).toEqual([1, 1, 1, 1, 1]);
		expect(network.nodes[4]?.store.epoch.parameters).toEqual(SLOWER);
		expect(network.nodes[4]?.consensus?.status().round).toBeGreaterThan(3);
	});

	it('is caught up with by a validator that missed several, through blocks and handovers of its peers', () => {
		const faults = { ...NO_NETWORK_FAULTS, outages: [{ replica: 3, fromMs: 300, toMs: 9000 }] };
		const network = simulation({ faults });
		for (const idleIntervalMs of [1100, 1200, 1300, 1400]) {
			network.run(network.nowMs + 2000);
			change(network, { kind: 'parameters', parameters: { ...LAB_PARAMETERS, idleIntervalMs } });
		}
		network.run(8999);
		expect(network.nodes[3]?.store.epoch.epoch).toBe(0);
		network.run(13_000);
		expect(epochs(network)).toEqual([4, 4, 4, 4]);
		const heights = network.nodes.map((node) => node.store.height);
		expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(5);
		expect(network.observer.violations).toEqual([]);
	});
});

describe('a handover under faults', () => {
	/** Nodes 0…3 validate at first, 4 and 5 may join; any of them may be down, cut off or slow at any time. */
	function problemsOf(seed: number): string[] {
		const settledMs = 6000;
		const faults = randomFaults(new Random(seed), 4, settledMs);
		const network = simulation({
			seed,
			joiners: 2,
			latencyMinMs: 2,
			latencyMaxMs: 30,
			executionMs: 3,
			transactionEveryMs: 150,
			faults,
			isWireExact: seed % 10 === 0,
		});
		const random = new Random(seed + 1_000_000);
		const plan: SimulatedChange[] = [
			{ kind: 'join', validator: network.identityOf(4) },
			{ kind: 'parameters', parameters: SLOWER },
			{ kind: 'rotate', id: 'v0', publicKey: network.identityOf(0, KEY_STEP).publicKey },
			{ kind: 'join', validator: network.identityOf(5) },
			{ kind: 'leave', id: 'v1' },
		];
		for (const each of plan) {
			network.run(network.nowMs + random.between(50, 1500));
			change(network, each);
		}
		network.run(Math.max(settledMs, network.nowMs));
		for (const each of plan) change(network, each);
		const goal = Math.max(...network.honest.map((node) => node.store.height)) + 20;
		const isDone = () => network.honest.every((node) => node.store.height >= goal && node.store.epoch.epoch > 0);
		network.run(network.nowMs + 60_000, isDone);
		const stuck = network.honest
			.filter((node) => node.store.height < goal || node.store.epoch.epoch === 0)
			.map(
				(node) =>
					`node ${node.index} stands at height ${node.store.height} of ${goal}, epoch ${node.store.epoch.epoch}`,
			);
		return [...network.observer.violations, ...stuck].map((problem) => `seed ${seed}: ${problem}`);
	}

	for (let batch = 0; batch < 4; batch++) {
		it(`never forks, never signs twice, gives all the same state and goes on, seeds from ${1 + 15 * batch}`, () => {
			const seeds = Array.from({ length: 15 }, (_, i) => 1 + 15 * batch + i);
			expect(seeds.flatMap(problemsOf)).toEqual([]);
		}, 60_000);
	}
});

describe('a restart at every boundary of a handover', () => {
	/** Kills `victims` before their effect number `boundary` after the change, starts them again 200 ms later. */
	function problemsAt(boundary: number, victims: readonly number[]): string[] {
		let from: number[] | null = null;
		const effects = [0, 0, 0, 0];
		const network: Simulation = simulation({
			seed: boundary,
			latencyMinMs: 5,
			latencyMaxMs: 9,
			executionMs: 1,
			transactionEveryMs: 40,
			killBefore: (node) => {
				const count = (effects[node] ?? 0) + 1;
				effects[node] = count;
				if (!from || !victims.includes(node) || count - (from[node] ?? 0) !== boundary + 1) return false;
				network.restart(node, 200);
				return true;
			},
		});
		network.run(200);
		change(network, { kind: 'rotate', id: 'v2', publicKey: network.identityOf(2, 2 + KEY_STEP).publicKey });
		// The epoch is about to end: from here a validator goes through less than a hundred effects to the next one.
		network.run(60_000, () => network.nodes.some((node) => node.store.epochEndsAt === node.store.height));
		from = [...effects];
		const goal = Math.max(...network.nodes.map((node) => node.store.height)) + 12;
		network.run(network.nowMs + 30_000, () => network.nodes.every((node) => node.store.height >= goal));
		const stuck = network.nodes
			.filter((node) => node.store.height < goal || node.store.epoch.epoch !== 1)
			.map((node) => `node ${node.index} is stuck in epoch ${node.store.epoch.epoch} at ${node.store.height}`);
		return [...network.observer.violations, ...stuck];
	}

	const BOUNDARIES = 80;

	it('goes on where it was: one validator', () => {
		for (let boundary = 0; boundary < BOUNDARIES; boundary++)
			expect(problemsAt(boundary, [boundary % 4]), `boundary ${boundary}`).toEqual([]);
	}, 60_000);

	it('goes on where it was: all validators', () => {
		for (let boundary = 0; boundary < BOUNDARIES; boundary++)
			expect(problemsAt(boundary, [0, 1, 2, 3]), `boundary ${boundary}`).toEqual([]);
	}, 60_000);
});
