import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/main/lab/random.ts';
import { canonicalScenarios, numberedScenario } from '../../../src/main/lab/twins/enumerate.ts';
import { randomScenario } from '../../../src/main/lab/twins/generate.ts';
import { readScenario, SCENARIO_FORMAT, writeScenario } from '../../../src/main/lab/twins/scenario.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { runTwinsRandom, runTwinsScenario, seededScenario } from '../../campaign/twins.ts';
import { readRepositoryFile, repositoryRoot } from '../../fixtures/repository.ts';

const DIRECTORY = 'test/fixtures/twins';
const files = readdirSync(join(repositoryRoot, DIRECTORY)).filter((name) => name.endsWith('.json'));

describe('the scenarios of one twin among four validators and two sets', () => {
	it('are 64 a round: the representatives stand for 64, 4,096 and 262,144', () => {
		for (const depth of [1, 2, 3]) {
			const scenarios = canonicalScenarios(depth);
			expect(scenarios.reduce((sum, { multiplicity }) => sum + multiplicity, 0)).toBe(64 ** depth);
			expect(new Set(scenarios.map(({ number }) => number)).size).toBe(scenarios.length);
		}
		expect(canonicalScenarios(3)).toHaveLength(25_740);
	});

	it('hold every instance once in each round', () => {
		for (let number = 0; number < 64; number++) {
			const [round] = numberedScenario(1, number).rounds;
			expect(round?.sets.flat().sort()).toEqual([0, 1, 2, 3, 4]);
		}
		expect(new Set(Array.from({ length: 64 }, (_, i) => JSON.stringify(numberedScenario(1, i).rounds))).size).toBe(64);
	});
});

describe('a scenario file', () => {
	it('is read as it was written', () => {
		for (let seed = 1; seed <= 50; seed++) {
			const scenario = seededScenario(seed);
			expect(readScenario(writeScenario(scenario))).toEqual(scenario);
		}
	});

	it('is refused when it is not of the form', () => {
		const good = numberedScenario(2, 77);
		const [round] = good.rounds;
		if (!round) throw new Error('no round');
		expect(code('{')).toBe('CODEC_MALFORMED');
		for (const bad of [
			{ ...good, format: 'gridquorum-twins/9' },
			{ ...good, extra: 1 },
			{ ...good, twins: [4] },
			{ ...good, twins: [3, 3] },
			{ ...good, rounds: [{ ...round, leader: 4 }] },
			{ ...good, rounds: [{ ...round, leader: null }, round] },
			{ ...good, rounds: [{ ...round, sets: [[0, 1, 2, 3]] }] },
			{ ...good, rounds: [{ ...round, sets: [[0, 1, 2, 3, 4, 4]] }] },
		])
			expect(code(JSON.stringify(bad))).toBe('CODEC_INVALID');
		expect(SCENARIO_FORMAT).toBe('gridquorum-twins/1');
	});

	function code(json: string): string | null {
		try {
			readScenario(json);
			return null;
		} catch (error) {
			return codeOf(error);
		}
	}
});

describe('notable scenarios', () => {
	for (const file of files) {
		const scenario = readScenario(readRepositoryFile(`${DIRECTORY}/${file}`));
		it(`${file}: ${scenario.name} (${scenario.expect})`, () => {
			const { violations } = runTwinsScenario(scenario);
			if (scenario.expect === 'safe') expect(violations).toEqual([]);
			else expect(violations.join()).toMatch(/committed another block at height/);
		});
	}
});

describe('deeper scenarios, at random', () => {
	it('up to 12 rounds and three sets, every third with the real election, seeds 1 to 300', () => {
		const summary = runTwinsRandom({ seed: 1, runs: 300 });
		expect(summary.violations).toEqual([]);
		expect(summary.runs).toBe(300);
	}, 120_000);
});

describe('the harness itself', () => {
	it('finds a fork when two of four validators have twins, within 200 scenarios', () => {
		const random = new Random(7);
		const shape = { validators: 4, twins: 2, depth: 4, maxSets: 2, isElected: false };
		for (let run = 1; run <= 200; run++) {
			const { violations } = runTwinsScenario(randomScenario(random, shape, `two twins, run ${run}`));
			if (violations.some((violation) => violation.includes('committed another block'))) return;
		}
		expect.fail('no fork found');
	}, 60_000);
});
