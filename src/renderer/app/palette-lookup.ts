import { type ComputedRef, computed, onScopeDispose, type Ref, ref, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { useClient } from '../rpc/client.ts';
import type { PaletteCommand } from './palette-commands.ts';

const SEARCH_DELAY_MS = 160;
const LEAST_CHARACTERS = 2;
const FOUND_MAX = 8;
const CODES_MAX = 5;

export interface Lookup {
	/** What the text itself names: a block, a transaction, an error code. */
	readonly direct: readonly PaletteCommand[];
	/** What the node's trace finds by it. */
	readonly traced: readonly PaletteCommand[];
}

/** Things by their value: blocks and hashes in the ledger, codes of the catalogue, and the trace's deeds, homes, meters. */
export function useLookup(text: Ref<string>): ComputedRef<Lookup> {
	const { t } = useI18n();
	const router = useRouter();
	const client = useClient();
	const traced = ref<readonly PaletteCommand[]>([]);

	const direct = computed<readonly PaletteCommand[]>(() => {
		const wanted = text.value.trim();
		const height = /^#?(\d{1,12})$/.exec(wanted)?.[1];
		const transaction = /^(?:0x)?([0-9a-f]{64})$/i.exec(wanted)?.[1]?.toLowerCase();
		const codes = /^[A-Z][A-Z_]{2,}$/i.test(wanted)
			? Object.keys(catalogue).filter((code) => code.includes(wanted.toUpperCase().replaceAll(' ', '_')))
			: [];
		return [
			...(height === undefined
				? []
				: [
						{
							id: `block ${height}`,
							label: t('common.palette.block', { height }),
							hint: t('ledger.nav'),
							run: () => void router.push({ name: 'ledger', params: { height } }),
						},
					]),
			...(transaction === undefined
				? []
				: [
						{
							id: `transaction ${transaction}`,
							label: t('common.palette.transaction', { id: `${transaction.slice(0, 8)}…${transaction.slice(-8)}` }),
							hint: t('ledger.nav'),
							run: () => void router.push({ name: 'ledger-transaction', params: { transaction } }),
						},
					]),
			...codes.slice(0, CODES_MAX).map((code) => ({
				id: `code ${code}`,
				label: code,
				hint: t('errors.nav'),
				run: () => void router.push({ name: 'errors', params: { code } }),
			})),
		];
	});

	let timer: ReturnType<typeof setTimeout> | undefined;
	watch(text, (wanted) => {
		clearTimeout(timer);
		traced.value = [];
		if (wanted.trim().length < LEAST_CHARACTERS) return;
		timer = setTimeout(async () => {
			try {
				const results = await client.trace.search({ text: wanted.trim(), limit: FOUND_MAX });
				if (text.value !== wanted) return;
				traced.value = results.map((it) => ({
					id: `trace ${it.type} ${it.id}`,
					label: it.label,
					hint: t('common.palette.trace'),
					run: () => void router.push({ name: 'trace', query: { focus: `${it.type}:${it.id}` } }),
				}));
			} catch {
				// The palette still offers what the console itself knows.
			}
		}, SEARCH_DELAY_MS);
	});
	onScopeDispose(() => clearTimeout(timer));
	return computed(() => ({ direct: direct.value, traced: traced.value }));
}
