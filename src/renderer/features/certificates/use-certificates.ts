import { useI18n } from 'vue-i18n';
import { useAttempts } from '../../app/attempt.ts';
import { useFormat } from '../../app/format.ts';
import { useReceipts } from '../../app/receipts.ts';
import { useClient } from '../../rpc/client.ts';

export interface NamedPart {
	readonly certificate: string;
	readonly fromWh: number;
	readonly toWh: number;
}

/** Transfers and cancels parts, one action at a time; every one ends in a receipt. */
export function useCertificateActions() {
	const { t } = useI18n();
	const client = useClient();
	const receipts = useReceipts();
	const format = useFormat();
	const { busy, attempt } = useAttempts();

	const energyOf = (parts: readonly NamedPart[]) =>
		format.value.energyWithUnit(parts.reduce((sum, { fromWh, toWh }) => sum + toWh - fromWh, 0));

	function tell(title: string, answer: { readonly height: number; readonly transactionId: string } | null): boolean {
		if (!answer) return false;
		const { height, transactionId } = answer;
		const detail = t('certificates.receipt.final', {
			height: format.value.count(height),
			transaction: transactionId.slice(0, 16),
		});
		receipts.add({ ok: true, title, detail });
		return true;
	}

	return {
		busy,
		async transfer(
			participant: string,
			to: { readonly id: string; readonly name: string },
			parts: readonly NamedPart[],
		) {
			const title = t('certificates.receipt.transferred', { energy: energyOf(parts), name: to.name });
			return tell(
				title,
				await attempt(() => client.certificates.transfer({ participant, to: to.id, parts: [...parts] })),
			);
		},
		async cancel(participant: string, purpose: string, parts: readonly NamedPart[]) {
			const title = t('certificates.receipt.cancelled', { energy: energyOf(parts) });
			return tell(title, await attempt(() => client.certificates.cancel({ participant, purpose, parts: [...parts] })));
		},
	};
}
