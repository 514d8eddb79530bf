import type { DeskProduct, ImbalancePeriod } from '../../../shared/contract/index.ts';
import type { ChartOption } from '../../charts/echarts.ts';
import type { ChartTokens } from '../../charts/tokens.ts';

export interface StripWords {
	readonly price: (microPerKwh: number) => string;
	readonly energy: (wh: number) => string;
	/** Of a category: day and hour. */
	readonly at: (ms: number) => string;
	readonly day: (ms: number) => string;
	readonly priceAxis: string;
	readonly energyAxis: string;
	readonly short: string;
	readonly long: string;
}

/** Days that are named below the strip, at most. */
const LABELS = 14;
const tooltip = (tokens: ChartTokens) => ({
	trigger: 'axis' as const,
	backgroundColor: tokens.raised,
	borderColor: tokens.line,
	borderWidth: 1,
	textStyle: { color: tokens.ink, fontSize: 12, fontFamily: tokens.sans },
});
const dataIndexOf = (params: unknown): number =>
	((Array.isArray(params) ? params[0] : params) as { dataIndex?: number } | undefined)?.dataIndex ?? -1;

const HOUR_MS = 3_600_000;

/** Energy per hour of delivery, so that products of a day stand beside those of an hour. */
function perHour({ volumeWh, deliveryStart, deliveryEnd }: DeskProduct): number | null {
	return volumeWh === null ? null : (volumeWh * HOUR_MS) / (deliveryEnd - deliveryStart);
}

/** Prices above, energy below, product after product; a break in the line is a product without a price. */
export function productStrip(products: readonly DeskProduct[], words: StripWords, tokens: ChartTokens): ChartOption {
	const dayAt = (index: number) => words.day(products[index]?.deliveryStart ?? 0);
	const firsts = products.flatMap((_, index) => (index === 0 || dayAt(index) !== dayAt(index - 1) ? [index] : []));
	const apart = Math.ceil(firsts.length / LABELS);
	const named = new Set(firsts.filter((_, at) => at % apart === 0));
	const axis = (gridIndex: number, isLabelled: boolean) => ({
		type: 'category' as const,
		gridIndex,
		data: products.map(({ deliveryStart }) => words.at(deliveryStart)),
		axisLine: { lineStyle: { color: tokens.ink } },
		axisTick: { show: false },
		axisLabel: {
			show: isLabelled,
			color: tokens.ink3,
			fontSize: 11,
			align: 'left' as const,
			alignMaxLabel: 'right' as const,
			interval: (index: number) => named.has(index),
			formatter: (_: string, index: number) => dayAt(index),
		},
	});
	const figures = (gridIndex: number, name: string, print: (value: number) => string) => ({
		type: 'value' as const,
		gridIndex,
		name,
		nameTextStyle: { color: tokens.ink3, align: 'left' as const, fontSize: 11 },
		splitNumber: 3,
		axisLine: { show: false },
		axisTick: { show: false },
		axisLabel: { color: tokens.ink3, fontSize: 11, formatter: print },
		splitLine: { lineStyle: { color: tokens.hairline } },
	});
	const range = products.flatMap(({ priceLow, priceHigh }, at) =>
		priceLow !== null && priceHigh !== null && priceHigh > priceLow ? [[at, priceLow, priceHigh]] : [],
	);
	return {
		grid: [
			{ left: 52, right: 12, top: 24, height: 104, outerBoundsMode: 'none' },
			{ left: 52, right: 12, top: 162, height: 66, outerBoundsMode: 'none' },
		],
		tooltip: {
			...tooltip(tokens),
			formatter: (params) => {
				const product = products[dataIndexOf(params)];
				if (!product) return '';
				const price = product.priceAverage === null ? '·' : words.price(product.priceAverage);
				const volume = product.volumeWh === null ? '·' : words.energy(product.volumeWh);
				return `${product.product}\n${price}\n${volume}`;
			},
		},
		xAxis: [axis(0, false), axis(1, true)],
		yAxis: [figures(0, words.priceAxis, words.price), figures(1, words.energyAxis, words.energy)],
		series: [
			{
				type: 'custom',
				data: range,
				silent: true,
				renderItem: (_, api) => {
					const [low, high] = [api.coord([api.value(0), api.value(1)]), api.coord([api.value(0), api.value(2)])];
					return {
						type: 'line',
						shape: { x1: low[0] ?? 0, y1: low[1] ?? 0, x2: high[0] ?? 0, y2: high[1] ?? 0 },
						style: { stroke: tokens.grid, lineWidth: 6, opacity: 0.4 },
					};
				},
			},
			{
				type: 'line',
				step: 'middle',
				showSymbol: products.length <= 1,
				connectNulls: false,
				data: products.map(({ priceAverage }) => priceAverage),
				lineStyle: { color: tokens.ink, width: 2 },
				itemStyle: { color: tokens.ink },
			},
			{
				type: 'bar',
				xAxisIndex: 1,
				yAxisIndex: 1,
				barCategoryGap: '20%',
				data: products.map(perHour),
				itemStyle: { color: tokens.trade },
			},
		],
	};
}

/** Energy short below the line and beyond above it, period after period; open bars are not settled yet. */
export function imbalanceStrip(
	periods: readonly ImbalancePeriod[],
	words: StripWords,
	tokens: ChartTokens,
): ChartOption {
	const sumOf = ({ zones }: ImbalancePeriod, of: 'shortWh' | 'longWh') =>
		zones.reduce((sum, zone) => sum + zone[of], 0);
	const bar = (name: string, color: string, of: (period: ImbalancePeriod) => number) => ({
		name,
		type: 'bar' as const,
		stack: 'imbalance',
		barCategoryGap: '20%',
		data: periods.map((period) => ({
			value: of(period),
			itemStyle:
				period.state === 'settled'
					? { color, borderColor: color, borderWidth: 1 }
					: { color: tokens.paper, borderColor: color, borderWidth: 1, borderType: 'dashed' as const },
		})),
	});
	return {
		grid: { left: 58, right: 12, top: 24, bottom: 26 },
		tooltip: {
			...tooltip(tokens),
			formatter: (params) => {
				const period = periods[dataIndexOf(params)];
				if (!period) return '';
				const [short, long] = [sumOf(period, 'shortWh'), sumOf(period, 'longWh')];
				return `${words.at(period.start)}\n${words.long} ${words.energy(long)}\n${words.short} ${words.energy(short)}`;
			},
		},
		xAxis: {
			type: 'category',
			data: periods.map(({ start }) => words.at(start)),
			axisLine: { lineStyle: { color: tokens.ink }, onZero: true },
			axisTick: { show: false },
			axisLabel: { color: tokens.ink3, fontSize: 11, interval: Math.max(0, Math.ceil(periods.length / 12) - 1) },
		},
		yAxis: {
			type: 'value',
			name: words.energyAxis,
			nameTextStyle: { color: tokens.ink3, align: 'left', fontSize: 11 },
			splitNumber: 4,
			axisLine: { show: false },
			axisTick: { show: false },
			axisLabel: { color: tokens.ink3, fontSize: 11, formatter: (value: number) => words.energy(value) },
			splitLine: { lineStyle: { color: tokens.hairline } },
		},
		series: [
			bar(words.long, tokens.sun, (period) => sumOf(period, 'longWh')),
			bar(words.short, tokens.load, (period) => -sumOf(period, 'shortWh')),
		],
	};
}
