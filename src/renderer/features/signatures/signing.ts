import type { Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import type { SignOutcome } from '../../../shared/contract/index.ts';
import { useAttempts } from '../../app/attempt.ts';
import { loadCatalogue } from '../../app/error-catalogue.ts';
import { catalogueText } from '../../app/failure.ts';
import { useFormat } from '../../app/format.ts';
import { useReceipts } from '../../app/receipts.ts';
import { useClient } from '../../rpc/client.ts';

export interface SignRequest {
	readonly deed: string;
	/** Recomputed on this machine from the bytes that were shown. */
	readonly digest: string;
}

export interface AmendRequest {
	readonly deed: string;
	/** Of the version that was reviewed. */
	readonly digest: string;
	readonly quantitiesWh: number[] | null;
	readonly annex: string | null;
	readonly reason: string;
}

export interface Signing {
	readonly busy: Ref<boolean>;
	/** True when every deed was signed. */
	sign(requests: readonly SignRequest[]): Promise<boolean>;
	refuse(deed: string, reason: string): Promise<boolean>;
	amend(request: AmendRequest): Promise<boolean>;
	/** Brings signatures that were made elsewhere. True when every one was taken. */
	submit(file: string, text: string): Promise<boolean>;
}

/** Gives signatures, refusals and amendments, one action at a time; every one ends in a receipt. */
export function useSigning(): Signing {
	const { t, locale } = useI18n();
	const client = useClient();
	const receipts = useReceipts();
	const format = useFormat();
	const { busy, attempt } = useAttempts();

	function codeText(code: string | null): string {
		const text = code === null ? null : catalogueText({ code, details: {} }, locale.value);
		return text ? `${text.code}. ${text.cause} ${text.action}` : (code ?? '');
	}

	function finality(outcome: SignOutcome): string {
		return t('signatures.receipt.final', {
			height: format.value.count(outcome.height ?? 0),
			transaction: outcome.transactionId?.slice(0, 16) ?? '',
		});
	}

	function report(outcomes: readonly SignOutcome[]): void {
		const done = outcomes.filter((outcome) => outcome.ok);
		const first = done[0];
		if (first) {
			const sealed = done.filter((outcome) => outcome.sealed).length;
			const title =
				done.length === 1
					? t(first.sealed ? 'signatures.receipt.sealedOne' : 'signatures.receipt.signedOne', { deed: first.deed })
					: t('signatures.receipt.signedMany', { n: done.length, sealed });
			receipts.add({ ok: true, title, detail: finality(first) });
		}
		for (const outcome of outcomes.filter((it) => !it.ok).slice(0, 3))
			receipts.add({
				ok: false,
				title: t('signatures.receipt.failed', { deed: outcome.deed }),
				detail: codeText(outcome.code),
			});
	}

	function tell(outcome: SignOutcome | undefined, done: 'refused' | 'amended'): void {
		if (!outcome) return;
		const { ok, deed } = outcome;
		receipts.add({
			ok,
			title: t(`signatures.receipt.${ok ? done : 'failed'}`, { deed }),
			detail: ok ? finality(outcome) : codeText(outcome.code),
		});
	}

	async function act(
		work: () => Promise<readonly SignOutcome[]>,
		onDone: (outcomes: readonly SignOutcome[]) => void,
	): Promise<boolean> {
		const outcomes = await attempt(work);
		if (outcomes === null) return false;
		if (outcomes.some((outcome) => !outcome.ok)) await loadCatalogue().catch(() => undefined);
		onDone(outcomes);
		return outcomes.every((outcome) => outcome.ok);
	}

	return {
		busy,
		sign: (requests) => act(() => client.deeds.sign({ deeds: [...requests] }), report),
		submit: (file, text) => act(() => client.deeds.submitSigned({ file, text }), report),
		refuse: (deed, reason) =>
			act(
				async () => [await client.deeds.refuse({ deed, reason })],
				([outcome]) => tell(outcome, 'refused'),
			),
		amend: (request) =>
			act(
				async () => [await client.deeds.amend(request)],
				([outcome]) => tell(outcome, 'amended'),
			),
	};
}
