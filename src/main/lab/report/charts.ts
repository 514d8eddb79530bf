import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { LAB_PROTOCOLS, type LabProtocol } from '../../../shared/contract/lab-terms.ts';
import { duration, PROTOCOL_NAMES, percent, type ReportFigures } from './figures.ts';
import { REPORT_SIZES } from './plan.ts';

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** Stand-ins for colours that the style sheet in the picture sets, by the reader's light or dark theme. */
const INK = '#010101';
const FAINT = '#020202';
const THEME =
	`<style>[fill="${INK}"]{fill:#26292e}[stroke="${FAINT}"]{stroke:#d4d7db}` +
	`@media(prefers-color-scheme: dark){[fill="${INK}"]{fill:#e3e5e8}[stroke="${FAINT}"]{stroke:#44484f}}</style>`;
/** Told apart by eyes that confuse red and green, on light and dark ground (Okabe and Ito, 2008). */
const COLOURS = ['#d55e00', '#56a0d3', '#009e73', '#cc79a7', '#7f8c3a', '#9a7fd1', '#c9971c', '#8a8f98'] as const;
const WIDTH = 880;
/** Where bars of a logarithmic axis begin. */
const LOG_START = 0.1;
const FONT = 'system-ui, sans-serif';

export interface ReportChart {
	/** File name without its ending. */
	readonly name: string;
	/** What a reader who does not see it needs to know. */
	readonly title: string;
	readonly svg: string;
}

export function reportCharts(figures: ReportFigures): ReportChart[] {
	return [lostRounds(figures), ablation(figures), wideAreaFinality(figures), messages(figures)];
}

function lostRounds(figures: ReportFigures): ReportChart {
	const title = 'Rounds lost with f of 10 validators faulty, %';
	const faults = ['crash', 'mute', 'flap'] as const;
	const series = LAB_PROTOCOLS.map((protocol) => ({
		name: PROTOCOL_NAMES[protocol],
		values: faults.map(
			(fault) => 100 * figures.result({ size: 10, fault, latency: 'unit', credit: true }, protocol).roundsLostShare,
		),
	}));
	return {
		name: 'rounds-lost',
		title,
		svg: bars({ title, categories: ['crashed', 'mute', 'flapping'], series, show: (value) => percent(value / 100) }),
	};
}

function ablation(figures: ReportFigures): ReportChart {
	const title = 'C-LBFT with and without credit: rounds lost to f mute and f flapping leaders, %';
	const series = (['mute', 'flap'] as const).flatMap((fault) =>
		[true, false].map((credit) => ({
			name: `${fault}, credit ${credit ? 'on' : 'off'}`,
			values: REPORT_SIZES.map(
				(size) => 100 * figures.result({ size, fault, latency: 'unit', credit }, 'c-lbft').roundsLostShare,
			),
		})),
	);
	const categories = REPORT_SIZES.map((size) => `n = ${size}`);
	return {
		name: 'credit-ablation',
		title,
		svg: bars({ title, categories, series, show: (value) => percent(value / 100) }),
	};
}

function wideAreaFinality(figures: ReportFigures): ReportChart {
	const title = 'Finality across five regions, n = 100, 33 crashed, seconds (logarithmic)';
	const of = (protocol: LabProtocol) =>
		figures.result({ size: 100, fault: 'crash', latency: 'five-regions', credit: true }, protocol).finalityMs;
	const decided = LAB_PROTOCOLS.filter((protocol) => of(protocol).p50 > 0);
	const series = (['p50', 'p99'] as const).map((name) => ({
		name,
		values: decided.map((protocol) => of(protocol)[name] / 1000),
	}));
	const categories = decided.map((protocol) => PROTOCOL_NAMES[protocol]);
	const show = (value: number): string => duration(1000 * value);
	return { name: 'finality-five-regions', title, svg: bars({ title, categories, series, show, isLogarithmic: true }) };
}

function messages(figures: ReportFigures): ReportChart {
	const title = 'Messages per decision without faults by number of validators (logarithmic)';
	const series = LAB_PROTOCOLS.map((protocol, place) => ({
		type: 'line' as const,
		name: PROTOCOL_NAMES[protocol],
		symbolSize: 7,
		lineStyle: { width: protocol === 'c-lbft' ? 3 : 1.5, color: COLOURS[place] },
		itemStyle: { color: COLOURS[place] },
		data: REPORT_SIZES.map(
			(size) => figures.result({ size, fault: 'none', latency: 'unit', credit: true }, protocol).messagesPerDecision,
		),
	}));
	const svg = draw(430, {
		...frame(title),
		xAxis: { ...axis(), type: 'category', data: REPORT_SIZES.map((size) => `n = ${size}`) },
		yAxis: { ...axis(), type: 'log' },
		series,
	});
	return { name: 'messages', title, svg };
}

interface BarPlan {
	readonly title: string;
	readonly categories: readonly string[];
	readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
	readonly show: (value: number) => string;
	readonly isLogarithmic?: boolean;
}

/** Horizontal bars with their values beside them: every category a group, every series a colour. */
function bars({ title, categories, series, show, isLogarithmic = false }: BarPlan): string {
	const height = 110 + categories.length * (series.length * 15 + 14);
	return draw(height, {
		...frame(title),
		xAxis: {
			...axis(),
			...(isLogarithmic ? { type: 'log', min: LOG_START, startValue: LOG_START } : { type: 'value' }),
		},
		yAxis: { ...axis(), type: 'category', inverse: true, data: [...categories] },
		series: series.map(({ name, values }, place) => ({
			type: 'bar',
			name,
			barWidth: 11,
			barGap: '25%',
			itemStyle: { color: COLOURS[place] },
			label: {
				show: true,
				position: 'right',
				color: INK,
				fontFamily: FONT,
				fontSize: 11,
				formatter: ({ value }: { value: unknown }) => show(Number(value)),
			},
			data: [...values],
		})),
	});
}

function frame(title: string): EChartsCoreOption {
	return {
		animation: false,
		title: { text: title, left: 0, top: 0, textStyle: { color: INK, fontFamily: FONT, fontSize: 15 } },
		legend: {
			left: 0,
			top: 28,
			itemGap: 26,
			itemHeight: 9,
			itemWidth: 14,
			textStyle: { color: INK, fontFamily: FONT, fontSize: 11 },
		},
		grid: { left: 44, right: 60, top: 76, bottom: 12, outerBoundsMode: 'same', outerBoundsContain: 'all' },
	};
}

function axis() {
	return {
		axisLabel: { color: INK, fontFamily: FONT },
		nameTextStyle: { color: INK, fontFamily: FONT },
		axisLine: { lineStyle: { color: FAINT } },
		axisTick: { show: false },
		splitLine: { lineStyle: { color: FAINT } },
		minorSplitLine: { show: false },
	};
}

function draw(height: number, option: EChartsCoreOption): string {
	const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
	chart.setOption(option);
	const svg = chart.renderToSVGString();
	chart.dispose();
	return `${themed(svg)}\n`;
}

/** The style sheet stands above the colours that ECharts wrote into the shapes. */
function themed(svg: string): string {
	const opening = svg.indexOf('>') + 1;
	return svg.slice(0, opening) + THEME + svg.slice(opening);
}
