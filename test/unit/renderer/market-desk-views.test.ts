import { createRouterClient } from '@orpc/server';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { createMemoryHistory, createRouter, type Router, RouterView } from 'vue-router';
import { i18n } from '../../../src/renderer/app/i18n.ts';
import { features } from '../../../src/renderer/app/navigation.ts';
import type { Slice } from '../../../src/renderer/features/auctions/book.ts';
import NetworkPanel from '../../../src/renderer/features/auctions/network/NetworkPanel.vue';
import MarketDeskView from '../../../src/renderer/features/market-desk/MarketDeskView.vue';
import { provideClient } from '../../../src/renderer/rpc/client.ts';
import { connectionState } from '../../../src/renderer/rpc/connection.ts';
import { chainNow } from '../../../src/renderer/rpc/live.ts';
import type { Auction } from '../../../src/shared/contract/index.ts';
import { StoryHost } from '../../fixtures/console/story-host.ts';
import { createStoryMarket, NOW } from '../../fixtures/console/story-market.ts';
import { createStoryRouter, type StoryMode } from '../../fixtures/console/story-router.ts';
import { zonalDay } from '../../fixtures/console/story-zones.ts';

let mounted: VueWrapper | null = null;
let router: Router;

async function open(query: string, mode: StoryMode = 'full'): Promise<VueWrapper> {
	const host = new StoryHost(mode, () => NOW);
	const client = createRouterClient(createStoryRouter({ mode, running: false, host }));
	provideClient(client as unknown as Parameters<typeof provideClient>[0]);
	const others = features.flatMap(({ routes }) => routes).filter(({ path }) => path !== '/auctions/desk');
	router = createRouter({
		history: createMemoryHistory(),
		routes: [...others, { path: '/auctions/desk', name: 'market-desk', component: MarketDeskView }],
	});
	await router.push(`/auctions/desk${query}`);
	mounted = mount(RouterView, {
		global: { plugins: [createPinia(), i18n, router], stubs: { teleport: true, EChart: true } },
		attachTo: document.body,
	});
	await settle();
	return mounted;
}

async function settle(): Promise<void> {
	for (let i = 0; i < 6; i++) {
		await flushPromises();
		await nextTick();
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

beforeEach(() => {
	connectionState.value = 'online';
	i18n.global.locale.value = 'en';
	(chainNow as { value: number | null }).value = NOW;
	localStorage.clear();
});

afterEach(() => {
	mounted?.unmount();
	mounted = null;
});

describe("the operator's desk", () => {
	it('says which gate closes next, and lists every product', async () => {
		const view = await open('');
		expect(view.get('h1').text()).toBe('Eight products are open; the gate of Fri 28 Jul 16:00 closes next, at 15:50');
		expect(view.get('[role=grid]').attributes('aria-label')).toBe('Calendar');
	});

	it('says what a fee is to be and since when, and marks what is scheduled, in effect and past', async () => {
		const view = await open('?show=fees');
		expect(view.get('h1').text()).toBe('In FON-1 carriage rises from $0.012 to $0.013 on 1 Aug 2017 00:00');
		const states = view
			.findAll('table[aria-label="Fees of FON-1"] tbody tr')
			.map((row) => row.findAll('td')[1]?.text());
		expect(states).toEqual(['scheduled', 'in effect', 'past']);
		await view.get('table[aria-label="Places"] tbody tr:nth-child(5) button').trigger('click');
		await settle();
		expect(router.currentRoute.value.query.place).toBe('FON-2/RIALTO');
		expect(view.text()).toContain('Nothing was ever announced here');
	});

	it('sums the board of the day, and names what is missing until when', async () => {
		const view = await open('?show=imbalance');
		expect(view.get('h1').text()).toMatch(
			/^On Fri 28 Jul participants were \d+\u00a0kWh short and \d+\u00a0kWh beyond/,
		);
		expect(view.get('.stand').text()).toContain('One reading is missing, due by 16:00.');
		expect(view.findAll('table[aria-label="Board"] tbody tr')).toHaveLength(25);
	});

	it.each([
		['', 'The market has no products yet'],
		['?show=fees', 'No place has a wheeling fee yet'],
		['?show=imbalance', 'No delivery on'],
	])('with nothing to show at “%s” says why and what comes next', async (query, sentence) => {
		const view = await open(query, 'empty');
		expect(view.text()).toContain(sentence);
		expect(view.find('.empty .next').exists()).toBe(true);
	});

	it.each(['', '?show=fees'])('quotes the code of a refusing node at “%s”', async (query) => {
		const view = await open(query, 'error');
		expect(view.get('[role=alert]').text()).toContain('CONSOLE_STARTING');
	});

	it.each(['', '?show=fees'])('waits by name at “%s”', async (query) => {
		const view = await open(query, 'hang');
		expect(view.get('[role=status]').text()).toMatch(/^Reading the/);
	});
});

describe('the picture of zones', () => {
	const panel = (props: { auction: Auction; cleared: null; slice: Slice; supposed: boolean }) =>
		mount(NetworkPanel, { props, global: { plugins: [createPinia(), i18n] } });
	const zonal = zonalDay();
	const fullAt = Array.from({ length: 24 }, (_, period) => period).find(
		(period) => Math.abs(zonal.result?.flows[0]?.flowWh[period] ?? 0) >= 6_000,
	);

	it('hatches a full border and says what its congestion is worth', () => {
		mounted = panel({ auction: zonal, cleared: null, slice: { zone: 0, period: fullAt ?? -1 }, supposed: false });
		expect(mounted.findAll('rect.flow.full').length).toBeGreaterThan(0);
		expect(mounted.get('rect.flow.full').attributes('fill')).toMatch(/^url\(#hatch-/);
		expect(mounted.get('.finding').text()).toMatch(/full at .*: congestion is worth \$/);
		expect(mounted.text()).toContain('as the chain recorded');
	});

	it('says of a single zone that nothing flows', () => {
		const auction = createStoryMarket().products.get('F-2017-07-28T12');
		if (!auction) throw new Error('the story has this product');
		mounted = panel({ auction, cleared: null, slice: { zone: 0, period: 0 }, supposed: false });
		expect(mounted.text()).toBe(
			'This product has one zone, FON-1: nothing flows over a border, and there is no congestion rent.',
		);
	});
});
