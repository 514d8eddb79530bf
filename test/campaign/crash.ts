import { NO_NETWORK_FAULTS } from '../../src/main/lab/network/network-faults.ts';
import type { Simulation, SimulationOptions } from '../../src/main/lab/nodes/simulation.ts';
import { LAB_PARAMETERS } from '../../src/main/lab/protocols/c-lbft/lab-epoch.ts';
import { simulation } from '../fixtures/simulation.ts';

export interface CrashSummary {
	readonly kind: 'crash';
	readonly seed: number;
	/** Rounds of the undisturbed run. */
	readonly rounds: number;
	readonly timeouts: number;
	readonly lateVotes: number;
	readonly blocksSynced: number;
	/** Effects of all validators in the undisturbed run. */
	readonly effects: number;
	/** Those before which a death differs from a death before the one that follows: see `isBoundary`. */
	readonly boundaries: number;
	/** Runs with one kill each: one validator, or all at once. */
	readonly runs: number;
	readonly violations: readonly string[];
}

export interface CrashOptions {
	readonly seed: number;
	/** First boundary of each validator to try. */
	readonly from: number;
	/** How many of each validator's boundaries to try, evenly spread; 0: all. */
	readonly boundaries: number;
	/** Who dies, null: each validator alone, then all at once at the boundaries of each. */
	readonly victims: readonly (readonly number[])[] | null;
}

const ALL = [0, 1, 2, 3];
/** Virtual time of the disturbed part, ms: several dozen rounds. */
const RUN_MS = 800;
const SETTLED_MS = 600;
const RESTART_MS = 120;
/** Virtual time within which all must have gone on after it, ms. */
const LIMIT_MS = 40_000;
const MAX_VIOLATIONS = 20;

/** Loss, a validator cut off for a while and short timeouts: rounds fail, votes come late, blocks are fetched. */
function disturbed(seed: number, killBefore: SimulationOptions['killBefore']): Simulation {
	return simulation({
		seed,
		latencyMinMs: 2,
		latencyMaxMs: 14,
		executionMs: 2,
		transactionEveryMs: 15,
		parameters: { ...LAB_PARAMETERS, baseTimeoutMinMs: 50, baseTimeoutInitialMs: 70, baseTimeoutMaxMs: 200 },
		faults: {
			...NO_NETWORK_FAULTS,
			settledMs: SETTLED_MS,
			lossPermille: 40,
			duplicatePermille: 30,
			partitions: [{ fromMs: 150, toMs: 330, groups: [[0, 1, 2], [3]] }],
		},
		killBefore,
	});
}

/** Kills before every boundary of a run in turn, restarts, and checks that nothing was signed twice and all go on. */
export function runCrashes({ seed, from, boundaries, victims }: CrashOptions): CrashSummary {
	const rehearsal = rehearse(seed);
	const violations: string[] = [];
	let runs = 0;
	for (const group of victims ?? [...ALL.map((node) => [node]), ALL]) {
		for (const trigger of group) {
			for (const effect of spread((rehearsal.boundaries[trigger] ?? []).slice(from), boundaries)) {
				runs += 1;
				const problems = problemsOf(seed, trigger, effect, group);
				if (problems.length > 0 && violations.length < MAX_VIOLATIONS)
					violations.push(
						`seed ${seed}: validators ${group} killed before effect ${effect} of ${trigger}: ${problems.join('; ')}`,
					);
			}
		}
	}
	const { effects, rounds, timeouts, lateVotes, blocksSynced } = rehearsal;
	const count = rehearsal.boundaries.reduce((sum, own) => sum + own.length, 0);
	return {
		kind: 'crash',
		seed,
		rounds,
		timeouts,
		lateVotes,
		blocksSynced,
		effects,
		boundaries: count,
		runs,
		violations,
	};
}

function rehearse(seed: number) {
	const boundaries: number[][] = ALL.map(() => []);
	let current = 0;
	let effects = 0;
	let timeouts = 0;
	let blocksSynced = 0;
	const network = disturbed(seed, (_, effect) => {
		current = effect;
		effects += 1;
		return false;
	});
	const observe = network.observer.effect.bind(network.observer);
	network.observer.effect = (node, atMs, effect) => {
		if (isBoundary(effect.kind)) boundaries[node]?.push(current);
		if (effect.kind === 'trace' && effect.trace.what === 'timeout-sent') timeouts += 1;
		if (effect.kind === 'trace' && effect.trace.what === 'committed' && effect.trace.by === 'sync') blocksSynced += 1;
		observe(node, atMs, effect);
	};
	network.run(RUN_MS);
	const { store } = network.nodes[0] ?? {};
	let lateVotes = 0;
	for (let height = 1; height <= (store?.height ?? 0); height++)
		lateVotes += store?.at(height)?.block.header.lateVotes.length ?? 0;
	const rounds = Math.max(...network.nodes.map((node) => node.consensus?.status().round ?? 0));
	return { boundaries, effects, rounds, timeouts, lateVotes, blocksSynced };
}

/** Between two of these nothing is written, said or committed: dying anywhere between is dying before the second. */
function isBoundary(kind: string): boolean {
	return ['persist', 'send', 'broadcast', 'commit', 'serve-blocks'].includes(kind);
}

function problemsOf(seed: number, trigger: number, effect: number, group: readonly number[]): string[] {
	let isDone = false;
	const network: Simulation = disturbed(seed, (node, at) => {
		if (isDone || node !== trigger || at !== effect) return false;
		isDone = true;
		for (const other of group) {
			if (other !== trigger && !network.nodes[other]?.isUp) continue;
			if (other !== trigger) network.nodes[other]?.crashAfter(0);
			network.restart(other, RESTART_MS);
		}
		return true;
	});
	try {
		network.run(RUN_MS);
		const goal = Math.max(...network.nodes.map((node) => node.store.height)) + 3;
		network.run(LIMIT_MS, () => network.nodes.every((node) => node.store.height >= goal));
		const stuck = network.nodes.filter((node) => node.store.height < goal);
		const lines = stuck.map((node) => `validator ${node.index} stands at height ${node.store.height} of ${goal}`);
		return [...network.observer.violations, ...lines, ...(isDone ? [] : ['it was not killed'])];
	} catch (error) {
		return [...network.observer.violations, `it stopped: ${(error as Error).message}`];
	}
}

function spread(all: readonly number[], count: number): readonly number[] {
	if (count === 0 || count >= all.length) return all;
	return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)] as number);
}
