import { createRouterClient } from '@orpc/server';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Component, defineComponent, h, nextTick } from 'vue';
import { createMemoryHistory, createRouter, type Router, RouterView } from 'vue-router';
import { i18n } from '../../../src/renderer/app/i18n.ts';
import { features } from '../../../src/renderer/app/navigation.ts';
import ValidatorVotes from '../../../src/renderer/features/consensus/ValidatorVotes.vue';
import StandingsView from '../../../src/renderer/features/standings/StandingsView.vue';
import TraceView from '../../../src/renderer/features/trace/TraceView.vue';
import { provideClient } from '../../../src/renderer/rpc/client.ts';
import { connectionState } from '../../../src/renderer/rpc/connection.ts';
import { createProofAuditor } from '../../../src/renderer/workers/proof-auditor.ts';
import { provideAuditor } from '../../../src/renderer/workers/proof-desk.ts';
import { summaryOver } from '../../fixtures/console/story-consensus.ts';
import { withConvictedValidator } from '../../fixtures/console/story-conviction.ts';
import { createStoryRouter, type StoryMode } from '../../fixtures/console/story-router.ts';

let mounted: VueWrapper | null = null;
let router: Router;

/** A view over the story, called in this process, at an address. */
async function open(path: string, view: Component, mode: StoryMode = 'full'): Promise<VueWrapper> {
	provideClient(
		createRouterClient(createStoryRouter({ mode, running: false })) as unknown as Parameters<typeof provideClient>[0],
	);
	const others = features
		.flatMap((feature) => feature.routes)
		.filter((route) => !path.startsWith(route.path.split('/:')[0] as string) || route.path === '/');
	router = createRouter({
		history: createMemoryHistory(),
		routes: [
			...others,
			{ path: path.split('?')[0] as string, name: path.split('?')[0]?.slice(1) as string, component: view },
		],
	});
	await router.push(path);
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
	localStorage.clear();
	// The page's own thread answers: there is no worker in these tests.
	provideAuditor(() => {
		const { answer } = createProofAuditor({ now: () => performance.now() });
		return { ask: async (question) => answer(question) };
	});
});

afterEach(() => {
	mounted?.unmount();
	mounted = null;
});

describe('the consensus view', () => {
	it('says which validator is convicted', async () => {
		const { validators } = withConvictedValidator(summaryOver(300_000));
		const view = await open(
			'/consensus',
			defineComponent({ render: () => h(ValidatorVotes, { validators, slow: null }) }),
			'convicted',
		);
		const rows = view.findAll('tr').filter((row) => row.text().includes('Dogwood') && row.find('.convicted').exists());
		expect(rows).toHaveLength(1);
		expect(view.findAll('.convicted')).toHaveLength(1);
	});
});

describe('the standings view', () => {
	it('names the convicted validator, what it did, what it lost and in which block', async () => {
		const view = await open('/standings?who=validator:dogwood', StandingsView, 'convicted');
		expect(view.get('h1').text()).toBe('Dogwood is convicted: it leads and earns no more until the epoch ends');
		const chip = view.get('[data-who="validator:dogwood"] ~ .bench');
		expect([chip.text(), chip.attributes('title')]).toEqual([
			'convicted',
			'It leads and earns no more until the epoch ends.',
		]);
		const note = view.get('.conviction').text();
		expect(note).toContain('It signed two different votes in round 48,962.');
		expect(note).toContain('Block 48,210 of round 48,968 carries the proof.');
		expect(note).toMatch(/Its whole incentive balance, .*31\.954.*, went to the market participants’ pool\./);
		expect(view.text()).toContain('Convicted by the proof in the block of round 48,968');
		expect(view.find('.what-if').exists()).toBe(false);
	});

	it('shows no conviction of a validator that has none', async () => {
		const view = await open('/standings?who=validator:alder', StandingsView, 'convicted');
		expect(view.find('.conviction').exists()).toBe(false);
		expect(view.find('.what-if').exists()).toBe(true);
	});

	it('ranks validators and participants under a finding, without a proof until a score is opened', async () => {
		const view = await open('/standings', StandingsView);
		expect(view.get('h1').text()).toBe('One failed round cost Dogwood 875 points; it has earned back 400');
		const names = view.findAll('[data-who]').map((each) => each.text());
		expect(names.slice(0, 5)).toEqual(['Alder', 'Birch', 'Cedar, you', 'Dogwood', 'Grid company, you']);
		expect(view.find('aside').exists()).toBe(false);
	});

	it('opens a score from its address with its steps, and proves it on this machine', async () => {
		const view = await open('/standings?who=validator:dogwood', StandingsView);
		const drawer = view.get('aside').text();
		expect(drawer).toContain('Blamed for round 48,932');
		expect(drawer).toContain('Verified on this machine: it holds');
		expect(drawer).toContain('3 genesis validators');
		expect(drawer).toContain('to epoch 1, from 44,630');
		expect(drawer).toContain('3 of 4 signed');
		expect(drawer).toContain('Alder, Birch and Cedar');
		expect(drawer).toContain('525, the same');
	});

	it('keeps on this machine that the operator compared the trust root', async () => {
		const view = await open('/standings?who=validator:alder', StandingsView);
		const compare = view
			.get('aside')
			.findAll('button')
			.find((button) => button.text() === 'I have compared it');
		await compare?.trigger('click');
		expect(view.get('aside').text()).toContain('compared by you on this machine');
		view.unmount();
		const again = await open('/standings?who=validator:alder', StandingsView);
		expect(again.get('aside').text()).toContain('compared by you on this machine');
	});

	it('refuses another root than the compared one by the name of the step, until the operator compares that', async () => {
		localStorage.setItem('gridquorum.trust-roots', JSON.stringify({ 'fontana-1': '11'.repeat(32) }));
		const view = await open('/standings?who=validator:alder', StandingsView);
		const alert = view.get('aside [role=alert]').text();
		expect(alert).toContain('Refused at the trust root.');
		expect(alert).toContain('AUDIT_TRUST_ROOT_CHANGED');
		expect(view.get('aside').text()).toContain('not reached');
		expect(view.get('aside').text()).not.toContain('it holds');
		const replace = view
			.get('aside')
			.findAll('button')
			.find((button) => button.text() === 'I have compared this one');
		await replace?.trigger('click');
		await settle();
		expect(view.get('aside').text()).toContain('Verified on this machine: it holds');
	});

	it('filters participants and says so when nobody matches', async () => {
		const view = await open('/standings', StandingsView);
		await view.get('input[type=search]').setValue('home-07');
		expect(view.findAll('[data-who^="participant:"]').map((each) => each.text())).toEqual(['home-07']);
		await view.get('input[type=search]').setValue('nobody');
		expect(view.text()).toContain('Nobody matches “nobody”');
	});

	it('shows no figure while the answer is out and the code when it is refused', async () => {
		const waiting = await open('/standings', StandingsView, 'hang');
		expect(waiting.text()).toContain('Reading the standings');
		expect(waiting.findAll('td')).toHaveLength(0);
		waiting.unmount();
		const refused = await open('/standings', StandingsView, 'error');
		expect(refused.get('[role=alert]').text()).toContain('CONSOLE_STARTING');
	});
});

describe('the trace view', () => {
	it('opens where the node says, names it in the URL and follows its path', async () => {
		const view = await open('/trace', TraceView);
		expect(router.currentRoute.value.query.focus).toBe('deed:D-F-2017-07-28T13-0');
		expect(view.get('h1').text()).toMatch(/^0\.7 kWh from home-01 reached home-12/);
		const steps = view
			.findAll('table[aria-label="The path as a ledger"] tbody tr td:first-child')
			.map((cell) => cell.text());
		expect(steps).toEqual(['Reading', 'Sold by', 'Trade', 'Deed', 'Used by', 'Certificate']);
	});

	it('lists as its table every node that the graph has', async () => {
		const view = await open('/trace?focus=deed:D-F-2017-07-28T13-0&view=table&depth=2', TraceView);
		const grid = view.get('[role=grid][aria-label="Nodes of the graph"]');
		const said = /(\d+) nodes/.exec(view.text())?.[1];
		expect(Number(said)).toBeGreaterThan(5);
		// The heading is a row as well.
		expect(grid.attributes('aria-rowcount')).toBe(String(Number(said) + 1));
	});

	it('moves the focus with a click, but not while it is held still', async () => {
		const view = await open('/trace?focus=deed:D-F-2017-07-28T13-0&hold=1', TraceView);
		await view.findAll('table[aria-label="The path as a ledger"] tbody tr')[1]?.trigger('click');
		await flushPromises();
		expect(router.currentRoute.value.query).toMatchObject({
			focus: 'deed:D-F-2017-07-28T13-0',
			open: 'settlement:S-F-2017-07-28T13-home-01',
		});
		await router.replace({ query: { focus: 'deed:D-F-2017-07-28T13-0' } });
		await flushPromises();
		await view.findAll('table[aria-label="The path as a ledger"] tbody tr')[1]?.trigger('click');
		await flushPromises();
		expect(router.currentRoute.value.query.focus).toBe('settlement:S-F-2017-07-28T13-home-01');
	});

	it('says what to expect before anything was traded', async () => {
		const view = await open('/trace', TraceView, 'empty');
		expect(view.text()).toContain('Nothing has been traded yet');
		expect(view.find('aside').exists()).toBe(false);
	});
});
