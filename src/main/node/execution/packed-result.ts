import type { ExecutionResult, StateWrite } from '../../core/contracts/types.ts';
import { encodeExecution } from '../store/records.ts';
import { storedExecutionOf } from './stored-execution.ts';
import type { NodeExecution } from './types.ts';

/**
 * A result on its way from the worker: what it writes, and the record that the store keeps, are one buffer each, which
 * changes hands without being copied, so that a block that writes megabytes costs the host's main thread next to nothing.
 */
export interface PackedResult {
	readonly result: Omit<ExecutionResult, 'writes'>;
	readonly paths: readonly string[];
	/** Length of each value, −1 for one that is deleted. */
	readonly lengths: Int32Array;
	readonly values: Uint8Array;
	readonly record: Uint8Array;
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
	return { result, paths: writes.map(({ path }) => path), lengths, values, record };
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
