/** `npm run check`: types, format and lint, the import rule, dead code. Goes through all steps and names those that fail. */
import { root, runPackage } from './workspace.mjs';

const steps = [
	...['shared', 'core', 'node', 'desktop', 'preload', 'test', 'test-renderer'].map((name) =>
		typesOf(name, 'typescript-native/bin/tsc'),
	),
	// It has single-file components, which tsc does not read.
	typesOf('renderer', 'vue-tsc/bin/vue-tsc.js'),
	['format and lint', '@biomejs/biome/bin/biome', ['check', '.']],
	['lint of components', 'eslint/bin/eslint.js', ['.']],
	[
		'import rule',
		'dependency-cruiser/bin/dependency-cruiser.mjs',
		['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src', 'test'],
	],
	['dead code', 'knip/bin/knip.js', []],
];

const failed = [];
for (const [name, script, args] of steps) {
	process.stdout.write(`— ${name}\n`);
	if ((await runPackage(script, args, { cwd: root })) !== 0) failed.push(name);
}
process.stdout.write(failed.length === 0 ? 'All checks pass.\n' : `Failed: ${failed.join(', ')}.\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

function typesOf(name, compiler) {
	return [`types of ${name}`, compiler, ['-p', `tsconfig/${name}.json`]];
}
