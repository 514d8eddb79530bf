import { createRouterClient } from '@orpc/server';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { createMemoryHistory, createRouter, RouterView } from 'vue-router';
import { i18n } from '../../../src/renderer/app/i18n.ts';
import { features } from '../../../src/renderer/app/navigation.ts';
import { positionFinding } from '../../../src/renderer/features/positions/finding.ts';
import { positionCsvRows } from '../../../src/renderer/features/positions/position-csv.ts';
import { signedTicks } from '../../../src/renderer/features/positions/strip-scale.ts';
import { closedAtFirst, findNode, portfolioTree, shownNodes } from '../../../src/renderer/features/positions/tree.ts';
import { provideClient } from '../../../src/renderer/rpc/client.ts';
import { connectionState } from '../../../src/renderer/rpc/connection.ts';
import { createStoryMarket } from '../../fixtures/console/story-market.ts';
import { storyPositions } from '../../fixtures/console/story-positions.ts';
import { createStoryRouter, type StoryMode } from '../../fixtures/console/story-router.ts';

const day = storyPositions(createStoryMarket().products, undefined, false);
const tree = portfolioTree(day, new Map());

describe('the portfolio tree', () => {
	it('adds up zones to the whole, and owners to their zone, in every figure', () => {
		const zones = tree.children;
		expect(zones.map(({ name }) => name)).toEqual(['feeder-1', 'feeder-2']);
		for (const key of ['boughtWh', 'soldWh', 'orders', 'deviationWh', 'deviationMoney'] as const) {
			expect(zones.reduce((sum, zone) => sum + (zone.total[key] ?? 0), 0)).toBe(tree.total[key]);
			for (const zone of zones)
				expect(zone.children.reduce((sum, owner) => sum + (owner.total[key] ?? 0), 0)).toBe(zone.total[key]);
		}
		expect(tree.owners).toBe(day.owners.length);
	});

	it('puts Home 9 before Home 11, and begins with the meters of many owners closed', () => {
		const shown = shownNodes(tree, closedAtFirst(tree));
		const names = shown.filter(({ kind }) => kind === 'owner').map(({ name }) => name);
		expect(names.slice(-3)).toEqual(['Home 8', 'Home 9', 'Home 11']);
		expect(shown.some(({ kind }) => kind === 'meter')).toBe(false);
		expect(shownNodes(tree, new Set()).filter(({ kind }) => kind === 'meter')).toHaveLength(day.owners.length);
		expect(findNode(tree, 'meter/M-home-06')?.parent).toBe('owner/home-06');
		expect(findNode(tree, 'owner/nobody')).toBeNull();
	});

	it('finds the hour in which the deviation costs most', () => {
		const { kind, worst } = positionFinding(tree);
		const costs = tree.hours.map(({ deviationMoney }) => deviationMoney ?? 0);
		expect(kind).toBe('short');
		expect(costs[worst ?? -1]).toBe(Math.min(...costs));
	});

	it('writes exact figures, and nothing for what is not known', () => {
		const rows = positionCsvRows(tree, day.hours);
		expect(rows).toHaveLength(24);
		expect(rows.map((row) => row[0])).toEqual(day.hours.map((start) => new Date(start).toISOString()));
		expect(rows.at(-1)?.[10]).toBeNull();
	});
});

describe('ticks of a strip', () => {
	it.each([
		[-13.4, 7.2],
		[0, 0.3],
		[-0.004, 0],
		[0, 0],
	])('span %d to %d and hold zero', (min, max) => {
		const ticks = signedTicks(min, max, 5);
		expect(ticks).toContain(0);
		expect(ticks[0]).toBeLessThanOrEqual(min);
		expect(ticks.at(-1)).toBeGreaterThanOrEqual(max);
		expect(ticks.length).toBeLessThan(12);
	});
});

let mounted: VueWrapper | null = null;

async function open(mode: StoryMode): Promise<VueWrapper> {
	provideClient(
		createRouterClient(createStoryRouter({ mode, running: false })) as unknown as Parameters<typeof provideClient>[0],
	);
	const router = createRouter({ history: createMemoryHistory(), routes: features.flatMap(({ routes }) => routes) });
	await router.push('/bids/positions');
	mounted = mount(RouterView, { global: { plugins: [createPinia(), i18n, router] }, attachTo: document.body });
	for (let n = 0; n < 8; n++) {
		await flushPromises();
		await nextTick();
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	return mounted;
}

describe('the positions view', () => {
	beforeEach(() => {
		connectionState.value = 'online';
		i18n.global.locale.value = 'en';
	});
	afterEach(() => {
		mounted?.unmount();
		mounted = null;
	});

	it('begins with its finding and goes through the tree by arrows', async () => {
		const view = await open('full');
		expect(view.get('h1').text()).toMatch(/^The whole portfolio is short of .* costs most$/);
		const grid = view.get('[role=treegrid]');
		await grid.get('tr[tabindex="0"]').trigger('keydown', { key: 'ArrowDown' });
		await flushPromises();
		expect(grid.get('tr[aria-selected=true]').text()).toContain('feeder-1');
		await grid.get('tr[tabindex="0"]').trigger('keydown', { key: 'ArrowLeft' });
		expect(grid.get('[data-node="zone/feeder-1"]').attributes('aria-expanded')).toBe('false');
		expect(grid.find('[data-node="owner/home-01"]').exists()).toBe(false);
	});

	it('says what to do where there is no portfolio', async () => {
		const view = await open('empty');
		expect(view.text()).toContain('There is no portfolio to show');
	});
});
