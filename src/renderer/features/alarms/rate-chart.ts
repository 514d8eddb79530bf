import { ALARM_LIMITS } from '../../../shared/contract/alarms.ts';
import type { AlarmMetrics } from '../../../shared/contract/index.ts';
import type { ChartOption } from '../../charts/echarts.ts';
import type { ChartTokens } from '../../charts/tokens.ts';

interface RateWords {
	readonly clock: (at: number) => string;
	readonly raises: (n: number) => string;
}

/** Raises by slot as bars, with the line beyond which there is a flood. */
export function rateOption(slots: AlarmMetrics['slots'], words: RateWords): (tokens: ChartTokens) => ChartOption {
	return (tokens) => ({
		grid: { left: 34, right: 16, top: 12, bottom: 20 },
		tooltip: {
			trigger: 'axis',
			backgroundColor: tokens.raised,
			borderColor: tokens.line,
			textStyle: { color: tokens.ink, fontSize: 12, fontFamily: tokens.sans },
			valueFormatter: (value) => words.raises(Number(value)),
		},
		xAxis: {
			type: 'category',
			data: slots.map(({ at }) => words.clock(at)),
			axisTick: { show: false },
			axisLine: { lineStyle: { color: tokens.ink } },
			axisLabel: {
				color: tokens.ink3,
				fontSize: 11,
				hideOverlap: true,
			},
		},
		yAxis: {
			type: 'value',
			minInterval: 1,
			max: ({ max }: { max: number }) => Math.max(max, ALARM_LIMITS.floodRaises + 2),
			axisLabel: { color: tokens.ink3, fontSize: 11 },
			splitLine: { lineStyle: { color: tokens.hairline } },
		},
		series: [
			{ type: 'bar', data: slots.map(({ raises }) => raises), itemStyle: { color: tokens.ink }, barMaxWidth: 14 },
			{
				type: 'line',
				data: slots.map(() => ALARM_LIMITS.floodRaises),
				showSymbol: false,
				tooltip: { show: false },
				lineStyle: { color: tokens.ink3, width: 1, type: 'dashed' },
			},
		],
	});
}
