import { useI18n } from 'vue-i18n';
import type { GovernanceChangeView, GovernanceOutcome, GovernanceProposal } from '../../../shared/contract/index.ts';
import { useAttempts } from '../../app/attempt.ts';
import { useFormat } from '../../app/format.ts';
import { useReceipts } from '../../app/receipts.ts';
import { useClient } from '../../rpc/client.ts';

/** Proposes, approves and withdraws, one action at a time; every one ends in a receipt. */
export function useGovernance() {
	const { t } = useI18n();
	const client = useClient();
	const receipts = useReceipts();
	const format = useFormat();
	const { busy, attempt } = useAttempts();

	async function act<T>(
		work: () => Promise<T>,
		told: (answer: T) => { title: string; detail: string },
	): Promise<boolean> {
		const answer = await attempt(work);
		if (answer === null) return false;
		receipts.add({ ok: true, ...told(answer) });
		return true;
	}

	function final(key: string, { proposal, height, transactionId, enacted, epochEndsAt }: GovernanceOutcome) {
		const block = format.value.count(height);
		return {
			title: t(`governance.receipt.${enacted ? 'enacted' : key}`, { proposal }),
			detail:
				epochEndsAt === null
					? t('governance.receipt.final', { height: block, transaction: transactionId.slice(0, 16) })
					: t('governance.receipt.epochEnds', { height: block, end: format.value.count(epochEndsAt) }),
		};
	}

	return {
		busy,
		propose: (changes: readonly GovernanceChangeView[], text: string) =>
			act(
				() => client.governance.propose({ changes: [...changes], text }),
				(outcome) => final('proposed', outcome),
			),
		approve: ({ proposal, digest }: GovernanceProposal) =>
			act(
				() => client.governance.approve({ proposal, digest }),
				(outcome) => final('approved', outcome),
			),
		withdraw: ({ proposal }: GovernanceProposal) =>
			act(
				() => client.governance.withdraw({ proposal }),
				(outcome) => final('withdrawn', outcome),
			),
	};
}
