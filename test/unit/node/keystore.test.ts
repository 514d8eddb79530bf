import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSeed, createSigner, verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { Keystore } from '../../../src/main/node/keys/keystore.ts';
import { resolvePassphrase } from '../../../src/main/node/keys/passphrase.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { TEST_SCRYPT } from '../../fixtures/local-network.ts';

let directory = '';
const open = (passphrase = 'correct horse'): Keystore => new Keystore({ directory, passphrase, scrypt: TEST_SCRYPT });
const code = (expected: string) => expect.objectContaining({ code: expected });

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-keys-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('keystore', () => {
	it('gives back the key that it sealed, in a file that only its owner may read', async () => {
		const seed = createSeed();
		const { publicKey } = await open().create('participant', 'home-7', seed);
		const signer = await open().signer('participant', 'home-7');
		expect(signer.publicKey).toEqual(publicKey);
		expect(signer.publicKey).toEqual(createSigner(seed).publicKey);
		expect(verifier.verify(publicKey, utf8('x'), signer.sign(utf8('x')))).toBe(true);
		const [file] = await readdir(directory);
		expect((await stat(join(directory, file as string))).mode & 0o777).toBe(0o600);
		expect(await readFile(join(directory, file as string), 'utf8')).not.toContain(Buffer.from(seed).toString('hex'));
	});

	it('refuses a wrong passphrase', async () => {
		await open().create('validator', 'v');
		await expect(open('wrong').signer('validator', 'v')).rejects.toEqual(code('KEYSTORE_WRONG_PASSPHRASE'));
	});

	it('adds no key under another passphrase than the one of the directory', async () => {
		await open().create('validator', 'v');
		await expect(open('wrong').create('network', 'v')).rejects.toEqual(code('KEYSTORE_WRONG_PASSPHRASE'));
		expect(await open().list()).toHaveLength(1);
	});

	it('refuses a file of which any field was altered', async () => {
		await open().create('validator', 'v');
		const path = join(directory, 'validator-v.key.json');
		const good = await readFile(path, 'utf8');
		const file = JSON.parse(good);
		const flip = (hex: string): string => `${hex[0] === '0' ? '1' : '0'}${hex.slice(1)}`;
		const altered = [
			{ ...file, purpose: 'network' },
			{ ...file, name: 'w' },
			{ ...file, publicKey: flip(file.publicKey) },
			{ ...file, nonce: flip(file.nonce) },
			{ ...file, ciphertext: flip(file.ciphertext) },
			{ ...file, kdf: { ...file.kdf, salt: flip(file.kdf.salt) } },
		];
		for (const value of altered) {
			await writeFile(path, JSON.stringify(value));
			await expect(open().seed('validator', 'v')).rejects.toEqual(code('KEYSTORE_WRONG_PASSPHRASE'));
		}
		await writeFile(path, good);
		await expect(open().seed('validator', 'v')).resolves.toHaveLength(32);
	});

	it.each([
		['no JSON', '{'],
		['an unknown field', '{"version":1,"extra":true}'],
		['a file that is too long', ' '.repeat(10_000)],
	])('refuses %s as damaged', async (_, content) => {
		await writeFile(join(directory, 'validator-v.key.json'), content);
		await expect(open().seed('validator', 'v')).rejects.toEqual(code('KEYSTORE_DAMAGED'));
	});

	it('refuses a file that asks for more memory than a node gives', async () => {
		await open().create('validator', 'v');
		const path = join(directory, 'validator-v.key.json');
		const file = JSON.parse(await readFile(path, 'utf8'));
		await writeFile(path, JSON.stringify({ ...file, kdf: { ...file.kdf, n: 2 ** 30 } }));
		await expect(open().seed('validator', 'v')).rejects.toEqual(code('KEYSTORE_DAMAGED'));
	});

	it('writes none of several keys when one exists already', async () => {
		await open().create('participant', 'a');
		const many = ['b', 'a'].map((name) => ({ purpose: 'participant' as const, name, seed: createSeed() }));
		await expect(open().createMany(many)).rejects.toEqual(code('KEYSTORE_KEY_EXISTS'));
		expect((await open().list()).map(({ name }) => name)).toEqual(['a']);
	});

	it.each(['', '../x', 'a/b', '.hidden', 'a'.repeat(65)])('refuses %j as a name', async (name) => {
		await expect(open().create('participant', name)).rejects.toEqual(code('KEYSTORE_NAME_INVALID'));
	});

	it('says which key is missing', async () => {
		await expect(open().signer('participant', 'nobody')).rejects.toEqual(code('KEY_UNKNOWN'));
	});
});

describe('passphrase', () => {
	it('comes from the option, then the environment, then the file, without its line break', async () => {
		const file = join(directory, 'passphrase');
		await writeFile(file, 'from file \n');
		expect(await resolvePassphrase({ passphrase: 'option', file, environment: { GRIDQUORUM_PASSPHRASE: 'env' } })).toBe(
			'option',
		);
		expect(await resolvePassphrase({ file, environment: { GRIDQUORUM_PASSPHRASE: 'env' } })).toBe('env');
		expect(await resolvePassphrase({ file })).toBe('from file ');
		expect(await resolvePassphrase({ environment: { GRIDQUORUM_PASSPHRASE_FILE: file } })).toBe('from file ');
	});

	it('is missed with a code', async () => {
		await expect(resolvePassphrase({})).rejects.toEqual(code('KEYSTORE_NO_PASSPHRASE'));
		await expect(resolvePassphrase({ file: join(directory, 'absent') })).rejects.toEqual(
			code('KEYSTORE_NO_PASSPHRASE'),
		);
	});
});
