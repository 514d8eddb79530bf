import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeSafety, RECORD_KEYS } from '../../../src/main/core/consensus/records.ts';
import { INITIAL_SAFETY } from '../../../src/main/core/consensus/safety.ts';
import { createSeed } from '../../../src/main/node/crypto/ed25519.ts';
import { openBackup, sealBackup } from '../../../src/main/node/keys/key-backup.ts';
import { backUpKeys, changePassphrase, verifyBackup } from '../../../src/main/node/keys/key-desk.ts';
import { Keystore } from '../../../src/main/node/keys/keystore.ts';
import { restoreKeys } from '../../../src/main/node/keys/restore-keys.ts';
import { voteMarkIn } from '../../../src/main/node/keys/vote-mark.ts';
import { LevelStore } from '../../../src/main/node/store/level-store.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { TEST_SCRYPT } from '../../fixtures/local-network.ts';

const PASSPHRASE = 'correct horse';
const BACKUP_PASSPHRASE = 'battery staple pin';
const CHAIN = 'unit';
const NOW = 1_700_000_000_000;
const code = (expected: string) => expect.objectContaining({ code: expected });

let home = '';
const keystoreAt = (directory: string, passphrase = PASSPHRASE): Keystore =>
	new Keystore({ directory: join(directory, 'keys'), passphrase, scrypt: TEST_SCRYPT });
const seal = (round: number | null, directory = home) =>
	backUpKeys(
		{ dataDirectory: directory, chainId: CHAIN, passphrase: BACKUP_PASSPHRASE, scrypt: TEST_SCRYPT },
		{
			keystore: keystoreAt(directory),
			voteMark: async () => (round === null ? null : { epoch: 2, round }),
			wallNow: () => NOW,
		},
	);

/** A database whose safety record says that the validator has signed up to a round of epoch 2. */
async function voteUpTo(directory: string, round: number): Promise<void> {
	const store = await LevelStore.open(join(directory, 'database'));
	const value = encodeSafety({ chainId: CHAIN, epoch: 2, self: 0 }, { ...INITIAL_SAFETY, lastVotedRound: round });
	await store.persistConsensus({ records: [{ key: RECORD_KEYS.safety, value }], commits: [] });
	await store.close();
}

beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), 'gridquorum-backup-'));
	await keystoreAt(home).createMany([
		{ purpose: 'validator', name: 'alder', seed: createSeed() },
		{ purpose: 'participant', name: 'home-7', seed: createSeed() },
	]);
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('a key backup', () => {
	it('gives back every key under its own passphrase, and shows none of them', async () => {
		const { bytes, record } = await seal(41);
		const seeds = await keystoreAt(home).seeds();
		const backup = await openBackup(bytes, BACKUP_PASSPHRASE);
		expect(backup).toMatchObject({ chainId: CHAIN, createdAtMs: NOW, signed: { epoch: 2, round: 41 } });
		expect(backup.keys.map(({ name, seed }) => [name, toHex(seed)])).toEqual(
			seeds.map(({ name, seed }) => [name, toHex(seed)]),
		);
		const text = new TextDecoder().decode(bytes);
		for (const { seed, name } of seeds) {
			expect(text).not.toContain(toHex(seed));
			expect(text).not.toContain(Buffer.from(seed).toString('base64'));
			expect(text).not.toContain(name);
		}
		expect(record).toMatchObject({ keys: 2, atMs: NOW, verifiedAtMs: null });
	});

	it('opens with no other passphrase, and not when a byte was altered', async () => {
		const { bytes } = await seal(null);
		await expect(openBackup(bytes, PASSPHRASE)).rejects.toEqual(code('KEYS_BACKUP_WRONG_PASSPHRASE'));
		const file = JSON.parse(new TextDecoder().decode(bytes));
		const altered = new TextEncoder().encode(JSON.stringify({ ...file, chainId: 'other' }));
		await expect(openBackup(altered, BACKUP_PASSPHRASE)).rejects.toEqual(code('KEYS_BACKUP_WRONG_PASSPHRASE'));
		await expect(openBackup(bytes.slice(0, 200), BACKUP_PASSPHRASE)).rejects.toEqual(code('KEYS_BACKUP_DAMAGED'));
	});

	it('takes no passphrase of fewer than twelve characters', async () => {
		const empty = { chainId: CHAIN, createdAtMs: NOW, signed: null, keys: [] };
		await expect(sealBackup(empty, 'eleven char', TEST_SCRYPT)).rejects.toEqual(code('KEYS_BACKUP_PASSPHRASE'));
	});

	it('is verified against the keystore: a key made since is missing, and the last one remembers that it was verified', async () => {
		const { bytes } = await seal(1);
		await keystoreAt(home).create('participant', 'home-8');
		const options = { dataDirectory: home, chainId: CHAIN, bytes, passphrase: BACKUP_PASSPHRASE };
		const modules = { keystore: keystoreAt(home), wallNow: () => NOW + 5 };
		expect(await verifyBackup(options, modules)).toMatchObject({
			isLast: true,
			missing: [{ purpose: 'participant', name: 'home-8' }],
		});
		const kept = JSON.parse(await readFile(join(home, 'key-backup.json'), 'utf8'));
		expect(kept).toMatchObject({ keys: 2, verifiedAtMs: NOW + 5 });
		await expect(verifyBackup({ ...options, chainId: 'other' }, modules)).rejects.toEqual(code('KEYS_OTHER_CHAIN'));
	});
});

describe('restoring keys', () => {
	const restore = async (bytes: Uint8Array, directory: string, withValidatorKeys = true) =>
		restoreKeys(
			{ dataDirectory: directory, chainId: CHAIN, withValidatorKeys },
			{ keystore: keystoreAt(directory), backup: await openBackup(bytes, BACKUP_PASSPHRASE) },
		);

	it('refuses a validator key where no database says what it has signed, and writes nothing', async () => {
		const { bytes } = await seal(41);
		const other = await mkdtemp(join(tmpdir(), 'gridquorum-restore-'));
		try {
			await expect(restore(bytes, other)).rejects.toEqual(code('KEYS_VOTES_UNKNOWN'));
			expect(await keystoreAt(other).list()).toEqual([]);
			expect(await restore(bytes, other, false)).toMatchObject({ leftOut: 1, restored: [{ name: 'home-7' }] });
		} finally {
			await rm(other, { recursive: true, force: true });
		}
	});

	it('refuses a validator key beside a database that has forgotten votes', async () => {
		const { bytes } = await seal(41);
		await rm(join(home, 'keys'), { recursive: true });
		await voteUpTo(home, 40);
		await expect(restore(bytes, home)).rejects.toEqual(code('KEYS_VOTES_FORGOTTEN'));
	});

	it('brings everything back beside the newest database', async () => {
		const { bytes } = await seal(41);
		const before = await keystoreAt(home).list();
		await rm(join(home, 'keys'), { recursive: true });
		await voteUpTo(home, 97);
		expect(await voteMarkIn(home)).toEqual({ epoch: 2, round: 97 });
		expect((await restore(bytes, home)).restored).toHaveLength(2);
		expect(await keystoreAt(home).list()).toEqual(before);
		expect(await restore(bytes, home)).toMatchObject({ restored: [], present: 2 });
	});

	it('never writes over a key of that name', async () => {
		const { bytes } = await seal(41);
		await rm(join(home, 'keys', 'participant-home-7.key.json'));
		const { publicKey } = await keystoreAt(home).create('participant', 'home-7');
		await expect(restore(bytes, home)).rejects.toEqual(code('KEYSTORE_KEY_EXISTS'));
		expect((await keystoreAt(home).list()).find(({ name }) => name === 'home-7')?.publicKey).toEqual(publicKey);
	});
});

describe('changing the passphrase', () => {
	it('seals every key anew under a new salt, and the old passphrase opens none', async () => {
		const before = await keystoreAt(home).seeds();
		const present = keystoreAt(home);
		const file = join(home, 'passphrase');
		await changePassphrase(present, { present: PASSPHRASE, next: 'a longer passphrase', passphraseFile: file });
		expect(await readFile(file, 'utf8')).toBe('a longer passphrase\n');
		expect(await present.seeds()).toEqual(before);
		expect(await keystoreAt(home, 'a longer passphrase').seeds()).toEqual(before);
		await expect(keystoreAt(home).seeds()).rejects.toEqual(code('KEYSTORE_WRONG_PASSPHRASE'));
		expect(await readdir(home)).toEqual(['keys', 'passphrase']);
	});

	it('changes nothing without the present one, or for a short one', async () => {
		const keystore = keystoreAt(home);
		const change = { present: 'wrong', next: 'a longer passphrase', passphraseFile: null };
		await expect(changePassphrase(keystore, change)).rejects.toEqual(code('KEYSTORE_WRONG_PASSPHRASE'));
		await expect(changePassphrase(keystore, { ...change, present: PASSPHRASE, next: 'short' })).rejects.toEqual(
			code('KEYSTORE_PASSPHRASE_SHORT'),
		);
		expect(await keystoreAt(home).seeds()).toHaveLength(2);
	});

	it('is finished at the next opening when the power went between its two steps', async () => {
		const before = await keystoreAt(home).list();
		await rename(join(home, 'keys'), join(home, 'keys.next'));
		expect(await keystoreAt(home).list()).toEqual(before);
		expect(await readdir(home)).toEqual(['keys']);
	});
});
