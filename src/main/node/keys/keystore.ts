import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { equalBytes, fromHex } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { createSeed, createSigner, type WipeableSigner } from '../crypto/ed25519.ts';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { finishReplacing, replaceDirectory } from './key-directory.ts';
import {
	createKdf,
	DEFAULT_SCRYPT,
	deriveSealingKey,
	type KeyFile,
	type KeyPurpose,
	keyFileForm,
	type OpenKey,
	openKey,
	publicKeyOf,
	type ScryptCost,
	sealKey,
} from './key-file.ts';

/** Keys of one directory at most, two for each participant: those of one desk, not of a market. */
export const MAX_KEYS = 8_192;
const MAX_FILE_BYTES = 8_192;

/** Keys that sign; the others only read. */
type SigningPurpose = Exclude<KeyPurpose, 'encryption'>;

export interface KeyListing {
	readonly name: string;
	readonly purpose: KeyPurpose;
	readonly publicKey: Uint8Array;
}

/** A key as it lies on disk; nothing in it is secret. */
export interface SealedKey extends KeyListing {
	/** How dear a guess at the passphrase is. */
	readonly cost: ScryptCost;
	/** Unix wall ms of the file's last writing. */
	readonly sealedAtMs: number;
}

/**
 * One file per key, `<purpose>-<name>.key.json`, mode 0600, sealed with XChaCha20-Poly1305 under a scrypt of the
 * passphrase. The keys of a directory share a salt, so that opening many costs one scrypt; each has its own nonce.
 */
export class Keystore {
	readonly #directory: string;
	#passphrase: string;
	readonly #cost: ScryptCost;
	readonly #sealingKeys = new Map<string, Promise<Buffer>>();

	constructor(options: { directory: string; passphrase: string; scrypt?: ScryptCost }) {
		this.#directory = options.directory;
		this.#passphrase = options.passphrase;
		this.#cost = options.scrypt ?? DEFAULT_SCRYPT;
	}

	/** Every key of the directory, by file name; no passphrase is needed. */
	async list(): Promise<KeyListing[]> {
		const files = await this.#readAll();
		return files.map(({ file }) => ({ name: file.name, purpose: file.purpose, publicKey: fromHex(file.publicKey) }));
	}

	/** As `list`, with how and since when each key is sealed. */
	async sealed(): Promise<SealedKey[]> {
		const files = await this.#readAll();
		return Promise.all(
			files.map(async ({ file, path }) => ({
				name: file.name,
				purpose: file.purpose,
				publicKey: fromHex(file.publicKey),
				cost: { n: file.kdf.n, r: file.kdf.r, p: file.kdf.p },
				sealedAtMs: Math.floor((await stat(path)).mtimeMs),
			})),
		);
	}

	/** Every secret, for a backup; the caller wipes them. @throws CodedError KEYSTORE_WRONG_PASSPHRASE | KEYSTORE_DAMAGED */
	async seeds(): Promise<OpenKey[]> {
		const opened: OpenKey[] = [];
		for (const { file, path } of await this.#readAll())
			opened.push({ purpose: file.purpose, name: file.name, seed: await this.#open(file, path) });
		return opened;
	}

	/** @throws CodedError KEYSTORE_WRONG_PASSPHRASE unless the passphrase opens the directory's keys */
	async requirePassphrase(passphrase: string): Promise<void> {
		const [first] = await this.#readAll();
		if (first) openKey(first.file, await deriveSealingKey(passphrase, first.file.kdf), first.path).fill(0);
	}

	/**
	 * Seals every key anew under another passphrase and a new salt. The directory is replaced in one step: after a power
	 * cut all keys open with the old passphrase, or all with the new one.
	 * @throws CodedError KEYSTORE_WRONG_PASSPHRASE | KEYSTORE_DAMAGED
	 */
	async changePassphrase(passphrase: string): Promise<void> {
		const kdf = createKdf(this.#cost);
		const sealingKey = await deriveSealingKey(passphrase, kdf);
		const keys = await this.seeds();
		try {
			const files = keys.map((key) => ({
				name: fileName(key.purpose, key.name),
				text: `${JSON.stringify(sealKey(key, kdf, sealingKey), null, '\t')}\n`,
			}));
			await replaceDirectory(this.#directory, files);
		} finally {
			for (const { seed } of keys) seed.fill(0);
			sealingKey.fill(0);
		}
		this.#passphrase = passphrase;
		this.#sealingKeys.clear();
	}

	/** As `createMany` with one key. */
	async create(purpose: KeyPurpose, name: string, seed: Uint8Array = createSeed()): Promise<KeyListing> {
		const [created] = await this.createMany([{ purpose, name, seed }]);
		return created as KeyListing;
	}

	/**
	 * Seals new keys; when one cannot be, none is written.
	 * @throws CodedError KEYSTORE_KEY_EXISTS | KEYSTORE_FULL | KEYSTORE_NAME_INVALID | KEYSTORE_WRONG_PASSPHRASE
	 */
	async createMany(keys: readonly OpenKey[]): Promise<KeyListing[]> {
		const present = await this.#readAll();
		const taken = new Set(present.map(({ path }) => path));
		const targets = keys.map((key) => ({ ...key, path: this.#pathOf(key.purpose, key.name) }));
		for (const { path } of targets) {
			if (taken.has(path)) throw new CodedError('KEYSTORE_KEY_EXISTS', { path });
			taken.add(path);
		}
		if (taken.size > MAX_KEYS) throw new CodedError('KEYSTORE_FULL', { directory: this.#directory, limit: MAX_KEYS });
		const first = present[0];
		const kdf = first?.file.kdf ?? createKdf(this.#cost);
		const sealingKey = await this.#sealingKey(kdf);
		if (first) openKey(first.file, sealingKey, first.path).fill(0);
		await mkdir(this.#directory, { recursive: true, mode: 0o700 });
		const created: KeyListing[] = [];
		for (const { purpose, name, seed, path } of targets) {
			const file = sealKey({ name, purpose, seed }, kdf, sealingKey);
			await writeFileAtomic(path, `${JSON.stringify(file, null, '\t')}\n`, 0o600);
			created.push({ name, purpose, publicKey: fromHex(file.publicKey) });
		}
		return created;
	}

	/** @throws CodedError KEY_UNKNOWN | KEYSTORE_DAMAGED | KEYSTORE_WRONG_PASSPHRASE */
	async seed(purpose: KeyPurpose, name: string): Promise<Uint8Array> {
		const path = this.#pathOf(purpose, name);
		await finishReplacing(this.#directory);
		const file = await readKeyFile(path);
		if (!file) throw new CodedError('KEY_UNKNOWN', { name, purpose, directory: this.#directory });
		return this.#open(file, path);
	}

	async signer(purpose: SigningPurpose, name: string): Promise<WipeableSigner> {
		const seed = await this.seed(purpose, name);
		const signer = createSigner(seed);
		seed.fill(0);
		return signer;
	}

	/** Opens every key of one purpose. */
	async signers(purpose: SigningPurpose): Promise<Map<string, WipeableSigner>> {
		const result = new Map<string, WipeableSigner>();
		for (const { file, path } of await this.#readAll()) {
			if (file.purpose !== purpose) continue;
			const seed = await this.#open(file, path);
			result.set(file.name, createSigner(seed));
			seed.fill(0);
		}
		return result;
	}

	async #open(file: KeyFile, path: string): Promise<Uint8Array> {
		const seed = openKey(file, await this.#sealingKey(file.kdf), path);
		if (!equalBytes(publicKeyOf(file.purpose, seed), fromHex(file.publicKey)))
			throw new CodedError('KEYSTORE_DAMAGED', { path, reason: 'the public key is not that of the secret' });
		return seed;
	}

	#sealingKey(kdf: KeyFile['kdf']): Promise<Buffer> {
		const name = `${kdf.salt}/${kdf.n}/${kdf.r}/${kdf.p}`;
		const known = this.#sealingKeys.get(name);
		if (known) return known;
		const derived = deriveSealingKey(this.#passphrase, kdf);
		this.#sealingKeys.set(name, derived);
		return derived;
	}

	#pathOf(purpose: KeyPurpose, name: string): string {
		if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) throw new CodedError('KEYSTORE_NAME_INVALID', { name });
		return join(this.#directory, fileName(purpose, name));
	}

	async #readAll(): Promise<{ file: KeyFile; path: string }[]> {
		await finishReplacing(this.#directory);
		let names: string[];
		try {
			names = await readdir(this.#directory);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
			throw error;
		}
		const keyNames = names.filter((name) => name.endsWith('.key.json')).sort();
		if (keyNames.length > MAX_KEYS)
			throw new CodedError('KEYSTORE_FULL', { directory: this.#directory, limit: MAX_KEYS });
		const result: { file: KeyFile; path: string }[] = [];
		for (const name of keyNames) {
			const path = join(this.#directory, name);
			const file = await readKeyFile(path);
			if (file) result.push({ file, path });
		}
		return result;
	}
}

function fileName(purpose: KeyPurpose, name: string): string {
	return `${purpose}-${name}.key.json`;
}

async function readKeyFile(path: string): Promise<KeyFile | null> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
	if (text.length > MAX_FILE_BYTES) throw new CodedError('KEYSTORE_DAMAGED', { path, reason: 'the file is too long' });
	try {
		return keyFileForm.parse(JSON.parse(text));
	} catch (cause) {
		throw new CodedError('KEYSTORE_DAMAGED', { path, reason: String(cause) });
	}
}
