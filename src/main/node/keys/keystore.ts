import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { equalBytes, fromHex } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { createSeed, createSigner, type WipeableSigner } from '../crypto/ed25519.ts';
import { writeFileAtomic } from '../files/atomic-file.ts';
import {
	createKdf,
	DEFAULT_SCRYPT,
	deriveSealingKey,
	type KeyFile,
	type KeyPurpose,
	keyFileForm,
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

/**
 * One file per key, `<purpose>-<name>.key.json`, mode 0600, sealed with XChaCha20-Poly1305 under a scrypt of the
 * passphrase. The keys of a directory share a salt, so that opening many costs one scrypt; each has its own nonce.
 */
export class Keystore {
	readonly #directory: string;
	readonly #passphrase: string;
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

	/** As `createMany` with one key. */
	async create(purpose: KeyPurpose, name: string, seed: Uint8Array = createSeed()): Promise<KeyListing> {
		const [created] = await this.createMany([{ purpose, name, seed }]);
		return created as KeyListing;
	}

	/**
	 * Seals new keys; when one cannot be, none is written.
	 * @throws CodedError KEYSTORE_KEY_EXISTS | KEYSTORE_FULL | KEYSTORE_NAME_INVALID | KEYSTORE_WRONG_PASSPHRASE
	 */
	async createMany(
		keys: readonly { readonly purpose: KeyPurpose; readonly name: string; readonly seed: Uint8Array }[],
	): Promise<KeyListing[]> {
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
		return join(this.#directory, `${purpose}-${name}.key.json`);
	}

	async #readAll(): Promise<{ file: KeyFile; path: string }[]> {
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
