/** How fast a file of readings is checked and signed for the chain: every row's verdict, Merkle roots, Ed25519. */
import { parse } from 'csv-parse/sync';
import { createSeed, createSigner } from '../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../src/main/node/crypto/sha256.ts';
import {
	READINGS_PER_CALL,
	type Reading,
	type ReadingsSigner,
	signReadings,
} from '../../src/shared/codec/metering-calls.ts';
import { IntervalCsv } from '../../src/shared/formats/interval-csv.ts';
import { importReadings } from '../../src/shared/formats/reading-import.ts';
import { openTimeZone } from '../../src/shared/formats/time-zone.ts';
import { readingFile, textPieces } from './reading-file.ts';
import { ascending, percentile, round } from './statistics.ts';
import { threadCpuMs } from './thread-time.ts';

const RUNS = 5;

/** Bound of the goals in contracts.md: 1,000,000 readings ≤ 5,000 ms. */
export async function benchReadings(readings = 1_000_000) {
	const text = readingFile(readings, false);
	const signer = createSigner(createSeed());
	const source: ReadingsSigner = {
		chainId: 'bench-0000000000000000',
		source: { kind: 'operator', id: 'meter-operator' },
		sign: (message) => signer.sign(message),
		sha256: (bytes) => hasher.sha256(bytes),
	};
	const imports: Sample[] = [];
	const splits: Sample[] = [];
	let batches = 0;
	for (let run = 0; run < RUNS; run++) {
		imports.push(
			await timed(async () => {
				batches = await checkAndSign(text, source, readings);
			}),
		);
		splits.push(
			await timed(async () => {
				const rows = parse(text, { columns: false });
				if (rows.length !== readings + 1) throw new Error(`${rows.length} rows`);
			}),
		);
	}
	const [figures, baseline] = [mediansOf(imports), mediansOf(splits)];
	return {
		readings,
		batches,
		runs: RUNS,
		...figures,
		goalMs: 5_000,
		baseline: { name: 'csv-parse 7 splits the same file into cells and checks nothing', ...baseline },
		timesBaseline: round(figures.processorMs / baseline.processorMs),
	};
}

/** The wall clock counts what else the machine does; this thread's processor time does not. */
interface Sample {
	readonly wallMs: number;
	readonly processorMs: number;
}

async function checkAndSign(text: string, signer: ReadingsSigner, expected: number): Promise<number> {
	const reader = new IntervalCsv({ zone: openTimeZone('UTC'), minutes: 15 });
	let waiting: Reading[] = [];
	let [batches, signed] = [0, 0];
	const take = (batch: readonly Reading[]): void => {
		signed += signReadings(batch, signer).readings.length;
		batches += 1;
	};
	for await (const { readings } of importReadings(textPieces(text), reader)) {
		waiting = waiting.length === 0 ? [...readings] : [...waiting, ...readings];
		while (waiting.length >= READINGS_PER_CALL) {
			take(waiting.slice(0, READINGS_PER_CALL));
			waiting = waiting.slice(READINGS_PER_CALL);
		}
	}
	if (waiting.length > 0) take(waiting);
	if (signed !== expected) throw new Error(`${signed} readings of ${expected}`);
	return batches;
}

async function timed(work: () => Promise<void>): Promise<Sample> {
	const [wall, processor] = [performance.now(), threadCpuMs()];
	await work();
	return { wallMs: performance.now() - wall, processorMs: threadCpuMs() - processor };
}

function mediansOf(samples: readonly Sample[]): Sample {
	const median = (of: (sample: Sample) => number) => Math.round(percentile(ascending(samples.map(of)), 0.5));
	return { wallMs: median(({ wallMs }) => wallMs), processorMs: median(({ processorMs }) => processorMs) };
}
