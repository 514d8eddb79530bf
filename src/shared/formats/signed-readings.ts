import { fromHex, toHex } from '../codec/bytes.ts';
import { readArguments } from '../codec/calls.ts';
import { encode, type Plain } from '../codec/cbor.ts';
import { meteringForms, type ReadingsSource, type SubmitReadings } from '../codec/metering-calls.ts';
import { CodedError } from '../errors/coded-error.ts';

const KIND = 'gridquorum/signed-readings/v1';
/** A batch of 2,000 readings in JSON with the longest meter names. */
const LINE_CHARACTERS = 1_000_000;

/** First line of a file of signed readings; one batch stands in each line after it. */
export function signedHeader(chainId: string): string {
	return `${JSON.stringify({ kind: KIND, chainId })}\n`;
}

export function signedLine({ source, readings, signature }: SubmitReadings): string {
	const rows = readings.map(({ meter, start, end, generatedWh, consumedWh }) => [
		...[meter, start, end, generatedWh, consumedWh],
	]);
	return `${JSON.stringify({ source, readings: rows, signature: toHex(signature) })}\n`;
}

/** @returns true when a file's first line is that of signed readings */
export function isSignedHeader(line: string): boolean {
	return line.startsWith(`{"kind":"${KIND}"`);
}

/** @throws CodedError READINGS_FILE_INVALID when the file is none, or for another chain */
export function readSignedHeader(line: string, chainId: string): void {
	const header = parsed(line, 1) as { kind?: unknown; chainId?: unknown } | null;
	if (header?.kind !== KIND) throw invalid(1, 'not a file of signed readings');
	if (header.chainId !== chainId) throw invalid(1, 'signed for another chain');
}

/** The batch of one line, its form checked as that of a call. @throws CodedError READINGS_FILE_INVALID */
export function readSignedLine(text: string, line: number): SubmitReadings {
	const given = parsed(text, line) as { source?: ReadingsSource; readings?: unknown; signature?: unknown } | null;
	if (!Array.isArray(given?.readings) || typeof given.signature !== 'string') throw invalid(line, 'not a batch');
	const readings = given.readings.map((row: unknown) => {
		const [meter, start, end, generatedWh, consumedWh] = Array.isArray(row) && row.length === 5 ? row : [];
		return { meter, start, end, generatedWh, consumedWh };
	});
	try {
		const batch = { source: given.source, readings, signature: fromHex(given.signature) };
		return readArguments(meteringForms.submitReadings, encode(batch as unknown as Plain));
	} catch {
		throw invalid(line, 'not a batch of readings with its source and signature');
	}
}

function parsed(text: string, line: number): unknown {
	if (text.length > LINE_CHARACTERS) throw invalid(line, 'too long');
	try {
		return JSON.parse(text);
	} catch {
		throw invalid(line, 'not JSON');
	}
}

function invalid(line: number, reason: string): CodedError {
	return new CodedError('READINGS_FILE_INVALID', { line, reason });
}
