import { useI18n } from 'vue-i18n';
import type { KeyBackupFindings, KeyFacts } from '../../../shared/contract/index.ts';
import { useAttempts } from '../../app/attempt.ts';
import { fromBase64, toBase64 } from '../../app/base64.ts';
import { downloadBlob } from '../../app/download.ts';
import { useReceipts } from '../../app/receipts.ts';
import { useClient } from '../../rpc/client.ts';
import { useWallTime } from './wall-time.ts';

/** Locks, unlocks, seals anew and backs up, one action at a time; each ends in a receipt. */
export function useKeys(names: () => string, after: () => unknown) {
	const { t } = useI18n();
	const client = useClient();
	const receipts = useReceipts();
	const wall = useWallTime();
	const { busy, attempt } = useAttempts();

	async function act<T>(work: () => Promise<T>, key: string, detail: (answer: T) => string): Promise<T | null> {
		const answer = await attempt(work);
		if (answer === null) return null;
		receipts.add({ ok: true, title: t(`node.receipt.${key}`), detail: detail(answer) });
		await after();
		return answer;
	}

	return {
		busy,
		lock: () =>
			act(
				() => client.node.lockKeys(),
				'locked',
				() => t('node.receipt.lockedDetail', { names: names() }),
			),
		unlock: async (passphrase: string): Promise<boolean> =>
			(await act(
				() => client.node.unlockKeys({ passphrase }),
				'unlocked',
				() => t('node.receipt.unlockedDetail', { names: names() }),
			)) !== null,
		autoLock: (minutes: number) =>
			act(
				() => client.node.autoLock({ minutes }),
				'auto',
				() => (minutes === 0 ? t('node.receipt.autoOff') : t('node.receipt.autoDetail', { n: minutes }, minutes)),
			),
		changePassphrase: async (present: string, next: string): Promise<boolean> =>
			(await act(
				() => client.node.changePassphrase({ present, next }),
				'passphrase',
				() => t('node.receipt.passphraseDetail'),
			)) !== null,
		/** Downloads the file; the backup is on this machine only once the browser has written it. */
		backUp: async (passphrase: string): Promise<boolean> => {
			const made = await act(
				() => client.node.backUpKeys({ passphrase }),
				'backedUp',
				({ fileName, record }) => t('node.receipt.backedUpDetail', { file: fileName, n: record.keys }, record.keys),
			);
			if (made) downloadBlob(made.fileName, new Blob([fromBase64(made.data)], { type: 'application/json' }));
			return made !== null;
		},
		verify: (bytes: Uint8Array, passphrase: string): Promise<KeyBackupFindings | null> =>
			act(
				() => client.node.verifyBackup({ data: toBase64(bytes), passphrase }),
				'verified',
				({ keys, createdAt }) => t('node.receipt.verifiedDetail', { n: keys, when: wall.whole(createdAt) }, keys),
			),
	};
}

export type KeyActions = ReturnType<typeof useKeys>;

/** Names of the participants whose keys can be locked, as the console knows them. */
export function lockableNames(facts: KeyFacts, nameOf: (participant: string) => string): string[] {
	return facts.lockable.map(nameOf);
}
