import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface InstalledPackage {
	readonly name: string;
	readonly version: string;
	/** SPDX expression. */
	readonly licence: string;
}

const PRODUCT = 'gridquorum';
const LEVELS = 8;
const MAX_PACKAGES = 500;

/** The packages that the product was built on, as they are installed; those that a bundle has swallowed are left out. */
export async function installedPackages(from: string): Promise<{ licence: string; packages: InstalledPackage[] }> {
	const root = await productRoot(from);
	if (!root) return { licence: 'Apache-2.0', packages: [] };
	const names = Object.keys(root.manifest.dependencies ?? {}).slice(0, MAX_PACKAGES);
	const found = await Promise.all(names.map((name) => readPackage(join(root.directory, 'node_modules', name), name)));
	return {
		licence: root.manifest.license ?? 'Apache-2.0',
		packages: found.filter((each) => each !== null),
	};
}

interface Manifest {
	readonly name?: string;
	readonly version?: string;
	readonly license?: string;
	readonly dependencies?: { readonly [name: string]: string };
}

async function productRoot(from: string): Promise<{ directory: string; manifest: Manifest } | null> {
	let directory = from;
	for (let level = 0; level < LEVELS; level++) {
		const manifest = await readManifest(directory);
		if (manifest?.name === PRODUCT) return { directory, manifest };
		directory = dirname(directory);
	}
	return null;
}

async function readPackage(directory: string, name: string): Promise<InstalledPackage | null> {
	const manifest = await readManifest(directory);
	if (!manifest?.version) return null;
	return {
		name,
		version: manifest.version,
		licence: typeof manifest.license === 'string' ? manifest.license : 'see the package',
	};
}

async function readManifest(directory: string): Promise<Manifest | null> {
	try {
		return JSON.parse(await readFile(join(directory, 'package.json'), 'utf8')) as Manifest;
	} catch {
		return null;
	}
}
