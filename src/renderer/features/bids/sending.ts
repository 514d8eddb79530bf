import { type Ref, ref, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { OrderBody } from '../../../shared/codec/order-terms.ts';
import type { BatchReceipt, BidOwner } from '../../../shared/contract/index.ts';
import { useAttempts } from '../../app/attempt.ts';
import { useFormat } from '../../app/format.ts';
import { useReceipts } from '../../app/receipts.ts';
import { useClient } from '../../rpc/client.ts';
import type { PlannedBatch } from '../../workers/bid-plan.ts';

export interface SentBatch {
	readonly planned: PlannedBatch;
	readonly receipt: BatchReceipt;
}

export interface BidSending {
	readonly busy: Ref<boolean>;
	/** Batches that are final, of those that are being sent; null before the first. */
	readonly progress: Ref<{ readonly done: number; readonly of: number } | null>;
	readonly sent: Ref<readonly SentBatch[]>;
	/** True when every batch is final; a batch that fails ends the sending, and those before it stand. */
	send(batches: readonly PlannedBatch[], owner: BidOwner): Promise<boolean>;
	/** One order by itself, where orders trade one by one. */
	enter(owner: BidOwner, product: string, terms: OrderBody): Promise<boolean>;
	amend(owner: BidOwner, order: string, terms: OrderBody): Promise<boolean>;
	cancel(owner: BidOwner, orders: readonly string[]): Promise<boolean>;
}

/** Sends, amends and cancels orders, one action at a time; every one ends in a receipt. */
export function useBidSending(): BidSending {
	const { t } = useI18n();
	const client = useClient();
	const receipts = useReceipts();
	const format = useFormat();
	const { busy, attempt } = useAttempts();
	const progress = ref<{ done: number; of: number } | null>(null);
	const sent = shallowRef<readonly SentBatch[]>([]);

	const final = ({ height, transactionId }: { readonly height: number; readonly transactionId: string }): string =>
		t('bids.receipt.final', { height: format.value.count(height), transaction: transactionId.slice(0, 16) });

	async function placeAll(batches: readonly PlannedBatch[], owner: BidOwner): Promise<void> {
		for (const planned of batches) {
			const { product, batch, root, rows } = planned;
			const call = { as: owner.sender, owner: owner.owner, product, batch, root, rows: [...rows] };
			const receipt = await client.bids.place(call);
			sent.value = [...sent.value, { planned, receipt }];
			progress.value = { done: sent.value.length, of: batches.length };
		}
	}

	async function send(batches: readonly PlannedBatch[], owner: BidOwner): Promise<boolean> {
		if (busy.value) return false;
		sent.value = [];
		progress.value = { done: 0, of: batches.length };
		const done = await attempt(async () => {
			await placeAll(batches, owner);
			return true;
		});
		const last = sent.value.at(-1);
		if (last) {
			const sum = (of: (receipt: BatchReceipt) => number) =>
				sent.value.reduce((total, { receipt }) => total + of(receipt), 0);
			const counts = {
				taken: sum(({ taken }) => taken.length),
				amended: sum(({ amended }) => amended.length),
				withdrawn: sum(({ withdrawn }) => withdrawn.length),
				refused: sum(({ refused }) => refused.length),
			};
			receipts.add({ ok: counts.refused === 0, title: t('bids.receipt.sent', counts), detail: final(last.receipt) });
		}
		return done === true;
	}

	return {
		busy,
		progress,
		sent,
		send,
		async enter(owner, product, terms) {
			const call = { as: owner.sender, owner: owner.owner, product, terms };
			const answer = await attempt(() => client.bids.enter(call));
			if (!answer) return false;
			const order = answer.orders[0] ?? '';
			receipts.add({ ok: true, title: t('bids.receipt.entered', { order, product }), detail: final(answer) });
			return true;
		},
		async amend(owner, order, terms) {
			const answer = await attempt(() => client.bids.amend({ as: owner.sender, order, terms }));
			if (!answer) return false;
			receipts.add({ ok: true, title: t('bids.receipt.amended', { order }), detail: final(answer) });
			return true;
		},
		async cancel(owner, orders) {
			const answer = await attempt(() => client.bids.cancel({ as: owner.sender, orders: [...orders] }));
			if (!answer) return false;
			const title = t('bids.receipt.cancelled', { n: answer.orders.length }, answer.orders.length);
			receipts.add({ ok: true, title, detail: final(answer) });
			return true;
		},
	};
}
