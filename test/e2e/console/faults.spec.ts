/**
 * Faults of the machine, with the real node in a process of its own: its port is taken, its directory is locked, the
 * process is killed, the disk is full, the clock is off. The console says what, why and what to do, the code has its
 * page in both languages, and once the cause is gone the same page goes on without being loaded again.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { readConfig, writeConfig } from '../../../src/main/node/config.ts';
import { catalogue, type ErrorCode } from '../../../src/shared/errors/catalogue.ts';
import { type RunningCommand, startCommand } from '../../fixtures/command-line.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { canMountTinyDisk, startOnTinyDisk } from '../../fixtures/tiny-disk.ts';
import { goTo } from './go-to.ts';

const LINK = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/;
const SLOW_MS = 60_000;

let network: LocalNetwork;
let context: BrowserContext;
let page: Page;
const running: RunningCommand[] = [];
const problems: string[] = [];

test.beforeEach(async ({ browser }) => {
	test.setTimeout(180_000);
	context = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		locale: 'en-GB',
		reducedMotion: 'reduce',
	});
	page = await context.newPage();
	problems.length = 0;
	page.on('pageerror', (error) => problems.push(String(error)));
});

test.afterEach(async () => {
	await context.close();
	for (const { child, result } of running.splice(0)) {
		child.kill('SIGTERM');
		await result;
	}
	await network.remove();
	expect(problems).toEqual([]);
});

function start(...args: string[]): RunningCommand {
	const command = startCommand('node', ...args);
	running.push(command);
	return command;
}

/** Opens the console of a node, and marks the page, so that loading it again would show. */
async function openConsole(link: string): Promise<void> {
	await page.goto(link);
	await page.evaluate(() => {
		document.documentElement.dataset['kept'] = 'yes';
	});
}

/** The page fetches in idle moments what it needs without a node. */
const hasFetched = (name: RegExp) =>
	page.evaluate(
		(source) => performance.getEntriesByType('resource').some((entry) => new RegExp(source).test(entry.name)),
		name.source,
	);
const expectKept = () => expect(page.locator('html')).toHaveAttribute('data-kept', 'yes');
const expectUp = () => expect(page.getByRole('contentinfo')).toContainText('Validating as', { timeout: SLOW_MS });
const picture = (name: string) => page.screenshot({ path: `test-results/screens/fault-${name}.png` });

/** The failure's screen: what, the code, why, what to do. */
async function expectFailure(code: ErrorCode, what: string | RegExp): Promise<void> {
	await expect(page.getByRole('alert')).toContainText(what, { timeout: SLOW_MS });
	const main = page.getByRole('main');
	await expect(main).toContainText(code);
	await expect(main).toContainText(catalogue[code].cause.en);
	await expect(main).toContainText(catalogue[code].action.en);
}

/** The page of a code, in both languages, and back. */
async function expectCodePage(code: ErrorCode): Promise<void> {
	const back = new URL(page.url()).hash.slice('#/'.length);
	await page.getByRole('link', { name: code }).first().click();
	const about = page.getByRole('region', { name: code });
	await expect(about).toContainText(catalogue[code].cause.en);
	await expect(about).toContainText(catalogue[code].action.en);
	const language = page.getByRole('banner').getByRole('button', { name: /中文|^EN/ });
	await language.click();
	await expect(about).toContainText(catalogue[code].cause.zh);
	await expect(about).toContainText(catalogue[code].action.zh);
	await language.click();
	await expect(about).toContainText(catalogue[code].action.en);
	await goTo(page, back);
}

test('the port of the network is taken: the console names it, and goes on once it is free', async () => {
	network = await createLocalNetwork(1);
	const [directory = ''] = network.directories;
	const [address = ''] = (await readConfig(directory)).listen;
	const other = createServer();
	await new Promise<void>((resolve) => other.listen(Number(address.split('/').at(-1)), '127.0.0.1', resolve));
	try {
		const [link] = await start('--home', directory, '--console', '0').printed(LINK);
		await openConsole(link);
		await expectFailure('NETWORK_LISTEN_FAILED', address);
		await picture('port-taken');
		await expectCodePage('NETWORK_LISTEN_FAILED');
		await page.keyboard.press('r');
		await expectFailure('NETWORK_LISTEN_FAILED', address);
	} finally {
		await new Promise((resolve) => other.close(resolve));
	}
	await page.keyboard.press('r');
	await expectUp();
	await expectKept();
});

test('another process has the data directory: the console names it, and goes on once it has ended', async () => {
	network = await createLocalNetwork(1);
	const [directory = ''] = network.directories;
	const other = start('--home', directory);
	await other.printed(/validator is up/);
	const [link] = await start('--home', directory, '--console', '0').printed(LINK);
	await openConsole(link);
	await expectFailure('DATA_DIRECTORY_LOCKED', String(other.child.pid));
	await picture('directory-locked');
	await expectCodePage('DATA_DIRECTORY_LOCKED');
	other.child.kill('SIGTERM');
	expect((await other.result).code).toBe(0);
	await page.keyboard.press('r');
	await expectUp();
	await expectKept();
});

test('the node is killed: the console says since when, why, and which link opens it again', async () => {
	network = await createLocalNetwork(1);
	const [directory = ''] = network.directories;
	const [port = 0] = await freePorts(1);
	const first = start('--home', directory, '--console', String(port));
	await openConsole((await first.printed(LINK))[0]);
	await expectUp();
	await goTo(page, 'ledger');
	await expect(page.getByRole('grid', { name: 'Blocks' })).toBeVisible();
	await expect.poll(() => hasFetched(/\/chinese-/)).toBe(true);
	first.child.kill('SIGKILL');
	const banner = page.getByRole('region', { name: 'Connection' });
	await expect(banner).toContainText(/CONSOLE_OFFLINE.*offline since \d\d:\d\d:\d\d/);
	await expect(page.getByRole('grid', { name: 'Blocks' })).toBeVisible();
	await expect(page.getByText(/as of \d+ s ago, the node is away/).first()).toBeVisible();
	await picture('killed');
	await expectCodePage('CONSOLE_OFFLINE');

	const second = start('--home', directory, '--console', String(port));
	const [link] = await second.printed(LINK);
	await expect(banner).toContainText('CONSOLE_SESSION_ENDED', { timeout: SLOW_MS });
	await expect(banner).toContainText(catalogue.CONSOLE_SESSION_ENDED.action.en);
	await expectCodePage('CONSOLE_SESSION_ENDED');
	const other = await context.newPage();
	await other.goto(link);
	await expect(other.getByRole('contentinfo')).toContainText('Validating as', { timeout: SLOW_MS });
	await expect(banner).toBeHidden({ timeout: SLOW_MS });
	await expectUp();
	await expectKept();
});

test('the disk is full: the node stops before it signs, and goes on once there is room', async () => {
	// biome-ignore lint/suspicious/noSkippedTests: only where the system cannot mount one.
	test.skip(!canMountTinyDisk(), 'this system lets nobody mount a small disk of their own');
	network = await createLocalNetwork(1);
	const parent = await mkdtemp(join(tmpdir(), 'gridquorum-fault-disk-'));
	const mount = join(parent, 'disk');
	await mkdir(mount);
	const trigger = join(parent, 'fill');
	const node = startOnTinyDisk({ directory: network.directories[0] as string, mount, trigger, megabytes: 8 });
	try {
		await openConsole(await node.link);
		await expectUp();
		await writeFile(trigger, '');
		await expectFailure('DISK_FULL', mount);
		await picture('disk-full');
		await expectCodePage('DISK_FULL');
		await rm(trigger);
		await expect(async () => {
			await page.keyboard.press('r');
			await expect(page.getByRole('contentinfo')).toContainText('Validating as', { timeout: 3_000 });
		}).toPass({ timeout: SLOW_MS });
		await expectKept();
	} finally {
		await node.stop();
		await rm(parent, { recursive: true, force: true });
	}
});

test('the clock is off: an alarm says by how much, why, what follows and what to do, in both languages', async () => {
	network = await createLocalNetwork(2);
	const [own = '', theirs = ''] = network.directories;
	const now = Date.now();
	await writeConfig(own, {
		...(await readConfig(own)),
		clock: { anchorChainMs: now + 600_000, anchorWallMs: now, speed: 1 },
	});
	start('--home', theirs);
	const [link] = await start('--home', own, '--console', '0').printed(LINK);
	await openConsole(link);
	await expect(page.getByRole('contentinfo')).toContainText(/Quorum 2 of 2/, { timeout: SLOW_MS });
	await goTo(page, 'node/alarms');
	const row = page.getByRole('row', { name: /The clock is off/ });
	await expect(row).toContainText(/(599|600|601),?\d* ?(m?s)|10 min|\d/, { timeout: SLOW_MS });
	await row.click();
	await page.keyboard.press('Enter');
	const drawer = page.getByRole('complementary');
	await expect(drawer).toContainText('The machine’s clock is not synchronised');
	await expect(drawer).toContainText('Turn on time synchronisation (NTP)');
	await picture('clock-off');
	await page.getByRole('banner').getByRole('button', { name: /中文/ }).click();
	await expect(drawer).toContainText('机器时钟未同步');
	await expect(drawer).toContainText('请启用时间同步');
	await goTo(page, 'node');
	await expect(page.getByRole('main')).toContainText(/60\d ?s|600/);
	await expectKept();
});
