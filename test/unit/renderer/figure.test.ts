import { mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { h } from 'vue';
import { i18n } from '../../../src/renderer/app/i18n.ts';
import FigurePanel from '../../../src/renderer/charts/FigurePanel.vue';
import { figure, figureCsv } from '../../../src/renderer/charts/figure.ts';

const trend = figure<{ at: number; ms: number | null }>({
	name: 'trend',
	columns: [
		{ field: 'at', label: 'Time', cell: ({ at }) => new Date(at).toISOString(), text: ({ at }) => `minute ${at}` },
		{
			field: 'finality_ms',
			label: 'Finality, ms',
			numeric: true,
			cell: ({ ms }) => ms,
			text: ({ ms }) => (ms === null ? null : ms.toFixed(1)),
		},
	],
	rows: [
		{ at: 0, ms: 1234.5678 },
		{ at: 60_000, ms: null },
	],
});

/** The part of a panel that a type parameter hides from `mount`. */
const mountPanel = (data: unknown, table = false) =>
	mount(FigurePanel as never, {
		props: { title: 'Trend', data, table } as never,
		slots: {
			default: () => h('svg', { 'data-picture': '' }, [h('text', 'drawn')]),
			empty: () => h('p', 'nothing is final yet'),
		},
		global: { plugins: [i18n] },
	});

afterEach(() => vi.restoreAllMocks());

describe('the figures behind a picture', () => {
	it('are exact in the file, under heads that do not change with the language', () => {
		expect(figureCsv(trend)).toEqual([
			['at', 'finality_ms'],
			[
				['1970-01-01T00:00:00.000Z', 1234.5678],
				['1970-01-01T00:01:00.000Z', null],
			],
		]);
	});

	it('are printed for the reader in the table twin, and a missing one is not a zero', () => {
		const panel = mountPanel(trend, true);
		expect(panel.findAll('th').map((cell) => cell.text())).toEqual(['Time', 'Finality, ms']);
		expect(panel.findAll('td').map((cell) => cell.text())).toEqual(['minute 0', '1234.6', 'minute 60000', '·']);
		expect(panel.find('svg').exists()).toBe(false);
	});

	it('are one press away from their picture, and back', async () => {
		const panel = mountPanel(trend);
		expect(panel.text()).toContain('drawn');
		const twin = panel.findAll('button').find((button) => button.attributes('aria-pressed') === 'false');
		await twin?.trigger('click');
		expect(panel.emitted('update:table')).toEqual([[true]]);
	});

	it('leave as a file with a byte-order mark', async () => {
		const saved: Blob[] = [];
		vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
			saved.push(blob as Blob);
			return 'blob:figure';
		});
		const panel = mountPanel(trend);
		await panel
			.findAll('button')
			.find((button) => button.text() === 'CSV')
			?.trigger('click');
		expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await saved[0]?.arrayBuffer())).toBe(
			'\ufeffat,finality_ms\r\n1970-01-01T00:00:00.000Z,1234.5678\r\n1970-01-01T00:01:00.000Z,\r\n',
		);
	});

	it('offer nothing while there are none, and say why', () => {
		const panel = mountPanel(null);
		expect(panel.text()).toContain('nothing is final yet');
		expect(panel.findAll('button')).toHaveLength(0);
	});
});
