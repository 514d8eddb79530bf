import type { RegionView } from '../../../shared/contract/index.ts';

/**
 * `waiting`: no state of that chain has come yet. `ending`: three quarters of the trust period are over. `expired` and
 * `frozen`: nothing crosses until governance gives the client a new root.
 */
export type ClientState = 'trusted' | 'waiting' | 'ending' | 'expired' | 'frozen';

const ENDING = 0.75;

export function clientState({ client, terms }: Pick<RegionView, 'client' | 'terms'>, now: number): ClientState {
	if (client.frozen) return 'frozen';
	if (now >= client.trustEndsAt) return 'expired';
	if (client.trustEndsAt - now <= (1 - ENDING) * terms.trustPeriodMs) return 'ending';
	return client.height === 0 ? 'waiting' : 'trusted';
}

/** Share of the trust period that is over, in [0, 1]. */
export function trustUsed({ client, terms }: Pick<RegionView, 'client' | 'terms'>, now: number): number {
	return Math.min(1, Math.max(0, (now - client.updatedAt) / terms.trustPeriodMs));
}

export interface BridgeFinding {
	readonly kind: 'none' | 'frozen' | 'expired' | 'moving' | 'overdue' | 'quiet';
	readonly regions: number;
	/** Chain that the finding is about, where it is about one. */
	readonly chain: string | null;
	readonly open: number;
	/** Chain ms that the oldest packet has been on the way. */
	readonly oldestMs: number;
}

/** What the page says first: a client that stands still before packets, packets before quiet. */
export function findingOf(regions: readonly RegionView[], now: number): BridgeFinding {
	const open = regions.reduce((sum, { out }) => sum + out.open, 0);
	const oldestAt = Math.min(...regions.map(({ out }) => out.oldestOpenAt ?? Number.POSITIVE_INFINITY));
	const oldestMs = Number.isFinite(oldestAt) ? Math.max(0, now - oldestAt) : 0;
	const told = { regions: regions.length, open, oldestMs };
	const stopped = (state: ClientState) => regions.find((region) => clientState(region, now) === state)?.chain;
	if (regions.length === 0) return { kind: 'none', chain: null, ...told };
	for (const kind of ['frozen', 'expired'] as const) {
		const chain = stopped(kind);
		if (chain !== undefined) return { kind, chain, ...told };
	}
	const overdue = regions.find(({ out }) => out.overdue > 0);
	if (overdue) return { kind: 'overdue', chain: overdue.chain, ...told };
	return { kind: open > 0 ? 'moving' : 'quiet', chain: null, ...told };
}

export type Span = { readonly unit: 'seconds' | 'minutes' | 'hours' | 'days'; readonly n: number };

/** A time span in the largest unit that leaves it at least two of them, as one says it. */
export function spanOf(ms: number): Span {
	const seconds = Math.max(0, Math.round(ms / 1_000));
	if (seconds < 120) return { unit: 'seconds', n: seconds };
	if (seconds < 7_200) return { unit: 'minutes', n: Math.round(seconds / 60) };
	if (seconds < 172_800) return { unit: 'hours', n: Math.round(seconds / 3_600) };
	return { unit: 'days', n: Math.round(seconds / 86_400) };
}

/** Share of the limit that the account and what open offers may bring in come to. */
export function limitUsed(money: NonNullable<RegionView['money']>): number {
	if (money.limit === 0) return 0;
	return Math.max(Math.abs(money.balance), Math.abs(money.balance - money.reserved)) / money.limit;
}
