import type { ContractEvent } from '../../../shared/codec/events.ts';
import type { ExecutionResult, StateWrite } from '../../core/contracts/types.ts';
import { encodeExecution } from '../store/records.ts';
import { storedExecutionOf } from './stored-execution.ts';
import type { NodeExecution } from './types.ts';

/**
 * A result on its way from the worker: what it writes, and the record that the store keeps, are one buffer each, which
 * changes hands without being copied, so that a block that writes megabytes costs the host's main thread next to nothing.
 */
export interface PackedResult {
	/** With the first of its events. */
	readonly result: Omit<ExecutionResult, 'writes'>;
	readonly eventCount: number;
	readonly paths: readonly string[];
	/** Length of each value, −1 for one that is deleted. */
	readonly lengths: Int32Array;
	readonly values: Uint8Array;
	readonly record: Uint8Array;
}

/** What one message brings of a block's events: reading it takes the receiving thread a few milliseconds at most. */
const PART_WEIGHT = 2_048;

/** The next events from `from` on that come in one message, at least one where there are any. */
export function eventsFrom(events: readonly ContractEvent[], from: number): readonly ContractEvent[] {
	let to = from;
	for (let weight = 0; to < events.length; to++) {
		weight += weightOf(events[to] as ContractEvent);
		if (to > from && weight > PART_WEIGHT) break;
	}
	return events.slice(from, to);
}

/** An event with rows weighs as much as these. */
function weightOf(event: ContractEvent): number {
	return Object.values(event).reduce((sum: number, value) => sum + (Array.isArray(value) ? value.length : 0), 1);
}

export function packResult({ writes, ...result }: ExecutionResult): PackedResult {
	const lengths = Int32Array.from(writes, ({ value }) => value?.length ?? -1);
	const values = new Uint8Array(writes.reduce((sum, { value }) => sum + (value?.length ?? 0), 0));
	let at = 0;
	for (const { value } of writes) {
		if (!value) continue;
		values.set(value, at);
		at += value.length;
	}
	const record = Uint8Array.from(encodeExecution(storedExecutionOf({ ...result, writes })));
	const { events } = result;
	const first = { ...result, events: eventsFrom(events, 0) };
	return { result: first, eventCount: events.length, paths: writes.map(({ path }) => path), lengths, values, record };
}

/** The buffers that change hands. */
export function buffersOf({ lengths, values, record }: PackedResult): ArrayBuffer[] {
	return [lengths, values, record].map(({ buffer }) => buffer as ArrayBuffer);
}

export function unpackResult({ result, paths, lengths, values, record }: PackedResult): NodeExecution {
	let at = 0;
	const writes = paths.map((path, index): StateWrite => {
		const length = lengths[index] as number;
		if (length < 0) return { path, value: null };
		at += length;
		return { path, value: values.subarray(at - length, at) };
	});
	return { ...result, writes, record };
}
