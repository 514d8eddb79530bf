import { equalBytes } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { lockDirectory } from '../files/directory-lock.ts';
import type { KeyBackup } from './key-backup.ts';
import { type OpenKey, publicKeyOf } from './key-file.ts';
import type { KeyListing, Keystore } from './keystore.ts';
import { isOlder, voteMarkIn } from './vote-mark.ts';

export interface RestoredKeys {
	readonly restored: readonly KeyListing[];
	/** Keys that were there already, the same. */
	readonly present: number;
	/** Validator keys that were left out because the caller said so. */
	readonly leftOut: number;
}

/**
 * Puts the keys of a backup back into the keystore of a stopped node. A key that is there is never written over. A
 * validator key comes back only beside a database that remembers at least what the key had signed when the backup was
 * made: without it the validator could sign a second, different message for one round, which convicts it.
 * @throws CodedError DATA_DIRECTORY_LOCKED | KEYS_OTHER_CHAIN | KEYS_VOTES_UNKNOWN | KEYS_VOTES_FORGOTTEN |
 * KEYSTORE_KEY_EXISTS | KEYSTORE_*
 */
export async function restoreKeys(
	options: { readonly dataDirectory: string; readonly chainId: string; readonly withValidatorKeys: boolean },
	modules: { readonly keystore: Keystore; readonly backup: KeyBackup },
): Promise<RestoredKeys> {
	const { dataDirectory, chainId, withValidatorKeys } = options;
	const { keystore, backup } = modules;
	const lock = await lockDirectory(dataDirectory);
	try {
		if (backup.chainId !== chainId)
			throw new CodedError('KEYS_OTHER_CHAIN', { found: backup.chainId, expected: chainId });
		const held = await keystore.list();
		const isAbsent = (key: OpenKey): boolean => {
			const other = held.find(({ purpose, name }) => purpose === key.purpose && name === key.name);
			if (!other) return true;
			if (equalBytes(other.publicKey, publicKeyOf(key.purpose, key.seed))) return false;
			throw new CodedError('KEYSTORE_KEY_EXISTS', { path: `${key.purpose}-${key.name}.key.json` });
		};
		const absent = backup.keys.filter(isAbsent);
		const validators = absent.filter(({ purpose }) => purpose === 'validator');
		if (withValidatorKeys && validators.length > 0) await requireRemembered(dataDirectory, backup);
		const wanted = withValidatorKeys ? absent : absent.filter(({ purpose }) => purpose !== 'validator');
		return {
			restored: wanted.length === 0 ? [] : await keystore.createMany(wanted),
			present: backup.keys.length - absent.length,
			leftOut: absent.length - wanted.length,
		};
	} finally {
		await lock.release();
	}
}

async function requireRemembered(dataDirectory: string, { signed }: KeyBackup): Promise<void> {
	const here = await voteMarkIn(dataDirectory);
	if (!here) throw new CodedError('KEYS_VOTES_UNKNOWN', { epoch: signed?.epoch ?? 0, round: signed?.round ?? 0 });
	if (signed && isOlder(here, signed))
		throw new CodedError('KEYS_VOTES_FORGOTTEN', {
			hereEpoch: here.epoch,
			hereRound: here.round,
			epoch: signed.epoch,
			round: signed.round,
		});
}
