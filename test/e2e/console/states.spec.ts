/**
 * Every panel of every view in each of its states, over a story whose node holds its answers back, refuses, permits
 * nothing, has nothing, falls silent or is gone. Each leaves a picture in test-results/screens/states.
 */
import { resolve } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type ServedStory, type StoryMode, serveStory } from '../../fixtures/console/serve.ts';
import { expectAccessible } from './console-page.ts';
import { goTo } from './go-to.ts';
import { asks, enter, faultsOf, look, type Shown, unlike, VIEWS } from './panel-states.ts';

const LIMIT_MS = 240_000;
const WAIT_MS = 20_000;
/** A view that is put in a state asks again at once; a question may be held back this often. */
const INTERVALS = [100, 200, 400, 800];

let story: ServedStory | null = null;
let context: BrowserContext | null = null;
let page: Page;
const problems: string[] = [];

test.afterEach(async () => {
	await context?.close();
	await story?.stop();
	context = null;
	story = null;
	expect(problems).toEqual([]);
});

async function open(
	browser: import('@playwright/test').Browser,
	mode: StoryMode,
	options: { readonly language?: string; readonly theme?: 'light' | 'dark' } = {},
): Promise<ServedStory> {
	test.setTimeout(LIMIT_MS);
	problems.length = 0;
	story = await serveStory({
		directory: resolve('out/renderer'),
		port: 0,
		mode,
		running: false,
	});
	context = await browser.newContext({
		viewport: { width: 1440, height: 900 },
		locale: options.language ?? 'en-GB',
		colorScheme: options.theme ?? 'light',
		reducedMotion: 'reduce',
	});
	page = await context.newPage();
	page.on('pageerror', (error) => problems.push(String(error)));
	await page.goto(story.url);
	await expect(page.locator('main h1')).toBeVisible();
	return story;
}

async function picture(state: string, view: string): Promise<void> {
	const name = view.replace(/[^\w]+/g, '-') || 'overview';
	await page.screenshot({ path: `test-results/screens/states/${state}-${name}.jpg`, type: 'jpeg', quality: 70 });
}

/** Looks until nothing is wrong, and tells what is when the time is over. */
async function settles(faults: (shown: Shown) => readonly string[]): Promise<void> {
	await expect(async () => expect(faults(await look(page))).toEqual([])).toPass({
		timeout: WAIT_MS,
		intervals: INTERVALS,
	});
}

test('loading: each panel names what it waits for, and shows no figure before the answer', async ({ browser }) => {
	await open(browser, 'hang');
	for (const view of VIEWS.filter(asks)) {
		await enter(page, view);
		await settles((shown) => unlike(view, shown, 'loading', ({ role, text }) => role === 'status' && text !== ''));
		await picture('loading', view);
	}
	await expectAccessible(page);
});

test('error: each panel says what, why and what to do, and its code leads to a page', async ({ browser }) => {
	await open(browser, 'error');
	const pages = new Set<string>();
	for (const view of VIEWS.filter(asks)) {
		await enter(page, view);
		await settles((shown) =>
			unlike(view, shown, 'error', ({ role, text, codePage, canAskAgain }) => {
				if (codePage) pages.add(codePage);
				return (
					role === 'alert' && canAskAgain && codePage !== null && text.includes(codePage.slice('#/errors/'.length))
				);
			}),
		);
		await picture('error', view);
	}
	await expectAccessible(page);
	expect([...pages].toSorted()).toEqual(['#/errors/CONSOLE_STARTING', '#/errors/NODE_STOPPED']);
	await page.getByRole('link', { name: 'CONSOLE_STARTING' }).first().click();
	await expect(page.getByRole('heading', { level: 2, name: 'CONSOLE_STARTING' })).toBeVisible();
});

test('not permitted: each panel says so by its code, and who may', async ({ browser }) => {
	await open(browser, 'forbidden');
	for (const view of VIEWS.filter(asks)) {
		await enter(page, view);
		await settles((shown) =>
			unlike(
				view,
				shown,
				'not-permitted',
				({ text, codePage }) =>
					codePage === '#/errors/NOT_PERMITTED' && text.includes('Whoever operates this node may'),
			),
		);
		await picture('forbidden', view);
	}
	await expectAccessible(page);
});

/** Views that have something to tell on the first day: the node, its rules, its keys, and counts of nothing in words. */
const NEVER_EMPTY: readonly string[] = [
	'auctions/F-2017-07-28T13',
	'ledger/contracts',
	'ledger/48213',
	'node?part=keys',
	'node?part=about',
	'node/alarms?show=limits',
	'node/alarms?show=metrics',
	'settings',
	'trace/audit',
];

test('empty: a market before its first product says why there is nothing, and what comes next', async ({ browser }) => {
	await open(browser, 'empty');
	for (const view of VIEWS) {
		await enter(page, view);
		await settles((shown) => {
			const faults = faultsOf(view, shown);
			const blocks = [...shown.whole, ...shown.panels.flatMap((panel) => panel.blocks)];
			if (blocks.some(({ state }) => state === 'loading' || state === 'offline')) faults.push(`${view}: still waits`);
			if (view === 'auctions/F-2017-07-28T13' || view === 'ledger/48213') return faults;
			if (blocks.some(({ state }) => state === 'error')) faults.push(`${view}: an error, where nothing is wrong`);
			if (
				!NEVER_EMPTY.includes(view) &&
				!blocks.some(({ state }) => state === 'empty' || state === 'not-permitted' || state === 'note')
			)
				faults.push(`${view}: nothing says that there is nothing`);
			for (const { state, text } of blocks)
				if (state === 'empty' && text.length < 12) faults.push(`${view}: says too little: ${text}`);
			return faults;
		});
		await picture('empty', view);
	}
	await expectAccessible(page);
});

test('stale: figures stay, and say how old they are', async ({ browser }) => {
	const served = await open(browser, 'full');
	for (const view of VIEWS.filter(asks)) {
		served.become('tell');
		await enter(page, view);
		await settles((shown) => [
			...faultsOf(view, shown),
			...[...shown.whole, ...shown.panels.flatMap(({ blocks }) => blocks)]
				.filter(({ state }) => state !== 'empty' && state !== 'note' && state !== 'not-permitted')
				.map(({ state, text }) => `${view}: ${state}: ${text}`),
		]);
		served.become('refuse');
		served.drop();
		await settles((shown) => {
			const faults = faultsOf(view, shown);
			const ages = [...shown.ages, ...shown.panels.flatMap(({ age }) => age ?? [])];
			if (!ages.some((age) => /^\d+ (s|min) old, the last question failed$/.test(age)))
				faults.push(`${view}: no age: ${ages.join(', ')}`);
			return faults;
		});
		await picture('stale', view);
	}
	await expectAccessible(page);
});

test('offline: what was read stays with its age, what was not says since when, and all of it comes back', async ({
	browser,
}) => {
	const served = await open(browser, 'full');
	for (const view of VIEWS) await enter(page, view);
	await goTo(page, 'errors');
	served.cut();
	const banner = page.getByRole('region', { name: 'Connection' });
	await expect(banner).toContainText(/CONSOLE_OFFLINE.*offline since \d\d:\d\d:\d\d/);
	for (const view of VIEWS) {
		await enter(page, view);
		await settles((shown) => {
			const faults = faultsOf(view, shown);
			const blocks = [...shown.whole, ...shown.panels.flatMap((panel) => panel.blocks)];
			if (!asks(view)) return faults;
			for (const { state, text, codePage } of blocks)
				if (state === 'loading' || state === 'error') faults.push(`${view}: ${state}: ${text}`);
				else if (state === 'offline' && !(/Since \d\d:\d\d:\d\d/.test(text) && codePage === '#/errors/CONSOLE_OFFLINE'))
					faults.push(`${view}: offline lacks something: ${text}`);
			const ages = [...shown.ages, ...shown.panels.flatMap(({ age }) => age ?? [])];
			if (!blocks.some(({ state }) => state === 'offline') && !ages.some((age) => age.includes('the node is away')))
				faults.push(`${view}: does not say that the node is away`);
			return faults;
		});
		await picture('offline', view);
	}
	await expectAccessible(page);
	await enter(page, 'ledger');
	served.mend();
	await expect(banner).toBeHidden({ timeout: WAIT_MS });
	await settles((shown) => [...shown.whole, ...shown.panels.flatMap(({ blocks }) => blocks)].map(({ text }) => text));
});

test('in Chinese and in the dark, errors, refusals and an outage read as well', async ({ browser }) => {
	const served = await open(browser, 'full', { language: 'zh-CN', theme: 'dark' });
	const sample = ['', 'auctions', 'signatures', 'node'] as const;
	for (const view of sample) await enter(page, view);
	for (const [answer, state] of [
		['refuse', 'error'],
		['forbid', 'not-permitted'],
	] as const) {
		served.become(answer);
		served.drop();
		for (const view of sample) {
			await enter(page, view);
			if (view === 'signatures')
				await settles(({ panels }) =>
					panels.some(({ blocks }) =>
						blocks.some((block) => block.state === state && /[\u4e00-\u9fff]{8}/.test(block.text)),
					)
						? []
						: [`${view}: no ${state}`],
				);
			await picture(`zh-dark-${state}`, view);
		}
		await expectAccessible(page);
	}
	await goTo(page, 'errors');
	served.cut();
	await expect(page.getByRole('region', { name: '连接' })).toContainText(/自 \d\d:\d\d:\d\d 起离线/);
	for (const view of sample) {
		await enter(page, view);
		await picture('zh-dark-offline', view);
	}
	await expectAccessible(page);
});
