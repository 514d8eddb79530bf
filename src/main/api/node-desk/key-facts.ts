import { toHex } from '../../../shared/codec/bytes.ts';
import type { KeyBackupFindings, KeyBackupRecord, KeyFacts } from '../../../shared/contract/index.ts';
import type { BackupRecord } from '../../node/keys/backup-record.ts';
import type { BackupFindings, KeyDesk } from '../../node/keys/key-desk.ts';

const SHOWN = 200;
const ORDER = ['validator', 'network', 'participant', 'encryption', 'meter'] as const;

/** Public parts, how they are sealed, which are locked, and when they were last backed up. */
export async function keyFacts(keys: KeyDesk, lockable: readonly string[], autoLockMinutes: number): Promise<KeyFacts> {
	const [listed, record] = await Promise.all([keys.list(), keys.lastBackup()]);
	const { locked } = keys;
	const cost = listed[0]?.cost;
	const ordered = listed.toSorted((a, b) => ORDER.indexOf(a.purpose) - ORDER.indexOf(b.purpose));
	return {
		keys: ordered.slice(0, SHOWN).map(({ purpose, name, publicKey, sealedAtMs }) => ({
			purpose,
			name,
			publicKey: toHex(publicKey),
			sealedAt: sealedAtMs,
			locked: (purpose === 'participant' || purpose === 'encryption') && locked.includes(name),
		})),
		total: listed.length,
		scrypt: cost ? { ...cost, memoryBytes: 128 * cost.n * cost.r } : null,
		lockable: [...lockable],
		locked: locked.filter((name) => lockable.includes(name)),
		autoLockMinutes,
		passphraseFile: keys.passphraseFile,
		lastBackup: record && recordView(record),
	};
}

export function recordView({ atMs, keys, sha256, verifiedAtMs }: BackupRecord): KeyBackupRecord {
	return { at: atMs, keys, sha256, verifiedAt: verifiedAtMs };
}

export function findingsView({ createdAtMs, signed, keys, missing, isLast }: BackupFindings): KeyBackupFindings {
	return {
		createdAt: createdAtMs,
		signed,
		keys: keys.length,
		missing: missing.slice(0, SHOWN).map((key) => ({ ...key })),
		isLast,
	};
}
