import { Command } from 'commander';
import type { ReadingsSource } from '../../../shared/codec/metering-calls.ts';
import { formatStamp } from '../../../shared/formats/calendar.ts';
import { CsvReader } from '../../../shared/formats/csv.ts';
import type { Flow } from '../../../shared/formats/energy-flows.ts';
import { faultMessage } from '../../../shared/formats/fault.ts';
import {
	importReadings,
	type ReadingReader,
	type RefusedReading,
	rejectHeader,
	rejectLine,
} from '../../../shared/formats/reading-import.ts';
import {
	isSignedHeader,
	readSignedHeader,
	readSignedLine,
	signedLine,
} from '../../../shared/formats/signed-readings.ts';
import { createNode, readNodeOptions } from '../../node/create-node.ts';
import {
	newSubmission,
	type RefusedByChain,
	type SourcedReading,
	type Submission,
	submitReadings,
	submitSigned,
} from '../../node/readings/submit-readings.ts';
import type { GridquorumNode } from '../../node/types.ts';
import { EXIT } from '../exit-codes.ts';
import { nodeDirectory } from '../node-directory.ts';
import { requireOtherFile, writeRejectFile } from '../reject-file.ts';
import { stopSignal } from '../stop-signal.ts';
import { readTextPieces } from '../text-pieces.ts';
import { type FormatFlags, formatOf, readerOf, withFormatOptions } from './readings-format.ts';
import { openKeystore, sourceOption, sourceSigner } from './readings-source.ts';

interface ImportFlags extends FormatFlags {
	readonly home: string;
	readonly participant: string;
	readonly source?: ReadingsSource;
	readonly rejectFile?: string;
	readonly json?: boolean;
}

interface FileReport extends Submission {
	readonly file: string;
	/** Rows that the file itself is at fault for, and repeated ones. */
	readonly malformed: readonly RefusedReading[];
	/** Lines of the reject file. */
	readonly rejects: readonly string[];
}

const REJECT_OPTION = '--reject-file';
/** Refused rows that are printed; the reject file has all. */
const SHOWN_ROWS = 50;

/** `readings import`: through the node of a data directory, which is started for it. */
export function readingsImportCommand(): Command {
	const command = new Command('import')
		.description('check, sign and submit files of meter readings through the node of a data directory')
		.argument('<files...>', 'CSV, XML or signed readings')
		.requiredOption('--home <dir>', 'data directory of a node that does not run: it is started for the import')
		.requiredOption('--participant <id>', 'who submits, with a key in the keystore of the node')
		.option(
			'--source <source>',
			'meter:<id> or operator:<id> that signs (default: operator:<participant>)',
			sourceOption,
		)
		.option('--reject-file <file>', 'refused rows with code and reason; of further files in <file>.2, <file>.3, …')
		.option('--json', 'print one JSON object and nothing else on stdout');
	return withFormatOptions(command).action(run);
}

async function run(files: readonly string[], flags: ImportFlags): Promise<void> {
	const rejectFiles = files.map((_, at) => rejectFileOf(flags.rejectFile, at));
	for (const rejectFile of rejectFiles) await requireOtherFile(rejectFile, files, REJECT_OPTION);
	const directory = await nodeDirectory(flags.home);
	const keystore = await openKeystore({ home: directory });
	const source = flags.source ?? { kind: 'operator', id: flags.participant };
	const signal = stopSignal({ withStdin: false });
	const node = await createNode(await readNodeOptions(directory));
	const stopNode = () => void node.stop();
	signal.addEventListener('abort', stopNode, { once: true });
	const reports: FileReport[] = [];
	try {
		await node.start();
		for (const [at, file] of files.entries()) {
			const signer = () => sourceSigner(keystore, source);
			const report = (await isSigned(file))
				? await importSigned(file, flags.participant, node)
				: await importFile(file, flags, { node, source, signer });
			reports.push(report);
			const rejectFile = rejectFiles[at];
			if (rejectFile !== undefined) await writeRejectFile(rejectFile, report.rejects, REJECT_OPTION);
		}
	} finally {
		await node.stop();
	}
	process.stdout.write(flags.json ? `${JSON.stringify({ files: reports.map(reportOf) })}\n` : textOf(reports));
	const isClean = reports.every(({ refused, malformed }) => refused.length + errorsIn(malformed) === 0);
	if (!isClean) process.exitCode = EXIT.failure;
}

async function importFile(
	file: string,
	flags: ImportFlags,
	{
		node,
		source,
		signer,
	}: {
		readonly node: GridquorumNode;
		readonly source: ReadingsSource;
		readonly signer: () => ReturnType<typeof sourceSigner>;
	},
): Promise<FileReport> {
	const format = flags.format ?? formatOf(file);
	const reader = readerOf(format, flags);
	const good: SourcedReading[] = [];
	const malformed: RefusedReading[] = [];
	for await (const { readings, lines, refused } of importReadings(readTextPieces(file), reader)) {
		readings.forEach((reading, at) => {
			good.push({ reading, line: lines[at] as number });
		});
		malformed.push(...refused);
	}
	const options = { participant: flags.participant, source };
	const submission = await submitReadings(good, options, { node, signer: await signer() });
	const refused =
		format === 'csv' ? await asWritten(file, reader, submission.refused) : submission.refused.flatMap(asFlows);
	const rows = [...malformed, ...refused].sort((a, b) => a.line - b.line);
	const rejects = [rejectHeader(reader), ...rows.map((row) => rejectLine(row, reader))];
	return { file, malformed, ...submission, rejects };
}

/** Batches stand or fall as their source signed them; a refused one is written as it came. */
async function importSigned(file: string, participant: string, node: GridquorumNode): Promise<FileReport> {
	const total = newSubmission();
	const rejects: string[] = [];
	let line = 0;
	for await (const text of linesOf(file)) {
		line += 1;
		if (line === 1) readSignedHeader(text, node.chainId);
		if (line === 1) rejects.push(`${text}\n`);
		if (line === 1) continue;
		const batch = readSignedLine(text, line);
		const { recorded, unchanged, batches, refused } = await submitSigned({ batch, line }, participant, { node });
		total.recorded += recorded;
		total.unchanged += unchanged;
		total.batches += batches;
		total.refused.push(...refused);
		if (refused.length > 0) rejects.push(signedLine(batch));
	}
	return { file, malformed: [], ...total, rejects };
}

async function isSigned(file: string): Promise<boolean> {
	if (file === '-') return false;
	for await (const piece of readTextPieces(file)) return isSignedHeader(piece);
	return false;
}

async function* linesOf(file: string): AsyncGenerator<string> {
	let rest = '';
	for await (const piece of readTextPieces(file)) {
		const lines = (rest + piece).split('\n');
		rest = lines.pop() ?? '';
		yield* lines;
	}
	if (rest !== '') yield rest;
}

/** Rows that the chain refused, with their cells as the file has them, so that they can be corrected there. */
async function asWritten(
	file: string,
	{ delimiter }: ReadingReader,
	refused: readonly RefusedByChain[],
): Promise<RefusedReading[]> {
	if (refused.length === 0) return [];
	const byLine = new Map(refused.map((each) => [each.line, each]));
	const rows: RefusedReading[] = [];
	const csv = new CsvReader({ delimiter });
	const take = (records: ReturnType<CsvReader['push']>): void => {
		for (const { line, cells, text } of records) {
			const found = byLine.get(line);
			if (found) rows.push(refusedRow(found, cells ?? [text]));
		}
	};
	for await (const piece of readTextPieces(file)) take(csv.push(piece));
	take(csv.end());
	return rows;
}

/** A reading of a file that gives each direction its own values, in the form of the titles of such rejects. */
function asFlows(refused: RefusedByChain): RefusedReading[] {
	const { meter, start, end, generatedWh, consumedWh } = refused.reading;
	const flow = (name: Flow, energyWh: number) =>
		refusedRow(refused, [meter, formatStamp(start), formatStamp(end), name, String(energyWh)]);
	return [flow('generated', generatedWh), flow('consumed', consumedWh)];
}

function refusedRow({ reading, line, fault }: RefusedByChain, cells: readonly string[]): RefusedReading {
	return { line, meter: reading.meter, verdict: 'error', ...fault, cells };
}

function rejectFileOf(file: string | undefined, at: number): string | undefined {
	return file === undefined || at === 0 ? file : `${file}.${at + 1}`;
}

function errorsIn(malformed: readonly RefusedReading[]): number {
	return malformed.filter(({ verdict }) => verdict === 'error').length;
}

function reportOf({ file, recorded, unchanged, batches, refused, malformed }: FileReport) {
	const rows = [
		...malformed.map(({ line, meter, code, details }) => ({
			line,
			meter,
			code,
			message: faultMessage({ code, details }),
		})),
		...refused.map(({ line, reading: { meter }, fault }) => ({
			...{ line, meter, code: fault.code, message: faultMessage(fault) },
		})),
	];
	const counts = { recorded, unchanged, batches, repeated: malformed.length - errorsIn(malformed) };
	return { file, ...counts, refused: refused.length + errorsIn(malformed), rows: rows.slice(0, SHOWN_ROWS) };
}

function textOf(reports: readonly FileReport[]): string {
	const lines = reports
		.map(reportOf)
		.flatMap(({ file, recorded, unchanged, batches, repeated, refused, rows }) => [
			`${file}: ${recorded} recorded in ${batches} batches, ${unchanged} unchanged, ${repeated} repeated, ${refused} refused`,
			...rows.map(({ line, code, message }) => `  line ${line}: ${code}: ${message}`),
		]);
	return `${lines.join('\n')}\n`;
}
