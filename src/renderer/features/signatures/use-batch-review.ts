import { sha256 } from '@noble/hashes/sha2.js';
import { type ComputedRef, computed, onScopeDispose, type Ref, shallowRef } from 'vue';
import type { DeedSummary } from '../../../shared/contract/index.ts';
import { useNodeStatus } from '../../app/node-status.ts';
import { useClient } from '../../rpc/client.ts';
import { type BatchRow, type ClearedPrices, createOutlierRule, priceKey, priceOff } from './batch.ts';
import { isSignable, verifyDeed } from './verification.ts';

/** Deeds asked for at once. */
const AT_ONCE = 8;
/** What one call signs at most. */
export const BATCH_MAX = 1_000;
/** Products whose clearing prices are asked for. */
const PRODUCTS_MAX = 200;
/** How often the table follows the review. */
const SHOW_MS = 150;

type Verdict = Pick<BatchRow, 'ok' | 'digest' | 'off'>;
const WAITING: Verdict = { ok: null, digest: '', off: null };
const FAILED: Verdict = { ok: false, digest: '', off: null };

export interface BatchReview {
	/** The deeds as they were when the review began; what arrives later is not signed unread. */
	readonly rows: ComputedRef<readonly BatchRow[]>;
	readonly done: Readonly<Ref<number>>;
	readonly isFinished: ComputedRef<boolean>;
	begin(deeds: readonly DeedSummary[]): Promise<void>;
	end(): void;
}

/** Reviews a batch deed by deed on this machine; the table is there at once and fills as they are read. */
export function useBatchReview(): BatchReview {
	const client = useClient();
	const status = useNodeStatus();
	const batch = shallowRef<readonly DeedSummary[]>([]);
	const verdicts = shallowRef<ReadonlyMap<string, Verdict>>(new Map());
	const done = computed(() => verdicts.value.size);
	let run = 0;

	async function clearedPrices(deeds: readonly DeedSummary[]): Promise<ClearedPrices> {
		const products = [...new Set(deeds.map(({ product }) => product))].slice(0, PRODUCTS_MAX);
		const cleared = new Map<string, number>();
		await atOnce(products, async (product) => {
			// Without a clearing price nothing is said about the deed's own.
			const answer = await client.bids.prices({ product }).catch(() => null);
			for (const { zone, start, price } of answer?.prices ?? [])
				if (price !== null) cleared.set(priceKey(product, zone, start), price);
		});
		return cleared;
	}

	async function review({ deed }: DeedSummary, chainId: string, cleared: ClearedPrices): Promise<Verdict> {
		try {
			const detail = await client.deeds.get({ deed });
			const verification = verifyDeed(detail, chainId, sha256);
			const { document, digest } = verification;
			return { ok: isSignable(detail, verification), digest, off: document && priceOff(document, cleared) };
		} catch {
			return FAILED;
		}
	}

	async function begin(deeds: readonly DeedSummary[]): Promise<void> {
		run += 1;
		const mine = run;
		const chainId = status.data?.chainId;
		batch.value = deeds.slice(0, BATCH_MAX);
		verdicts.value = new Map();
		if (!chainId) return;
		// The table is drawn before the work begins.
		await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
		if (run !== mine) return;
		const found = new Map<string, Verdict>();
		const show = (): void => {
			if (run === mine) verdicts.value = new Map(found);
		};
		const timer = setInterval(show, SHOW_MS);
		try {
			const cleared = await clearedPrices(batch.value);
			await atOnce(batch.value, async (deed) => {
				if (run === mine) found.set(deed.deed, await review(deed, chainId, cleared));
			});
		} finally {
			clearInterval(timer);
			show();
		}
	}

	function end(): void {
		run += 1;
	}

	onScopeDispose(end);
	const rule = computed(() => createOutlierRule(batch.value));
	return {
		rows: computed(() =>
			batch.value.map((deed) => {
				const verdict = verdicts.value.get(deed.deed) ?? WAITING;
				return { deed, ...verdict, outliers: rule.value(deed, verdict.off) };
			}),
		),
		done,
		isFinished: computed(() => done.value === batch.value.length),
		begin,
		end,
	};
}

async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
	let next = 0;
	await Promise.all(
		Array.from({ length: AT_ONCE }, async () => {
			while (next < items.length) {
				const item = items[next] as T;
				next += 1;
				await work(item);
			}
		}),
	);
}
