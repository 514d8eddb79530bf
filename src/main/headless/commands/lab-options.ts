import type { Command } from 'commander';
import type { LabRun } from '../../../shared/contract/lab.ts';
import {
	LAB_FAULTS,
	LAB_LATENCIES,
	LAB_LEVELS,
	LAB_PROTOCOLS,
	LAB_WARM_UP_ROUNDS,
} from '../../../shared/contract/lab-terms.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { choiceOption, choicesOption, integerOption, integersOption } from '../option-values.ts';

export interface LabFlags {
	readonly protocols?: LabRun['protocols'];
	readonly validators: number;
	readonly faulty?: number;
	readonly fault: LabRun['fault'];
	readonly latency: LabRun['latency'];
	readonly rounds: number;
	readonly seeds: number[];
	readonly credit: 'on' | 'off';
	readonly level: LabRun['level'];
}

const MAX_SEEDS = 32;
const MAX_SEED = 4_294_967_295;

/** Options that say what the lab simulates. */
export function withLabOptions(command: Command): Command {
	return command
		.option('--protocols <names>', `protocols by comma (default: all: ${LAB_PROTOCOLS.join(',')})`, (value) =>
			choicesOption('--protocols', LAB_PROTOCOLS)(value),
		)
		.option('--validators <count>', 'validators, 4 to 100', integerOption('--validators', 4, 100), 10)
		.option(
			'--faulty <count>',
			'validators that the fault strikes (default: f = ⌊(n−1)/3⌋)',
			integerOption('--faulty', 0, 33),
		)
		.option('--fault <kind>', LAB_FAULTS.join('|'), choiceOption('--fault', LAB_FAULTS), 'crash')
		.option('--latency <network>', LAB_LATENCIES.join('|'), choiceOption('--latency', LAB_LATENCIES), 'unit')
		.option('--rounds <count>', 'rounds per seed, 100 to 100000', integerOption('--rounds', 100, 100_000), 14_000)
		.option('--seeds <list>', 'seeds by comma', integersOption('--seeds', 0, MAX_SEED, MAX_SEEDS), [1, 2, 3, 4, 5])
		.option(
			'--credit <state>',
			'off: C-LBFT with equal, constant weights and no bench, all else the same',
			choiceOption('--credit', ['on', 'off'] as const),
			'on',
		)
		.option(
			'--level <level>',
			`${LAB_LEVELS.join('|')}: where the round statistics come from`,
			choiceOption('--level', LAB_LEVELS),
			'round',
		)
		.addHelpText('after', LEVELS_HELP);
}

const LEVELS_HELP = `
Rounds lost, leader shares, distinct leaders, credited votes and the worst gap are taken from all --rounds:
  --level message   every message of every replica is simulated;
  --level round     leaders and votes only, on the protocols' own election code. Where a protocol or a fault has no such
                    model (Raft; slow validators), from the message level: from as many of the rounds as a million
                    messages of one seed make.
Finality, throughput and messages are always of the message level; with --level round from fewer rounds: as many as a
million messages make, 60 to 1,000. The first ${LAB_WARM_UP_ROUNDS} rounds do not count, of runs shorter than ${2 * LAB_WARM_UP_ROUNDS} the first half.
The field "measured" of each result states level, rounds, warm-up and seeds of both.`;

/** @throws CodedError OPTION_INVALID */
export function labRunOf(flags: LabFlags): LabRun {
	const { validators } = flags;
	const tolerated = Math.floor((validators - 1) / 3);
	const faulty = flags.faulty ?? tolerated;
	if (faulty > tolerated)
		throw new CodedError('OPTION_INVALID', {
			option: '--faulty',
			value: String(faulty),
			expected: `at most f = ${tolerated} of ${validators} validators`,
		});
	return {
		protocols: flags.protocols ?? [...LAB_PROTOCOLS],
		validators,
		faulty,
		fault: flags.fault,
		latency: flags.latency,
		rounds: flags.rounds,
		seeds: flags.seeds,
		credit: flags.credit === 'on',
		level: flags.level,
	};
}
