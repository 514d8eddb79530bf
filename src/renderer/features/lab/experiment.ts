import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import type { LabRun } from '../../../shared/contract/index.ts';
import { LAB_CONSOLE_LIMITS, LAB_FAULTS, LAB_LATENCIES, LAB_PROTOCOLS } from '../../../shared/contract/lab-terms.ts';

/** What is asked of the node's lab. */
export type Experiment = Omit<LabRun, 'level'>;

/** Sizes worth comparing: the smallest with a fault, and what consortia and public networks run. */
export const SIZES = [4, 7, 10, 31, 100] as const;
export const ROUNDS = [1_000, 4_000, 14_000] as const;

export const STANDARD: Experiment = {
	protocols: [...LAB_PROTOCOLS],
	validators: 10,
	faulty: 3,
	fault: 'mute',
	latency: 'five-regions',
	rounds: 4_000,
	seeds: [1, 2, 3],
	credit: true,
};

/** Validators that may fail among `validators`: ⌊(n−1)/3⌋. */
export function mostFaulty(validators: number): number {
	return Math.floor((validators - 1) / 3);
}

/** Integers in a list such as “1, 2, 7”; null where it is none. */
export function seedsOf(text: string): number[] | null {
	const parts = text.split(/[\s,，、]+/).filter((part) => part !== '');
	const seeds = parts.map(Number);
	const isGood = seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= 4_294_967_295);
	if (!isGood || seeds.length === 0 || seeds.length > LAB_CONSOLE_LIMITS.seeds) return null;
	return [...new Set(seeds)];
}

/** The experiment that an address tells; what it does not tell, or tells wrongly, is standard. */
export function experimentOf(query: LocationQuery): Experiment {
	const word = (key: string): string | null => {
		const value = query[key];
		return typeof value === 'string' ? value : null;
	};
	const among = <T extends string>(options: readonly T[], key: string, otherwise: T): T =>
		options.find((option) => option === word(key)) ?? otherwise;
	const whole = (key: string, min: number, max: number, otherwise: number): number => {
		const value = Number(word(key) ?? Number.NaN);
		return Number.isInteger(value) && value >= min && value <= max ? value : otherwise;
	};
	const validators = whole('n', 4, LAB_CONSOLE_LIMITS.validators, STANDARD.validators);
	const named = (word('protocols') ?? '').split(',');
	const protocols = LAB_PROTOCOLS.filter((protocol) => named.includes(protocol));
	return {
		protocols: protocols.length > 0 ? protocols : STANDARD.protocols,
		validators,
		faulty: whole('faulty', 0, mostFaulty(validators), mostFaulty(validators)),
		fault: among(LAB_FAULTS, 'fault', STANDARD.fault),
		latency: among(LAB_LATENCIES, 'latency', STANDARD.latency),
		rounds: whole('rounds', LAB_CONSOLE_LIMITS.roundsMin, LAB_CONSOLE_LIMITS.rounds, STANDARD.rounds),
		seeds: seedsOf(word('seeds') ?? '') ?? STANDARD.seeds,
		credit: word('credit') !== 'off',
	};
}

/** The address that tells an experiment whole: whoever opens it sees the same numbers. */
export function queryOf(run: Experiment): LocationQueryRaw {
	return {
		n: String(run.validators),
		faulty: String(run.faulty),
		fault: run.fault,
		latency: run.latency,
		rounds: String(run.rounds),
		seeds: run.seeds.join(','),
		...(run.protocols.length === LAB_PROTOCOLS.length ? {} : { protocols: run.protocols.join(',') }),
		...(run.credit ? {} : { credit: 'off' }),
	};
}

/** Equal experiments have equal keys; the order of seeds and protocols does not matter. */
export function experimentKey(run: Experiment): string {
	const { protocols, seeds, ...rest } = run;
	return JSON.stringify([
		rest.validators,
		rest.faulty,
		rest.fault,
		rest.latency,
		rest.rounds,
		rest.credit,
		protocols.toSorted(),
		seeds.toSorted((a, b) => a - b),
	]);
}
