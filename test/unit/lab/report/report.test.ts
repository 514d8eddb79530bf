import { describe, expect, it } from 'vitest';
import { reportCharts } from '../../../../src/main/lab/report/charts.ts';
import { placeParts } from '../../../../src/main/lab/report/document.ts';
import { duration, percent, ReportFigures } from '../../../../src/main/lab/report/figures.ts';
import { goalTable } from '../../../../src/main/lab/report/goals.ts';
import { reportCells } from '../../../../src/main/lab/report/plan.ts';
import { faultSections, sampleTable } from '../../../../src/main/lab/report/tables.ts';
import type { LabStudy, StudyFigures } from '../../../../src/main/lab/run/lab-study.ts';
import type { LabResult } from '../../../../src/shared/contract/lab.ts';

const SAMPLE = { level: 'message', rounds: 100, warmUpRounds: 100, seeds: 2 } as const;

function figures(change: Partial<LabResult> = {}): ReportFigures {
	const cells = reportCells({ quick: true });
	const comparisons = cells.flatMap((cell) => {
		if (cell.kind !== 'comparison') return [];
		const results = cell.run.protocols.map(
			(protocol): LabResult => ({
				protocol,
				roundsLostShare: 0,
				finalityDelays: { p50: 3, p99: 4 },
				finalityMs: { p50: 300, p99: 400 },
				throughputTps: 500,
				messagesPerDecision: 30,
				leaderShares: Array.from({ length: cell.run.validators }, () => 1 / cell.run.validators),
				distinctLeadersPer100: 4,
				votesCreditedShare: 1,
				worstCommitGapRounds: 1,
				measured: { statistics: SAMPLE, finality: SAMPLE },
				...change,
			}),
		);
		return [[cell.name, results] as const];
	});
	const studies = cells.flatMap((cell) =>
		cell.kind === 'study' ? [[cell.name, studyFigures(cell.study)] as const] : [],
	);
	return new ReportFigures(new Map(comparisons), new Map(studies));
}

function studyFigures(study: LabStudy): StudyFigures {
	if (study.kind === 'participation')
		return { kind: study.kind, figures: { leastLed: 0.95, mostLed: 1.05, votesCredited: 0.99, faultyBlocks: 0.2 } };
	return { kind: study.kind, figures: Object.fromEntries(study.protocols.map((name) => [name, 10])) };
}

describe('the plan of the report', () => {
	it('has every fault at every size and latency, with credit on and off', () => {
		const names = reportCells({ quick: false }).map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(names).toContain('n100-crash-five-regions');
		expect(names).toContain('n31-flap-unit-credit-off');
		expect(names).toContain('n4-censor');
		expect(names.filter((name) => !/fair|censor|collude|leader/.test(name))).toHaveLength(4 * 5 * 3);
	});
});

describe('the table of goals', () => {
	it('says yes where each goal is reached', () => {
		const table = goalTable(figures());
		expect(table).not.toContain('missed');
		expect(table.split('\n').length).toBeGreaterThan(30);
	});

	it('says by how much a goal is missed', () => {
		expect(goalTable(figures({ roundsLostShare: 0.003 }))).toContain('missed by 0.250 %');
		expect(goalTable(figures({ finalityMs: { p50: 1500, p99: 2400 } }))).toContain('missed by 500 ms');
	});

	it('has as many cells in each row as in its header', () => {
		for (const text of [goalTable(figures()), faultSections(figures()), sampleTable(figures())]) {
			for (const table of text.split('\n\n').filter((part) => part.startsWith('|'))) {
				const widths = table.split('\n').map((line) => line.split(' | ').length);
				expect(new Set(widths).size).toBe(1);
			}
		}
	});
});

describe('the document', () => {
	const part = (text: string) => [{ name: 'goals', heading: 'Goals', text }];

	it('keeps what stands around the generated parts', () => {
		const first = placeParts(null, part('old table'));
		const prose = first.replace('## Goals', '## Goals\n\nWhat these are.').concat('\nThe end.\n');
		const second = placeParts(prose, part('new table'));
		expect(second).toBe(prose.replace('old table', 'new table'));
	});

	it('puts a part that is not there yet at the end', () => {
		const text = placeParts('# Mine\n\nProse.\n', part('table'));
		expect(text).toBe('# Mine\n\nProse.\n\n## Goals\n\n<!-- lab:goals -->\n\ntable\n\n<!-- /lab:goals -->\n');
	});

	it('takes text that looks like a replacement pattern as it is', () => {
		const text = placeParts(placeParts(null, part('a')), part("$& $1 $'"));
		expect(text).toContain("$& $1 $'");
	});
});

describe('the charts', () => {
	it('are pictures that follow the reader’s theme', () => {
		for (const { svg, title } of reportCharts(figures())) {
			expect(svg).toMatch(/^<svg /);
			expect(svg).toContain('prefers-color-scheme: dark');
			// An attribute given twice makes the whole picture unreadable.
			for (const [tag] of svg.matchAll(/<[a-z]+ [^>]*>/g)) {
				const names = [...tag.matchAll(/ ([\w:-]+)="/g)].map(([, name]) => name);
				expect(new Set(names).size, tag).toBe(names.length);
			}
			expect(svg).toContain(title.slice(0, 20));
		}
	});
});

describe('figures as text', () => {
	it.each([
		[0, '0 %'],
		[0.00042, '0.042 %'],
		[0.305, '30.5 %'],
	])('the share %d is %s', (share, text) => {
		expect(percent(share)).toBe(text);
	});

	it.each([
		[412.4, '412 ms'],
		[2_345, '2.35 s'],
		[895_320, '895 s'],
	])('%d ms are %s', (ms, text) => {
		expect(duration(ms)).toBe(text);
	});
});
