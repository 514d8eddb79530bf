import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideInstall, installsItself, isNeeded } from '../../../src/main/desktop/update/policy.ts';
import type { UpdateSource } from '../../../src/main/desktop/update/updates.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { runFakeShell, type ShellRun, settle } from '../../fixtures/desktop-shell.ts';
import { app, callsOf, recorder, resetElectron } from '../../fixtures/electron-stub.ts';

let folder = '';
beforeEach(() => {
	resetElectron();
	folder = mkdtempSync(join(tmpdir(), 'gridquorum-updates-'));
	recorder.userData = folder;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const feed = 'https://updates.example.org/gridquorum/';

interface Feed extends UpdateSource {
	readonly log: string[];
}

function feedWith(version: string | null, more: Partial<UpdateSource> = {}): Feed {
	const log: string[] = [];
	return {
		log,
		check: async () => {
			log.push('check');
			return version;
		},
		download: async () => void log.push('download'),
		install: (restart) => void log.push(restart ? 'install and restart' : 'install'),
		...more,
	};
}

async function shellOn(source: UpdateSource): Promise<ShellRun> {
	writeFileSync(join(folder, 'desktop.json'), JSON.stringify({ updateFeed: feed }));
	const asked: string[] = [];
	const shell = runFakeShell({}, (address) => {
		asked.push(address);
		return source;
	});
	await shell.start();
	expect(asked).toEqual([feed]);
	return shell;
}

const update = async (shell: ShellRun) => (await shell.desk().state()).update;

describe('whether the validator is needed', () => {
	const sight = (connected: number, needed: number, phase: 'validating' | 'observing' = 'validating') => ({
		phase,
		height: 1,
		quorum: { connected, needed },
		alarm: null,
	});

	it('is whether the others alone are fewer than the quorum', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), (connected, needed) => {
				expect(isNeeded(sight(connected, needed))).toBe(connected - 1 < needed);
			}),
		);
	});

	it('is no for a node without a vote', () => {
		expect(isNeeded(sight(1, 3, 'observing'))).toBe(false);
		expect(isNeeded({ phase: 'validating', height: 1, quorum: null, alarm: null })).toBe(false);
	});

	it('holds back only what would stop the node, and only until the person says so', () => {
		expect(decideInstall('asked', sight(3, 3), false)).toBe('refuse');
		expect(decideInstall('asked', sight(3, 3), true)).toBe('install');
		expect(decideInstall('asked', sight(4, 3), false)).toBe('install');
		expect(decideInstall('quit', sight(3, 3), false)).toBe('install');
	});

	it.each([
		['darwin', true],
		['win32', true],
		['linux', false],
	] as const)('on %s an update installs itself: %s', (platform, expected) => {
		expect(installsItself(platform)).toBe(expected);
	});
});

describe('updates', () => {
	it('are never asked for where no feed is configured', async () => {
		const shell = runFakeShell();
		await shell.start();
		await shell.desk().checkForUpdate();
		expect(await update(shell)).toMatchObject({ stage: 'unconfigured', version: null });
	});

	it('are fetched in the background and touch neither the node nor the window', async () => {
		const source = feedWith('0.2.0');
		const shell = await shellOn(source);
		await settle();
		expect(source.log).toEqual(['check', 'download']);
		expect(await update(shell)).toMatchObject({ stage: 'downloaded', version: '0.2.0', needed: false });
		expect(shell.host.log).toEqual([]);
		expect(callsOf('app.exit')).toEqual([]);
	});

	it('that were downloaded are installed at the quit, after the node has stopped', async () => {
		const source = feedWith('0.2.0', { install: (restart) => void shell.host.log.push(`install ${restart}`) });
		const shell = await shellOn(source);
		await settle();
		app.quit();
		await settle();
		expect(shell.host.log).toEqual(['stop', 'stopped', 'install false']);
	});

	it('are not installed while the validator is needed, unless the person says so', async () => {
		const source = feedWith('0.2.0');
		const shell = await shellOn(source);
		await settle();
		shell.host.quorum = { connected: 3, needed: 3 };
		expect(
			await shell
				.desk()
				.installUpdate(false)
				.then(() => null, codeOf),
		).toBe('DESKTOP_UPDATE_NEEDS_VALIDATOR');
		await settle();
		expect([shell.host.log, source.log]).toEqual([[], ['check', 'download']]);
		await shell.desk().installUpdate(true);
		await expect.poll(() => shell.host.log).toEqual(['stop', 'stopped']);
		await expect.poll(() => source.log.at(-1)).toBe('install and restart');
	});

	it('are installed at once when asked to and the quorum holds without this validator', async () => {
		const source = feedWith('0.2.0');
		const shell = await shellOn(source);
		await settle();
		await shell.desk().installUpdate(false);
		await expect.poll(() => source.log.at(-1)).toBe('install and restart');
	});

	it('are not installed when the node did not stop in order', async () => {
		const source = feedWith('0.2.0');
		const shell = await shellOn(source);
		await settle();
		shell.host.stopping = Promise.reject(new Error('disk'));
		app.quit();
		await settle();
		expect(source.log).not.toContain('install');
		expect(callsOf('app.exit').map((call) => call.arguments)).toEqual([[1]]);
	});

	it('are a notice where the system installs packages', async () => {
		const source = feedWith('0.2.0', { download: null });
		const shell = await shellOn(source);
		await settle();
		expect(await update(shell)).toMatchObject({ stage: 'available', version: '0.2.0' });
		expect(
			await shell
				.desk()
				.installUpdate(false)
				.then(() => null, codeOf),
		).toBe('DESKTOP_UPDATE_ABSENT');
	});

	it('that cannot be fetched leave everything as it was, and say why', async () => {
		const source = feedWith('0.2.0', { download: () => Promise.reject(new Error('not signed by the publisher')) });
		const shell = await shellOn(source);
		await settle();
		expect(await update(shell)).toMatchObject({
			stage: 'failed',
			failure: { code: 'DESKTOP_UPDATE_FAILED', details: { reason: 'not signed by the publisher' } },
		});
		app.quit();
		await settle();
		expect(source.log).toEqual(['check']);
	});
});
