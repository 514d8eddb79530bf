import { integer, list, literal, nullable, record, text } from '../../../shared/codec/reader.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';

/**
 * A Twins scenario (Bano et al., arXiv 2004.10617): some validators run twice with one key; in each of the first
 * rounds a leader is given and the instances are split into sets that cannot hear each other.
 *
 * Instances are numbered: 0 … validators−1 are the validators, validators+i is the second instance of `twins[i]`.
 *
 * File form (JSON):
 * `{ "format": "gridquorum-twins/1", "name", "validators", "twins": [3],
 *    "rounds": [{ "leader": 3, "sets": [[0, 1, 3], [2, 4]] }], "expect": "safe" | "fork" }`
 *
 * `leader` null in all rounds leaves them to the real election. After the last round everybody hears everybody.
 */
export interface TwinsScenario {
	readonly format: typeof SCENARIO_FORMAT;
	/** What the scenario is about, one line. */
	readonly name: string;
	/** 1 … 16. */
	readonly validators: number;
	/** Validators that run twice, ascending; more than f of them may fork the chain. */
	readonly twins: readonly number[];
	readonly rounds: readonly TwinsRound[];
	readonly expect: 'safe' | 'fork';
}

export interface TwinsRound {
	/** Validator that leads, both its instances; null: whom the election names. */
	readonly leader: number | null;
	/** Disjoint sets of instances; together they hold every instance. */
	readonly sets: readonly (readonly number[])[];
}

export const SCENARIO_FORMAT = 'gridquorum-twins/1';
const MAX_VALIDATORS = 16;
const MAX_ROUNDS = 64;

const readForm = record<TwinsScenario>({
	format: literal(SCENARIO_FORMAT),
	name: text(200),
	validators: integer(1, MAX_VALIDATORS),
	twins: list(integer(0, MAX_VALIDATORS - 1), MAX_VALIDATORS),
	rounds: list(
		record<TwinsRound>({
			leader: nullable(integer(0, MAX_VALIDATORS - 1)),
			sets: list(list(integer(0, 2 * MAX_VALIDATORS - 1), 2 * MAX_VALIDATORS), 2 * MAX_VALIDATORS),
		}),
		MAX_ROUNDS,
	),
	expect: literal('safe', 'fork'),
});

/** Reads the JSON of a scenario file. @throws CodedError CODEC_MALFORMED, CODEC_INVALID */
export function readScenario(json: string): TwinsScenario {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch (error) {
		throw new CodedError('CODEC_MALFORMED', { reason: (error as Error).message });
	}
	const scenario = readForm(value, 'scenario');
	const { validators, twins, rounds } = scenario;
	if (twins.some((twin, i) => twin >= validators || (i > 0 && twin <= (twins[i - 1] as number))))
		throw invalid('scenario.twins', 'ascending validators');
	const elected = rounds.filter((round) => round.leader === null).length;
	if (elected > 0 && elected < rounds.length) throw invalid('scenario.rounds', 'a leader in each round, or in none');
	const instances = validators + twins.length;
	rounds.forEach((round, i) => {
		if (round.leader !== null && round.leader >= validators) throw invalid(`rounds[${i}].leader`, 'a validator');
		const placed = round.sets.flat().sort((a, b) => a - b);
		if (placed.length !== instances || placed.some((instance, place) => instance !== place))
			throw invalid(`rounds[${i}].sets`, 'every instance once');
	});
	return scenario;
}

/** The file's text: one line a round. */
export function writeScenario(scenario: TwinsScenario): string {
	const { rounds, ...rest } = scenario;
	const lines = rounds
		.map(({ leader, sets }) => `\t\t{ "leader": ${leader}, "sets": [${sets.map(listed).join(', ')}] }`)
		.join(',\n');
	const fields = Object.entries(rest).map(
		([key, value]) => `\t"${key}": ${Array.isArray(value) ? listed(value) : JSON.stringify(value)}`,
	);
	return `{\n${fields.join(',\n')},\n\t"rounds": [\n${lines}\n\t]\n}\n`;
}

function listed(numbers: readonly number[]): string {
	return `[${numbers.join(', ')}]`;
}

function invalid(path: string, expected: string): CodedError {
	return new CodedError('CODEC_INVALID', { path, expected });
}
