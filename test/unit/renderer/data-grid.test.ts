import { mount } from '@vue/test-utils';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import { i18n } from '../../../src/renderer/app/i18n.ts';
import DataGrid from '../../../src/renderer/ui/DataGrid.vue';
import { compareCells, type GridColumn, gridLines } from '../../../src/renderer/ui/grid.ts';

interface Row {
	readonly id: string;
	readonly group: string;
	readonly energy: number | null;
}

const columns: readonly GridColumn<Row>[] = [
	{ key: 'id', header: 'Id', width: '1fr', value: (row) => row.id },
	{ key: 'energy', header: 'kWh', width: '60px', align: 'end', value: (row) => row.energy },
];

function rows(count: number): Row[] {
	return Array.from({ length: count }, (_, i) => ({
		id: `r${i}`,
		group: i < 2 ? 'first' : 'second',
		energy: (i * 7) % 11,
	}));
}

function grid(count: number, extra: object = {}) {
	return mount(DataGrid, {
		props: {
			label: 'deeds',
			columns,
			rows: rows(count),
			rowKey: (row: Row) => row.id,
			groupOf: (row: Row) => row.group,
			...extra,
		},
		global: { plugins: [i18n] },
		attachTo: document.body,
	});
}

describe('DataGrid', () => {
	// The test's document lays nothing out: every element is given a window's size.
	beforeEach(() => {
		vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
		vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800);
	});

	it('says how many rows there are and draws only a window of them', () => {
		const wrapper = grid(100_000);
		expect(wrapper.get('[role=grid]').attributes('aria-rowcount')).toBe('100003');
		const drawn = wrapper.findAll('[role=row]').length;
		expect(drawn).toBeGreaterThan(10);
		expect(drawn).toBeLessThan(200);
		wrapper.unmount();
	});

	it('has one tab stop, which the arrows move', async () => {
		const wrapper = grid(5);
		const stops = () => wrapper.findAll('[role=gridcell][tabindex="0"]').map((cell) => cell.attributes('id'));
		expect(stops()).toEqual(['deeds-0-0']);
		await wrapper.get('[role=grid]').trigger('keydown', { key: 'ArrowDown' });
		await wrapper.get('[role=grid]').trigger('keydown', { key: 'ArrowRight' });
		await nextTick();
		expect(stops()).toEqual(['deeds-1-1']);
		expect(wrapper.emitted('select')?.at(-1)).toEqual([expect.objectContaining({ id: 'r1' })]);
		wrapper.unmount();
	});

	it('opens the row at Enter', async () => {
		const wrapper = grid(5);
		await wrapper.get('[role=grid]').trigger('keydown', { key: 'ArrowDown' });
		await wrapper.get('[role=grid]').trigger('keydown', { key: 'Enter' });
		expect(wrapper.emitted('open')).toEqual([[expect.objectContaining({ id: 'r1' })]]);
		wrapper.unmount();
	});

	it('sorts within groups and says so to assistive technology', async () => {
		const wrapper = grid(6);
		await wrapper.findAll('[role=columnheader] button')[1]?.trigger('click');
		expect(wrapper.findAll('[role=columnheader]')[1]?.attributes('aria-sort')).toBe('ascending');
		const printed = wrapper
			.findAll('[role=row][aria-selected]')
			.map((row) => row.findAll('[role=gridcell]')[1]?.text());
		expect(printed).toEqual(['0', '7', '2', '3', '6', '10']);
		wrapper.unmount();
	});

	it('puts a heading where the group changes, and finds the line of every row', () => {
		const lines = gridLines(
			rows(3),
			(row) => row.id,
			(row) => row.group,
		);
		const keys = Array.from({ length: lines.count }, (_, index) => lines.at(index)?.key);
		expect(keys).toEqual(['group first', 'r0', 'r1', 'group second', 'r2']);
		expect([0, 1, 2].map((row) => keys[lines.lineOf(row)])).toEqual(['r0', 'r1', 'r2']);
		expect(lines.at(lines.count)).toBeUndefined();
	});

	it('makes no line before it is looked at', () => {
		let named = 0;
		const lines = gridLines(
			rows(1_000),
			(row) => {
				named += 1;
				return row.id;
			},
			undefined,
		);
		expect([lines.count, lines.at(999)?.key, lines.lineOf(7), named]).toEqual([1_000, 'r999', 7, 1]);
	});

	it('sorts unknown values last and numbers in text by value', () => {
		expect([null, 3, 1].toSorted(compareCells)).toEqual([1, 3, null]);
		expect(['D-10', 'D-9'].toSorted(compareCells)).toEqual(['D-9', 'D-10']);
	});
});
