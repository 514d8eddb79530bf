/**
 * What pages of other origins can do to a console that is open in the same browser: a real browser with a live session,
 * the real headless server, and a hostile page on another port, under another site's name, and under a name that the
 * attacker's DNS points at this machine. Nothing may be read, sent or shown, and the console goes on.
 */
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { chromiumPath } from '../../fixtures/chromium.ts';
import { HeadlessMarket } from './headless-market.ts';
import { HOSTILE_NAMES, HostileSite } from './hostile-site.ts';

test.describe.configure({ mode: 'serial' });
test.use({
	launchOptions: {
		executablePath: chromiumPath(),
		args: ['--no-sandbox', `--host-resolver-rules=${HOSTILE_NAMES.map((name) => `MAP ${name} 127.0.0.1`).join(', ')}`],
	},
});

let market: HeadlessMarket;
let site: HostileSite;
let context: BrowserContext;
let page: Page;
let origin = '';
let port = '';
let script = '';
let used = '';

test.beforeAll(async ({ browser }) => {
	test.setTimeout(180_000);
	market = await HeadlessMarket.create();
	site = new HostileSite();
	await site.start();
	const link = await market.start(20);
	({ origin, port } = new URL(link));
	used = link;
	context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
	page = await context.newPage();
	await page.goto(link);
	await expect(page.locator('h1').first()).toBeVisible();
	script = await page.evaluate(() => document.querySelector<HTMLScriptElement>('script[src]')?.src ?? '');
	expect(script).toMatch(/\.js$/);
});

test.afterAll(async () => {
	await context?.close();
	await site?.stop();
	await market?.remove();
});

/** The same machine on another port counts as the same site for cookies; another name does not. */
const places = [
	['another port of this machine', () => `http://127.0.0.1:${site.port}/`],
	["another site's name", () => `http://hostile.example:${site.port}/`],
] as const;

for (const [place, address] of places) {
	test.describe(`a page on ${place}`, () => {
		let hostile: Page;
		test.beforeEach(async () => {
			hostile = await context.newPage();
			await hostile.goto(address());
		});
		test.afterEach(async () => {
			await hostile.close();
		});

		test(`on ${place} reads nothing by fetch, whatever the mode`, async () => {
			const results = await hostile.evaluate(
				async (targets) => {
					const tries: RequestInit[] = [
						{ credentials: 'include' },
						{ credentials: 'include', mode: 'no-cors' },
						{ credentials: 'include', method: 'POST', body: '{}' },
						{ credentials: 'include', mode: 'no-cors', method: 'POST', body: '{}' },
						{ credentials: 'include', headers: { 'x-own': '1' } },
					];
					const asked = targets.flatMap((target) =>
						tries.map((init) =>
							fetch(target, init).then(
								async (answer) => `${answer.type} ${(await answer.text()).length}`,
								() => 'refused',
							),
						),
					);
					return Promise.all(asked);
				},
				[`${origin}/`, script, `${origin}/metrics`, `${origin}/rpc`],
			);
			expect(results).toEqual(results.map(() => 'refused'));
			expect(results).toHaveLength(20);
		});

		test(`on ${place} opens no WebSocket`, async () => {
			const opened = await hostile.evaluate(
				(target) =>
					new Promise((resolve) => {
						const socket = new WebSocket(target);
						socket.addEventListener('open', () => resolve('open'));
						socket.addEventListener('error', () => resolve('refused'));
					}),
				`ws://127.0.0.1:${port}/rpc`,
			);
			expect(opened).toBe('refused');
		});

		test(`on ${place} posts no form`, async () => {
			const answered = hostile.waitForResponse((response) => response.request().method() === 'POST');
			await hostile.evaluate((target) => {
				const form = document.createElement('form');
				form.method = 'post';
				form.action = target;
				document.body.append(form);
				form.submit();
			}, `${origin}/rpc`);
			expect((await answered).status()).toBe(403);
		});

		test(`on ${place} shows the console in no frame`, async () => {
			await hostile.evaluate(
				(target) =>
					new Promise((resolve) => {
						const frame = document.createElement('iframe');
						frame.addEventListener('load', resolve);
						frame.src = target;
						document.body.append(frame);
					}),
				`${origin}/`,
			);
			const [, frame] = hostile.frames();
			expect(frame?.url()).toMatch(/^chrome-error:/);
		});

		test(`on ${place} includes neither its scripts nor its pictures`, async () => {
			const loaded = await hostile.evaluate(
				(targets) =>
					Promise.all(
						Object.entries(targets).map(
							([kind, target]) =>
								new Promise((resolve) => {
									const element = document.createElement(kind) as HTMLScriptElement | HTMLImageElement;
									element.addEventListener('load', () => resolve(`${kind} loaded`));
									element.addEventListener('error', () => resolve('refused'));
									element.src = target;
									document.body.append(element);
								}),
						),
					),
				{ script, img: `${origin}/icon.svg` },
			);
			expect(loaded).toEqual(['refused', 'refused']);
		});

		test(`on ${place} sees nothing of a console that it opens, and the console nothing of it`, async () => {
			const popup = context.waitForEvent('page');
			await hostile.evaluate((target) => {
				(globalThis as { opened?: Window | null }).opened = window.open(target);
			}, `${origin}/`);
			const opened = await popup;
			await opened.waitForLoadState();
			expect(await opened.evaluate(() => window.opener)).toBeNull();
			const seen = await hostile.evaluate(() => {
				const { opened: other } = globalThis as { opened?: Window | null };
				try {
					return other?.document?.title ?? 'nothing';
				} catch {
					return 'nothing';
				}
			});
			expect(seen).toBe('nothing');
			expect(await hostile.evaluate(() => (globalThis as { opened?: Window | null }).opened?.closed ?? true)).toBe(
				true,
			);
			await opened.close();
		});
	});
}

test("a link on another site's page brings no session along", async () => {
	const hostile = await context.newPage();
	await hostile.goto(`http://hostile.example:${site.port}/`);
	const answered = hostile.waitForResponse((response) => response.url() === `${origin}/`);
	await hostile.evaluate((target) => {
		location.href = target;
	}, `${origin}/`);
	expect((await answered).status()).toBe(401);
	await hostile.close();
});

test('a name that the attacker points at this machine reaches nothing', async () => {
	const hostile = await context.newPage();
	expect((await hostile.goto(`http://rebound.example:${port}/`))?.status()).toBe(421);
	expect((await hostile.goto(`http://rebound.example:${port}/?token=guess`))?.status()).toBe(421);
	// The page is now of the very origin that the console's port has under the attacker's name.
	const reached = await hostile
		.evaluate(async (number) => {
			const fetched = await fetch('/').then((answer) => answer.status);
			const socket = await new Promise((resolve) => {
				const attempt = new WebSocket(`ws://rebound.example:${number}/rpc`);
				attempt.addEventListener('open', () => resolve('open'));
				attempt.addEventListener('error', () => resolve('refused'));
			}).catch(() => 'refused');
			return [fetched, socket];
		}, port)
		.catch(() => 'refused by the policy of the answer');
	expect([[421, 'refused'], 'refused by the policy of the answer']).toContainEqual(reached);
	await hostile.close();
});

test('a guessed, an empty and a used token open nothing', async ({ browser }) => {
	const stranger = await browser.newContext();
	const tab = await stranger.newPage();
	for (const address of ['', 'guess', 'A'.repeat(43)].map((token) => `${origin}/?token=${token}`).concat(used))
		expect((await tab.goto(address))?.status()).toBe(401);
	await stranger.close();
});

test('no script can read the session, and nothing inline runs in the console', async () => {
	expect(await page.evaluate(() => document.cookie)).toBe('');
	const [cookie] = await context.cookies(origin);
	expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
	// The text runs after the evaluation, which itself is above the policy.
	const ran = await page.evaluate(async () => {
		const marks = globalThis as { inlineRan?: boolean; textRan?: boolean };
		const inline = document.createElement('script');
		inline.textContent = 'globalThis.inlineRan = true';
		document.body.append(inline);
		setTimeout('globalThis.textRan = true', 0);
		await new Promise((resolve) => setTimeout(resolve, 50));
		return [marks.inlineRan ?? false, marks.textRan ?? false];
	});
	expect(ran).toEqual([false, false]);
});

test('the console itself goes on through all of it', async () => {
	await page.reload();
	await expect(page.getByText('Validating as')).toBeVisible({ timeout: 90_000 });
});
