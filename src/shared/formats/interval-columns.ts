import type { ColumnForm } from './columns.ts';

export type IntervalColumn = 'meter' | 'date' | 'start' | 'end' | 'time' | 'generated' | 'consumed' | 'net';

/** Columns of a file of intervals; a text without a header is not read, for nobody could tell start from end. */
export const INTERVAL_COLUMNS: readonly ColumnForm<IntervalColumn>[] = [
	{ key: 'meter', names: ['meter', 'meterid', 'meteringpoint', 'meternumber', 'device', '表号', '电表', '计量点'] },
	{ key: 'date', names: ['date', 'day', '日期'] },
	{ key: 'start', names: ['start', 'starttime', 'intervalstart', 'from', '开始', '开始时间', '起始时间'] },
	{ key: 'end', names: ['end', 'endtime', 'intervalend', 'to', 'until', '结束', '结束时间'] },
	{ key: 'time', names: ['time', 'timestamp', 'datetime', 'stamp', '时间', '时标'] },
	{
		key: 'generated',
		names: ['generated', 'generation', 'production', 'exported', 'export', 'feedin', '发电量', '上网电量'],
		unit: 'energy',
	},
	{
		key: 'consumed',
		names: ['consumed', 'consumption', 'usage', 'imported', 'import', 'load', '用电量', '下网电量'],
		unit: 'energy',
	},
	{ key: 'net', names: ['net', 'netconsumption', 'netusage', '净用电量', '净电量'], unit: 'energy' },
];
