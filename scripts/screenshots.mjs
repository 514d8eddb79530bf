/**
 * Takes the pictures of the documentation, docs/images/{en,zh-CN}: every view of the console over the story that the
 * browser tests tell, in light and English, dark and Chinese, the overview in all four. `npm run screenshots` takes the
 * built console from out/renderer; `npm run screenshots -- --from DIR --to DIR --size 1280x800 --only auctions,lab`
 * takes another build, folder, window or selection. Clock and motion stand still, so that equal views make equal files.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withPalette } from './palette-png.mjs';
import { pinnedNode, root, run } from './workspace.mjs';

// The story is TypeScript, which the pinned Node runs as it stands.
if (Number(process.versions.node.split('.')[0]) < 24)
	process.exit(await run(pinnedNode, [import.meta.filename ?? process.argv[1], ...process.argv.slice(2)]));

const { values } = parseArgs({
	options: {
		from: { type: 'string', default: join(root, 'out', 'renderer') },
		to: { type: 'string', default: join(root, 'docs', 'images') },
		size: { type: 'string', default: '1440x900' },
		only: { type: 'string', default: '' },
	},
});
const [width, height] = values.size.split('x').map(Number);
const only = values.only.split(',').filter((name) => name !== '');

const { chromium } = await import('@playwright/test');
const { chromiumPath } = await import('../test/fixtures/chromium.ts');
const { serveStory } = await import('../test/fixtures/console/serve.ts');
const { NOW } = await import('../test/fixtures/console/story-market.ts');
const { VIEWS } = await import('./screenshot-views.mjs');

const LOOKS = [
	{ locale: 'en', colorScheme: 'light', suffix: '' },
	{ locale: 'zh-CN', colorScheme: 'dark', suffix: '' },
	{ locale: 'en', colorScheme: 'dark', suffix: '-dark' },
	{ locale: 'zh-CN', colorScheme: 'light', suffix: '-light' },
];

// The story's alarms happened before the machine's now.
Date.now = () => NOW;

const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', '--disable-gpu'] });
let failed = 0;
try {
	for (const look of LOOKS)
		for (const view of VIEWS) {
			if (only.length > 0 && !only.includes(view.name)) continue;
			if (look.suffix !== '' && !view.inAllLooks) continue;
			await take(view, look);
		}
} finally {
	await browser.close();
}
process.exitCode = failed === 0 ? 0 : 1;

async function take(view, look) {
	const served = await serveStory({ directory: values.from, port: 0, mode: view.mode ?? 'full', running: false });
	const context = await browser.newContext({
		viewport: { width, height },
		locale: look.locale === 'en' ? 'en-GB' : look.locale,
		colorScheme: look.colorScheme,
		reducedMotion: 'reduce',
		// A place of the market's offset, so that machine and market tell one time.
		timezoneId: 'Pacific/Pitcairn',
	});
	try {
		const page = await context.newPage();
		await page.clock.setFixedTime(NOW);
		await page.addInitScript(stopMonotonicClock);
		if (!view.isGuided) await page.addInitScript(markGuidesRead);
		await page.goto(`${served.url}#/${view.path}`);
		await page.locator('h1').first().waitFor();
		await settle(page);
		await view.steps?.(page);
		await settle(page);
		const folder = join(values.to, look.locale);
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, `${view.name}${look.suffix}.png`), withPalette(await page.screenshot()));
		process.stdout.write(`${look.locale}/${view.name}${look.suffix}\n`);
	} catch (error) {
		failed += 1;
		process.stderr.write(`${look.locale}/${view.name}: ${error}\n`);
	} finally {
		await context.close();
		await served.stop();
	}
}

/** The chain's clock goes on from the node's by this one. */
function stopMonotonicClock() {
	Object.defineProperty(performance, 'now', { value: () => 1_000 });
}

function markGuidesRead() {
	localStorage.setItem('gridquorum.preferences', JSON.stringify({ guidesDone: ['first-deed'] }));
}

/** Waits until nothing is loading, the letters are there and two frames have passed. */
async function settle(page) {
	await page.waitForFunction(() => document.querySelectorAll('[aria-busy="true"]').length === 0);
	await page.waitForTimeout(500);
	await page.evaluate(async () => {
		await document.fonts.ready;
		await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
	});
}
