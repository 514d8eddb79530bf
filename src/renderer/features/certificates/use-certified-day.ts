import { computed, type Ref } from 'vue';
import { HOUR_MS } from '../../../shared/codec/units.ts';
import { useMarketDay } from '../../app/market-day.ts';
import { useClient } from '../../rpc/client.ts';
import { useQuery } from '../../rpc/query.ts';
import { type PartState, partRows } from './findings.ts';

export const PART_FILTERS = ['all', 'held', 'cancelled', 'expired'] as const;
export type PartFilter = 'all' | PartState;

const LISTED_MAX = 500;
const THROTTLE_MS = 2_000;

export interface CertifiedDayChoice {
	readonly who: Ref<string | null>;
	readonly filter: Ref<PartFilter>;
	readonly scope: Ref<'day' | 'ever'>;
	/** Start of the hour whose parts are shown; null for all. */
	readonly hour: Ref<number | null>;
}

/** A participant's certificates: the hours of the day on the spine, and the parts that the table shows. */
export function useCertifiedDay({ who, filter, scope, hour }: CertifiedDayChoice) {
	const client = useClient();
	const marketDay = useMarketDay();
	const day = computed(() => {
		const [first, last] = [marketDay.hours[0], marketDay.hours.at(-1)];
		const name = marketDay.data?.day;
		return first && last && name ? { name, start: first.start, end: last.end } : null;
	});
	const certified = useQuery(
		() => `certificates.hours ${who.value} ${day.value?.start}`,
		['market'],
		() =>
			client.certificates.hours({
				participant: who.value ?? '',
				from: day.value?.start ?? 0,
				to: day.value?.end ?? 0,
			}),
		{ enabled: () => who.value !== null && day.value !== null, throttleMs: THROTTLE_MS },
	);
	const range = computed(() => (scope.value === 'ever' ? null : day.value));
	const list = useQuery(
		() => `certificates.list ${who.value} ${filter.value} ${range.value?.start}`,
		['market'],
		() =>
			client.certificates.list({
				participant: who.value,
				from: range.value?.start ?? null,
				to: range.value?.end ?? null,
				state: filter.value === 'all' ? null : filter.value,
				limit: LISTED_MAX,
			}),
		{ enabled: () => who.value !== null && day.value !== null, throttleMs: THROTTLE_MS },
	);
	const rows = computed(() =>
		partRows(list.data.value?.certificates ?? []).filter(
			({ state, start, end }) =>
				(filter.value === 'all' || state === filter.value) &&
				(hour.value === null || (start <= hour.value && hour.value < end) || isWithin(start, hour.value)),
		),
	);
	return { day, hours: computed(() => marketDay.hours), certified, list, rows };
}

/** A quarter-hour's certificate belongs to its hour. */
function isWithin(start: number, hour: number): boolean {
	return start >= hour && start < hour + HOUR_MS;
}
