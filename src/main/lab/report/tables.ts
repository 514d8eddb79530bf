import type { LabResult, LabRun } from '../../../shared/contract/lab.ts';
import { LAB_FAULTS, LAB_PROTOCOLS } from '../../../shared/contract/lab-terms.ts';
import { count, duration, markdownTable, PROTOCOL_NAMES, percent, type ReportFigures } from './figures.ts';
import { REPORT_SIZES } from './plan.ts';

const FAULT_TITLES: Readonly<Record<LabRun['fault'], string>> = {
	none: 'No fault',
	crash: 'f crashed: down from the start',
	mute: 'f mute: they vote, but never propose',
	flap: 'f flapping: they leave out half of their proposals',
	slow: 'f slow: every message of theirs takes 2 to 10 times as long',
};

const HEADER = [
	'protocol',
	'rounds lost',
	'worst gap',
	'finality, unit (p50 / p99)',
	'five regions (p50 / p99)',
	'tx/s, five regions',
	'messages per decision',
	'top leader, × 1/n',
	'distinct leaders per 100',
	'votes credited',
];

/** One section per fault, one table per size. */
export function faultSections(figures: ReportFigures): string {
	return LAB_FAULTS.map((fault) => {
		const tables = REPORT_SIZES.map((size) => `**n = ${size}**\n\n${faultTable(figures, fault, size)}`);
		return [`### ${FAULT_TITLES[fault]}`, ...tables].join('\n\n');
	}).join('\n\n');
}

function faultTable(figures: ReportFigures, fault: LabRun['fault'], size: number): string {
	const rows = LAB_PROTOCOLS.flatMap((protocol) => {
		const unit = figures.result({ size, fault, latency: 'unit', credit: true }, protocol);
		const regions = figures.result({ size, fault, latency: 'five-regions', credit: true }, protocol);
		const own = row(PROTOCOL_NAMES[protocol], size, unit, regions);
		if (protocol !== 'c-lbft') return [own];
		const ablation = figures.result({ size, fault, latency: 'unit', credit: false }, protocol);
		return [own, row('C-LBFT, credit off', size, ablation, null)];
	});
	return markdownTable(HEADER, rows);
}

function row(name: string, size: number, unit: LabResult, regions: LabResult | null): string[] {
	const { p50, p99 } = unit.finalityDelays;
	return [
		name,
		percent(unit.roundsLostShare),
		count(unit.worstCommitGapRounds, 1),
		`${count(p50, 1)} / ${count(p99, 1)} d`,
		regions ? `${duration(regions.finalityMs.p50)} / ${duration(regions.finalityMs.p99)}` : '–',
		regions ? count(regions.throughputTps) : '–',
		count(unit.messagesPerDecision, unit.messagesPerDecision < 100 ? 1 : 0),
		(size * Math.max(...unit.leaderShares)).toFixed(2),
		count(unit.distinctLeadersPer100, 1),
		unit.votesCreditedShare === null ? '–' : percent(unit.votesCreditedShare),
	];
}

/** What each size's figures were taken from. */
export function sampleTable(figures: ReportFigures): string {
	const rows = REPORT_SIZES.flatMap((size) =>
		LAB_PROTOCOLS.flatMap((protocol) => {
			const of = (fault: LabRun['fault']) =>
				figures.result({ size, fault, latency: 'unit', credit: true }, protocol).measured;
			const { finality } = of('none');
			return [
				[
					`n = ${size}, ${PROTOCOL_NAMES[protocol]}`,
					sample(of('none').statistics),
					sample(of('slow').statistics),
					sample(finality),
				],
			];
		}),
	);
	return markdownTable(
		['', 'rounds, leaders, votes', 'the same of slow validators', 'finality, throughput, messages'],
		rows,
	);
}

function sample({ level, rounds, warmUpRounds, seeds }: LabResult['measured']['finality']): string {
	return `${level} level, ${seeds} × ${count(rounds)} rounds after ${count(warmUpRounds)}`;
}
