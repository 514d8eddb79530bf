import { randomBytes } from 'node:crypto';
import sodium from 'sodium-native';
import { z } from 'zod';
import { fromHex, toHex, utf8 } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { SEED_BYTES } from '../crypto/ed25519.ts';
import {
	createKdf,
	DEFAULT_SCRYPT,
	deriveSealingKey,
	KEY_PURPOSES,
	kdfForm,
	type OpenKey,
	publicKeyOf,
	type ScryptCost,
} from './key-file.ts';
import { MAX_KEYS } from './keystore.ts';
import type { VoteMark } from './vote-mark.ts';

/** Largest backup file: `MAX_KEYS` keys and what stands around them. */
export const MAX_BACKUP_BYTES = 4_194_304;
export const MIN_BACKUP_PASSPHRASE = 12;

export interface KeyBackup {
	readonly chainId: string;
	/** Unix wall ms. */
	readonly createdAtMs: number;
	/** How far the node's validator key had signed then; null for a node that does not validate. */
	readonly signed: VoteMark | null;
	readonly keys: readonly OpenKey[];
}

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));

const fileForm = z.strictObject({
	format: z.literal('gridquorum/key-backup'),
	version: z.literal(1),
	chainId: z.string().min(1).max(128),
	createdAtMs: z.int().min(0),
	kdf: kdfForm,
	cipher: z.literal('xchacha20-poly1305'),
	nonce: hex(24),
	ciphertext: z.base64(),
});

type BackupFile = z.infer<typeof fileForm>;

const contentForm = z.strictObject({
	signed: z.strictObject({ epoch: z.int().min(0), round: z.int().min(0) }).nullable(),
	keys: z
		.array(
			z.strictObject({
				purpose: z.enum(KEY_PURPOSES),
				name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
				publicKey: hex(32),
				seed: hex(SEED_BYTES),
			}),
		)
		.max(MAX_KEYS),
});

/**
 * One file with every key, sealed as a whole with XChaCha20-Poly1305 under a scrypt of the backup's own passphrase.
 * Chain and time stand outside the seal, authenticated with it.
 * @throws CodedError KEYS_BACKUP_PASSPHRASE when the passphrase is shorter than `MIN_BACKUP_PASSPHRASE`
 */
export async function sealBackup(
	backup: KeyBackup,
	passphrase: string,
	cost: ScryptCost = DEFAULT_SCRYPT,
): Promise<Uint8Array> {
	if (passphrase.length < MIN_BACKUP_PASSPHRASE)
		throw new CodedError('KEYS_BACKUP_PASSPHRASE', { min: MIN_BACKUP_PASSPHRASE });
	const keys = backup.keys.map(({ purpose, name, seed }) => ({
		purpose,
		name,
		publicKey: toHex(publicKeyOf(purpose, seed)),
		seed: toHex(seed),
	}));
	const plain = Buffer.from(utf8(JSON.stringify({ signed: backup.signed, keys })));
	const kdf = createKdf(cost);
	const sealingKey = await deriveSealingKey(passphrase, kdf);
	const nonce = randomBytes(sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
	const head = {
		format: 'gridquorum/key-backup' as const,
		version: 1 as const,
		chainId: backup.chainId,
		createdAtMs: backup.createdAtMs,
		kdf,
		cipher: 'xchacha20-poly1305' as const,
	};
	const ciphertext = Buffer.alloc(plain.length + sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES);
	sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(ciphertext, plain, associated(head), null, nonce, sealingKey);
	sodium.sodium_memzero(plain);
	sodium.sodium_memzero(sealingKey);
	const file: BackupFile = { ...head, nonce: nonce.toString('hex'), ciphertext: ciphertext.toString('base64') };
	return utf8(`${JSON.stringify(file, null, '\t')}\n`);
}

/**
 * Opens a backup and checks that every secret has the public key that is written beside it.
 * @throws CodedError KEYS_BACKUP_DAMAGED | KEYS_BACKUP_WRONG_PASSPHRASE, the latter also for an altered file
 */
export async function openBackup(bytes: Uint8Array, passphrase: string): Promise<KeyBackup> {
	const file = readBackupFile(bytes);
	const { nonce, ciphertext, ...head } = file;
	const sealed = Buffer.from(ciphertext, 'base64');
	if (sealed.length <= sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES)
		throw new CodedError('KEYS_BACKUP_DAMAGED', { reason: 'it has no content' });
	const sealingKey = await deriveSealingKey(passphrase, file.kdf);
	const plain = Buffer.alloc(sealed.length - sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES);
	try {
		sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
			plain,
			null,
			sealed,
			associated(head),
			Buffer.from(fromHex(nonce)),
			sealingKey,
		);
	} catch {
		throw new CodedError('KEYS_BACKUP_WRONG_PASSPHRASE');
	} finally {
		sodium.sodium_memzero(sealingKey);
	}
	let content: z.infer<typeof contentForm>;
	try {
		content = contentForm.parse(JSON.parse(plain.toString('utf8')));
	} catch {
		throw new CodedError('KEYS_BACKUP_DAMAGED', { reason: 'its content does not have the form of a backup' });
	} finally {
		sodium.sodium_memzero(plain);
	}
	const keys = content.keys.map(({ purpose, name, publicKey, seed: text }) => {
		const seed = fromHex(text);
		if (toHex(publicKeyOf(purpose, seed)) !== publicKey)
			throw new CodedError('KEYS_BACKUP_DAMAGED', { reason: `the ${purpose} key ${name} is not that of its secret` });
		return { purpose, name, seed };
	});
	return { chainId: file.chainId, createdAtMs: file.createdAtMs, signed: content.signed, keys };
}

/** Overwrites the secrets of a backup in memory. */
export function wipeBackup({ keys }: KeyBackup): void {
	for (const { seed } of keys) seed.fill(0);
}

function readBackupFile(bytes: Uint8Array): BackupFile {
	if (bytes.length > MAX_BACKUP_BYTES)
		throw new CodedError('KEYS_BACKUP_DAMAGED', { reason: `it is longer than ${MAX_BACKUP_BYTES} bytes` });
	try {
		return fileForm.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
	} catch {
		throw new CodedError('KEYS_BACKUP_DAMAGED', { reason: 'it does not have the form of a key backup' });
	}
}

function associated(head: Omit<BackupFile, 'nonce' | 'ciphertext'>): Buffer {
	const { chainId, createdAtMs, cipher, kdf } = head;
	const { salt, n, r, p } = kdf;
	return Buffer.from(utf8(['gridquorum/key-backup/v1', chainId, createdAtMs, cipher, salt, n, r, p].join('\n')));
}
