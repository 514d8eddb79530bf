import { calls } from '../../../shared/codec/calls.ts';
import {
	READINGS_PER_CALL,
	type Reading,
	type ReadingsSource,
	type SubmitReadings,
	signReadings,
} from '../../../shared/codec/metering-calls.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import type { ErrorDetails } from '../../../shared/errors/coded-error.ts';
import type { Fault } from '../../../shared/formats/fault.ts';
import type { Signer } from '../../core/ports.ts';
import { hasher } from '../crypto/sha256.ts';
import type { GridquorumNode } from '../types.ts';
import { ReadingChecks } from './reading-checks.ts';

/** A reading and where it came from. */
export interface SourcedReading {
	readonly reading: Reading;
	/** Line of its file, from 1. */
	readonly line: number;
}

export interface RefusedByChain extends SourcedReading {
	readonly fault: Fault;
}

export interface Submission {
	/** Readings that became a version of their own. */
	recorded: number;
	/** Readings that were recorded before with the same energy. */
	unchanged: number;
	batches: number;
	readonly refused: RefusedByChain[];
}

export interface SubmissionOptions {
	/** Who sends, with a key in the node's keystore. */
	readonly participant: string;
	readonly source: ReadingsSource;
}

type SubmittingNode = Pick<GridquorumNode, 'call' | 'chainId' | 'stateValue' | 'clock'>;

/**
 * Signs readings in batches of at most 2,000 and submits them one batch after the other. What the chain would refuse is
 * sorted out before, and what it refuses nevertheless is taken out of its batch, so that no reading costs another one.
 * @throws CodedError of the node's own when a batch cannot be submitted at all
 */
export async function submitReadings(
	readings: Iterable<SourcedReading>,
	options: SubmissionOptions,
	modules: { readonly node: SubmittingNode; readonly signer: Pick<Signer, 'sign'> },
): Promise<Submission> {
	const { participant, source } = options;
	const { node, signer } = modules;
	const submission = newSubmission();
	const checks = new ReadingChecks({ source }, { node });
	const { chainId } = node;
	const sign = (batch: readonly SourcedReading[]): SubmitReadings =>
		signReadings(
			batch.map(({ reading }) => reading),
			{ chainId, source, sign: (message) => signer.sign(message), sha256: (bytes) => hasher.sha256(bytes) },
		);
	const submit = async (batch: readonly SourcedReading[]): Promise<void> => {
		if (batch.length === 0) return;
		const refusal = await submitBatch(sign(batch), participant, node, submission);
		if (refusal) for (const part of remaining(batch, refusal, submission)) await submit(part);
	};
	let waiting: SourcedReading[] = [];
	for (const each of readings) {
		const verdict = await checks.check(each.reading);
		if (verdict === 'unchanged') submission.unchanged += 1;
		else if (verdict === 'new') waiting.push(each);
		else submission.refused.push({ ...each, fault: verdict });
		if (waiting.length < READINGS_PER_CALL) continue;
		await submit(waiting);
		waiting = [];
	}
	await submit(waiting);
	return submission;
}

/** Submits a batch as its source signed it: it stands or falls as a whole. */
export async function submitSigned(
	signed: { readonly batch: SubmitReadings; readonly line: number },
	participant: string,
	modules: { readonly node: SubmittingNode },
): Promise<Submission> {
	const { node } = modules;
	const { batch, line } = signed;
	const submission = newSubmission();
	const checks = new ReadingChecks({ source: batch.source }, { node });
	const verdicts = await Promise.all(batch.readings.map((reading) => checks.check(reading)));
	if (verdicts.every((verdict) => verdict === 'unchanged')) {
		submission.unchanged = batch.readings.length;
		return submission;
	}
	const fault = await submitBatch(batch, participant, node, submission);
	if (fault) submission.refused.push(...batch.readings.map((reading) => ({ reading, line, fault })));
	return submission;
}

export function newSubmission(): Submission {
	return { recorded: 0, unchanged: 0, batches: 0, refused: [] };
}

/** @returns what the contract refused the batch for, or null */
async function submitBatch(
	batch: SubmitReadings,
	participant: string,
	node: SubmittingNode,
	submission: Submission,
): Promise<Fault | null> {
	const { receipt, events } = await node.call(participant, calls.metering.submitReadings(batch));
	if (!receipt.ok) return { code: receipt.code as ErrorCode, details: receipt.details as ErrorDetails };
	const recorded = events.filter(({ kind }) => kind === 'reading-recorded').length;
	submission.recorded += recorded;
	submission.unchanged += batch.readings.length - recorded;
	submission.batches += 1;
	return null;
}

/** What of a refused batch is worth another attempt; the rest is noted as refused. */
function remaining(
	batch: readonly SourcedReading[],
	fault: Fault,
	{ refused }: Submission,
): readonly (readonly SourcedReading[])[] {
	const { meter, start } = fault.details;
	const isNamed = ({ reading }: SourcedReading): boolean =>
		reading.meter === meter && (start === undefined || reading.start === start);
	if (batch.some(isNamed)) {
		refused.push(...batch.filter(isNamed).map((each) => ({ ...each, fault })));
		return [batch.filter((each) => !isNamed(each))];
	}
	const meters = new Set(batch.map(({ reading }) => reading.meter));
	if (fault.code === 'CALL_FORBIDDEN' && meters.size > 1) {
		const first = batch[0]?.reading.meter;
		return [
			batch.filter(({ reading }) => reading.meter === first),
			batch.filter(({ reading }) => reading.meter !== first),
		];
	}
	if (fault.code === 'CALL_STEP_LIMIT' && batch.length > 1) {
		const half = Math.ceil(batch.length / 2);
		return [batch.slice(0, half), batch.slice(half)];
	}
	refused.push(...batch.map((each) => ({ ...each, fault })));
	return [];
}
