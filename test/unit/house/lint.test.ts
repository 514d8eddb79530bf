import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryFiles, repositoryRoot } from '../../fixtures/repository.ts';

interface Outcome {
	readonly exitCode: number;
	readonly output: string;
}

async function run(command: string, ...commandArguments: readonly string[]): Promise<Outcome> {
	return new Promise((resolve) => {
		const options = { cwd: repositoryRoot, encoding: 'utf8' as const, maxBuffer: 8 * 1024 * 1024 };
		execFile(
			process.execPath,
			[join(repositoryRoot, 'node_modules', command), ...commandArguments],
			options,
			(error, out, err) => resolve({ exitCode: error === null ? 0 : 1, output: error === null ? '' : `${out}${err}` }),
		);
	});
}

describe('the linters find nothing', () => {
	it('in the form and the code of all files (Biome)', async () => {
		expect(await run('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--colors=off', '.')).toEqual({
			exitCode: 0,
			output: '',
		});
	});

	it('in the components (ESLint)', async () => {
		const components = repositoryFiles().filter((path) => /^src\/renderer\/.*\.vue$/.test(path));
		expect(components.length).toBeGreaterThan(0);
		expect(await run('eslint/bin/eslint.js', '--max-warnings=0', 'src/renderer')).toEqual({ exitCode: 0, output: '' });
	});

	it('in what the packages and files are used for (Knip)', async () => {
		expect(await run('knip/bin/knip.js', '--no-progress')).toEqual({ exitCode: 0, output: '' });
	});
});
