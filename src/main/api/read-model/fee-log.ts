import type { FeeEntry, FeePlace } from '../../../shared/codec/fee-schedule.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from './block-step.ts';
import type { Retention } from './retention.ts';

export interface FeeRow extends FeeEntry {
	readonly announcedAt: TimeMs;
	readonly height: number;
	/** Lower-case hex; null for scheduled work. */
	readonly transactionId: string | null;
}

export interface FeeLogPlace {
	readonly place: FeePlace;
	/** Ascending; those that have passed stay, the oldest of them go first. */
	readonly rows: readonly FeeRow[];
}

/** What the grid operator has announced, place by place, with what was in effect before. */
export class FeeLog {
	readonly places = new Map<string, FeeLogPlace>();
	readonly #limits: Retention;

	constructor(limits: Retention) {
		this.#limits = limits;
	}

	/** What is ahead is replaced; an entry that stands unchanged keeps the block that announced it. */
	set({ place, entries }: EventOf<'fees-set'>, { height, time, transactionId }: EventStep): void {
		const key = feePlaceKey(place);
		const before = this.places.get(key)?.rows ?? [];
		const passed = before.filter(({ from }) => from <= time);
		const ahead = entries.map(
			(entry): FeeRow =>
				before.find(({ from, fee }) => from > time && from === entry.from && fee === entry.fee) ?? {
					...entry,
					announcedAt: time,
					height,
					transactionId,
				},
		);
		this.places.set(key, { place, rows: [...passed, ...ahead].slice(-this.#limits.feeRows) });
	}

	rowsOf(place: FeePlace): readonly FeeRow[] {
		return this.places.get(feePlaceKey(place))?.rows ?? [];
	}
}

/** Either direction over a border is one place. */
export function feePlaceKey(place: FeePlace): string {
	return place.kind === 'zone' ? place.zone : [place.from, place.to].sort().join('/');
}
