import { defineConfig } from '@playwright/test';
import { chromiumPath } from './test/fixtures/chromium.ts';

export default defineConfig({
	outputDir: 'test-results',
	forbidOnly: true,
	// A file has a market, ports and directories of its own, so that two files go side by side.
	workers: 2,
	fullyParallel: false,
	retries: 0,
	timeout: 120_000,
	expect: { timeout: 15_000 },
	reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
	use: {
		viewport: { width: 1440, height: 900 },
		locale: 'en-GB',
		colorScheme: 'light',
		// Recording takes a third of the processor: `--trace retain-on-failure` asks for it where a failure needs it.
		trace: 'off',
		screenshot: 'only-on-failure',
	},
	projects: [
		{
			name: 'console',
			testDir: 'test/e2e/console',
			testMatch: '**/*.spec.ts',
			use: {
				browserName: 'chromium',
				launchOptions: { executablePath: chromiumPath(), args: ['--no-sandbox'] },
			},
		},
		{ name: 'electron', testDir: 'test/e2e/electron', testMatch: '**/*.spec.ts' },
	],
});
