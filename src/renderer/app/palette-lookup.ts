import { type ComputedRef, computed, onScopeDispose, type Ref, ref, watch } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { LedgerHit } from '../../shared/contract/index.ts';
import { useClient } from '../rpc/client.ts';
import { presentCatalogue } from './error-catalogue.ts';
import { placeOfHit } from './ledger-place.ts';
import type { PaletteCommand } from './palette-commands.ts';

const SEARCH_DELAY_MS = 160;
const LEAST_CHARACTERS = 2;
const FOUND_MAX = 10;
const CODES_MAX = 5;

export interface Lookup {
	/** Pages of error codes that the text is part of. */
	readonly codes: readonly PaletteCommand[];
	/** What the node finds: blocks, calls, state, contracts, and the deeds, homes and meters of the trace. */
	readonly hits: readonly PaletteCommand[];
}

/** Things by their value: hashes, heights, names and ids as the node finds them, and codes of the catalogue. */
export function useLookup(text: Ref<string>): ComputedRef<Lookup> {
	const { t } = useI18n();
	const router = useRouter();
	const client = useClient();
	const hits = ref<readonly PaletteCommand[]>([]);

	const codes = computed<readonly PaletteCommand[]>(() => {
		const wanted = text.value.trim().toUpperCase().replaceAll(' ', '_');
		if (!/^[A-Z][A-Z_]{2,}$/.test(wanted)) return [];
		return Object.keys(presentCatalogue() ?? {})
			.filter((code) => code.includes(wanted))
			.slice(0, CODES_MAX)
			.map((code) => ({
				id: `code ${code}`,
				label: code,
				hint: t('errors.nav'),
				run: () => void router.push({ name: 'errors', params: { code } }),
			}));
	});

	let timer: ReturnType<typeof setTimeout> | undefined;
	watch(text, (wanted) => {
		clearTimeout(timer);
		hits.value = [];
		if (wanted.trim().length < LEAST_CHARACTERS) return;
		timer = setTimeout(async () => {
			const asked = wanted.trim();
			// One that fails leaves the other's finds, and what the console itself knows.
			const [ledger, trace] = await Promise.allSettled([
				client.ledger.find({ text: asked, limit: FOUND_MAX }),
				client.trace.search({ text: asked, limit: FOUND_MAX }),
			]);
			if (text.value !== wanted) return;
			const found = new Map<string, PaletteCommand>();
			const add = (hit: LedgerHit) => {
				const id = `${hit.kind} ${hit.type ?? ''} ${hit.id}`;
				found.set(id, {
					id,
					label: hit.label,
					hint: t(`common.palette.found.${hit.kind}`),
					run: () => void router.push(placeOfHit(hit)),
				});
			};
			if (ledger.status === 'fulfilled') ledger.value.forEach(add);
			if (trace.status === 'fulfilled') for (const hit of trace.value) add({ ...hit, kind: 'thing' });
			hits.value = [...found.values()].slice(0, FOUND_MAX);
		}, SEARCH_DELAY_MS);
	});
	onScopeDispose(() => clearTimeout(timer));
	return computed(() => ({ codes: codes.value, hits: hits.value }));
}
