import { readingsBatchId } from '../../../../shared/codec/ids.ts';
import { merkleRoot } from '../../../../shared/codec/merkle.ts';
import {
	encodeReading,
	type Reading,
	type ReadingsSource,
	readingsSigningBytes,
	type SubmitReadings,
} from '../../../../shared/codec/metering-calls.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { requireMeter, requireParticipant } from '../identity/participants.ts';
import { attribute } from '../provenance.ts';

export function rootOf(context: CallContext, readings: readonly Reading[]): Uint8Array {
	return merkleRoot(readings.map(encodeReading), (bytes) => context.sha256(bytes));
}

/**
 * A batch is signed with the key of the one meter that it is of, or with that of the operator of all its meters.
 * @throws CodedError READING_SOURCE when the batch has a meter that the source does not answer for, READING_SIGNATURE
 */
export function requireSource(
	context: CallContext,
	{ source, readings, signature }: SubmitReadings,
	root: Uint8Array,
): void {
	for (const meter of new Set(readings.map((reading) => reading.meter))) {
		// By kind first: a participant may bear the name of a meter.
		const answering = source.kind === 'meter' ? meter : requireMeter(context, meter).operator;
		if (answering !== source.id) throw new CodedError('READING_SOURCE', { meter, source: source.id });
	}
	const publicKey = keyOf(context, source);
	if (publicKey && context.verify(publicKey, readingsSigningBytes(context.block.chainId, source, root), signature))
		return;
	throw new CodedError('READING_SIGNATURE', { source: source.id });
}

function keyOf(context: CallContext, { kind, id }: ReadingsSource): Uint8Array | null {
	return kind === 'meter' ? requireMeter(context, id).publicKey : requireParticipant(context, id).publicKey;
}

export function emitBatch(
	context: CallContext,
	{ source, readings, signature }: SubmitReadings,
	root: Uint8Array,
): void {
	const batch = readingsBatchId(root);
	context.emit({ kind: 'readings-submitted', batch, source, root, count: readings.length, signature });
	if (source.kind === 'operator') attribute(context, { type: 'readings', id: batch }, source.id);
}
