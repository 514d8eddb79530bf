import type { BarSeriesOption, CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import type {
	AriaComponentOption,
	GridComponentOption,
	MarkLineComponentOption,
	MarkPointComponentOption,
	TooltipComponentOption,
} from 'echarts/components';
import {
	AriaComponent,
	GridComponent,
	MarkLineComponent,
	MarkPointComponent,
	TooltipComponent,
} from 'echarts/components';
import { type ComposeOption, type ECharts, init, registerLocale, use } from 'echarts/core';
import english from 'echarts/i18n/langEN-obj.js';
import chinese from 'echarts/i18n/langZH-obj.js';
import { CanvasRenderer } from 'echarts/renderers';

use([
	LineChart,
	BarChart,
	CustomChart,
	ScatterChart,
	GridComponent,
	TooltipComponent,
	MarkLineComponent,
	MarkPointComponent,
	AriaComponent,
	CanvasRenderer,
]);
registerLocale('EN', english);
registerLocale('ZH', chinese);

export type ChartOption = ComposeOption<
	| LineSeriesOption
	| BarSeriesOption
	| CustomSeriesOption
	| ScatterSeriesOption
	| GridComponentOption
	| TooltipComponentOption
	| MarkLineComponentOption
	| MarkPointComponentOption
	| AriaComponentOption
>;

export function initChart(element: HTMLElement, language: string): ECharts {
	return init(element, null, { renderer: 'canvas', locale: language === 'zh-CN' ? 'ZH' : 'EN' });
}
