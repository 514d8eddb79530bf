import { readFile } from 'node:fs/promises';
import { equalBytes, toHex } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { hasher } from '../crypto/sha256.ts';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { type BackupRecord, readBackupRecord, writeBackupRecord } from './backup-record.ts';
import { openBackup, sealBackup, wipeBackup } from './key-backup.ts';
import { type KeyPurpose, publicKeyOf, type ScryptCost } from './key-file.ts';
import { Keystore, type SealedKey } from './keystore.ts';
import type { ParticipantKeys } from './participant-keys.ts';
import type { VoteMark } from './vote-mark.ts';

export const MIN_PASSPHRASE = 12;

export interface KeyName {
	readonly purpose: KeyPurpose;
	readonly name: string;
}

export interface BackupFile {
	readonly bytes: Uint8Array;
	readonly record: BackupRecord;
}

/** What a backup file holds, beside what the keystore holds now. */
export interface BackupFindings {
	readonly createdAtMs: number;
	readonly chainId: string;
	readonly signed: VoteMark | null;
	readonly keys: readonly KeyName[];
	/** Keys of the keystore that the backup does not have. */
	readonly missing: readonly KeyName[];
	/** It is the file of the last backup. */
	readonly isLast: boolean;
}

export interface KeyDeskOptions {
	readonly dataDirectory: string;
	/** Directory of key files. */
	readonly keys: string;
	readonly chainId: string;
	/** The file that holds the keystore's passphrase; null where whoever starts the node gives it in another way. */
	readonly passphraseFile: string | null;
	readonly scrypt?: ScryptCost;
}

export interface KeyDeskModules {
	readonly keystore: Keystore;
	readonly participants: ParticipantKeys;
	/** How far the validator key has signed; null for an observer. */
	readonly voteMark: () => Promise<VoteMark | null>;
	/** Unix wall ms. */
	readonly wallNow: () => number;
}

/** What an operator does with the keys of a running node: look, lock, unlock, seal anew, back up. */
export class KeyDesk {
	readonly #options: KeyDeskOptions;
	readonly #modules: KeyDeskModules;

	constructor(options: KeyDeskOptions, modules: KeyDeskModules) {
		this.#options = options;
		this.#modules = modules;
	}

	/** Path of the file with the passphrase; null where it is given in another way. */
	get passphraseFile(): string | null {
		return this.#options.passphraseFile;
	}

	/** Public parts only. */
	list(): Promise<SealedKey[]> {
		return this.#modules.keystore.sealed();
	}

	get locked(): readonly string[] {
		return this.#modules.participants.locked;
	}

	/** Keys that validate or carry connections stay open: the node goes on. */
	lock(participants: readonly string[]): void {
		this.#modules.participants.lock(participants);
	}

	/** @throws CodedError KEYSTORE_WRONG_PASSPHRASE */
	async unlock(participants: readonly string[], passphrase: string): Promise<void> {
		const keystore = new Keystore({ directory: this.#options.keys, passphrase });
		// Also where nothing is locked: whoever unlocks hears whether the passphrase is right.
		await keystore.requirePassphrase(passphrase);
		await this.#modules.participants.unlock(participants, (name) => keystore.signer('participant', name));
	}

	/**
	 * Seals the keystore under another passphrase, and writes that into the passphrase file.
	 * @throws CodedError KEYSTORE_PASSPHRASE_ELSEWHERE | KEYSTORE_PASSPHRASE_SHORT | KEYSTORE_WRONG_PASSPHRASE
	 */
	async changePassphrase(present: string, next: string): Promise<void> {
		const { passphraseFile } = this.#options;
		if (passphraseFile === null) throw new CodedError('KEYSTORE_PASSPHRASE_ELSEWHERE');
		await changePassphrase(this.#modules.keystore, { present, next, passphraseFile });
	}

	/** @throws CodedError KEYS_BACKUP_PASSPHRASE | KEYSTORE_* */
	async backUp(passphrase: string): Promise<BackupFile> {
		const { dataDirectory, chainId, scrypt } = this.#options;
		const { keystore, voteMark, wallNow } = this.#modules;
		return backUpKeys(
			{ dataDirectory, chainId, passphrase, ...(scrypt && { scrypt }) },
			{ keystore, voteMark, wallNow },
		);
	}

	/** @throws CodedError KEYS_BACKUP_DAMAGED | KEYS_BACKUP_WRONG_PASSPHRASE | KEYS_OTHER_CHAIN */
	async verifyBackup(bytes: Uint8Array, passphrase: string): Promise<BackupFindings> {
		const { dataDirectory, chainId } = this.#options;
		const { keystore, wallNow } = this.#modules;
		return verifyBackup({ dataDirectory, chainId, bytes, passphrase }, { keystore, wallNow });
	}

	lastBackup(): Promise<BackupRecord | null> {
		return readBackupRecord(this.#options.dataDirectory);
	}
}

/** @param change.passphraseFile is rewritten after the keys; null where there is none */
export async function changePassphrase(
	keystore: Keystore,
	change: { readonly present: string; readonly next: string; readonly passphraseFile: string | null },
): Promise<void> {
	if (change.next.length < MIN_PASSPHRASE) throw new CodedError('KEYSTORE_PASSPHRASE_SHORT', { min: MIN_PASSPHRASE });
	await keystore.requirePassphrase(change.present);
	await keystore.changePassphrase(change.next);
	if (change.passphraseFile !== null) await writeFileAtomic(change.passphraseFile, `${change.next}\n`, 0o600);
}

/** Seals every key into one file, opens that file again, and remembers in the data directory that it was made. */
export async function backUpKeys(
	options: {
		readonly dataDirectory: string;
		readonly chainId: string;
		readonly passphrase: string;
		readonly scrypt?: ScryptCost;
	},
	modules: Pick<KeyDeskModules, 'keystore' | 'voteMark' | 'wallNow'>,
): Promise<BackupFile> {
	const { dataDirectory, chainId, passphrase, scrypt } = options;
	const createdAtMs = modules.wallNow();
	const signed = await modules.voteMark();
	const keys = await modules.keystore.seeds();
	try {
		const bytes = await sealBackup({ chainId, createdAtMs, signed, keys }, passphrase, scrypt);
		wipeBackup(await openBackup(bytes, passphrase));
		const sha256 = toHex(hasher.sha256(bytes));
		const record: BackupRecord = { atMs: createdAtMs, keys: keys.length, sha256, verifiedAtMs: null };
		await writeBackupRecord(dataDirectory, record);
		return { bytes, record };
	} finally {
		for (const { seed } of keys) seed.fill(0);
	}
}

/** Opens a backup and lays it beside the keystore; where it is the last one made here, that it was verified is kept. */
export async function verifyBackup(
	options: {
		readonly dataDirectory: string;
		readonly chainId: string;
		readonly bytes: Uint8Array;
		readonly passphrase: string;
	},
	modules: Pick<KeyDeskModules, 'keystore' | 'wallNow'>,
): Promise<BackupFindings> {
	const { dataDirectory, chainId, bytes, passphrase } = options;
	const backup = await openBackup(bytes, passphrase);
	try {
		if (backup.chainId !== chainId)
			throw new CodedError('KEYS_OTHER_CHAIN', { found: backup.chainId, expected: chainId });
		const kept = backup.keys.map(({ purpose, name, seed }) => ({
			purpose,
			name,
			publicKey: publicKeyOf(purpose, seed),
		}));
		const missing = (await modules.keystore.list()).filter(
			(held) =>
				!kept.some(({ purpose, publicKey }) => purpose === held.purpose && equalBytes(publicKey, held.publicKey)),
		);
		const record = await readBackupRecord(dataDirectory);
		const isLast = record?.sha256 === toHex(hasher.sha256(bytes));
		if (record && isLast) await writeBackupRecord(dataDirectory, { ...record, verifiedAtMs: modules.wallNow() });
		const { createdAtMs, signed } = backup;
		return { createdAtMs, chainId, signed, keys: kept.map(nameOf), missing: missing.map(nameOf), isLast };
	} finally {
		wipeBackup(backup);
	}
}

/** The file in which a keystore's passphrase stands, where it is this one that opens it; else null. */
export async function passphraseFileOf(path: string | undefined, passphrase: string): Promise<string | null> {
	if (path === undefined) return null;
	const text = await readFile(path, 'utf8').catch(() => null);
	return text?.replace(/\r?\n$/, '') === passphrase ? path : null;
}

function nameOf({ purpose, name }: KeyName): KeyName {
	return { purpose, name };
}
