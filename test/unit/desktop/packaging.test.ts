import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import config, { applicationFiles, electronFuses, unusedPackages } from '../../../electron-builder.config.ts';
import {
	type ArchivedFile,
	fuseSentinel,
	fuseWireOf,
	readArchive,
	violationsOf,
} from '../../../scripts/package-inspection.ts';
import { fuses } from '../../../src/main/desktop/fuses.ts';
import { readRepositoryFile, repositoryRoot } from '../../fixtures/repository.ts';

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'gridquorum-package-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const manifest = JSON.parse(readRepositoryFile('package.json')) as {
	main: string;
	dependencies: Record<string, string>;
	devDependencies: Record<string, string>;
};

describe('a package', () => {
	it('burns every fuse as fuses.ts decides, and leaves none to a default but one that is the decision', () => {
		const named = Object.entries(fuses).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]);
		expect({ ...electronFuses, wasmTrapHandlers: true }).toEqual(Object.fromEntries(named));
		expect(config.electronFuses).toBe(electronFuses);
	});

	it('holds the built application, its data and its licences, by name', () => {
		expect(applicationFiles).toEqual([
			'package.json',
			'LICENSE',
			'NOTICE',
			'out/main/**/*.js',
			'out/preload/index.cjs',
			'out/renderer/**/*',
			'resources/demo/**/*',
			'resources/icons/*.png',
			'!**/*.map',
		]);
		expect(config.extraFiles.map(({ from }) => from)).toEqual(['LICENSE', 'NOTICE']);
		expect(applicationFiles).toContain(`${manifest.main.replace(/[^/]+$/, '')}**/*.js`);
	});

	it.each([
		['linux', 'linux'],
		['win', 'win32'],
		['mac', 'darwin'],
	] as const)(
		'for %s begins with what it takes and holds native libraries of that platform alone',
		(name, platform) => {
			const { files } = config[name];
			expect(files.slice(0, applicationFiles.length)).toEqual(applicationFiles);
			expect(files).toContain(`!**/prebuilds/!(${platform}-*)/**`);
			// Patterns of all platforms beside these would make electron-builder begin these with everything.
			expect(config).not.toHaveProperty('files');
		},
	);

	it('leaves out only dependencies that neither the shell nor the node loads', () => {
		expect(unusedPackages.filter((name) => !(name in manifest.dependencies) && name !== 'zrender')).toEqual([]);
		expect([...unusedPackages]).toEqual(['commander', 'echarts', 'open', 'zrender']);
	});

	it('is an archive with hashes, native libraries beside it, nothing compiled anew, published nowhere', () => {
		expect(config).toMatchObject({
			asar: true,
			disableAsarIntegrity: false,
			asarUnpack: ['**/*.node'],
			npmRebuild: false,
			nodeGypRebuild: false,
			publish: null,
		});
	});

	it('is made for Linux, Windows and macOS under names that the version alone decides', () => {
		expect([config.linux.target, config.win.target, config.mac.target]).toEqual([
			['AppImage', 'deb'],
			['nsis'],
			['dmg', 'zip'],
		]);
		const places = ['productName', 'version', 'os', 'arch', 'ext'];
		expect([...config.artifactName.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name)).toEqual(places);
	});

	it('opens audit bundles and links, as a viewer', () => {
		expect(config.fileAssociations).toMatchObject([{ ext: 'car', role: 'Viewer' }]);
		expect(config.protocols).toEqual([{ name: 'Gridquorum', schemes: ['gridquorum'], role: 'Viewer' }]);
	});

	it("keeps a validator's keys when it is removed from Windows", () => {
		expect(config.nsis.deleteAppDataOnUninstall).toBe(false);
	});

	it("loosens the hardened runtime of macOS for V8's compiler and nothing else", () => {
		expect(config.mac.hardenedRuntime).toBe(true);
		expect(config.mac.entitlements).toBe(config.mac.entitlementsInherit);
		const keys = [...readRepositoryFile(config.mac.entitlements).matchAll(/<key>([^<]+)<\/key>/g)];
		expect(keys.map(([, key]) => key)).toEqual(['com.apple.security.cs.allow-jit']);
	});

	it('has its icons: PNG in each size, ICO and ICNS', () => {
		const resources = join(repositoryRoot, config.directories.buildResources);
		const beginning = (file: string, bytes: number): string =>
			readFileSync(join(resources, file)).subarray(0, bytes).toString('latin1');
		for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
			const picture = readFileSync(join(resources, config.linux.icon, `${size}x${size}.png`));
			expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([size, size]);
		}
		expect(beginning(config.win.icon, 4)).toBe('\0\0\u0001\0');
		expect(beginning(config.mac.icon, 4)).toBe('icns');
		for (const name of ['gridquorum', 'tray', 'tray-alarm-1', 'tray-alarm-2', 'tray-alarm-3'])
			expect(existsSync(join(repositoryRoot, 'resources', 'icons', `${name}.png`)), name).toBe(true);
	});

	it('is made by a program of one exact version that is no dependency of the project', () => {
		expect(readRepositoryFile('scripts/package.mjs')).toMatch(/'electron-builder@\d+\.\d+\.\d+'/);
		expect({ ...manifest.dependencies, ...manifest.devDependencies }).not.toHaveProperty('electron-builder');
	});
});

describe('the inspection of a package', () => {
	const decided = { ...fuses };
	const entry = (path: string, more: Partial<ArchivedFile> = {}): ArchivedFile => ({
		path,
		bytes: 1,
		unpacked: false,
		hashed: true,
		...more,
	});
	const sound = [
		'package.json',
		'out/main/index.js',
		'out/main/validator.js',
		'out/preload/index.cjs',
		'out/renderer/index.html',
	].map((path) => entry(path));
	const dependencies = Object.keys(manifest.dependencies).map((name) => entry(`node_modules/${name}/package.json`));
	const inspect = (more: readonly ArchivedFile[], fuseWire: Readonly<Record<string, boolean>> = decided): string[] =>
		violationsOf({
			archive: [...sound, ...dependencies, ...more],
			fuseWire: fuseWire,
			root: repositoryRoot,
		});

	it('finds nothing in a sound one', () => {
		expect(
			inspect([entry('node_modules/classic-level/prebuilds/linux-x64/classic-level.node', { unpacked: true })]),
		).toEqual([]);
	});

	it.each([
		[entry('src/main/index.ts'), 'not of the application: src/main/index.ts'],
		[entry('out/main/index.js.map'), 'not of the application: out/main/index.js.map'],
		[entry('resources/demo/x/passphrase'), 'a secret by its name: resources/demo/x/passphrase'],
		[entry('node_modules/pino/test.pem'), 'a secret by its name: node_modules/pino/test.pem'],
		[entry('node_modules/vitest/index.js'), 'only needed for development: node_modules/vitest/index.js'],
		[entry('node_modules/ws/a.node'), 'a native library inside the archive: node_modules/ws/a.node'],
		[
			entry('node_modules/ws/prebuilds/win32-x64/a.js'),
			'of another platform: node_modules/ws/prebuilds/win32-x64/a.js',
		],
		[entry('out/main/chunks/a.js', { hashed: false }), 'without a hash: out/main/chunks/a.js'],
	])('finds %j', (wrong, violation) => {
		expect(inspect([wrong])).toContain(violation);
	});

	it('finds what is missing', () => {
		const archive = [...sound.slice(1), ...dependencies];
		expect(violationsOf({ archive, fuseWire: decided, root: repositoryRoot })).toContain('missing: package.json');
	});

	it.each(Object.keys(fuses))('finds a fuse that is not as decided: %s', (name) => {
		const other = { ...decided, [name]: !decided[name as keyof typeof decided] };
		expect(inspect([], other)).toEqual([`fuse not as decided: ${name}`]);
	});

	it('reads the fuse wire of a binary', () => {
		const wire = Object.values(fuses)
			.map((value) => (value ? '1' : '0'))
			.join('');
		expect(fuseWireOf(Buffer.from(`ELF ${fuseSentinel}\u0001\u0009${wire} end`, 'latin1'))).toEqual(fuses);
		expect(() => fuseWireOf(Buffer.from('ELF'))).toThrow('no fuse wire');
	});

	it('reads the files of an archive', () => {
		const integrity = { algorithm: 'SHA256', hash: '', blockSize: 1, blocks: [] };
		const json = Buffer.from(
			JSON.stringify({
				files: { a: { files: { 'b.js': { size: 3, offset: '0', integrity } } }, 'c.node': { size: 2, unpacked: true } },
			}),
		);
		const sizes = Buffer.alloc(16);
		sizes.writeUInt32LE(4, 0);
		sizes.writeUInt32LE(json.length + 8, 4);
		sizes.writeUInt32LE(json.length + 4, 8);
		sizes.writeUInt32LE(json.length, 12);
		const file = join(folder, 'app.asar');
		writeFileSync(file, Buffer.concat([sizes, json, Buffer.from('abc')]));
		expect(readArchive(file)).toEqual([
			{ path: 'a/b.js', bytes: 3, unpacked: false, hashed: true },
			{ path: 'c.node', bytes: 2, unpacked: true, hashed: false },
		]);
	});
});
