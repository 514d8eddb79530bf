import type { ChartOption } from '../../charts/echarts.ts';
import { type FigureData, figure } from '../../charts/figure.ts';
import type { ChartTokens } from '../../charts/tokens.ts';

type Translate = (key: string, named?: Record<string, unknown>) => string;

/** One figure of a line: its place and the credit there. */
export interface CreditPoint {
	/** Blocks before the newest, or acts from now on. */
	readonly at: number;
	readonly credit: number;
}

/** The samples of a sparkline, which lie evenly over the window and end at the newest block. */
export function trailPoints(spark: readonly number[], windowBlocks: number): CreditPoint[] {
	const step = spark.length > 1 ? windowBlocks / (spark.length - 1) : 0;
	return spark.map((credit, index) => ({ at: Math.round((spark.length - 1 - index) * step), credit }));
}

/** A line of credits as figures, `field` naming what it is drawn over. */
export function creditFigure(
	name: string,
	points: readonly CreditPoint[],
	over: { readonly label: string; readonly field: string },
	t: Translate,
	count: (value: number) => string,
): FigureData<CreditPoint> {
	return figure<CreditPoint>({
		name: `gridquorum-credit-${name}`,
		columns: [
			{ ...over, numeric: true, cell: ({ at }) => at, text: ({ at }) => count(at) },
			{
				label: t('standings.column.credit'),
				field: 'credit',
				numeric: true,
				cell: ({ credit }) => credit,
				text: ({ credit }) => count(credit),
			},
		],
		rows: points,
	});
}

const CREDIT_MAX = 1_000;

/** The credit over the window's blocks, the newest at the right. */
export function trailOption(points: readonly CreditPoint[], print: (value: number) => string) {
	const lowest = Math.max(0, Math.floor((Math.min(...points.map(({ credit }) => credit)) - 30) / 50) * 50);
	return (tokens: ChartTokens): ChartOption => ({
		grid: { left: 44, right: 10, top: 10, bottom: 20 },
		tooltip: {
			trigger: 'axis',
			backgroundColor: tokens.raised,
			borderColor: tokens.line,
			textStyle: { color: tokens.ink, fontSize: 12, fontFamily: tokens.sans },
		},
		xAxis: {
			type: 'category',
			data: points.map(({ at }) => (at === 0 ? '0' : `−${print(at)}`)),
			boundaryGap: false,
			axisTick: { show: false },
			axisLine: { lineStyle: { color: tokens.ink } },
			axisLabel: { color: tokens.ink3, fontSize: 11, hideOverlap: true },
		},
		yAxis: {
			type: 'value',
			min: lowest,
			max: CREDIT_MAX,
			splitNumber: 3,
			minInterval: 1,
			axisLabel: { color: tokens.ink3, fontSize: 11, formatter: print },
			splitLine: { lineStyle: { color: tokens.hairline } },
		},
		series: [
			{
				type: 'line',
				data: points.map(({ credit }) => credit),
				showSymbol: points.length < 3,
				step: 'end',
				lineStyle: { color: tokens.ink, width: 1.6 },
				itemStyle: { color: tokens.ink },
			},
		],
	});
}
