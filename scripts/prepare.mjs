/**
 * Makes a checkout ready: installs what the lockfile pins and, with --browser, a Chromium for the browser tests.
 * Does nothing quickly when all is there. Prints to stderr only, so that the command that follows owns stdout.
 */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode, root, run } from './workspace.mjs';

const say = (line) => process.stderr.write(`${line}\n`);

await installPackages();
if (process.argv.includes('--browser')) prepareBrowser();

async function installPackages() {
	const lock = readFileSync(join(root, 'package-lock.json'));
	const digest = createHash('sha256').update(lock).digest('hex');
	const stamp = join(root, 'node_modules', '.gridquorum-lock');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest && existsSync(pinnedNode)) return;
	if (!isInstalled(JSON.parse(lock.toString('utf8')))) {
		say('Installing the packages of package-lock.json …');
		const code = await npmCi();
		if (code !== 0) fail(`npm ci ended with code ${code}`);
	}
	const version = spawnSync(pinnedNode, ['--version'], { encoding: 'utf8' });
	if (version.status !== 0 || Number(/^v(\d+)/.exec(version.stdout)?.[1]) < 24)
		fail('The package "node" did not install Node 24: delete node_modules and run the command again.');
	writeFileSync(stamp, digest);
}

/** True when somebody already installed exactly these versions by hand. */
function isInstalled(lock) {
	const hidden = join(root, 'node_modules', '.package-lock.json');
	if (!existsSync(hidden) || !existsSync(pinnedNode)) return false;
	const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
	return Object.entries(lock.packages).every(
		([path, { version, optional, devOptional, link }]) =>
			path === '' || link || present[path]?.version === version || (!present[path] && (optional || devOptional)),
	);
}

function npmCi() {
	const options = { stdio: ['ignore', 2, 2], env: process.env };
	const script = process.env.npm_execpath;
	if (script?.endsWith('.js')) return run(process.execPath, [script, 'ci'], options);
	return run('npm', ['ci'], { ...options, shell: process.platform === 'win32' });
}

/** Unpacks the Chromium that npm carries; where there is none for the platform, an installed one must do. */
function prepareBrowser() {
	if (process.env.CHROMIUM_PATH) return;
	if (process.platform !== 'linux' || process.arch !== 'x64') {
		say('Browser tests use an installed Chromium here: set CHROMIUM_PATH to it unless it is in a usual place.');
		return;
	}
	const source = join(root, 'node_modules', '@sparticuz', 'chromium');
	const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
	const target = join(root, '.cache', 'chromium');
	const stamp = join(target, 'version');
	if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version) return;
	say(`Unpacking Chromium ${version} …`);
	const unpacking = `${target}-${process.pid}`;
	rmSync(unpacking, { recursive: true, force: true });
	mkdirSync(unpacking, { recursive: true });
	// The package unpacks into the temporary folder, and its NSS libraries only where it believes to be on Lambda.
	const program = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
	const done = spawnSync(pinnedNode, ['--input-type=module', '--eval', program], {
		cwd: root,
		env: { ...process.env, TMPDIR: unpacking, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
		stdio: ['ignore', 2, 2],
	});
	if (done.status !== 0 || !existsSync(join(unpacking, 'chromium'))) {
		rmSync(unpacking, { recursive: true, force: true });
		fail('Chromium could not be unpacked. Set CHROMIUM_PATH to an installed one and run the command again.');
	}
	writeFileSync(join(unpacking, 'version'), version);
	rmSync(target, { recursive: true, force: true });
	renameSync(unpacking, target);
}

function fail(reason) {
	say(reason);
	process.exit(1);
}
