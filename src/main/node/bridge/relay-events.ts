import type { TimeMs } from '../../../shared/codec/units.ts';

interface RelayPlace {
	/** Chain that the call was sent to. */
	readonly on: string;
	/** Chain whose state it rests on. */
	readonly of: string;
}

/** Final on the chain `on`. */
interface RelayedCall extends RelayPlace {
	/** Block of `on`. */
	readonly height: number;
	/** Of the call's arguments. */
	readonly bytes: number;
}

/** What a relayer did, or met. */
export type RelayEvent =
	/**
	 * Every accepted update, alone or with packets: the root of height `rootHeight` of `of` stands on `on`; null where it
	 * only brought handovers.
	 */
	| ({ readonly kind: 'updated'; readonly epoch: number; readonly rootHeight: number | null } & RelayedCall)
	/** Packets `first` up to before `first + count` of `of`. */
	| ({ readonly kind: 'received'; readonly first: number; readonly count: number } & RelayedCall)
	/** Answers of `of` to that many packets. */
	| ({ readonly kind: 'acknowledged'; readonly first: number; readonly count: number } & RelayedCall)
	| ({ readonly kind: 'timed-out' } & RelayedCall)
	/** The client of `of` was frozen by what this relayer sent: its chain has forked. */
	| ({ readonly kind: 'froze'; readonly forkHeight: number } & RelayedCall)
	/** Somebody else was first; the fee is spent, nothing else. */
	| ({ readonly kind: 'overtaken'; readonly code: string } & RelayPlace)
	/** Tried again after `waitMs` wall ms. */
	| ({ readonly kind: 'failed'; readonly code: string; readonly waitMs: number } & RelayPlace)
	/** Nothing crosses until governance acts. */
	| ({ readonly kind: 'standing'; readonly why: 'frozen' | 'expired' } & RelayPlace);

export interface RelayLog {
	info(facts: object, message: string): void;
	warn(facts: object, message: string): void;
}

/** Chain time without an update after which a client is brought up to date though nothing waits. */
export function freshUntil(updatedAt: TimeMs, trustPeriodMs: TimeMs, anchorEveryMs: TimeMs | null): TimeMs {
	return updatedAt + Math.min(Math.floor(trustPeriodMs / 3), anchorEveryMs ?? Number.POSITIVE_INFINITY);
}
