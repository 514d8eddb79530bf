import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { safeStorage } from 'electron';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';

/** 256 bits, so that the keystore's key derivation is never the weak side. */
const passphraseBytes = 32;

/**
 * The keystore's passphrase, wrapped by the operating system's secret store. The key itself stays in the keystore file,
 * which also opens without this machine when the passphrase is known.
 *
 * @param file absolute path of the wrapped passphrase; written on first use.
 * @throws CodedError DESKTOP_SECRET_STORE_UNAVAILABLE where the system would store it in the clear or not at all,
 * DESKTOP_PASSPHRASE_UNREADABLE where the stored one cannot be opened.
 */
export async function wrappedPassphrase(file: string, platform: NodeJS.Platform): Promise<string> {
	const available = await safeStorage.isAsyncEncryptionAvailable();
	const backend = platform === 'linux' ? safeStorage.getSelectedStorageBackend() : platform;
	// basic_text encrypts with a password that is the same in every copy of Chromium.
	if (!available || backend === 'basic_text' || backend === 'unknown') {
		throw new CodedError('DESKTOP_SECRET_STORE_UNAVAILABLE', { backend });
	}
	if (existsSync(file)) return unwrap(file);
	const passphrase = randomBytes(passphraseBytes).toString('base64url');
	await wrap(file, passphrase);
	return passphrase;
}

async function unwrap(file: string): Promise<string> {
	const opened = await safeStorage.decryptStringAsync(await readFile(file)).catch(() => null);
	if (opened === null || opened.result === '') throw new CodedError('DESKTOP_PASSPHRASE_UNREADABLE', { file });
	if (opened.shouldReEncrypt) await wrap(file, opened.result);
	return opened.result;
}

async function wrap(file: string, passphrase: string): Promise<void> {
	await writeFileAtomic(file, await safeStorage.encryptStringAsync(passphrase), 0o600);
}
