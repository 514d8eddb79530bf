import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { BidOrder, BidOwner, BidProduct } from '../../../shared/contract/index.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import type { ErrorDetails } from '../../../shared/errors/coded-error.ts';
import { openBidPort } from '../../workers/bid-import-desk.ts';
import type { BidAnswer, BidProgress } from '../../workers/bid-messages.ts';
import type { BidPlan } from '../../workers/bid-plan.ts';
import { type BidSheet, type CheckedSheet, type SheetTerms, titlesOf } from '../../workers/bid-sheet.ts';
import type { OwnLimits } from '../../workers/own-limits.ts';
import { FIRST_COLUMNS } from './template.ts';

export interface SheetSources {
	readonly owner: () => BidOwner;
	readonly products: () => readonly BidProduct[];
	readonly live: () => readonly BidOrder[];
	readonly batch: () => string;
	readonly utcOffsetMinutes: () => number;
	readonly now: () => number;
	readonly limits: () => OwnLimits;
	/** Changes when what rows are judged by does: gates, products. */
	readonly mark: () => string;
	/** Called when the cells have changed. */
	readonly onChange: () => void;
}

export interface SheetRefusal {
	readonly code: ErrorCode;
	readonly details: ErrorDetails;
}

const EMPTY: CheckedSheet = {
	header: FIRST_COLUMNS,
	delimiter: ',',
	rows: [],
	verdicts: [],
	summary: { rows: 0, ok: 0, unchanged: 0, amended: 0, errors: 0, cancelled: [] },
};

function cellsOf({ header, delimiter, rows }: BidSheet): BidSheet {
	return { header, delimiter, rows };
}

/** The sheet on screen: its cells, what is said of each row, and the plan of sending it. */
export function useBidSheet(sources: SheetSources) {
	let port = openBidPort();
	let isLeft = false;
	onScopeDispose(() => {
		isLeft = true;
		port.close();
	});
	const sheet = shallowRef<CheckedSheet>(EMPTY);
	const refusal = shallowRef<SheetRefusal | null>(null);
	const checking = ref(false);
	/** Wall ms of the newest check. */
	const tookMs = ref<number | null>(null);
	/** Of a text that is being read; null otherwise. */
	const progress = shallowRef<BidProgress | null>(null);
	let newest = 0;
	/** The cells with every edit so far; those on screen follow when they are checked. */
	let latest: BidSheet = EMPTY;

	const terms = (): SheetTerms => ({
		owner: sources.owner(),
		products: sources.products(),
		live: sources.live(),
		batch: sources.batch(),
		utcOffsetMinutes: sources.utcOffsetMinutes(),
		now: sources.now(),
		limits: { ...sources.limits() },
	});

	/** Null where something newer was asked meanwhile, or the sheet was left. */
	async function take(work: () => Promise<BidAnswer>): Promise<BidAnswer | null> {
		newest += 1;
		const mine = newest;
		const isStillWanted = () => mine === newest && !isLeft;
		checking.value = true;
		const before = performance.now();
		try {
			const answer = await work();
			if (!isStillWanted()) return null;
			tookMs.value = performance.now() - before;
			if (answer.kind === 'refused') refusal.value = { code: answer.code, details: answer.details };
			else {
				refusal.value = null;
				sheet.value = answer.sheet;
				sources.onChange();
			}
			latest = sheet.value;
			return answer;
		} catch (error) {
			// What was cancelled or left has no answer.
			if (!isStillWanted()) return null;
			throw error;
		} finally {
			if (mine === newest) {
				checking.value = false;
				progress.value = null;
			}
		}
	}

	const check = (next: BidSheet) => {
		latest = next;
		return take(() => port.ask({ kind: 'sheet', sheet: cellsOf(next), terms: terms() }));
	};

	async function load(text: string): Promise<void> {
		progress.value = { done: 0, of: text.length };
		const asked = newest + 1;
		await take(() =>
			port.ask({ kind: 'text', text, terms: terms() }, (told) => {
				if (asked === newest) progress.value = told;
			}),
		);
	}

	/** Ends what is being read or checked; the sheet stays as it was. */
	function cancel(): void {
		newest += 1;
		port.close();
		port = openBidPort();
		checking.value = false;
		progress.value = null;
		latest = sheet.value;
	}

	/** Writes a block of cells from a place on, with new rows where it reaches past the end, and checks all again. */
	async function write(row: number, column: number, block: readonly (readonly string[])[]): Promise<void> {
		const { header, delimiter, rows } = latest;
		const width = titlesOf(latest).length;
		const next = rows.map((cells) => [...cells]);
		block.forEach((cells, down) => {
			const at = row + down;
			while (next.length <= at) next.push([]);
			const target = next[at] as string[];
			cells.forEach((cell, across) => {
				const place = column + across;
				if (place >= width) return;
				while (target.length <= place) target.push('');
				target[place] = cell;
			});
		});
		await check({ header, delimiter, rows: next });
	}

	async function removeRows(from: number, count: number): Promise<void> {
		const { header, delimiter, rows } = latest;
		await check({ header, delimiter, rows: rows.toSpliced(from, count) });
	}

	function clear(): void {
		newest += 1;
		checking.value = false;
		refusal.value = null;
		sheet.value = EMPTY;
		latest = EMPTY;
		sources.onChange();
	}

	/** What sending would do, against what lives now; null when it could not be told. */
	async function plan(): Promise<BidPlan | null> {
		const answer = await take(() => port.ask({ kind: 'plan', sheet: cellsOf(latest), terms: terms() }));
		return answer?.kind === 'planned' ? answer.plan : null;
	}

	// What was sent decides what is new: a change there is a change of every verdict.
	watch([sources.live, sources.mark, sources.batch, sources.limits, () => sources.owner().owner], () => {
		if (latest.rows.length > 0) void check(latest);
	});

	return {
		sheet,
		titles: computed(() => titlesOf(sheet.value)),
		refusal,
		checking,
		tookMs,
		progress,
		load,
		show: check,
		cancel,
		write,
		removeRows,
		clear,
		plan,
	};
}

export type BidSheetDesk = ReturnType<typeof useBidSheet>;
