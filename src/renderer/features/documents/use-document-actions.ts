import { type Ref, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useAttempts } from '../../app/attempt.ts';
import { type DepositTerms, depositContent } from '../../app/document-content.ts';
import { useReceipts } from '../../app/receipts.ts';
import { useClient } from '../../rpc/client.ts';

/** Documents that one call signs. */
const AT_ONCE = 1_000;

export interface SignRequest {
	readonly participant: string;
	readonly document: string;
}

export interface DocumentActions {
	readonly busy: Ref<boolean>;
	/** Bytes of an upload under way; null without one. */
	readonly sent: Readonly<Ref<{ readonly done: number; readonly of: number } | null>>;
	/** The new document's id; null when it was refused or given up. */
	deposit(file: Blob, terms: DepositTerms): Promise<string | null>;
	/** Gives an upload up; nothing is deposited. */
	giveUp(): void;
	/** True when every document was signed. */
	sign(requests: readonly SignRequest[]): Promise<boolean>;
	refuse(participant: string, document: string, reason: string): Promise<boolean>;
	requestKey(grant: string, document: string): Promise<boolean>;
}

/** What an operator does with documents, one action at a time; every one ends in a receipt. */
export function useDocumentActions(): DocumentActions {
	const { t } = useI18n();
	const client = useClient();
	const receipts = useReceipts();
	const { busy, attempt } = useAttempts();
	const sent = shallowRef<{ readonly done: number; readonly of: number } | null>(null);
	let uploading: AbortController | null = null;

	async function act<T>(work: () => Promise<T>, told: (answer: T) => { title: string; detail: string }) {
		const answer = await attempt(work);
		if (answer === null) return null;
		receipts.add({ ok: true, ...told(answer) });
		return answer;
	}

	async function deposit(file: Blob, terms: DepositTerms): Promise<string | null> {
		if (busy.value) return null;
		uploading = new AbortController();
		const { signal } = uploading;
		sent.value = { done: 0, of: file.size };
		try {
			return await act(
				async () => {
					try {
						return await depositContent(client, file, terms, {
							signal,
							onProgress: (done, of) => {
								sent.value = { done, of };
							},
						});
					} catch (error) {
						// Given up by the person: that is no failure, and has its own word.
						if (signal.aborted) return '';
						throw error;
					}
				},
				(document) =>
					document === ''
						? { title: t('documents.receipt.givenUp'), detail: t('documents.receipt.nothing') }
						: {
								title: t('documents.receipt.deposited', { document }),
								detail: t('documents.receipt.depositedDetail', { n: terms.signers.length }, terms.signers.length),
							},
			);
		} finally {
			sent.value = null;
			uploading = null;
		}
	}

	async function sign(requests: readonly SignRequest[]): Promise<boolean> {
		const byParticipant = Map.groupBy(requests, ({ participant }) => participant);
		const answer = await act(
			async () => {
				let signed = 0;
				for (const [participant, group] of byParticipant)
					for (let at = 0; at < group.length; at += AT_ONCE) {
						const documents = group.slice(at, at + AT_ONCE).map(({ document }) => document);
						signed += (await client.documents.sign({ participant, documents })).signed;
					}
				return signed;
			},
			(signed) => ({
				title: t('documents.receipt.signed', { n: signed, document: requests[0]?.document ?? '' }, signed),
				detail: t('documents.receipt.final'),
			}),
		);
		return answer !== null;
	}

	return {
		busy,
		sent,
		async deposit(file, terms) {
			const document = await deposit(file, terms);
			return document === '' ? null : document;
		},
		giveUp: () => uploading?.abort(),
		sign,
		refuse: async (participant, document, reason) =>
			(await act(
				() => client.documents.refuse({ participant, document, reason }),
				() => ({ title: t('documents.receipt.refused', { document }), detail: t('documents.receipt.final') }),
			)) !== null,
		requestKey: async (grant, document) =>
			(await act(
				() => client.access.request({ grant, document }),
				({ height }) => ({
					title: t('documents.receipt.requested', { document }),
					detail: t('documents.receipt.requestedDetail', { height }),
				}),
			)) !== null,
	};
}
