import { onMounted, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute, useRouter } from 'vue-router';
import { useReceipts } from '../../app/receipts.ts';

/** As the desktop program writes it: 128 random bits. */
const OPENED = /^[0-9a-f]{32}$/;

/**
 * Takes over the bundle that the desktop program was asked to open: the address names it by `opened` and `name`, and its
 * content comes from the program itself, never from a path. The address is plain again afterwards.
 */
export function useOpenedBundle(take: (file: File) => Promise<void> | undefined): void {
	const { t } = useI18n();
	const route = useRoute();
	const router = useRouter();
	const receipts = useReceipts();

	async function receive(): Promise<void> {
		const { opened, name, ...query } = route.query;
		if (typeof opened !== 'string' || !OPENED.test(opened)) return;
		const fileName = typeof name === 'string' && name !== '' ? name.slice(0, 255) : 'bundle.car';
		await router.replace({ query });
		try {
			const answer = await fetch(`/opened/${opened}`);
			if (!answer.ok) throw new Error(`status ${answer.status}`);
			await take(new File([await answer.blob()], fileName));
		} catch {
			receipts.add({ ok: false, title: t('audit.openedFailed', { name: fileName }), detail: t('audit.openedAgain') });
		}
	}

	onMounted(() => {
		watch(() => route.query.opened, receive, { immediate: true });
	});
}
