/**
 * The trace in a real browser: as of any block, live while blocks come, a way marked, found by what it belongs to, as
 * tables and as files of the published forms; its whole state in the address.
 */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { serveStory } from '../../fixtures/console/serve.ts';
import { openPage } from './console-page.ts';

const DEED = 'focus=deed:D-F-2017-07-28T13-0';
const CERTIFICATE = 'certificate:GC-meter-home-01-1501275600000';
/** Addresses of the same focus, each with another part of the view on screen. */
const STATES = [
	'',
	'&view=table',
	'&open=document:E-grid-company-0',
	'&view=edges',
	'&at=48000',
	`&path=${CERTIFICATE}`,
];

test.describe.configure({ mode: 'serial' });

let served: Awaited<ReturnType<typeof serveStory>>;
let running: Awaited<ReturnType<typeof serveStory>>;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];

test.beforeAll(async ({ browser }) => {
	const story = { directory: 'out/renderer', port: 0, mode: 'full' } as const;
	served = await serveStory({ ...story, running: false });
	running = await serveStory({ ...story, running: true });
	({ context, page } = await openPage(browser, problems));
});

test.afterAll(async () => {
	await context?.close();
	await served?.stop();
	await running?.stop();
});

/** A story that stands still starts anew with each page; the hash alone would keep the page. */
async function open(query: string, story = served): Promise<void> {
	await page.goto('about:blank');
	await page.goto(`${story.url}#/trace?${query}`);
	await expect(page.locator('h1')).toBeVisible();
}

async function picture(name: string): Promise<void> {
	await page.screenshot({ path: `test-results/screens/trace-${name}.png` });
}

const query = () => new URLSearchParams(new URL(page.url()).hash.split('?')[1] ?? '');

async function saved(name: string): Promise<string> {
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name, exact: true }).click(),
	]);
	return readFile(await download.path(), 'utf8');
}

test('energy is drawn from signed readings to certificates, and each step balances', async () => {
	await open(DEED);
	await expect(page.getByText('all 4 signed')).toBeVisible();
	await expect(page.getByText('Certified', { exact: true })).toBeVisible();
	const ledger = page.getByRole('table', { name: 'The path as a ledger' });
	await expect(ledger.getByRole('row', { name: /^Certificate/ })).toContainText('cancelled on use');
	await expect(ledger.getByText('In and out are equal')).toHaveCount(6);
	await picture('certified');
});

test('the graph is shown as of any block, by number and by time', async () => {
	await open(`${DEED}&open=none`);
	const block = page.getByRole('textbox', { name: 'As of block' });
	await block.fill('48000');
	await block.press('Enter');
	await expect(page.locator('h1')).toContainText('settlement is still to come');
	await expect(page.getByText('as of block 48,000')).toBeVisible();
	expect(query().get('at')).toBe('48000');
	await picture('as-of');
	const slider = page.getByRole('slider');
	await slider.focus();
	await slider.press('ArrowLeft');
	await expect.poll(() => Number(query().get('at'))).toBeLessThan(48_000);
	await slider.press('End');
	await expect.poll(() => query().get('at')).toBeNull();
	await expect(page.locator('h1')).toContainText('every step of it signed');
	await block.fill('5');
	await block.press('Enter');
	await expect(page.getByText(/As of block 5 nothing was known of it/)).toBeVisible();
	await page.getByRole('button', { name: 'Go to that block' }).click();
	await expect(page.getByText(/nothing was known/)).toBeHidden();
});

test('new edges appear as their block becomes final, marked, but not while the picture is held', async () => {
	await open(`${DEED}&view=table&open=none`, running);
	await expect(page.getByText(/2 new edges, block 48,214/)).toBeVisible();
	await expect(page.getByRole('row', { name: /new E-grid-company-48214/ })).toBeVisible();
	await picture('live');
	await page.getByRole('button', { name: 'Noted' }).click();
	await expect(page.getByText('new', { exact: true })).toHaveCount(0);
	await open(`${DEED}&view=table&open=none&hold=1`, running);
	await expect(page.getByText(/2 new edges since block/)).toBeVisible();
	await expect(page.getByRole('row', { name: /E-grid-company-48215/ })).toHaveCount(0);
	await page.getByRole('button', { name: 'Show' }).click();
	await expect(page.getByRole('row', { name: /E-grid-company-48215/ })).toBeVisible();
});

test('a way is marked, said in words, and shared by its address', async () => {
	await open(`${DEED}&path=${CERTIFICATE}&open=${CERTIFICATE}`);
	const way = page.getByRole('group', { name: 'The way from the focus' });
	await expect(way).toContainText('Settlement home-12');
	await expect(way).toContainText('Certificate home-01');
	await expect(page.getByText('Issued − cancelled − expired − held')).toBeVisible();
	await picture('way');
	await way.getByRole('button', { name: 'Unmark' }).click();
	expect(query().get('path')).toBeNull();
});

test('a document says who signed and who may read it, and how long', async () => {
	await open(`${DEED}&open=document:E-grid-company-0`);
	const drawer = page.getByRole('complementary');
	await expect(drawer.getByText('Who may read the text')).toBeVisible();
	await expect(drawer.getByText('Signed, 2 / 3').first()).toBeVisible();
	await expect(drawer.getByText(/by grant, until/)).toBeVisible();
	await expect(drawer.getByText('digest and CID only')).toBeVisible();
	await picture('document');
});

test('the search lists what belongs to a participant, by type, with its state in the address', async () => {
	await open(`${DEED}&open=none`);
	await page.keyboard.press('/');
	await page.getByRole('combobox', { name: 'Type' }).selectOption('participant');
	const field = page.getByRole('combobox', { name: 'Find a node of the graph' });
	await field.fill('home-07');
	await expect(page.getByRole('option', { name: /home-07/ })).toHaveCount(1);
	await field.press('ArrowRight');
	await expect.poll(() => query().get('of')).toBe('participant:home-07');
	await page.getByRole('combobox', { name: 'Type' }).selectOption('settlement');
	await expect(page.getByRole('listbox').getByRole('option').first()).toContainText('S-F-2017-07-28T');
	await picture('search');
	await field.focus();
	await field.press('Enter');
	await expect.poll(() => query().get('focus')).toMatch(/^settlement:S-.*home-07$/);
});

test('the graph is saved in the published forms, as a table and as a picture', async () => {
	await open(`${DEED}&open=none`);
	const prov = JSON.parse(await saved('PROV-JSON'));
	expect(Object.keys(prov.entity)).toContain('gq:deed/D-F-2017-07-28T13-0');
	const epcis = JSON.parse(await saved('EPCIS 2.0'));
	expect(epcis).toMatchObject({ type: 'EPCISDocument', schemaVersion: '2.0' });
	expect((await saved('CSV')).split('\r\n')[0]).toBe(
		'\ufeffblock,time,from_type,from_id,relation,to_type,to_id,energy_wh',
	);
	expect((await saved('PNG')).slice(1, 4)).toBe('PNG');
});

test('edges have a table of their own', async () => {
	await open(`${DEED}&view=edges&open=none`);
	await expect(page.getByRole('grid', { name: 'Edges of the graph' }).getByRole('row').nth(3)).toBeVisible();
	await picture('edges');
});

for (const [theme, language] of [
	['light', 'en'],
	['dark', 'zh-CN'],
] as const)
	test(`the trace breaks no rule of WCAG 2.1 AA in ${theme}, ${language}`, async () => {
		await open(DEED);
		const root = page.locator('html');
		if ((await root.getAttribute('data-theme')) !== theme)
			await page
				.getByRole('banner')
				.getByRole('button', { name: /light and dark|主题/ })
				.click();
		if ((await root.getAttribute('lang')) !== language)
			await page
				.getByRole('banner')
				.getByRole('button', { name: /中文|EN/ })
				.click();
		await expect(root).toHaveAttribute('lang', language);
		// What differs by theme and language is in the first three; the rest is looked at once.
		const all = theme === 'light' && language === 'en';
		for (const shown of all ? STATES : STATES.slice(0, 3)) {
			await open(`${DEED}${shown}`);
			await page.waitForLoadState('networkidle');
			const { violations } = await new AxeBuilder({ page })
				.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
				.analyze();
			expect(
				violations.map(({ id, nodes }) => `${shown}: ${id}: ${nodes.map((node) => node.target.join(' ')).join('; ')}`),
			).toEqual([]);
		}
		await picture(`${theme}-${language}`);
	});

test('nothing was reported to the browser’s console meanwhile', () => {
	expect(problems).toEqual([]);
});
