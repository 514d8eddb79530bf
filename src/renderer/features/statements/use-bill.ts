import { computed, type MaybeRefOrGetter, type Ref, toValue } from 'vue';
import type { StatementRowView } from '../../../shared/contract/index.ts';
import { useClient } from '../../rpc/client.ts';
import { useQuery } from '../../rpc/query.ts';
import { ALL_DAYS, type BillGroup, daysOfMonth, monthsBeside, PAGE_ROWS } from './bill.ts';

/** Rows of one file at most. */
const FILE_ROWS_MAX = 100_000;
const FILE_PAGE = 1_000;
const THROTTLE_MS = 2_000;

export interface BillChoice {
	readonly who: Ref<string | null>;
	readonly by: Ref<BillGroup>;
	/** From 1. */
	readonly page: Ref<number>;
	/** Month of the URL, of any form. */
	readonly asked: MaybeRefOrGetter<unknown>;
}

/** The months of a participant's statements, and the rows of the one on the sheet. */
export function useBill({ who, by, page, asked }: BillChoice) {
	const client = useClient();
	const overview = useQuery(
		() => `statements.months ${who.value}`,
		['market'],
		() => client.statements.list({ ...ALL_DAYS, participant: who.value ?? '', by: 'month' }),
		{ enabled: () => who.value !== null, throttleMs: THROTTLE_MS },
	);
	const months = computed(() => overview.data.value?.rows.map(({ key }) => key) ?? []);
	const month = computed(() => months.value.find((each) => each === toValue(asked)) ?? months.value.at(-1) ?? null);
	const range = () => ({
		participant: who.value ?? '',
		by: by.value,
		...(by.value === 'month' || month.value === null ? ALL_DAYS : daysOfMonth(month.value)),
	});
	const rows = useQuery(
		() => `statements.list ${who.value} ${by.value === 'month' ? '' : month.value} ${by.value} ${page.value}`,
		['market'],
		() => client.statements.list({ ...range(), offset: (page.value - 1) * PAGE_ROWS, limit: PAGE_ROWS }),
		{ enabled: () => month.value !== null, throttleMs: THROTTLE_MS },
	);

	/** Every row that the sheet's pages hold, for a file. */
	async function everyRow(): Promise<StatementRowView[]> {
		const all: StatementRowView[] = [];
		for (let total = 1; all.length < Math.min(total, FILE_ROWS_MAX); ) {
			const answer = await client.statements.list({ ...range(), offset: all.length, limit: FILE_PAGE });
			if (answer.rows.length === 0) break;
			all.push(...answer.rows);
			total = answer.rowCount;
		}
		return all;
	}

	return {
		rows,
		months,
		month,
		beside: computed(() => monthsBeside(months.value, month.value)),
		/** Nothing of the participant is settled. */
		isEmpty: computed(() => overview.data.value?.rows.length === 0),
		shownPhase: computed(() => (month.value === null ? overview.phase.value : rows.phase.value)),
		shownError: computed(() => (month.value === null ? overview.error.value : rows.error.value)),
		refetch: () => (month.value === null ? overview.refetch() : rows.refetch()),
		everyRow,
	};
}
