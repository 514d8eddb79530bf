import { defineStore } from 'pinia';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { AlarmReceipt, AlarmView } from '../../shared/contract/index.ts';
import { useClient } from '../rpc/client.ts';
import { useQuery } from '../rpc/query.ts';
import { useActing } from './acting.ts';
import { useAlarmWords } from './alarm-words.ts';
import { type Attempts, useAttempts } from './attempt.ts';
import { useReceipts } from './receipts.ts';

/** The alarms of the node, for every view that shows them. */
export const useAlarms = defineStore('alarms', () => {
	const client = useClient();
	const query = useQuery('alarms.list', ['alarms'], () => client.alarms.list(), { throttleMs: 500 });
	/** Newest unacknowledged one of the highest priority; null when there is none, and before the answer. */
	const newest = computed<AlarmView | null>(
		() => query.data.value?.alarms.find(({ id }) => id === query.data.value?.newest) ?? null,
	);
	return { ...query, newest };
});

export interface AlarmActions extends Attempts {
	/** Each answers whether it was done, and leaves a receipt either way. */
	acknowledge(alarms: readonly AlarmView[], comment?: string): Promise<boolean>;
	shelve(alarms: readonly AlarmView[], minutes: number, reason: string): Promise<boolean>;
	unshelve(alarms: readonly AlarmView[]): Promise<boolean>;
	takeOutOfService(alarms: readonly AlarmView[], reason: string): Promise<boolean>;
	returnToService(alarms: readonly AlarmView[]): Promise<boolean>;
}

/** What an operator does with alarms, as the identity that acts. */
export function useAlarmActions(): AlarmActions {
	const { t } = useI18n();
	const client = useClient();
	const acting = useActing();
	const alarms = useAlarms();
	const receipts = useReceipts();
	const words = useAlarmWords();
	const attempts = useAttempts();
	const idsOf = (list: readonly AlarmView[]) => list.map(({ id }) => id);

	async function act(
		action: string,
		list: readonly AlarmView[],
		call: (target: { alarms: string[]; as: string | null }) => Promise<AlarmReceipt>,
	): Promise<boolean> {
		const [first] = list;
		if (!first) return false;
		const receipt = await attempts.attempt(() => call({ alarms: idsOf(list), as: acting.participant }));
		await alarms.refetch();
		if (!receipt) return false;
		const title = t(`alarms.done.${action}`, { n: list.length, name: words.titleOf(first) }, list.length);
		const { firstSequence, lastSequence } = receipt;
		const lines = firstSequence === lastSequence ? String(firstSequence) : `${firstSequence}–${lastSequence}`;
		receipts.add({ ok: true, title, detail: t('alarms.done.logged', { lines }) });
		return true;
	}

	return {
		...attempts,
		acknowledge: (list, comment = '') =>
			act('acknowledge', list, (target) => client.alarms.acknowledge({ ...target, comment })),
		shelve: (list, minutes, reason) =>
			act('shelve', list, (target) => client.alarms.shelve({ ...target, minutes, reason })),
		unshelve: (list) => act('unshelve', list, (target) => client.alarms.unshelve(target)),
		takeOutOfService: (list, reason) =>
			act('takeOut', list, (target) => client.alarms.takeOutOfService({ ...target, reason })),
		returnToService: (list) => act('putBack', list, (target) => client.alarms.returnToService(target)),
	};
}

/** Nobody has acknowledged it, whether it still stands or not. */
export function awaitsAcknowledgement({ state }: Pick<AlarmView, 'state'>): boolean {
	return state === 'unacknowledged' || state === 'returned';
}
