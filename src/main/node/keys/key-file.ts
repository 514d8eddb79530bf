import { randomBytes, scrypt } from 'node:crypto';
import sodium from 'sodium-native';
import { z } from 'zod';
import { fromHex, toHex, utf8 } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { createSigner, SEED_BYTES } from '../crypto/ed25519.ts';
import { encryptionKeyOf } from '../crypto/x25519.ts';

export const KEY_PURPOSES = ['validator', 'network', 'participant', 'encryption', 'meter'] as const;

/** Ed25519 seeds sign as a validator, a peer, a participant or a meter; an X25519 secret reads what is encrypted to a participant. */
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** A key with its secret. */
export interface OpenKey {
	readonly purpose: KeyPurpose;
	readonly name: string;
	readonly seed: Uint8Array;
}

/** RFC 7914 cost; memory is 128·N·r bytes. */
export interface ScryptCost {
	/** A power of two. */
	readonly n: number;
	readonly r: number;
	readonly p: number;
}

/** About 0.4 s and 128 MiB once per key directory. */
export const DEFAULT_SCRYPT: ScryptCost = { n: 131_072, r: 8, p: 1 };
/** What a file may ask of us: 1 GiB. */
const MAX_N = 1_048_576;

const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length * 2}}$`));

export const kdfForm = z.strictObject({
	name: z.literal('scrypt'),
	salt: hex(32),
	n: z
		.int()
		.min(2)
		.max(MAX_N)
		.refine((n) => (n & (n - 1)) === 0, 'a power of two'),
	r: z.int().min(1).max(8),
	p: z.int().min(1).max(16),
});

export const keyFileForm = z.strictObject({
	version: z.literal(1),
	name: z.string().min(1).max(64),
	purpose: z.enum(KEY_PURPOSES),
	publicKey: hex(32),
	kdf: kdfForm,
	cipher: z.literal('xchacha20-poly1305'),
	nonce: hex(24),
	ciphertext: hex(SEED_BYTES + 16),
});

export type KeyFile = z.infer<typeof keyFileForm>;

/** The public half of a secret, by what the secret is for. */
export function publicKeyOf(purpose: KeyPurpose, seed: Uint8Array): Uint8Array {
	if (purpose === 'encryption') return encryptionKeyOf(seed);
	const signer = createSigner(seed);
	signer.wipe();
	return signer.publicKey;
}

/** Derives the sealing key of a passphrase; the caller caches it by salt and cost, for it is dear on purpose. */
export function deriveSealingKey(passphrase: string, kdf: KeyFile['kdf']): Promise<Buffer> {
	const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
	const options = { N: kdf.n, r: kdf.r, p: kdf.p, maxmem: 128 * kdf.n * kdf.r + 128 * kdf.r * kdf.p + 1_048_576 };
	scrypt(passphrase.normalize('NFKC'), fromHex(kdf.salt), 32, options, (error, key) =>
		error ? reject(error) : resolve(key),
	);
	return promise;
}

export function createKdf(cost: ScryptCost): KeyFile['kdf'] {
	return { name: 'scrypt', salt: randomBytes(32).toString('hex'), ...cost };
}

/** XChaCha20-Poly1305 with a random 24-byte nonce; everything else in the file is authenticated with it. */
export function sealKey(open: OpenKey, kdf: KeyFile['kdf'], sealingKey: Buffer): KeyFile {
	const head = {
		version: 1 as const,
		name: open.name,
		purpose: open.purpose,
		publicKey: toHex(publicKeyOf(open.purpose, open.seed)),
		kdf,
		cipher: 'xchacha20-poly1305' as const,
	};
	const nonce = randomBytes(sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
	const ciphertext = Buffer.alloc(SEED_BYTES + sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES);
	sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
		ciphertext,
		Buffer.from(open.seed),
		associated(head),
		null,
		nonce,
		sealingKey,
	);
	return { ...head, nonce: nonce.toString('hex'), ciphertext: ciphertext.toString('hex') };
}

/** @throws CodedError KEYSTORE_WRONG_PASSPHRASE, also when the file was altered: the two cannot be told apart. */
export function openKey(file: KeyFile, sealingKey: Buffer, path: string): Uint8Array {
	const { nonce, ciphertext, ...head } = file;
	const seed = Buffer.alloc(SEED_BYTES);
	try {
		sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
			seed,
			null,
			Buffer.from(fromHex(ciphertext)),
			associated(head),
			Buffer.from(fromHex(nonce)),
			sealingKey,
		);
	} catch {
		throw new CodedError('KEYSTORE_WRONG_PASSPHRASE', { path });
	}
	return new Uint8Array(seed);
}

function associated(head: Omit<KeyFile, 'nonce' | 'ciphertext'>): Buffer {
	const { n, r, p, salt } = head.kdf;
	return Buffer.from(
		utf8(['gridquorum/key/v1', head.name, head.purpose, head.publicKey, head.cipher, salt, n, r, p].join('\n')),
	);
}
