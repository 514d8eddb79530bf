import { parseArgs } from 'node:util';
import { LAB_PARAMETERS, labEpoch } from '../../src/main/lab/protocols/c-lbft/lab-epoch.ts';
import { Random } from '../../src/main/lab/random.ts';
import { ByzantineNetwork } from '../fixtures/byzantine-network.ts';
import { framingAttacker, Overheard } from '../fixtures/framing-attacker.ts';
import type { LightNode } from '../fixtures/light-node.ts';
import { sha256 } from '../fixtures/simulation.ts';

export interface FramingOptions {
	readonly runs: number;
	/** Run i has seed `seed` + i. */
	readonly seed: number;
}

export interface FramingSummary {
	readonly kind: 'framing';
	readonly seed: number;
	readonly runs: number;
	/** Rounds up to the newest block of the runs' first honest validator, together. */
	readonly rounds: number;
	/** Timeouts that honest validators signed. */
	readonly timeouts: number;
	readonly restarts: number;
	/** Runs in which the attacker was convicted. */
	readonly attackersConvicted: number;
	/** Honest validators accused, by whatever means. */
	readonly honestAccused: number;
	/** With the seed that shows it; at most 20. */
	readonly violations: readonly string[];
}

const VALIDATORS = 4;
/** Virtual time of a run, ms: some five rounds, several of them lost. */
const RUN_MS = 160;
const MAX_VIOLATIONS = 20;
const PARAMETERS = { ...LAB_PARAMETERS, baseTimeoutMinMs: 30, baseTimeoutInitialMs: 40, baseTimeoutMaxMs: 80 };
const EPOCH = labEpoch({ validators: VALIDATORS, parameters: PARAMETERS }, sha256);

interface RunOutcome {
	readonly rounds: number;
	readonly timeouts: number;
	readonly restarts: number;
	readonly isAttackerConvicted: boolean;
	readonly accused: readonly string[];
}

/** Is an honest validator ever accused? Short random runs with loss, reordering, crashes and one attacker. */
export function runFraming({ runs, seed }: FramingOptions): FramingSummary {
	const total = { rounds: 0, timeouts: 0, restarts: 0, attackersConvicted: 0, honestAccused: 0 };
	const violations: string[] = [];
	for (let i = 0; i < runs; i++) {
		const outcome = runOnce(seed + i);
		total.rounds += outcome.rounds;
		total.timeouts += outcome.timeouts;
		total.restarts += outcome.restarts;
		total.attackersConvicted += outcome.isAttackerConvicted ? 1 : 0;
		total.honestAccused += outcome.accused.length;
		for (const reason of outcome.accused)
			if (violations.length < MAX_VIOLATIONS)
				violations.push(`${reason}; npm run campaign -- framing --seed ${seed + i} --runs 1`);
	}
	return { kind: 'framing', seed, runs, ...total, violations };
}

function runOnce(seed: number): RunOutcome {
	const random = new Random(seed);
	const attacker = random.between(0, VALIDATORS - 1);
	const overheard = new Overheard();
	const network = new ByzantineNetwork({
		seed,
		validators: VALIDATORS,
		epoch: EPOCH,
		latencyMinMs: 1,
		latencyMaxMs: random.pick([3, 20, 45]),
		transactionEveryMs: 20,
		lossPermille: random.pick([0, 50, 200, 400]),
		tamper: new Map([[attacker, framingAttacker(attacker, VALIDATORS, random.fork(), overheard)]]),
	});
	network.onSend = (from, message) => {
		if (from !== attacker) overheard.note(from, message);
	};
	const crashes = crashAtRandom(network, random.fork(), random.pick([0, 1, 5]));
	network.run(RUN_MS);
	const [observer] = network.honest as [LightNode, ...LightNode[]];
	const headers = observer.chain.map(({ block }) => block.header);
	return {
		rounds: headers.at(-1)?.round ?? 0,
		timeouts: network.honest.reduce((sum, { index }) => sum + overheard.count(index, 'timeout'), 0),
		restarts: crashes.count,
		isAttackerConvicted: headers.some(({ evidence }) => evidence.some(({ offender }) => offender === attacker)),
		accused: network.honest.flatMap(({ index }) => accusationsOf(network, overheard, index)),
	};
}

/** Kills honest nodes right before an effect now and then: what was not persisted is gone. */
function crashAtRandom(network: ByzantineNetwork, random: Random, permille: number): { count: number } {
	const crashes = { count: 0 };
	network.onEffect = (node) => {
		if (!network.honest.includes(node) || !random.chance(permille)) return;
		node.kill();
		network.restart(node, random.between(1, 60));
		crashes.count += 1;
	};
	return crashes;
}

/** What anybody could hold against an honest validator: reported, on a chain, or in what it signed. */
function accusationsOf(network: ByzantineNetwork, overheard: Overheard, index: number): string[] {
	const reported = network.accusations
		.filter(({ offender }) => offender === index)
		.map(({ by, offence }) => `validator ${by} reported honest ${index}: ${offence}`);
	const carried = network.honest.flatMap(({ chain }) =>
		chain
			.filter(({ block }) => block.header.evidence.some(({ offender }) => offender === index))
			.map(({ block }) => `block ${block.header.height} convicts honest ${index}`),
	);
	const provable = overheard.offences(index).map((offence) => `honest ${index} signed a ${offence}`);
	return [...reported, ...carried, ...provable];
}

if (import.meta.main) {
	const { values } = parseArgs({
		options: { runs: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
	});
	const summary = runFraming({ runs: Number(values.runs), seed: Number(values.seed) });
	process.stdout.write(`${JSON.stringify(summary)}\n`);
	process.exitCode = summary.violations.length === 0 ? 0 : 1;
}
