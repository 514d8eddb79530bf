import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../../fixtures/chromium.ts';
import { type OutcomeDigests, outcomeDigests } from '../../fixtures/clearing/outcome-digests.ts';

const ENTRY = fileURLToPath(new URL('../../fixtures/clearing/outcome-digests.ts', import.meta.url));
const SEEDS = 1_000;

let directory: string;
let browser: Browser;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-clearing-'));
	await build({
		configFile: false,
		logLevel: 'error',
		build: {
			outDir: directory,
			lib: { entry: ENTRY, formats: ['iife'], name: 'clearing', fileName: () => 'clearing.js' },
		},
	});
	browser = await chromium.launch({
		executablePath: chromiumPath(),
		args: ['--no-sandbox', '--disable-gpu', '--single-process', '--no-zygote'],
	});
});

afterAll(async () => {
	await browser?.close();
	await rm(directory, { recursive: true, force: true });
});

describe('every mechanism', () => {
	it('gives byte-identical outcomes in Node and in Chromium over a thousand seeds', async () => {
		const page = await browser.newPage();
		await page.addScriptTag({ content: await readFile(join(directory, 'clearing.js'), 'utf8') });
		const inBrowser = await page.evaluate(
			([from, seeds]) =>
				(globalThis as unknown as { clearing: { outcomeDigests: typeof outcomeDigests } }).clearing.outcomeDigests(
					from,
					seeds,
				),
			[1, SEEDS] as const,
		);
		const inNode: OutcomeDigests = outcomeDigests(1, SEEDS);
		expect(inBrowser).toEqual(inNode);
		expect(inNode.traded).toBeGreaterThan(SEEDS);
	});
});
