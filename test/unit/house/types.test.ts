import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../fixtures/repository.ts';

const cache = join(repositoryRoot, '.cache', 'types');
const runtimes = readdirSync(join(repositoryRoot, 'tsconfig')).map((file) => file.replace('.json', ''));

/**
 * Single-file components, which only vue-tsc reads; it stands on the compiler in JavaScript, ten times as slow. Their
 * tests name them alone, as components.d.ts has them.
 */
const withComponents = new Set(['renderer']);

/** What the compiler says of one runtime; remembers unchanged files under .cache, so that a second run is quick. */
async function complaints(runtime: string): Promise<string> {
	const compiler = withComponents.has(runtime) ? 'vue-tsc/bin/vue-tsc.js' : 'typescript-native/bin/tsc';
	const build = ['--incremental', '--tsBuildInfoFile', join(cache, `${runtime}.tsbuildinfo`)];
	return new Promise((resolve, reject) => {
		execFile(
			process.execPath,
			[
				join(repositoryRoot, 'node_modules', compiler),
				'-p',
				join('tsconfig', `${runtime}.json`),
				'--pretty',
				'false',
				...build,
			],
			{ cwd: repositoryRoot, encoding: 'utf8', maxBuffer: 8 * 1024 * 1024 },
			(error, stdout, stderr) => {
				if (error !== null && typeof error.code !== 'number') {
					reject(error);
				} else {
					resolve(error === null ? '' : `${stdout}${stderr}`);
				}
			},
		);
	});
}

describe('each runtime compiles with no more than its own types', () => {
	mkdirSync(cache, { recursive: true });

	it.each(runtimes)('%s', async (runtime) => {
		expect(await complaints(runtime)).toBe('');
	});

	it('covers every runtime of the architecture', () => {
		expect(runtimes).toEqual(
			expect.arrayContaining(['shared', 'core', 'node', 'desktop', 'preload', 'renderer', 'test', 'test-renderer']),
		);
	});
});
