import { useI18n } from 'vue-i18n';
import type { BridgeOutcome } from '../../../shared/contract/index.ts';
import { useAttempts } from '../../app/attempt.ts';
import { useFormat } from '../../app/format.ts';
import { useReceipts } from '../../app/receipts.ts';
import { useClient } from '../../rpc/client.ts';
import type { BridgeCall } from './send-draft.ts';

/** Sends, offers and takes, one action at a time; every one ends in a receipt. */
export function useBridgeActions() {
	const { t } = useI18n();
	const client = useClient();
	const receipts = useReceipts();
	const format = useFormat();
	const { busy, attempt } = useAttempts();

	function tell(title: string, answer: BridgeOutcome | null): boolean {
		if (!answer) return false;
		const { height, packet, transactionId } = answer;
		const words = { height: format.value.count(height), transaction: transactionId.slice(0, 16), packet: packet ?? '' };
		receipts.add({ ok: true, title, detail: t(packet ? 'regions.receipt.packet' : 'regions.receipt.final', words) });
		return true;
	}

	function ask({ method, input }: BridgeCall): Promise<BridgeOutcome> {
		switch (method) {
			case 'sendMoney':
				return client.bridge.sendMoney(input);
			case 'sendCertificates':
				return client.bridge.sendCertificates(input);
			case 'sendLot':
				return client.bridge.sendLot(input);
			case 'offer':
				return client.bridge.offer(input);
		}
	}

	return {
		busy,
		/** @param title what was done, for the receipt */
		send: async (call: BridgeCall, title: string) => tell(title, await attempt(() => ask(call))),
		take: async (participant: string, offer: string, title: string) =>
			tell(title, await attempt(() => client.bridge.take({ participant, offer }))),
	};
}
