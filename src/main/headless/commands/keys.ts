import { readFile, stat } from 'node:fs/promises';
import { Command } from 'commander';
import { toHex } from '../../../shared/codec/bytes.ts';
import { chainIdOf } from '../../../shared/codec/genesis.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { readNodeOptions } from '../../node/create-node.ts';
import { hasher } from '../../node/crypto/sha256.ts';
import { writeFileAtomic } from '../../node/files/atomic-file.ts';
import { lockDirectory } from '../../node/files/directory-lock.ts';
import { MAX_BACKUP_BYTES, openBackup, wipeBackup } from '../../node/keys/key-backup.ts';
import { backUpKeys, changePassphrase, verifyBackup } from '../../node/keys/key-desk.ts';
import { Keystore } from '../../node/keys/keystore.ts';
import { resolvePassphrase } from '../../node/keys/passphrase.ts';
import { restoreKeys } from '../../node/keys/restore-keys.ts';
import { voteMarkIn } from '../../node/keys/vote-mark.ts';

const BACKUP_VARIABLE = 'GRIDQUORUM_BACKUP_PASSPHRASE';

interface HomeFlags {
	readonly home: string;
}

interface BackupFlags extends HomeFlags {
	readonly backupPassphraseFile?: string;
}

/** `keys`: what a node's keystore holds, its passphrase, and its backup, while the node is stopped. */
export function keysCommand(): Command {
	const command = new Command('keys').description('list, back up, verify and restore the keys of a stopped node');
	const sub = (name: string, description: string) =>
		command.command(name).description(description).requiredOption('--home <dir>', 'data directory of the node');
	const backup = (name: string, description: string) =>
		sub(name, description).option(
			'--backup-passphrase-file <file>',
			`passphrase of the backup, 12 characters or more (default: from ${BACKUP_VARIABLE})`,
		);
	sub('list', 'print the keys, public parts only').action(list);
	backup('backup', 'write every key into one encrypted file')
		.requiredOption('--out <file>', 'the file to write; one that exists is not replaced')
		.action(backUp);
	backup('verify', 'open a backup and compare it with the keystore').argument('<file>').action(verify);
	backup('restore', 'put the keys of a backup back; none is ever written over')
		.argument('<file>')
		.option('--without-validator', 'leave validator keys out, as where the database is lost')
		.action(restore);
	sub('passphrase', 'seal the keystore under another passphrase')
		.requiredOption('--new-passphrase-file <file>', 'the new passphrase, 12 characters or more')
		.action(setPassphrase);
	return command;
}

async function openHome(home: string) {
	const options = await readNodeOptions(home);
	const chainId = chainIdOf(options.genesis, hasher.sha256);
	return { ...options, chainId, keystore: new Keystore({ directory: options.keys, passphrase: options.passphrase }) };
}

async function list({ home }: HomeFlags): Promise<void> {
	const { keystore } = await openHome(home);
	for (const { purpose, name, publicKey } of await keystore.list())
		process.stdout.write(`${purpose.padEnd(12)}${name.padEnd(24)}${toHex(publicKey)}\n`);
}

async function backUp({ home, out, ...flags }: BackupFlags & { readonly out: string }): Promise<void> {
	const { keystore, chainId, validator } = await openHome(home);
	if (await stat(out).catch(() => null)) throw new CodedError('KEYS_FILE_EXISTS', { path: out });
	const passphrase = await backupPassphrase(flags);
	// Held meanwhile, so that no node signs between the look at its votes and the end of the backup.
	const lock = await lockDirectory(home);
	try {
		const voteMark = async () => (validator === null ? null : voteMarkIn(home));
		const { bytes, record } = await backUpKeys(
			{ dataDirectory: home, chainId, passphrase },
			{ keystore, voteMark, wallNow: Date.now },
		);
		await writeFileAtomic(out, bytes, 0o600);
		process.stdout.write(`${out}\n\n${record.keys} keys, SHA-256 ${record.sha256}\n`);
	} finally {
		await lock.release();
	}
}

async function verify(file: string, { home, ...flags }: BackupFlags): Promise<void> {
	const { keystore, chainId } = await openHome(home);
	const bytes = await readBackup(file);
	const found = await verifyBackup(
		{ dataDirectory: home, chainId, bytes, passphrase: await backupPassphrase(flags) },
		{ keystore, wallNow: Date.now },
	);
	const { signed, missing } = found;
	const lines = [
		`${found.keys.length} keys of ${new Date(found.createdAtMs).toISOString()}, each the key of its secret`,
		...(signed ? [`The validator key had signed up to round ${signed.round} of epoch ${signed.epoch}`] : []),
		found.isLast ? 'This is the last backup made of this node' : 'This is not the last backup made of this node',
		missing.length === 0
			? 'Every key of the keystore is in it'
			: `Not in it: ${missing.map(({ purpose, name }) => `${purpose} ${name}`).join(', ')}`,
	];
	process.stdout.write(`${lines.join('\n')}\n`);
	if (missing.length > 0) process.exitCode = 1;
}

async function restore(
	file: string,
	{ home, withoutValidator, ...flags }: BackupFlags & { readonly withoutValidator?: boolean },
): Promise<void> {
	const { keystore, chainId } = await openHome(home);
	const backup = await openBackup(await readBackup(file), await backupPassphrase(flags));
	try {
		const { restored, present, leftOut } = await restoreKeys(
			{ dataDirectory: home, chainId, withValidatorKeys: withoutValidator !== true },
			{ keystore, backup },
		);
		for (const { purpose, name } of restored) process.stdout.write(`${purpose} ${name}\n`);
		process.stdout.write(`\n${restored.length} restored, ${present} were there, ${leftOut} left out\n`);
	} finally {
		wipeBackup(backup);
	}
}

async function setPassphrase({
	home,
	newPassphraseFile,
}: HomeFlags & { readonly newPassphraseFile: string }): Promise<void> {
	const { keystore, passphrase, passphraseFile = null } = await openHome(home);
	const next = await resolvePassphrase({ file: newPassphraseFile });
	const lock = await lockDirectory(home);
	try {
		await changePassphrase(keystore, { present: passphrase, next, passphraseFile });
	} finally {
		await lock.release();
	}
	process.stdout.write(
		passphraseFile === null
			? 'Sealed anew. Give the new passphrase where the old one was given.\n'
			: `Sealed anew. ${passphraseFile} has the new passphrase.\n`,
	);
}

function backupPassphrase({ backupPassphraseFile: file }: Omit<BackupFlags, 'home'>): Promise<string> {
	return resolvePassphrase({ passphrase: file === undefined ? process.env[BACKUP_VARIABLE] : undefined, file });
}

async function readBackup(path: string): Promise<Uint8Array> {
	const { size } = await stat(path).catch(() => ({ size: -1 }));
	if (size < 0) throw new CodedError('KEYS_BACKUP_DAMAGED', { reason: `${path} cannot be read` });
	if (size > MAX_BACKUP_BYTES) throw new CodedError('KEYS_BACKUP_DAMAGED', { reason: `${path} has ${size} bytes` });
	return new Uint8Array(await readFile(path));
}
