import { LAB_PROTOCOLS, type LabProtocol } from '../../../shared/contract/lab-terms.ts';
import { createLatency } from '../network/latency.ts';
import { DEFAULT_LOAD } from '../network/run-protocol.ts';
import { count, duration, markdownTable, PROTOCOL_NAMES, percent, type ReportFigures } from './figures.ts';
import { LEADER_CRASH_SIZES, REPORT_SIZES } from './plan.ts';

/** One goal of c-lbft § 10 at one size or more, and what each protocol reaches. */
interface GoalRow {
	readonly goal: string;
	/** By protocol, and of C-LBFT without credit; null where it is not measured. */
	value(protocol: LabProtocol, credit: boolean): number | null;
	readonly show: (value: number) => string;
	/** C-LBFT's value must not be above, or not below. */
	readonly bound: { readonly most: number } | { readonly least: number };
}

/** The table of goals: measured value beside goal, beside the ablation, beside each baseline. */
export function goalTable(figures: ReportFigures): string {
	const baselines = LAB_PROTOCOLS.filter((name) => name !== 'c-lbft');
	const header = ['goal', 'C-LBFT', 'met', 'credit off', ...baselines.map((name) => PROTOCOL_NAMES[name])];
	const rows = goalRows(figures).map((row) => {
		const shown = (value: number | null): string => (value === null ? '–' : row.show(value));
		const own = row.value('c-lbft', true) as number;
		return [
			row.goal,
			`**${row.show(own)}**`,
			verdict(own, row),
			shown(row.value('c-lbft', false)),
			...baselines.map((name) => shown(row.value(name, true))),
		];
	});
	return markdownTable(header, rows);
}

function verdict(value: number, { bound, show }: GoalRow): string {
	const excess = 'most' in bound ? value - bound.most : bound.least - value;
	// Means of whole delays and shares carry the rounding of their sums.
	if (excess <= 1e-9) return 'yes';
	return `missed by ${show(excess)}`;
}

function goalRows(figures: ReportFigures): GoalRow[] {
	return [
		...delayGoals(figures),
		...leaderCrashGoals(figures),
		...lostRoundGoals(figures),
		...wideAreaGoals(figures),
		...participationGoals(figures),
	];
}

function delayGoals(figures: ReportFigures): GoalRow[] {
	const delays = (value: number): string => `${count(value, 1)} d`;
	const delayMs = createLatency('unit', 4).meanUs / 1000;
	const at = (size: number, protocol: LabProtocol, credit: boolean) =>
		figures.result({ size, fault: 'none', latency: 'unit', credit }, protocol);
	return [
		{
			goal: 'finality, n = 10: 3 message delays (p50)',
			value: (protocol, credit) => at(10, protocol, credit).finalityDelays.p50,
			show: delays,
			bound: { most: 3 },
		},
		{
			goal: 'a block every 2 message delays, n = 10',
			value: (protocol, credit) =>
				(DEFAULT_LOAD.transactions * 1000) / at(10, protocol, credit).throughputTps / delayMs,
			show: delays,
			bound: { most: 2 },
		},
		...REPORT_SIZES.map(
			(size): GoalRow => ({
				goal: `messages per decision, n = ${size}: ≤ 2n² = ${count(2 * size * size)}`,
				value: (protocol, credit) => at(size, protocol, credit).messagesPerDecision,
				show: (value) => count(value, value < 100 ? 1 : 0),
				bound: { most: 2 * size * size },
			}),
		),
	];
}

/** In the network of equal delays C-LBFT's base timeout is three times the two delays that a certificate takes. */
const BASE_TIMEOUT_DELAYS = 6;

function leaderCrashGoals(figures: ReportFigures): GoalRow[] {
	return LEADER_CRASH_SIZES.map((size) => ({
		goal: `crash of the current leader, n = ${size}: next commit after ≤ 1 base timeout (${BASE_TIMEOUT_DELAYS} d) + 4 d`,
		value: (protocol, credit) => (credit ? figures.leaderCrash(size, protocol) : null),
		show: (value) => `${count(value, 1)} d`,
		bound: { most: BASE_TIMEOUT_DELAYS + 4 },
	}));
}

const LOST_GOALS = {
	crash: [0.0005, 0.0005, 0.0005, 0.0005],
	mute: [0.001, 0.001, 0.002, 0.005],
	flap: [0.001, 0.002, 0.005, 0.01],
} as const;

function lostRoundGoals(figures: ReportFigures): GoalRow[] {
	return (['crash', 'mute', 'flap'] as const).flatMap((fault) =>
		REPORT_SIZES.map((size, place): GoalRow => {
			const most = LOST_GOALS[fault][place] as number;
			return {
				goal: `rounds lost, f ${fault}, n = ${size}: ≤ ${percent(most)}`,
				value: (protocol, credit) => figures.result({ size, fault, latency: 'unit', credit }, protocol).roundsLostShare,
				show: percent,
				bound: { most },
			};
		}),
	);
}

function wideAreaGoals(figures: ReportFigures): GoalRow[] {
	const at = (protocol: LabProtocol) =>
		figures.result({ size: 100, fault: 'crash', latency: 'five-regions', credit: true }, protocol).finalityMs;
	const row = (goal: string, percentile: 'p50' | 'p99', most: number): GoalRow => ({
		goal: `n = 100, five regions, 33 crashed: ${goal}`,
		value: (protocol, credit) => (credit ? at(protocol)[percentile] : null),
		show: duration,
		bound: { most },
	});
	return [row('p50 finality < 1.0 s', 'p50', 1000), row('p99 finality < 2.5 s', 'p99', 2500)];
}

function participationGoals(figures: ReportFigures): GoalRow[] {
	const ours = (protocol: LabProtocol, value: () => number): number | null => (protocol === 'c-lbft' ? value() : null);
	const times = (value: number): string => `${value.toFixed(3)} ×`;
	return REPORT_SIZES.flatMap((size): GoalRow[] => {
		const faulty = Math.floor((size - 1) / 3);
		return [
			{
				goal: `honest votes credited with f censoring leaders, n = ${size}: ≥ 95 %`,
				value: (protocol, credit) => ours(protocol, () => figures.participation(size, 'censor', credit).votesCredited),
				show: percent,
				bound: { least: 0.95 },
			},
			{
				goal: `all honest, n = ${size}, ${count(400 * size)} rounds: each leads ≥ 0.85 × its share`,
				value: (protocol, credit) => ours(protocol, () => figures.participation(size, 'fair', credit).leastLed),
				show: times,
				bound: { least: 0.85 },
			},
			{
				goal: `all honest, n = ${size}, ${count(400 * size)} rounds: each leads ≤ 1.15 × its share`,
				value: (protocol, credit) => ours(protocol, () => figures.participation(size, 'fair', credit).mostLed),
				show: times,
				bound: { most: 1.15 },
			},
			{
				goal: `blocks of f colluding validators, n = ${size}: ≤ f/n + 2 points = ${percent(faulty / size + 0.02)}`,
				value: (protocol, credit) =>
					ours(protocol, () =>
						Math.max(
							figures.participation(size, 'collude', credit).faultyBlocks,
							figures.participation(size, 'censor', credit).faultyBlocks,
						),
					),
				show: percent,
				bound: { most: faulty / size + 0.02 },
			},
		];
	});
}
