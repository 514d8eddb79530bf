type EChartsWords = Parameters<typeof import('echarts/core').registerLocale>[1];

/** ECharts ships its words as plain modules without types. */
declare module 'echarts/i18n/langEN-obj.js' {
	const words: EChartsWords;
	export default words;
}
declare module 'echarts/i18n/langZH-obj.js' {
	const words: EChartsWords;
	export default words;
}
