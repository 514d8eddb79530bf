import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

// Importing the electron package outside Electron starts the download of its binary.
const alias = { electron: fileURLToPath(new URL('test/fixtures/electron-stub.ts', import.meta.url)) };

/** Integration tests that wait more than they work: two files go side by side. */
const LOOPBACK = ['test/integration/{access,api,audit,documents,headless,host,node}/!(*kill|command-line).test.ts'];

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
					exclude: ['test/unit/renderer/**', 'test/unit/house/**'],
				},
			},
			{
				extends: true,
				test: {
					name: 'property',
					include: ['test/property/**/*.test.ts'],
					globalSetup: ['test/fixtures/announce-seed.ts'],
					setupFiles: ['src/shared/errors/sentences.ts', 'test/fixtures/seed.ts'],
					testTimeout: 60_000,
				},
			},
			{
				extends: true,
				plugins: [vue()],
				test: {
					name: 'renderer',
					include: ['test/unit/renderer/**/*.test.ts'],
					environment: 'happy-dom',
					setupFiles: ['src/shared/errors/sentences.ts', 'test/fixtures/loaded-console.ts'],
				},
			},
			{
				extends: true,
				test: { name: 'sim', include: ['test/sim/**/*.test.ts'], testTimeout: 120_000 },
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
