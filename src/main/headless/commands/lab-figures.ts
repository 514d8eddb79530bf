import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type LabResult, labResultSchema } from '../../../shared/contract/lab.ts';
import { LAB_PROTOCOLS } from '../../../shared/contract/lab-terms.ts';
import type { ComparisonCell, ReportCell, StudyCell } from '../../lab/report/plan.ts';
import type { StudyFigures } from '../../lab/run/lab-study.ts';

const studyFigures = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('participation'),
		figures: z.object({
			leastLed: z.number(),
			mostLed: z.number(),
			votesCredited: z.number(),
			faultyBlocks: z.number(),
		}),
	}),
	z.object({ kind: z.literal('leader-crash'), figures: z.partialRecord(z.enum(LAB_PROTOCOLS), z.number()) }),
]);
/** A cell as it was planned and what it found. Another plan, of fewer rounds say, makes the figures void. */
const keptCell = z.object({
	plan: z.string(),
	results: z.array(labResultSchema).nullable(),
	study: studyFigures.nullable(),
});
type KeptCell = z.infer<typeof keptCell>;

/** Figures of a report that are measured already, one file per cell. */
export interface KeptFigures {
	has(cell: ReportCell): boolean;
	keepResults(cell: ComparisonCell, results: readonly LabResult[]): Promise<void>;
	keepStudy(cell: StudyCell, figures: StudyFigures): Promise<void>;
	comparisons(cells: readonly ReportCell[]): ReadonlyMap<string, readonly LabResult[]>;
	studies(cells: readonly ReportCell[]): ReadonlyMap<string, StudyFigures>;
}

const MAX_FILES = 1_000;

/** Opens the directory, which is made where it is missing; files that are no figures count as not there. */
export async function keepFigures(directory: string, options: { readonly fresh: boolean }): Promise<KeptFigures> {
	await mkdir(directory, { recursive: true });
	const kept = new Map<string, KeptCell>();
	if (!options.fresh) {
		for (const file of (await readdir(directory)).slice(0, MAX_FILES)) {
			const cell = file.endsWith('.json') ? await readCell(join(directory, file)) : null;
			if (cell) kept.set(file.slice(0, -'.json'.length), cell);
		}
	}
	const keep = async (cell: ReportCell, found: Pick<KeptCell, 'results' | 'study'>): Promise<void> => {
		const entry = { plan: planOf(cell), ...found };
		const path = join(directory, `${cell.name}.json`);
		// Written aside and renamed: a report that is stopped here leaves no half file.
		await writeFile(`${path}.part`, `${JSON.stringify(entry, null, '\t')}\n`);
		await rename(`${path}.part`, path);
		kept.set(cell.name, entry);
	};
	return {
		has: (cell) => kept.get(cell.name)?.plan === planOf(cell),
		keepResults: (cell, results) => keep(cell, { results: [...results], study: null }),
		keepStudy: (cell, figures) => keep(cell, { results: null, study: figures }),
		comparisons: (cells) => new Map(cells.flatMap(({ name }) => withValue(name, kept.get(name)?.results ?? null))),
		studies: (cells) => new Map(cells.flatMap(({ name }) => withValue(name, kept.get(name)?.study ?? null))),
	};
}

function withValue<T>(name: string, value: T | null): (readonly [string, T])[] {
	return value === null ? [] : [[name, value]];
}

async function readCell(path: string): Promise<KeptCell | null> {
	try {
		return keptCell.parse(JSON.parse(await readFile(path, 'utf8')));
	} catch {
		return null;
	}
}

function planOf(cell: ReportCell): string {
	return JSON.stringify(cell.kind === 'comparison' ? { run: cell.run, bounds: cell.bounds } : cell.study);
}
