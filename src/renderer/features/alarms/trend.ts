import type { ChartOption } from '../../charts/echarts.ts';
import type { FigureData } from '../../charts/figure.ts';
import type { ChartTokens } from '../../charts/tokens.ts';

export interface TrendPoint {
	readonly at: number;
	readonly value: number | null;
}

interface TrendWords {
	readonly limit: number;
	readonly limitName: string;
	readonly clock: (at: number) => string;
	readonly figure: (value: number) => string;
	/** Whole things, of which there are no parts: the axis begins at 0 and has no fractions. */
	readonly isCount: boolean;
}

/** A figure that stands for "none" would flatten all others: what lies far beyond the limit is cut off there. */
const FAR = 20;

export function shownValues(points: readonly TrendPoint[], limit: number): (number | null)[] {
	const far = Math.max(1, Math.abs(limit)) * FAR;
	return points.map(({ value }) => (value === null || value > far ? null : value));
}

/** The measured figure over time, with the limit as a dashed line. */
export function trendOption(points: readonly TrendPoint[], words: TrendWords): (tokens: ChartTokens) => ChartOption {
	return (tokens) => ({
		grid: { left: 74, right: 16, top: 12, bottom: 20 },
		tooltip: {
			trigger: 'axis',
			backgroundColor: tokens.raised,
			borderColor: tokens.line,
			textStyle: { color: tokens.ink, fontSize: 12, fontFamily: tokens.sans },
			valueFormatter: (value) => (typeof value === 'number' ? words.figure(value) : '·'),
		},
		xAxis: {
			type: 'category',
			data: points.map(({ at }) => words.clock(at)),
			boundaryGap: false,
			axisTick: { show: false },
			axisLine: { lineStyle: { color: tokens.ink } },
			axisLabel: { color: tokens.ink3, fontSize: 11, hideOverlap: true, showMaxLabel: false, alignMinLabel: 'left' },
		},
		yAxis: {
			type: 'value',
			scale: !words.isCount,
			splitNumber: 3,
			...(words.isCount && { minInterval: 1 }),
			axisLabel: { color: tokens.ink3, fontSize: 11, formatter: (value: number) => words.figure(value) },
			splitLine: { lineStyle: { color: tokens.hairline } },
		},
		series: [
			{
				type: 'line',
				data: shownValues(points, words.limit),
				showSymbol: points.length < 3,
				step: 'end',
				lineStyle: { color: tokens.ink, width: 1.6 },
				itemStyle: { color: tokens.ink },
			},
			{
				type: 'line',
				name: words.limitName,
				data: points.map(() => words.limit),
				showSymbol: false,
				lineStyle: { color: tokens.ink3, width: 1, type: 'dashed' },
				itemStyle: { color: tokens.ink3 },
			},
		],
	});
}

export function trendFigure(
	points: readonly TrendPoint[],
	names: {
		readonly name: string;
		readonly time: string;
		readonly value: string;
		readonly clock: (at: number) => string;
	},
): FigureData<TrendPoint> {
	return {
		name: names.name,
		rows: points,
		columns: [
			{
				field: 'at',
				label: names.time,
				cell: ({ at }) => new Date(at).toISOString(),
				text: ({ at }) => names.clock(at),
			},
			{ field: 'value', label: names.value, numeric: true, cell: ({ value }) => value },
		],
	};
}
