import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

/** Marks the fuse wire in Electron's binary; version, length and one character a fuse follow. */
export const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** In the order of the wire. */
const fuseNames = [
	'RunAsNode',
	'EnableCookieEncryption',
	'EnableNodeOptionsEnvironmentVariable',
	'EnableNodeCliInspectArguments',
	'EnableEmbeddedAsarIntegrityValidation',
	'OnlyLoadAppFromAsar',
	'LoadBrowserProcessSpecificV8Snapshot',
	'GrantFileProtocolExtraPrivileges',
	'WasmTrapHandlers',
];

/** The fuses as they are burnt into a binary. */
export function fuseWireOf(binary: Buffer): Record<string, boolean> {
	const at = binary.indexOf(fuseSentinel);
	if (at < 0) throw new Error('the binary has no fuse wire');
	const start = at + fuseSentinel.length + 2;
	return Object.fromEntries(fuseNames.map((name, index) => [name, binary[start + index] === 0x31]));
}

export interface ArchivedFile {
	readonly path: string;
	readonly bytes: number;
	/** Beside the archive, on the disk itself. */
	readonly unpacked: boolean;
	/** With a SHA-256 that Electron compares. */
	readonly hashed: boolean;
}

interface ArchiveEntry {
	readonly files?: Readonly<Record<string, ArchiveEntry>>;
	readonly size?: number;
	readonly unpacked?: boolean;
	readonly integrity?: { readonly algorithm: string };
}

/** The files of an asar archive: a pickled header of JSON before the contents. */
export function readArchive(file: string): ArchivedFile[] {
	const handle = openSync(file, 'r');
	try {
		const sizes = Buffer.alloc(16);
		readSync(handle, sizes, 0, 16, 0);
		const json = Buffer.alloc(sizes.readUInt32LE(12));
		readSync(handle, json, 0, json.length, 16);
		return filesOf(JSON.parse(json.toString('utf8')) as ArchiveEntry, '');
	} finally {
		closeSync(handle);
	}
}

function filesOf(folder: ArchiveEntry, path: string): ArchivedFile[] {
	return Object.entries(folder.files ?? {}).flatMap(([name, entry]) =>
		entry.files
			? filesOf(entry, `${path}${name}/`)
			: [
					{
						path: `${path}${name}`,
						bytes: entry.size ?? 0,
						unpacked: entry.unpacked === true,
						hashed: entry.integrity?.algorithm === 'SHA256',
					},
				],
	);
}

const application = [
	/^package\.json$/,
	/^out\/main\/(chunks\/)?[\w-]+\.js$/,
	/^out\/preload\/index\.cjs$/,
	/^out\/renderer\/(assets\/)?[\w.-]+\.(html|js|css|woff2|svg|json|txt|wasm)$/,
	/^resources\/demo\/[\w-]+\/[\w-]+\.(csv|md)$/,
	/^resources\/icons\/[\w-]+\.png$/,
];
const secret = /(^|\/)(\.env|\.npmrc|id_\w+|[^/]*\.(pem|key|p12|pfx|keystore|wrapped)|passphrase[^/]*)$/i;
const needed = [
	'package.json',
	'out/main/index.js',
	'out/main/validator.js',
	'out/preload/index.cjs',
	'out/renderer/index.html',
];

/** Everything that is wrong with a package; empty when it holds what it should. */
export function violationsOf({
	archive,
	fuseWire,
	root,
}: {
	readonly archive: readonly ArchivedFile[];
	readonly fuseWire: Readonly<Record<string, boolean>>;
	readonly root: string;
}): string[] {
	const paths = new Set(archive.map(({ path }) => path));
	const own = archive.filter(({ path }) => !path.startsWith('node_modules/'));
	const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
		packages: Readonly<Record<string, { readonly dev?: boolean }>>;
	};
	const shipped = new Set(
		Object.entries(packages).flatMap(([path, { dev }]) => (path !== '' && dev !== true ? [packageOf(path)] : [])),
	);
	const development = archive.filter(({ path }) => path.startsWith('node_modules/') && !shipped.has(packageOf(path)));
	const say = (what: string, entries: readonly ArchivedFile[]): string[] =>
		entries.map(({ path }) => `${what}: ${path}`);
	return [
		...needed.filter((path) => !paths.has(path)).map((path) => `missing: ${path}`),
		...say(
			'not of the application',
			own.filter(({ path }) => !application.some((form) => form.test(path))),
		),
		...say(
			'a secret by its name',
			archive.filter(({ path }) => secret.test(path)),
		),
		...say('only needed for development', development),
		...say(
			'a native library inside the archive',
			archive.filter(({ path, unpacked }) => path.endsWith('.node') && !unpacked),
		),
		...say(
			'of another platform',
			archive.filter(({ path }) => /\/prebuilds\/(?!linux-)/.test(path)),
		),
		...say(
			'without a hash',
			archive.filter(({ hashed }) => !hashed),
		),
		...importsOf(root, own)
			.filter((name) => !paths.has(`node_modules/${name}/package.json`))
			.map((name) => `cannot be resolved: ${name}`),
		...wrongFuses(root, fuseWire),
	];
}

/** Name of the package that a file belongs to; electron-builder may lay a nested one at the top. */
function packageOf(path: string): string {
	return packageName(path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
}

/** Names of the packages that the built main process and its workers load. */
function importsOf(root: string, files: readonly ArchivedFile[]): string[] {
	const names = new Set<string>();
	const pattern = /(?:\bfrom ?|\bimport ?|\bimport\(|(?<![#.])\brequire\()["'](@?[a-z][\w.-]*(?:\/[\w./-]+)?)["']/g;
	for (const { path } of files) {
		const file = join(root, path);
		if (!path.startsWith('out/main/') || !existsSync(file)) continue;
		for (const [, name] of readFileSync(file, 'utf8').matchAll(pattern)) names.add(packageName(name!));
	}
	return [...names]
		.filter((name) => name !== 'electron' && !name.startsWith('node:') && !builtinModules.includes(name))
		.sort();
}

function packageName(specifier: string): string {
	return specifier
		.split('/')
		.slice(0, specifier.startsWith('@') ? 2 : 1)
		.join('/');
}

function wrongFuses(root: string, wire: Readonly<Record<string, boolean>>): string[] {
	const source = readFileSync(join(root, 'src/main/desktop/fuses.ts'), 'utf8');
	return fuseNames
		.filter((name) => new RegExp(`^\\t${name}: ${wire[name]},$`, 'm').test(source) === false)
		.map((name) => `fuse not as decided: ${name}`);
}
