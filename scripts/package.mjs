/**
 * `npm run package`: builds the desktop packages of this platform into dist/ with a pinned electron-builder, which is
 * fetched for the purpose: nothing else needs its 220 packages. Arguments pass on, e.g. `npm run package -- --linux deb`.
 *
 * `npm run package -- --inspect` packs the application for Linux around a stand-in for Electron's binary, which cannot run,
 * and checks what would be shipped: the files, the native libraries, the fuses.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { fuseSentinel, fuseWireOf, readArchive, violationsOf } from './package-inspection.ts';
import { environment, root, run } from './workspace.mjs';

const builder = 'electron-builder@26.17.0';
const args = process.argv.slice(2);

await buildIfStale();
if (args.includes('--inspect')) await inspect();
else process.exitCode = await build(args);

function build(more) {
	const npm = process.env.npm_execpath;
	const command = [
		'exec',
		'--yes',
		'--ignore-scripts',
		`--package=${builder}`,
		'--',
		'electron-builder',
		'--config',
		'electron-builder.config.ts',
	];
	const options = { env: environment(), shell: process.platform === 'win32' };
	if (npm?.endsWith('.js')) return run(process.execPath, [npm, ...command, ...more], { ...options, shell: false });
	return run('npm', [...command, ...more], options);
}

async function inspect() {
	const folder = mkdtempSync(join(tmpdir(), 'gridquorum-package-'));
	try {
		standIn(join(folder, 'electron'));
		const code = await build([
			'--linux',
			'dir',
			'--x64',
			`-c.electronDist=${join(folder, 'electron')}`,
			`-c.directories.output=${join(folder, 'dist')}`,
		]);
		if (code !== 0) throw new Error(`electron-builder ended with code ${code}`);
		const unpacked = join(folder, 'dist', 'linux-unpacked');
		const archive = readArchive(join(unpacked, 'resources', 'app.asar'));
		const violations = violationsOf({
			archive,
			fuseWire: fuseWireOf(readFileSync(join(unpacked, 'gridquorum'))),
			root,
		});
		const megabytes = (archive.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1);
		process.stdout.write(`${archive.length} files, ${megabytes} MB in app.asar.\n`);
		for (const violation of violations) process.stdout.write(`wrong: ${violation}\n`);
		process.stdout.write(violations.length === 0 ? 'The package holds what it should.\n' : '');
		process.exitCode = violations.length === 0 ? 0 : 1;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** A folder like Electron's distribution, whose binary consists of a fuse wire with every fuse the other way round. */
function standIn(folder) {
	mkdirSync(join(folder, 'resources'), { recursive: true });
	mkdirSync(join(folder, 'locales'));
	writeFileSync(join(folder, 'electron'), Buffer.from(`stand-in ${fuseSentinel}\u0001\u0009101100111 end`, 'latin1'));
	chmodSync(join(folder, 'electron'), 0o755);
	const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'));
	writeFileSync(join(folder, 'version'), version);
	for (const locale of ['en-US', 'zh-CN', 'de']) writeFileSync(join(folder, 'locales', `${locale}.pak`), '');
}
