import type { ConsensusSummary } from '../../../shared/contract/index.ts';
import type { ChartOption } from '../../charts/echarts.ts';
import type { ChartTokens } from '../../charts/tokens.ts';

export interface ChartWords {
	readonly milliseconds: (ms: number) => string;
	readonly clock: (wallMs: number) => string;
	readonly rounds: (count: number) => string;
}

const axis = (tokens: ChartTokens) => ({
	axisLine: { show: true, lineStyle: { color: tokens.ink, width: 1 } },
	axisTick: { show: false },
	axisLabel: { color: tokens.ink3, fontSize: 11, hideOverlap: true },
	splitLine: { show: true, lineStyle: { color: tokens.hairline, width: 1 } },
});

const tooltip = (tokens: ChartTokens) => ({
	backgroundColor: tokens.raised,
	borderColor: tokens.line,
	borderWidth: 1,
	padding: [6, 8],
	textStyle: { color: tokens.ink, fontSize: 12, fontFamily: tokens.sans },
});

/** Powers of two that enclose the values: the log axis starts and ends on a label. */
export function logBounds(values: readonly number[]): { min: number; max: number } {
	const positive = values.filter((value) => value > 0);
	if (positive.length === 0) return { min: 1, max: 2 };
	const min = 2 ** Math.floor(Math.log2(Math.min(...positive)));
	const max = 2 ** Math.ceil(Math.log2(Math.max(...positive)));
	return { min, max: max > min ? max : min * 2 };
}

const TREND_PLOT_PX = 160;
const LABEL_PX = 14;

/** How far each end label moves down (px, + is down) so that none covers another; `values` descend. */
export function labelShifts(values: readonly number[], bounds: { min: number; max: number }): number[] {
	const perOctave = TREND_PLOT_PX / Math.log2(bounds.max / bounds.min);
	const natural = values.map((value) => Math.log2(bounds.max / Math.max(value, bounds.min)) * perOctave);
	const placed: number[] = [];
	for (const y of natural) placed.push(Math.max(y, (placed.at(-1) ?? Number.NEGATIVE_INFINITY) + LABEL_PX));
	const over = Math.max(0, (placed.at(-1) ?? 0) - (natural.at(-1) ?? 0) - LABEL_PX);
	return placed.map((y, index) => y - over - (natural[index] as number));
}

/** p50, p95 and p99 over the window on a log scale; each line is named where it ends. */
export function trendOption(summary: ConsensusSummary, words: ChartWords): (tokens: ChartTokens) => ChartOption {
	const slots = summary.trend;
	const all = slots.flatMap((slot) => (slot.finalityMs ? [slot.finalityMs.p50, slot.finalityMs.p99] : []));
	const { min, max } = logBounds(all);
	const last = slots.findLast((slot) => slot.finalityMs)?.finalityMs;
	const shifts = last ? labelShifts([last.p99, last.p95, last.p50], { min, max }) : [0, 0, 0];
	return (tokens) => {
		const lines = [
			{ name: 'p99', key: 'p99', color: tokens.plum, width: 1.6, symbol: 'circle' },
			{ name: 'p95', key: 'p95', color: tokens.sun, width: 1.6, symbol: 'rect' },
			{ name: 'p50', key: 'p50', color: tokens.ink, width: 2.2, symbol: 'diamond' },
		] as const;
		return {
			grid: { left: max >= 1_000 ? 42 : 34, right: 74, top: 14, bottom: 22 },
			tooltip: {
				trigger: 'axis',
				...tooltip(tokens),
				valueFormatter: (value) => (typeof value === 'number' ? `${words.milliseconds(value)} ms` : '·'),
			},
			xAxis: {
				type: 'category',
				data: slots.map((slot) => words.clock(slot.at)),
				boundaryGap: false,
				...axis(tokens),
				splitLine: { show: false },
				axisLabel: {
					color: tokens.ink3,
					fontSize: 11,
					interval: Math.max(0, Math.ceil(slots.length / 5) - 1),
					showMaxLabel: false,
					alignMinLabel: 'left',
				},
			},
			yAxis: { type: 'log', logBase: 2, min, max, ...axis(tokens), axisLine: { show: false } },
			series: lines.map((line, index) => ({
				type: 'line',
				name: line.name,
				data: slots.map((slot) => slot.finalityMs?.[line.key] ?? null),
				connectNulls: false,
				// A value between two gaps has no line: its point must be seen.
				showSymbol: slots.filter((slot) => slot.finalityMs).length < 40,
				symbol: line.symbol,
				symbolSize: 4,
				itemStyle: { color: line.color },
				lineStyle: { color: line.color, width: line.width },
				endLabel: {
					show: true,
					formatter: ({ value }) => `${line.name} ${words.milliseconds(Number(value))}`,
					color: tokens.ink,
					fontWeight: 600,
					fontSize: 12,
					fontFamily: tokens.sans,
					distance: 8,
					offset: [0, shifts[index] ?? 0],
				},
			})),
		};
	};
}

/** Buckets up to the p99 and a little beyond; what lies further is one last bar, so that the body stays legible. */
export function visibleBuckets(summary: ConsensusSummary): {
	buckets: ConsensusSummary['distribution'];
	beyond: number;
} {
	const limit = (summary.finalityMs?.p99 ?? Number.POSITIVE_INFINITY) * 1.6;
	const buckets = summary.distribution.filter((bucket) => bucket.fromMs <= limit);
	const beyond = summary.distribution
		.filter((bucket) => bucket.fromMs > limit)
		.reduce((sum, bucket) => sum + bucket.rounds, 0);
	return { buckets, beyond };
}

/** Rounds by finality; p50, p95 and p99 are named at their place. Bars beyond p95 change colour, p50's is ink. */
export function distributionOption(summary: ConsensusSummary, words: ChartWords): (tokens: ChartTokens) => ChartOption {
	const { buckets } = visibleBuckets(summary);
	const percentiles = summary.finalityMs;
	const first = buckets[0]?.fromMs ?? 0;
	const end = buckets.at(-1)?.toMs ?? 1;
	const most = Math.max(1, ...buckets.map((bucket) => bucket.rounds));
	return (tokens) => {
		const labels = percentiles
			? ([
					['p50', percentiles.p50, 1.14],
					['p95', percentiles.p95, 0.62],
					['p99', percentiles.p99, 0.34],
				] as const)
			: [];
		return {
			grid: { left: 2, right: 8, top: 20, bottom: 22 },
			tooltip: {
				trigger: 'item',
				...tooltip(tokens),
				formatter: (item) => {
					const bucket = Array.isArray(item) ? undefined : buckets[item.dataIndex];
					return bucket
						? `${words.milliseconds(bucket.fromMs)}–${words.milliseconds(bucket.toMs)} ms\n${words.rounds(bucket.rounds)}`
						: '';
				},
			},
			xAxis: [
				{ type: 'category', show: false, data: buckets.map((bucket) => String(bucket.fromMs)) },
				{
					type: 'value',
					position: 'bottom',
					min: first,
					max: end,
					...axis(tokens),
					splitLine: { show: false },
					axisLabel: { color: tokens.ink3, fontSize: 11, hideOverlap: true, showMaxLabel: false },
				},
			],
			yAxis: { type: 'value', min: 0, max: most * 1.22, show: false },
			series: [
				{
					type: 'bar',
					data: buckets.map((bucket) => ({
						value: bucket.rounds,
						itemStyle: {
							color:
								percentiles && percentiles.p50 >= bucket.fromMs && percentiles.p50 < bucket.toMs
									? tokens.ink
									: percentiles && bucket.fromMs >= percentiles.p95
										? tokens.plum
										: tokens.trade,
						},
					})),
					barCategoryGap: '12%',
				},
				...labels.map(([name, value, at]) => ({
					type: 'line' as const,
					xAxisIndex: 1,
					silent: true,
					symbol: 'none',
					data: [
						[value, 0],
						[value, most * at],
					],
					lineStyle: { color: tokens.ink, width: 1 },
					endLabel: {
						show: true,
						formatter: `${name} ${words.milliseconds(value)}`,
						color: tokens.ink,
						fontWeight: 600 as const,
						fontSize: 12,
						fontFamily: tokens.sans,
						textBorderColor: tokens.paper,
						textBorderWidth: 3,
						distance: 4,
						// Near the edge the words stand left of their line.
						...(value - first > (end - first) * 0.79 ? { align: 'right' as const, offset: [-10, 0] } : {}),
					},
				})),
			],
		};
	};
}
