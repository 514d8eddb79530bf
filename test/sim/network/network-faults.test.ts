import { describe, expect, it } from 'vitest';
import { createLatency } from '../../../src/main/lab/network/latency.ts';
import { namedFault, struckReplicas } from '../../../src/main/lab/network/network-faults.ts';
import type { ReplicaPort } from '../../../src/main/lab/protocols/replica.ts';
import { runToy, straightLatency, type ToyMessage, toy } from '../../fixtures/toy-protocol.ts';

/** Every replica sends message number i to all at i ms. */
function chatter(count: number) {
	const sent = new Map<number, number>();
	const say = (port: ReplicaPort<ToyMessage>) => {
		const next = sent.get(port.self) ?? 0;
		if (next >= count) return;
		sent.set(port.self, next + 1);
		port.broadcast(toy(String(next)));
		port.setTimer('say', 1);
	};
	return { start: say, timer: say };
}

describe('loss, duplication and reordering', () => {
	it('lose the stated share until the network settles, and nothing after', () => {
		const run = (lossPermille: number) =>
			runToy({ size: 4, untilMs: 600, behaviour: chatter(500), faults: { lossPermille, settledMs: 400 } }).arrived;
		const lost = 4 * 3 * 400 - run(300).filter(({ at }) => at < 401_000).length;
		expect(lost / (4 * 3 * 400)).toBeGreaterThan(0.25);
		expect(lost / (4 * 3 * 400)).toBeLessThan(0.35);
		expect(run(300).filter(({ at }) => at >= 401_000)).toHaveLength(4 * 3 * 100);
		expect(run(1000).filter(({ at }) => at < 401_000)).toEqual([]);
	});

	it('bring the stated share twice', () => {
		const { arrived } = runToy({
			size: 2,
			untilMs: 1_100,
			behaviour: chatter(1_000),
			faults: { duplicatePermille: 200, settledMs: 10_000 },
		});
		const extra = arrived.length - 2 * 1_000;
		expect(extra / 2_000).toBeGreaterThan(0.15);
		expect(extra / 2_000).toBeLessThan(0.25);
	});

	it('let later messages overtake the share that is held up', () => {
		const { arrived } = runToy({
			size: 2,
			untilMs: 1_100,
			behaviour: chatter(1_000),
			faults: { reorderPermille: 100, settledMs: 10_000 },
		});
		const heldUp = arrived.filter(({ at, name }) => at === (Number(name) + 5) * 1_000);
		expect(heldUp.length / 2_000).toBeGreaterThan(0.06);
		expect(heldUp.length / 2_000).toBeLessThan(0.14);
		const numbers = arrived.filter(({ to }) => to === 1).map(({ name }) => Number(name));
		expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b));
	});
});

describe('a partition', () => {
	it('lets messages pass within a group only, while it lasts', () => {
		const partitions = [{ fromMs: 10, toMs: 20, groups: [[0, 1], [2]] }];
		const { arrived } = runToy({ size: 4, untilMs: 40, behaviour: chatter(30), faults: { partitions } });
		const during = arrived.filter(({ name }) => Number(name) >= 10 && Number(name) < 20);
		expect(new Set(during.map(({ from, to }) => `${from}>${to}`))).toEqual(new Set(['0>1', '1>0']));
		expect(arrived.length - during.length).toBe(4 * 3 * 20);
	});
});

describe('an outage', () => {
	it('loses what arrives meanwhile and every timer; the replica then restarts', () => {
		const log: string[] = [];
		const { arrived } = runToy({
			size: 2,
			untilMs: 100,
			faults: { outages: [{ replica: 1, fromMs: 10, toMs: 20 }] },
			behaviour: {
				start: (port) => {
					if (port.self === 0) port.setTimer('say', 1);
					else port.setTimer('late', 15);
				},
				timer: (port, name) => {
					log.push(`${port.self} ${name} ${port.nowMs()}`);
					if (port.self !== 0 || port.nowMs() >= 40) return;
					port.broadcast(toy(String(port.nowMs())));
					port.setTimer('say', 1);
				},
				restart: (port) => {
					log.push(`${port.self} restart ${port.nowMs()}`);
				},
			},
		});
		expect(log.filter((line) => line.startsWith('1'))).toEqual(['1 restart 20']);
		const heard = arrived.map(({ at }) => at / 1_000);
		expect(heard.filter((at) => at >= 10 && at < 20)).toEqual([]);
		expect(heard.filter((at) => at < 10).length + heard.filter((at) => at >= 20).length).toBe(heard.length);
		expect(heard).toContain(9);
		expect(heard).toContain(21);
	});

	it('from the start means that the replica never says a word', () => {
		const outages = [{ replica: 1, fromMs: 0, toMs: Number.POSITIVE_INFINITY }];
		const { arrived } = runToy({ size: 3, untilMs: 20, behaviour: chatter(5), faults: { outages } });
		expect(arrived.filter(({ from, to }) => from === 1 || to === 1)).toEqual([]);
		expect(arrived).toHaveLength(2 * 5);
	});
});

describe('an outage in the midst of a step', () => {
	/** What replica 0 says and goes through, when it is asked to die after two effects and gets to the second or not. */
	function lives(effectsUntilDeath: number) {
		const log: string[] = [];
		let left = Number.POSITIVE_INFINITY;
		const { arrived } = runToy({
			size: 2,
			untilMs: 40,
			faults: { outages: [{ replica: 0, fromMs: 10, toMs: 20, effectsBefore: 2 }] },
			behaviour: {
				start: (port) => port.setTimer('say', 15),
				timer: (port) => {
					for (const name of ['a', 'b', 'c']) {
						if (port.self !== 0) continue;
						if (left === 0) {
							port.die();
							return;
						}
						left -= 1;
						port.send(1, toy(`${name} at ${port.nowMs()}`));
					}
					port.setTimer('say', 15);
				},
				crashAfter: (port, effects) => {
					log.push(`crash after ${effects} at ${port.nowMs()}`);
					left = effectsUntilDeath;
				},
				stop: (port) => log.push(`${port.self} stops at ${port.nowMs()}`),
				restart: (port) => {
					log.push(`${port.self} restarts at ${port.nowMs()}`);
					left = Number.POSITIVE_INFINITY;
					port.setTimer('say', 15);
				},
			},
		});
		return { log, said: arrived.filter(({ to }) => to === 1).map(({ name }) => name) };
	}

	it('comes after that many of its effects, and ends as any other', () => {
		expect(lives(2)).toEqual({
			log: ['crash after 2 at 10', '0 stops at 15', '0 restarts at 20'],
			said: ['a at 15', 'b at 15', 'a at 35', 'b at 35', 'c at 35'],
		});
	});

	it('comes with its end at the latest', () => {
		expect(lives(9).log).toEqual(['crash after 2 at 10', '0 stops at 20', '0 restarts at 20']);
	});
});

describe('outages of one replica that overlap', () => {
	it('leave it down for good when one of them is for good', () => {
		const outages = [
			{ replica: 1, fromMs: 5, toMs: 20 },
			{ replica: 1, fromMs: 10, toMs: Number.POSITIVE_INFINITY },
		];
		const { arrived } = runToy({ size: 2, untilMs: 60, behaviour: chatter(50), faults: { outages } });
		expect(Math.max(...arrived.filter(({ to }) => to === 1).map(({ at }) => at))).toBeLessThan(6_000);
	});
});

describe('what an experiment plans', () => {
	it('happens at its time, and ends an outage that nothing else would', () => {
		const { network, arrived } = runToy({
			size: 2,
			untilMs: 10,
			behaviour: chatter(50),
			faults: { outages: [{ replica: 1, fromMs: 5, toMs: Number.POSITIVE_INFINITY }] },
		});
		const before = arrived.length;
		network.after(5, () => network.comeBack(1));
		network.run(30, () => false);
		const heard = arrived.slice(before).filter(({ to }) => to === 1);
		expect(heard[0]).toMatchObject({ at: 15_000, name: '14' });
	});
});

describe('mute and flapping replicas', () => {
	it('leave out all, and about half, of their proposals, the same ones in each run', () => {
		const withheld = (seed: number) => {
			const rounds: string[] = [];
			runToy({
				size: 3,
				seed,
				untilMs: 1,
				faults: { mute: [0], flapping: [1] },
				behaviour: {
					start: (port) => {
						for (let round = 1; round <= 1_000; round++)
							if (port.withholds(round)) rounds.push(`${port.self}/${round}`);
					},
				},
			});
			return rounds;
		};
		const rounds = withheld(3);
		expect(rounds.filter((line) => line.startsWith('0/'))).toHaveLength(1_000);
		expect(rounds.filter((line) => line.startsWith('2/'))).toHaveLength(0);
		const flapped = rounds.filter((line) => line.startsWith('1/')).length;
		expect(flapped).toBeGreaterThan(430);
		expect(flapped).toBeLessThan(570);
		expect(withheld(3)).toEqual(rounds);
		expect(withheld(4)).not.toEqual(rounds);
	});
});

describe('a slow replica', () => {
	it('is late by one to nine expected delays, at all receivers alike', () => {
		const { arrived } = runToy({ size: 3, untilMs: 400, behaviour: chatter(300), faults: { slow: [0] } });
		const late = arrived.filter(({ from }) => from === 0).map(({ at, name }) => at - (Number(name) + 1) * 1_000);
		expect(Math.min(...late)).toBe(1_000);
		expect(Math.max(...late)).toBe(9_000);
		for (let number = 0; number < 300; number++) {
			const times = arrived.filter(({ from, name }) => from === 0 && name === String(number)).map(({ at }) => at);
			expect(new Set(times).size).toBe(1);
		}
		expect(arrived.filter(({ from, at, name }) => from === 1 && at !== (Number(name) + 1) * 1_000)).toEqual([]);
	});
});

describe('twins', () => {
	it('are two replicas of one name, each of which hears about half', () => {
		const { arrived, network, heard } = runToy({
			size: 3,
			untilMs: 500,
			behaviour: chatter(300),
			faults: { twins: [2] },
		});
		// The twins share one counter in this test, so that they send 300 messages between them.
		expect(arrived.filter(({ from }) => from === 2).length).toBe(2 * 300);
		expect(heard.filter(({ to }) => to === 2)).toHaveLength(2 * 300);
		expect(network.messagesSent[2]).toBe(2 * 300);
	});
});

describe('clock skew', () => {
	it('moves each replica’s own clock by a constant within the bound, and virtual time not at all', () => {
		const skews = new Map<number, Set<number>>();
		runToy({
			size: 8,
			untilMs: 50,
			faults: { clockSkewMs: 40 },
			behaviour: {
				start: (port) => port.setTimer('tick', 1),
				timer: (port) => {
					const known = skews.get(port.self) ?? new Set();
					skews.set(port.self, known.add(port.clockMs() - port.nowMs()));
					port.setTimer('tick', 1);
				},
			},
		});
		for (const own of skews.values()) expect(own.size).toBe(1);
		const all = [...skews.values()].flatMap((own) => [...own]);
		expect(Math.max(...all.map(Math.abs))).toBeLessThanOrEqual(40);
		expect(new Set(all).size).toBeGreaterThan(3);
	});
});

describe('the lab’s named faults', () => {
	it('strike as many replicas as asked for, drawn by the seed', () => {
		const struck = struckReplicas(31, 10, 5);
		expect(new Set(struck).size).toBe(10);
		expect(struckReplicas(31, 10, 5)).toEqual(struck);
		expect(struckReplicas(31, 10, 6)).not.toEqual(struck);
		expect(namedFault('crash', [1, 4], 0).outages.map(({ replica }) => replica)).toEqual([1, 4]);
		expect(namedFault('slow', [1, 4], 0).slow).toEqual([1, 4]);
	});
});

describe('the lab’s networks', () => {
	it('keep their mean: drawn delays of five regions and of a local network agree with what is stated', () => {
		for (const name of ['lan', 'five-regions'] as const) {
			const { arrived } = runToy({
				size: 10,
				untilMs: 900,
				latency: { ...createLatency(name, 10), hasCpuCost: false, linkBitsPerSecond: null },
				behaviour: chatter(300),
			});
			const delays = arrived.map(({ at, name: number }) => at - Number(number) * 1_000);
			const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
			expect(Math.abs(mean / createLatency(name, 10).meanUs - 1)).toBeLessThan(0.02);
			expect(Math.max(...delays)).toBeLessThanOrEqual(createLatency(name, 10).expectedUs);
		}
		expect(straightLatency().meanUs).toBe(1_000);
	});
});
