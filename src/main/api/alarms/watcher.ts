import { ALARM_KINDS, type AlarmKind, alarmCatalogue, alarmId } from '../../../shared/alarms/catalogue.ts';
import { type FilterState, filterStep } from './delay-filter.ts';
import type { Measurement, Measurements } from './facts.ts';

/** A figure that crossed its limit for long enough, one way or the other. */
export interface Crossing {
	readonly id: string;
	readonly what: 'raised' | 'returned';
	readonly value: number | null;
	readonly limit: number;
	readonly names: readonly string[];
}

export interface Watched {
	readonly kind: AlarmKind;
	readonly measurement: Measurement;
}

const AT_REST: FilterState = { isRaised: false, turningSince: null };
/** Figures watched at once: every validator and participant of this node, with room to spare. */
const WATCHED_MAX = 20_000;

/** Turns figures into raises and returns by each alarm's limit, deadband and delays. */
export class AlarmWatcher {
	readonly #states = new Map<string, FilterState>();
	#measured = new Map<string, Watched>();

	/** Newest figure of every condition, by name of the alarm. */
	get measured(): ReadonlyMap<string, Watched> {
		return this.#measured;
	}

	/** Takes over what the log says of an alarm, so that a restart neither repeats nor forgets it. */
	assume(id: string, isRaised: boolean): void {
		this.#states.set(id, { isRaised, turningSince: null });
	}

	/**
	 * @param at Unix wall ms, never before the former step's
	 * @param enter takes a crossing into the list; false where there is no room, and the raise is tried again next time
	 * @returns how many raises found no room
	 */
	step(
		measurements: Measurements,
		at: number,
		{ limitOf, enter }: { limitOf: (kind: AlarmKind) => number; enter: (crossing: Crossing) => boolean },
	): number {
		let waiting = 0;
		const present = new Map<string, Watched>();
		for (const kind of ALARM_KINDS) {
			const list = measurements[kind];
			if (!list) {
				this.#keep(kind, present);
				continue;
			}
			const limit = limitOf(kind);
			for (const measurement of list) {
				const id = alarmId(kind, measurement.subject);
				if (present.size >= WATCHED_MAX) break;
				present.set(id, { kind, measurement });
				if (!this.#judge(id, kind, measurement, limit, at, enter)) waiting += 1;
			}
			for (const id of this.#departed(kind, present)) enter({ id, what: 'returned', value: null, limit, names: [] });
		}
		this.#measured = present;
		return waiting;
	}

	#judge(
		id: string,
		kind: AlarmKind,
		{ value, names = [] }: Measurement,
		limit: number,
		at: number,
		enter: (crossing: Crossing) => boolean,
	): boolean {
		const state = this.#states.get(id) ?? AT_REST;
		const next = filterStep(alarmCatalogue[kind], state, { value, limit, at });
		if (next.isRaised !== state.isRaised) {
			const what = next.isRaised ? 'raised' : 'returned';
			if (!enter({ id, what, value, limit, names })) return false;
		}
		this.#states.set(id, next);
		return true;
	}

	/** A kind that cannot be judged now keeps its figures and what stands. */
	#keep(kind: AlarmKind, present: Map<string, Watched>): void {
		for (const [id, watched] of this.#measured) if (watched.kind === kind) present.set(id, watched);
	}

	/** Forgets validators and participants that are no more; answers which of their alarms stood. */
	#departed(kind: AlarmKind, present: ReadonlyMap<string, Watched>): string[] {
		const stood: string[] = [];
		for (const [id, { isRaised }] of this.#states) {
			if (present.has(id) || (id !== kind && !id.startsWith(`${kind}:`))) continue;
			this.#states.delete(id);
			if (isRaised) stood.push(id);
		}
		return stood;
	}
}
