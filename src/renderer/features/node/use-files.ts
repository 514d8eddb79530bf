import { useI18n } from 'vue-i18n';
import { useAttempts } from '../../app/attempt.ts';
import { downloadBlob } from '../../app/download.ts';
import { useFormat } from '../../app/format.ts';
import { useReceipts } from '../../app/receipts.ts';
import { useClient } from '../../rpc/client.ts';
import { wholeGenesis } from './whole-genesis.ts';

/** Files that the node hands out, each with a receipt. */
export function useFiles() {
	const { t } = useI18n();
	const client = useClient();
	const format = useFormat();
	const receipts = useReceipts();
	const { busy, attempt } = useAttempts();

	async function save(work: () => Promise<{ name: string; blob: Blob }>, detail: string): Promise<void> {
		const file = await attempt(work);
		if (!file) return;
		downloadBlob(file.name, file.blob);
		receipts.add({
			ok: true,
			title: t('node.receipt.saved', { file: file.name }),
			detail: t(`node.receipt.${detail}`, { size: format.value.bytes(file.blob.size) }),
		});
	}

	return {
		busy,
		diagnostics: () =>
			save(async () => {
				const { fileName, text } = await client.node.diagnostics();
				return { name: fileName, blob: new Blob([text], { type: 'application/json' }) };
			}, 'savedDetail'),
		genesis: () =>
			save(
				async () => ({
					name: 'genesis.cbor',
					blob: new Blob([await wholeGenesis(client)], { type: 'application/cbor' }),
				}),
				'genesisDetail',
			),
		trustRoot: () =>
			save(async () => {
				const { text } = await client.audit.trustRoot();
				return { name: 'trust-root.json', blob: new Blob([text], { type: 'application/json' }) };
			}, 'genesisDetail'),
	};
}

export type NodeFiles = ReturnType<typeof useFiles>;
