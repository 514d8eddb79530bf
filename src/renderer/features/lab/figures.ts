import type { LabResult } from '../../../shared/contract/index.ts';
import { type FigureColumn, type FigureData, figure } from '../../charts/figure.ts';
import type { Experiment } from './experiment.ts';
import type { LabWords } from './lab-charts.ts';

export interface FigureWords extends LabWords {
	t(key: string): string;
}

/** Head and figure of the column that every table of the lab begins with. */
function protocolColumn<Row extends { readonly protocol: LabResult['protocol'] }>(words: FigureWords) {
	const column: FigureColumn<Row> = {
		field: 'protocol',
		label: words.t('lab.comparison.protocol'),
		cell: ({ protocol }) => protocol,
		text: ({ protocol }) => words.protocol(protocol),
	};
	return column;
}

/** All measures, a row a protocol, with the conditions that they hold under. */
export function comparisonFigure(results: readonly LabResult[], run: Experiment): FigureData<LabResult> {
	const condition = (field: string, value: string | number): FigureColumn<LabResult> => ({
		field,
		label: field,
		cell: () => value,
	});
	const measure = (field: string, cell: (result: LabResult) => number | null): FigureColumn<LabResult> => ({
		field,
		label: field,
		numeric: true,
		cell,
	});
	return figure<LabResult>({
		name: 'gridquorum-lab',
		columns: [
			{ field: 'protocol', label: 'protocol', cell: ({ protocol }) => protocol },
			condition('validators', run.validators),
			condition('faulty', run.faulty),
			condition('fault', run.fault),
			condition('latency', run.latency),
			condition('rounds', run.rounds),
			condition('seeds', run.seeds.join(' ')),
			condition('credit', run.credit ? 'on' : 'off'),
			measure('rounds_lost_share', (result) => result.roundsLostShare),
			measure('worst_commit_gap_rounds', (result) => result.worstCommitGapRounds),
			measure('finality_delays_p50', (result) => result.finalityDelays.p50),
			measure('finality_delays_p99', (result) => result.finalityDelays.p99),
			measure('finality_ms_p50', (result) => result.finalityMs.p50),
			measure('finality_ms_p99', (result) => result.finalityMs.p99),
			measure('throughput_tps', (result) => result.throughputTps),
			measure('messages_per_decision', (result) => result.messagesPerDecision),
			measure('distinct_leaders_per_100', (result) => result.distinctLeadersPer100),
			measure('votes_credited_share', (result) => result.votesCreditedShare),
		],
		rows: results,
	});
}

export function lostFigure(results: readonly LabResult[], words: FigureWords): FigureData<LabResult> {
	return figure<LabResult>({
		name: 'gridquorum-lab-rounds-lost',
		columns: [
			protocolColumn(words),
			{
				field: 'rounds_lost_share',
				label: words.t('lab.lost.title'),
				numeric: true,
				cell: ({ roundsLostShare }) => roundsLostShare,
				text: ({ roundsLostShare }) => words.percent(roundsLostShare),
			},
		],
		rows: results,
	});
}

/** p50 and p99: message delays in the unit network, else milliseconds. */
export function finalityFigure(
	results: readonly LabResult[],
	latency: Experiment['latency'],
	words: FigureWords,
): FigureData<LabResult> {
	const unit = latency === 'unit' ? 'delays' : 'ms';
	const print = latency === 'unit' ? words.delays : words.milliseconds;
	const of = (result: LabResult) => (latency === 'unit' ? result.finalityDelays : result.finalityMs);
	return figure<LabResult>({
		name: 'gridquorum-lab-finality',
		columns: [
			protocolColumn(words),
			...(['p50', 'p99'] as const).map((p) => ({
				field: `finality_${unit}_${p}`,
				label: p,
				numeric: true,
				cell: (result: LabResult) => of(result)[p],
				text: (result: LabResult) => print(of(result)[p]),
			})),
		],
		rows: results,
	});
}

interface LeaderShare {
	readonly protocol: LabResult['protocol'];
	/** Place by share, from 1. */
	readonly place: number;
	readonly share: number;
}

/** Shares of the final blocks, the busiest validator of each protocol first. */
export function leadersFigure(results: readonly LabResult[], words: FigureWords): FigureData<LeaderShare> {
	return figure<LeaderShare>({
		name: 'gridquorum-lab-leaders',
		columns: [
			protocolColumn(words),
			{ field: 'place', label: words.t('lab.leaders.place'), numeric: true, cell: ({ place }) => place },
			{
				field: 'share',
				label: words.t('lab.leaders.share'),
				numeric: true,
				cell: ({ share }) => share,
				text: ({ share }) => words.percent(share),
			},
		],
		rows: results.flatMap(({ protocol, leaderShares }) =>
			leaderShares.toSorted((a, b) => b - a).map((share, index) => ({ protocol, place: index + 1, share })),
		),
	});
}
