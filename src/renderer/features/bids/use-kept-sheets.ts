import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue';
import type { BidProduct } from '../../../shared/contract/index.ts';
import type { BidSheet } from '../../workers/bid-sheet.ts';
import { draftKey, type KeptSheet, openSheetStore, type SheetStore, templateKey } from './draft-store.ts';

export interface KeptSources {
	readonly chainId: () => string | null;
	readonly owner: () => string;
	readonly batch: Ref<string>;
	/** Cells on screen. */
	readonly sheet: () => BidSheet;
	readonly products: () => readonly BidProduct[];
	/** Puts a kept sheet on screen. */
	readonly show: (sheet: BidSheet, batch: string) => Promise<void>;
}

/** An edit is kept when the keyboard rests this long. */
const REST_MS = 600;

/** Keeps the sheet while it is worked on, brings it back after a restart, and keeps templates by name. */
export function useKeptSheets(sources: KeptSources) {
	let store: SheetStore | null = null;
	let timer: ReturnType<typeof setTimeout> | undefined;
	/** What came back, until it is sent, cleared or put away. */
	const recovered = shallowRef<{ readonly rows: number; readonly savedAt: number } | null>(null);
	/** `none` where the browser keeps nothing: what is typed would not survive. */
	const keeping = ref<'saved' | 'pending' | 'none'>('saved');
	const templates = shallowRef<readonly KeptSheet[]>([]);

	const attempt = async <T>(work: (store: SheetStore) => Promise<T>): Promise<T | null> => {
		const chain = sources.chainId();
		if (chain === null) return null;
		try {
			store ??= openSheetStore(chain);
			return await work(store);
		} catch {
			keeping.value = 'none';
			return null;
		}
	};
	const plain = ({ header, delimiter, rows }: BidSheet): BidSheet => ({ header, delimiter, rows });

	async function save(): Promise<void> {
		const key = draftKey(sources.owner());
		const sheet = plain(sources.sheet());
		const kept = await attempt(async (open) => {
			if (sheet.rows.length > 0)
				return open.keep({ key, kind: 'draft', batch: sources.batch.value, sheet, starts: {}, savedAt: Date.now() });
			await open.remove(key);
			return true;
		});
		if (kept !== null) keeping.value = kept ? 'saved' : 'none';
	}

	/** Called after each change of the cells. */
	function changed(): void {
		keeping.value = 'pending';
		clearTimeout(timer);
		timer = setTimeout(() => void save(), REST_MS);
	}

	async function recover(): Promise<void> {
		recovered.value = null;
		if (sources.sheet().rows.length > 0) return;
		const kept = await attempt((open) => open.read(draftKey(sources.owner())));
		if (!kept || sources.sheet().rows.length > 0) return;
		await sources.show(kept.sheet, kept.batch);
		recovered.value = { rows: kept.sheet.rows.length, savedAt: kept.savedAt };
	}

	/** The sheet as a template of that name; the products' hours are kept with it. */
	async function keepTemplate(name: string): Promise<boolean> {
		const starts = Object.fromEntries(sources.products().map((each) => [each.product, each.deliveryStart]));
		const sheet = plain(sources.sheet());
		const kept = await attempt((open) =>
			open.keep({
				key: templateKey(name),
				kind: 'template',
				batch: sources.batch.value,
				sheet,
				starts,
				savedAt: Date.now(),
			}),
		);
		await listTemplates();
		return kept === true;
	}

	async function listTemplates(): Promise<void> {
		templates.value = (await attempt((open) => open.list('template'))) ?? [];
	}

	async function removeTemplate(key: string): Promise<void> {
		await attempt((open) => open.remove(key));
		await listTemplates();
	}

	watch(
		[sources.chainId, sources.owner],
		([chain]) => {
			if (chain === null) return;
			void recover();
			void listTemplates();
		},
		{ immediate: true },
	);
	onScopeDispose(() => {
		clearTimeout(timer);
		// Leaving the view keeps what the rest had not kept yet.
		if (keeping.value === 'pending') void save();
	});

	return {
		recovered,
		keeping,
		templates,
		changed,
		keepTemplate,
		removeTemplate,
		forget: () => {
			recovered.value = null;
		},
	};
}
