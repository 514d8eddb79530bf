/** `npm test`: builds if need be, runs Vitest, then Playwright, and ends with one line that sums both. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { environment, root, runPackage } from './workspace.mjs';

const vitestReport = join(root, '.cache', 'vitest.json');
const playwrightReport = join(root, 'test-results', 'playwright.json');

mkdirSync(join(root, '.cache'), { recursive: true });
for (const report of [vitestReport, playwrightReport]) rmSync(report, { force: true });

await buildIfStale();
const vitest = await runPackage('vitest/vitest.mjs', [
	'run',
	'--reporter=default',
	'--reporter=json',
	`--outputFile.json=${vitestReport}`,
]);
const playwright = await runPackage('@playwright/test/cli.js', ['test'], { env: environment(browserLibraries()) });

const counts = [fromVitest(vitest), fromPlaywright(playwright)];
const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
process.exitCode = sum('failed') === 0 ? 0 : 1;
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);

function fromVitest(code) {
	const report = readReport(vitestReport);
	if (report === null) return { passed: 0, failed: 1, skipped: 0 };
	const failed = report.numFailedTests;
	// A file that does not load, or an error outside a test, fails the run and is no failed test.
	return {
		passed: report.numPassedTests,
		failed: code !== 0 && failed === 0 ? 1 : failed,
		skipped: report.numPendingTests + report.numTodoTests,
	};
}

function fromPlaywright(code) {
	const stats = readReport(playwrightReport)?.stats;
	if (!stats) return { passed: 0, failed: 1, skipped: 0 };
	const failed = stats.unexpected;
	return {
		passed: stats.expected + stats.flaky,
		failed: code !== 0 && failed === 0 ? 1 : failed,
		skipped: stats.skipped,
	};
}

function readReport(path) {
	return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/** Where the system has no NSS libraries or fonts, the ones that came with the prepared Chromium serve. */
function browserLibraries() {
	const prepared = join(root, '.cache', 'chromium');
	const chromium = join(prepared, 'chromium');
	if (process.env.CHROMIUM_PATH || !existsSync(chromium)) return {};
	const fonts = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(prepared, 'fonts') };
	if (spawnSync(chromium, ['--version'], { stdio: 'ignore' }).status === 0) return fonts;
	const libraries = [process.env.LD_LIBRARY_PATH, join(prepared, 'al2023', 'lib')].filter(Boolean).join(':');
	return { ...fonts, LD_LIBRARY_PATH: libraries };
}
