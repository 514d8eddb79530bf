import { availableParallelism, cpus, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import type { LabEvent } from '../../../shared/contract/lab.ts';
import { reportCharts } from '../../lab/report/charts.ts';
import { type GeneratedPart, placeParts } from '../../lab/report/document.ts';
import { ReportFigures } from '../../lab/report/figures.ts';
import { goalTable } from '../../lab/report/goals.ts';
import { reportCells } from '../../lab/report/plan.ts';
import { faultSections, sampleTable } from '../../lab/report/tables.ts';
import { runLab, runStudy } from '../../lab/run/worker-pool.ts';
import { EXIT } from '../exit-codes.ts';
import { stopSignal } from '../stop-signal.ts';
import { type KeptFigures, keepFigures } from './lab-figures.ts';
import { readDocument, writeFiles } from './lab-report-files.ts';

interface ReportFlags {
	readonly quick?: boolean;
	readonly fresh?: boolean;
	readonly out: string;
}

const DEFAULT_OUT = 'docs/consensus-evaluation.md';

/** `lab report`: the whole comparison, as a document with charts. */
export function labReportCommand(): Command {
	return new Command('report')
		.description('run the whole comparison and write it as a document with charts')
		.option('--quick', 'fewer rounds and seeds: a few minutes instead of about half an hour')
		.option('--fresh', 'measure everything anew instead of going on with the figures kept beside the document')
		.option('--out <file>', 'the document; what stands outside its marks <!-- lab:… --> is kept', DEFAULT_OUT)
		.action(report);
}

async function report(flags: ReportFlags): Promise<void> {
	const signal = stopSignal({ withStdin: false });
	const pictures = basename(flags.out).replace(/\.md$/, '');
	const directory = join(dirname(flags.out), pictures);
	// A document that cannot be written must not be found out after half an hour.
	const document = await readDocument(flags.out);
	const kept = await keepFigures(join(directory, 'data'), { fresh: flags.fresh === true });
	try {
		const figures = await measure(flags.quick === true, kept, signal);
		const charts = reportCharts(figures);
		const parts = partsOf(figures, charts, pictures);
		await writeFiles([
			...charts.map(({ name, svg }) => ({ path: join(directory, `${name}.svg`), text: svg })),
			{ path: flags.out, text: placeParts(document, parts) },
		]);
		process.stdout.write(`${flags.out}\n`);
	} catch (error) {
		if (!signal.aborted) throw error;
		process.stderr.write('Stopped before the end; the next report goes on from here.\n');
		process.exitCode = EXIT.failure;
	}
}

async function measure(quick: boolean, kept: KeptFigures, signal: AbortSignal): Promise<ReportFigures> {
	const cells = reportCells({ quick });
	const threads = availableParallelism();
	for (const [place, cell] of cells.entries()) {
		if (kept.has(cell)) continue;
		const line = progressLine(`${place + 1} of ${cells.length} · ${cell.name}`);
		if (cell.kind === 'study') await kept.keepStudy(cell, await runStudy(cell.study, { signal }));
		else {
			const options = { threads, signal, bounds: cell.bounds, onEvent: line.show };
			await kept.keepResults(cell, await runLab(cell.run, options));
		}
		line.end();
	}
	return new ReportFigures(kept.comparisons(cells), kept.studies(cells));
}

function partsOf(
	figures: ReportFigures,
	charts: readonly { readonly name: string; readonly title: string }[],
	pictures: string,
): GeneratedPart[] {
	const pictureOf = ({ name, title }: { name: string; title: string }): string =>
		`![${title}](${pictures}/${name}.svg)`;
	return [
		{ name: 'goals', heading: 'Goals and what is reached', text: goalTable(figures) },
		{ name: 'charts', heading: 'At a glance', text: charts.map(pictureOf).join('\n\n') },
		{ name: 'faults', heading: 'Every fault at every size', text: faultSections(figures) },
		{ name: 'samples', heading: 'What the figures were taken from', text: sampleTable(figures) },
		{ name: 'machine', heading: 'Machine', text: machine() },
	];
}

/** The figures are virtual time and do not depend on it; how long a report takes does. */
function machine(): string {
	const [processor] = cpus();
	const memory = Math.round(totalmem() / 2 ** 30);
	return `${processor?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${memory} GiB, Node.js ${process.version}.`;
}

/** On a terminal one line that is rewritten, else one line per cell. */
function progressLine(name: string): { show(event: LabEvent): void; end(): void } {
	if (!process.stderr.isTTY) process.stderr.write(`${name}\n`);
	return {
		show: (event) => {
			if (event.kind !== 'progress' || !process.stderr.isTTY) return;
			const share = Math.floor((100 * event.done) / event.total);
			process.stderr.write(`\r\u001b[K${name} · ${share} % · ${event.protocol}`);
		},
		end: () => {
			if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
		},
	};
}
