import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NeighbourhoodFiles } from '../../../src/main/demo/neighbourhood/types.ts';
import { EXCHANGE_STEPS } from '../../fixtures/exchange-steps.ts';
import type { Exchange } from '../../fixtures/exchange-tally.ts';
import { withFiles } from '../../fixtures/neighbourhood-files.ts';
import { regionalNeighbourhood } from '../../fixtures/regional-neighbourhood.ts';
import { until } from '../../fixtures/until.ts';

const entry = fileURLToPath(new URL('../../fixtures/regional-host.ts', import.meta.url));
let directory: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'gridquorum-crash-'));
});

afterEach(() => {
	rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

interface Ending {
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs the host of two regions until it ends, by itself or by its own hand at the step. */
function runHost(step: string, { homes, meters, tariff }: NeighbourhoodFiles): Promise<Ending> {
	const home = join(directory, 'home');
	const child = spawn(process.execPath, [entry, home, step, homes, meters, tariff], {
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let stdout = '';
	let stderr = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
	});
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (_code, signal) => resolve({ signal, stdout, stderr }));
	});
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

/** Eleven starts of three networks; a quiet machine takes a tenth of it. */
const LIMIT_MS = 400_000;

describe('an exchange between regions', () => {
	it(
		'makes both legs once or neither, though every process of every chain is killed at each of its steps',
		async () => {
			await withFiles(regionalNeighbourhood(2), async (files) => {
				for (const step of EXCHANGE_STEPS) {
					const { signal, stdout, stderr } = await runHost(step, files);
					expect({ step, signal, stderr }).toEqual({ step, signal: 'SIGKILL', stderr: expect.any(String) });
					// A process that was killed goes when the kernel is done with its last write.
					for (const pid of JSON.parse(stdout) as number[]) await until(() => !isAlive(pid));
				}
				const { kills, ...ending } = endingOf(await runHost('to the end', files));
				expect(kills).toBe(0);
				expectBothLegsOrNeither(ending);
			});
		},
		LIMIT_MS,
	);

	it(
		'makes both legs once or neither, though one chain after another loses a validator at every step',
		async () => {
			await withFiles(regionalNeighbourhood(2), async (files) => {
				const { kills, ...ending } = endingOf(await runHost('each step', files));
				expect(kills).toBe(EXCHANGE_STEPS.length);
				expectBothLegsOrNeither(ending);
			});
		},
		LIMIT_MS,
	);
});

interface Summary {
	readonly isOver: boolean;
	readonly anchored: boolean;
	readonly faults: readonly string[];
	readonly kills: number;
	readonly exchanges: readonly Exchange[];
}

function endingOf({ signal, stdout, stderr }: Ending): Summary {
	expect({ signal, stderr }).toEqual({ signal: null, stderr: '' });
	return JSON.parse(stdout) as Summary;
}

/** And everything else went on: all settled, all anchored, every sum constant. */
function expectBothLegsOrNeither({ exchanges, ...rest }: Omit<Summary, 'kills'>): void {
	expect(rest).toEqual({ isOver: true, anchored: true, faults: [] });
	const taken = exchanges.filter(({ paid }) => paid > 0);
	const left = exchanges.filter(({ paid }) => paid === 0);
	expect(taken.length).toBeGreaterThan(0);
	expect(left.length).toBeGreaterThan(0);
	for (const { quantityWh, ...legs } of taken)
		expect(legs).toMatchObject({ paid: 1, admitted: 1, received: 1, returned: 0, certificatesWh: quantityWh });
	for (const legs of left)
		expect(legs).toMatchObject({ paid: 0, admitted: 0, received: 0, returned: 1, certificatesWh: 0 });
}
