import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

// Importing the electron package outside Electron starts the download of its binary.
const alias = { electron: fileURLToPath(new URL('test/fixtures/electron-stub.ts', import.meta.url)) };

/** Tests that put other modules in place of real ones, which files that share a process would have loaded before. */
const MOCKED = ['test/unit/node/refuses-to-validate.test.ts', 'test/unit/renderer/idle-loading.test.ts'];

/** Integration tests that wait more than they work: two files go side by side. */
const LOOPBACK = [
	'test/integration/{access,api,audit,documents,headless,host,node}/!(*kill|command-line).test.ts',
	'test/e2e/{formats,market}/*.test.ts',
];

export default defineConfig({
	resolve: { alias },
	test: {
		pool: 'forks',
		maxWorkers: 2,
		testTimeout: 20_000,
		hookTimeout: 30_000,
		setupFiles: ['src/shared/errors/sentences.ts'],
		restoreMocks: true,
		unstubEnvs: true,
		unstubGlobals: true,
		coverage: { provider: 'v8', include: ['src/**/*.{ts,vue}'] },
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					include: ['test/unit/**/*.test.ts', 'test/conformance/**/*.test.ts'],
					exclude: ['test/unit/renderer/**', 'test/unit/house/**', ...MOCKED],
					isolate: false,
				},
			},
			{
				extends: true,
				plugins: [vue()],
				test: { name: 'mocked', include: MOCKED },
			},
			{
				extends: true,
				test: {
					name: 'property',
					include: ['test/property/**/*.test.ts'],
					globalSetup: ['test/fixtures/announce-seed.ts'],
					setupFiles: ['src/shared/errors/sentences.ts', 'test/fixtures/seed.ts'],
					testTimeout: 60_000,
					isolate: false,
				},
			},
			{
				extends: true,
				plugins: [vue()],
				test: {
					name: 'renderer',
					include: ['test/unit/renderer/**/*.test.ts'],
					exclude: MOCKED,
					environment: 'happy-dom',
					isolate: false,
					setupFiles: ['src/shared/errors/sentences.ts', 'test/fixtures/loaded-console.ts'],
				},
			},
			{
				extends: true,
				test: { name: 'sim', include: ['test/sim/**/*.test.ts'], testTimeout: 120_000, isolate: false },
			},
			{
				extends: true,
				test: { name: 'house', include: ['test/unit/house/**/*.test.ts'], testTimeout: 180_000 },
			},
			{
				// Validators of one process, or single commands, on loopback and disk.
				extends: true,
				test: {
					name: 'loopback',
					include: LOOPBACK,
					testTimeout: 120_000,
					hookTimeout: 60_000,
					sequence: { groupOrder: 1 },
				},
			},
			{
				// Networks of processes, kills and browsers: one file at a time, after all else, so that two cores suffice.
				extends: true,
				test: {
					name: 'integration',
					include: ['test/integration/**/*.test.ts', 'test/e2e/**/*.test.ts'],
					exclude: LOOPBACK,
					testTimeout: 120_000,
					hookTimeout: 60_000,
					fileParallelism: false,
					sequence: { groupOrder: 2 },
				},
			},
		],
	},
});
