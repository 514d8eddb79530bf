import type { LabResult } from '../../../shared/contract/index.ts';
import type { ChartOption } from '../../charts/echarts.ts';
import type { ChartTokens } from '../../charts/tokens.ts';
import type { Experiment } from './experiment.ts';

export interface LabWords {
	readonly protocol: (protocol: LabResult['protocol']) => string;
	readonly milliseconds: (ms: number) => string;
	readonly delays: (delays: number) => string;
	readonly percent: (share: number) => string;
}

const NAME_PX = 136;
const ROW_PX = 30;

export const chartHeight = (results: readonly LabResult[]): number => results.length * ROW_PX + 34;

const names = (results: readonly LabResult[], words: LabWords, tokens: ChartTokens) => ({
	type: 'category' as const,
	inverse: true,
	data: results.map(({ protocol }) => ({
		value: words.protocol(protocol),
		textStyle: protocol === 'c-lbft' ? { color: tokens.ink, fontWeight: 600 as const } : { color: tokens.ink2 },
	})),
	axisLine: { show: false },
	axisTick: { show: false },
	axisLabel: { fontSize: 12, fontFamily: tokens.sans, margin: 10 },
});

const figures = (tokens: ChartTokens) => ({
	axisLine: { show: true, lineStyle: { color: tokens.ink, width: 1 } },
	axisTick: { show: false },
	axisLabel: { color: tokens.ink3, fontSize: 11, hideOverlap: true },
	splitLine: { show: true, lineStyle: { color: tokens.hairline, width: 1 } },
});

const label = (tokens: ChartTokens) => ({
	show: true,
	color: tokens.ink,
	fontWeight: 600 as const,
	fontSize: 12,
	fontFamily: tokens.sans,
	textBorderColor: tokens.paper,
	textBorderWidth: 3,
});

/** p50 to p99 of each protocol as a bar between two marks: message delays in the unit network, else milliseconds. */
export function finalityOption(
	results: readonly LabResult[],
	latency: Experiment['latency'],
	words: LabWords,
): (tokens: ChartTokens) => ChartOption {
	const spans = results.map((result) => (latency === 'unit' ? result.finalityDelays : result.finalityMs));
	const print = latency === 'unit' ? words.delays : words.milliseconds;
	const least = Math.min(...spans.map(({ p50 }) => Math.max(p50, 0.01)));
	const most = Math.max(...spans.map(({ p99 }) => p99));
	const isWide = most > 12 * least;
	return (tokens) => {
		const color = (index: number) => (results[index]?.protocol === 'c-lbft' ? tokens.trade : tokens.load);
		return {
			grid: { left: NAME_PX, right: 76, top: 6, bottom: 24, outerBoundsMode: 'none' },
			tooltip: {
				trigger: 'item',
				backgroundColor: tokens.raised,
				borderColor: tokens.line,
				textStyle: { color: tokens.ink, fontSize: 12, fontFamily: tokens.sans },
				formatter: (item) => {
					if (Array.isArray(item)) return '';
					const span = spans[item.dataIndex];
					const result = results[item.dataIndex];
					return span && result
						? `${words.protocol(result.protocol)}\np50 ${print(span.p50)}\np99 ${print(span.p99)}`
						: '';
				},
			},
			xAxis: isWide
				? {
						type: 'log',
						logBase: 2,
						min: 2 ** Math.floor(Math.log2(least)),
						max: 2 ** Math.ceil(Math.log2(most)),
						...figures(tokens),
					}
				: { type: 'value', min: 0, ...figures(tokens) },
			yAxis: names(results, words, tokens),
			series: [
				{
					type: 'custom',
					data: spans.map(({ p50, p99 }, index) => [p50, p99, index]),
					encode: { x: [0, 1], y: 2 },
					renderItem: (_params, api) => {
						const index = Number(api.value(2));
						const from = api.coord([api.value(0), index]);
						const to = api.coord([api.value(1), index]);
						return {
							type: 'line',
							shape: { x1: from[0] ?? 0, y1: from[1] ?? 0, x2: to[0] ?? 0, y2: to[1] ?? 0 },
							style: { stroke: color(index), lineWidth: 3, opacity: 0.45 },
						};
					},
					silent: true,
				},
				{
					type: 'scatter',
					symbol: 'circle',
					symbolSize: 10,
					data: spans.map(({ p50 }, index) => ({ value: [p50, index], itemStyle: { color: color(index) } })),
				},
				{
					type: 'scatter',
					symbol: 'diamond',
					symbolSize: 9,
					data: spans.map(({ p99 }, index) => ({
						value: [p99, index],
						itemStyle: { color: tokens.paper, borderColor: color(index), borderWidth: 2 },
						label: { ...label(tokens), position: 'right' as const, formatter: () => print(spans[index]?.p50 ?? 0) },
					})),
				},
			],
		};
	};
}

/** Share of rounds that brought no final block, one bar a protocol. */
export function lostOption(results: readonly LabResult[], words: LabWords): (tokens: ChartTokens) => ChartOption {
	const most = Math.max(0.001, ...results.map(({ roundsLostShare }) => roundsLostShare));
	return (tokens) => ({
		grid: { left: NAME_PX, right: 76, top: 6, bottom: 24, outerBoundsMode: 'none' },
		tooltip: { trigger: 'none' },
		xAxis: {
			type: 'value',
			min: 0,
			...(most > 0.001 ? {} : { max: most }),
			...figures(tokens),
			axisLabel: {
				color: tokens.ink3,
				fontSize: 11,
				hideOverlap: true,
				formatter: (share: number) => words.percent(share),
			},
			splitNumber: 4,
		},
		yAxis: names(results, words, tokens),
		series: [
			{
				type: 'bar',
				barWidth: 14,
				data: results.map((result) => ({
					value: result.roundsLostShare,
					itemStyle: { color: result.protocol === 'c-lbft' ? tokens.trade : tokens.sun },
				})),
				label: {
					...label(tokens),
					position: 'right',
					formatter: ({ dataIndex }) => words.percent(results[dataIndex]?.roundsLostShare ?? 0),
				},
			},
		],
	});
}
