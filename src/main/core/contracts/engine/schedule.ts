import { compareText } from '../../../../shared/codec/bytes.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import type { StateWrite } from '../types.ts';
import type { StateOverlay } from './state-overlay.ts';

/** Work that the chain does by itself: a contract's task and what it is about. */
export interface ScheduledTask {
	readonly contract: string;
	readonly task: string;
	readonly subject: string;
}

const SPACE = 'schedule/at/';
const NEXT = 'schedule/next';

/** Digits enough for every safe integer, so that text order is time order. */
const DEADLINE_DIGITS = 16;

/** Queues behind every task of the same deadline. */
export function scheduleTask(overlay: StateOverlay, deadline: TimeMs, task: ScheduledTask): void {
	const next = (overlay.read(NEXT) as number | undefined) ?? 0;
	overlay.write(NEXT, next + 1);
	const place = `${String(deadline).padStart(DEADLINE_DIGITS, '0')}/${String(next).padStart(DEADLINE_DIGITS, '0')}`;
	overlay.write(`${SPACE}${place}`, { ...task });
}

function deadlineOf(path: string): TimeMs {
	return Number(path.slice(SPACE.length, SPACE.length + DEADLINE_DIGITS));
}

/** Paths of the waiting tasks in deadline order, kept beside the state, of which it is a pure function. */
export class ScheduleIndex {
	readonly #paths: string[];

	constructor(paths: Iterable<string>) {
		this.#paths = [...paths].filter((path) => path.startsWith(SPACE)).sort(compareText);
	}

	get nextDeadline(): TimeMs | null {
		const first = this.#paths[0];
		return first === undefined ? null : deadlineOf(first);
	}

	/** At most `limit` tasks whose deadline has come, earliest first. */
	due(time: TimeMs, limit: number): string[] {
		const due: string[] = [];
		for (const path of this.#paths) {
			if (due.length === limit || deadlineOf(path) > time) break;
			due.push(path);
		}
		return due;
	}

	/** Follows a block's writes. */
	apply(writes: readonly StateWrite[]): void {
		for (const { path, value } of writes) {
			if (!path.startsWith(SPACE)) continue;
			const at = this.#place(path);
			const isHere = this.#paths[at] === path;
			if (value === null && isHere) this.#paths.splice(at, 1);
			if (value !== null && !isHere) this.#paths.splice(at, 0, path);
		}
	}

	/** First place whose path is not below the given one. */
	#place(path: string): number {
		let low = 0;
		let high = this.#paths.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (compareText(this.#paths[middle] as string, path) < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
