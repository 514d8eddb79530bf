import { type ComputedRef, computed } from 'vue';
import type { ParticipantView } from '../../shared/contract/index.ts';
import { useClient } from '../rpc/client.ts';
import { type Query, useQuery } from '../rpc/query.ts';

const PAGE = 500;
/** Beyond this a market is not picked from a list. */
const LISTED_MAX = 5_000;

export interface ParticipantList {
	readonly query: Query<readonly ParticipantView[]>;
	/** Those that this console acts as first, then by name; empty before the answer. */
	readonly everybody: ComputedRef<readonly ParticipantView[]>;
	nameOf(participant: string): string;
}

/** Everybody of the market, to pick from. */
export function useParticipants(): ParticipantList {
	const client = useClient();
	const query = useQuery('participants.list', ['standings'], readAll, { throttleMs: 5_000 });

	async function readAll(): Promise<readonly ParticipantView[]> {
		const all: ParticipantView[] = [];
		for (let after: string | null = null; all.length < LISTED_MAX; after = all.at(-1)?.participant ?? null) {
			const { participants, total } = await client.participants.list({ after, limit: PAGE });
			all.push(...participants);
			if (participants.length === 0 || all.length >= total) break;
		}
		return all;
	}

	const everybody = computed(() =>
		(query.data.value ?? []).toSorted(
			(a, b) => Number(b.me) - Number(a.me) || a.name.localeCompare(b.name, undefined, { numeric: true }),
		),
	);
	return {
		query,
		everybody,
		nameOf: (participant) => everybody.value.find((each) => each.participant === participant)?.name ?? participant,
	};
}
