import type { Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import {
	describePrivateAttributes,
	encodePrivateAttributes,
	PRIVATE_ATTRIBUTES_MEDIA_TYPE,
	type PrivateAttributes,
} from '../../../shared/access/private-attributes.ts';
import type { AccessOutcome } from '../../../shared/contract/index.ts';
import { useAttempts } from '../../app/attempt.ts';
import { depositContent } from '../../app/document-content.ts';
import { useFormat } from '../../app/format.ts';
import { useReceipts } from '../../app/receipts.ts';
import { useClient } from '../../rpc/client.ts';
import type { GrantTerms } from './grant-draft.ts';

export interface AccessActions {
	readonly busy: Ref<boolean>;
	grant(terms: GrantTerms): Promise<boolean>;
	revoke(grant: string, reason: string): Promise<boolean>;
	request(grant: string, document: string): Promise<boolean>;
	release(participant: string, grant: string, document: string): Promise<boolean>;
	/** Encrypted for their owner alone. */
	deposit(participant: string, attributes: PrivateAttributes): Promise<boolean>;
}

/** Gives and ends access, one action at a time; every one ends in a receipt that names the block. */
export function useAccess(): AccessActions {
	const { t } = useI18n();
	const client = useClient();
	const receipts = useReceipts();
	const format = useFormat();
	const { busy, attempt } = useAttempts();

	async function act(work: () => Promise<AccessOutcome>, key: string, subject: string): Promise<boolean> {
		const outcome = await attempt(work);
		if (outcome === null) return false;
		receipts.add({
			ok: true,
			title: t(`access.receipt.${key}`, { grant: outcome.grant, document: subject }),
			detail: t('access.receipt.final', {
				height: format.value.count(outcome.height),
				transaction: outcome.transactionId.slice(0, 16),
			}),
		});
		return true;
	}

	return {
		busy,
		grant: (terms) => act(() => client.access.grant(terms), 'granted', ''),
		revoke: (grant, reason) => act(() => client.access.revoke({ grant, reason }), 'revoked', ''),
		request: (grant, document) => act(() => client.access.request({ grant, document }), 'requested', document),
		release: (participant, grant, document) =>
			act(() => client.access.release({ participant, grant, document }), 'released', document),
		async deposit(participant, attributes) {
			const document = await attempt(() => {
				const file = new Blob([new Uint8Array(encodePrivateAttributes(attributes))]);
				return depositContent(client, file, {
					...describePrivateAttributes(attributes),
					participant,
					name: 'attributes.cbor',
					mediaType: PRIVATE_ATTRIBUTES_MEDIA_TYPE,
					readers: [],
					signers: [],
					threshold: null,
					order: 'free',
					deadline: 0,
					isPrivate: true,
				});
			});
			if (document === null) return false;
			receipts.add({
				ok: true,
				title: t('access.receipt.deposited', { document }),
				detail: t('access.receipt.depositedDetail'),
			});
			return true;
		},
	};
}
