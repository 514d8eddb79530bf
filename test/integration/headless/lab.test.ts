import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LAB_PROTOCOLS } from '../../../src/shared/contract/lab-terms.ts';
import { runCommand, startCommand } from '../../fixtures/command-line.ts';

const SMALL = ['--validators', '4', '--rounds', '100', '--seeds', '1,2', '--latency', 'unit'];
const FIELDS = [
	'protocol',
	'roundsLostShare',
	'finalityDelays',
	'finalityMs',
	'throughputTps',
	'messagesPerDecision',
	'leaderShares',
	'distinctLeadersPer100',
	'votesCreditedShare',
	'worstCommitGapRounds',
];

describe('lab run', () => {
	it('prints one JSON array with one result per protocol and nothing else', async () => {
		const { code, stdout, stderr } = await runCommand('lab', 'run', ...SMALL, '--fault', 'mute', '--json');
		expect(stderr).toBe('');
		expect(code).toBe(0);
		const results = JSON.parse(stdout) as Record<string, unknown>[];
		expect(results.map(({ protocol }) => protocol)).toEqual([...LAB_PROTOCOLS]);
		for (const result of results) for (const field of FIELDS) expect(result).toHaveProperty(field);
	});

	it('prints the same figures for the same seeds', async () => {
		const run = () => runCommand('lab', 'run', ...SMALL, '--protocols', 'c-lbft,carousel', '--json');
		const [first, second] = [await run(), await run()];
		expect(first.stdout).toBe(second.stdout);
	});

	it('prints a table that says what it was taken from', async () => {
		const { stdout } = await runCommand('lab', 'run', ...SMALL, '--protocols', 'c-lbft', '--credit', 'off');
		expect(stdout).toContain('credit off');
		expect(stdout).toMatch(/c-lbft: rounds lost, leaders, votes, gap from 50 rounds of 2 seed\(s\) at round level/);
	});

	it.each([
		['--faulty', '2'],
		['--protocols', 'c-lbft,paxos'],
		['--protocols', 'c-lbft,c-lbft'],
		['--fault', 'tired'],
		['--latency', 'moon'],
		['--rounds', '99'],
		['--seeds', '1,x'],
		['--seeds', '-1'],
		['--credit', 'maybe'],
		['--level', 'deep'],
	])('refuses %s %s with a code and exit 2', async (option, value) => {
		const { code, stdout, stderr } = await runCommand('lab', 'run', ...SMALL, option, value);
		expect(code).toBe(2);
		expect(stdout).toBe('');
		expect(stderr).toContain(`OPTION_INVALID: ${option}`);
	});
});

describe('lab report', () => {
	it('refuses a document that cannot be written before it measures anything', async () => {
		const { code, stderr } = await runCommand('lab', 'report', '--quick', '--out', '/dev/null/evaluation.md');
		expect(code).toBe(2);
		expect(stderr).toContain('OPTION_INVALID: --out');
	});

	it('keeps each measured cell, so that a report that was stopped goes on', async () => {
		const directory = await mkdtemp(join(tmpdir(), 'gridquorum-lab-'));
		try {
			const out = join(directory, 'evaluation.md');
			const first = startCommand('lab', 'report', '--quick', '--out', out);
			await first.printed(/3 of \d+/);
			first.child.kill('SIGTERM');
			expect((await first.result).code).toBe(1);
			const kept = JSON.parse(await readFile(join(directory, 'evaluation', 'data', 'n4-fair.json'), 'utf8')) as object;
			expect(kept).toHaveProperty('study.figures.leastLed');
			const second = startCommand('lab', 'report', '--quick', '--out', out);
			const [begun] = await second.printed(/^\d+ of \d+/m);
			second.child.kill('SIGTERM');
			expect((await second.result).code).toBe(1);
			expect(Number.parseInt(begun, 10)).toBeGreaterThan(1);
		} finally {
			await rm(directory, { recursive: true, force: true });
		}
	});
});
