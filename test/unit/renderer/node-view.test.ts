import { createRouterClient } from '@orpc/server';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { createMemoryHistory, createRouter, RouterView } from 'vue-router';
import { i18n } from '../../../src/renderer/app/i18n.ts';
import NodeView from '../../../src/renderer/features/node/NodeView.vue';
import SettingsView from '../../../src/renderer/features/settings/SettingsView.vue';
import { provideClient } from '../../../src/renderer/rpc/client.ts';
import { connectionState } from '../../../src/renderer/rpc/connection.ts';
import { createStoryRouter, type StoryMode } from '../../fixtures/console/story-router.ts';

let mounted: VueWrapper | null = null;

async function open(path: string, mode: StoryMode = 'full'): Promise<VueWrapper> {
	provideClient(
		createRouterClient(createStoryRouter({ mode, running: false })) as unknown as Parameters<typeof provideClient>[0],
	);
	const router = createRouter({
		history: createMemoryHistory(),
		routes: [
			{ path: '/node', component: NodeView },
			{ path: '/settings', component: SettingsView },
		],
	});
	await router.push(path);
	mounted = mount(RouterView, {
		global: { plugins: [createPinia(), i18n, router], stubs: { teleport: true } },
		attachTo: document.body,
	});
	for (let i = 0; i < 8; i++) {
		await flushPromises();
		await nextTick();
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	return mounted;
}

beforeEach(() => {
	connectionState.value = 'online';
	i18n.global.locale.value = 'en';
	localStorage.clear();
});
afterEach(() => {
	mounted?.unmount();
	mounted = null;
});

describe('the node view', () => {
	it('leads with the finding, and shows peers, disk, start and process', async () => {
		const view = await open('/node');
		expect(view.get('h1').text()).toBe('Cedar validates with 3 of 3 peers; the disk lasts 214 days');
		const text = view.text();
		for (const part of ['Alder', 'closed the connection', 'PEER_CLOSED', 'database', '84.3%', 'load the state', '4711'])
			expect(text, part).toContain(part);
	});

	it('says why there is nothing, and what to do', async () => {
		const text = (await open('/node', 'empty')).text();
		expect(text).toContain('No other node is connected');
		expect(text).toContain('Others join with the genesis document under About.');
		expect(text).toContain('its keys were never backed up');
	});

	it('shows the code, cause and next step of a refusal in each panel', async () => {
		const view = await open('/node', 'error');
		expect(view.findAll('[role=alert]').filter((each) => each.text().includes('NODE_STOPPED'))).toHaveLength(3);
	});

	it('shows what each key is for, what stays open, and never a secret', async () => {
		const view = await open('/node?part=keys');
		const row = view.findAll('tr').find((each) => each.text().includes('signs votes'));
		expect(row?.text()).toContain('stays open');
		expect(view.text()).toContain('N 131,072, r 8, p 1, 128 MiB for every guess');
		await view
			.findAll('button')
			.find((each) => each.text().startsWith('Lock now'))
			?.trigger('click');
		await flushPromises();
		await nextTick();
		await flushPromises();
		expect(view.text()).toContain('Your keys are locked');
		expect(view.text()).toContain('KEYSTORE_LOCKED');
	});

	it('filters the log by level', async () => {
		const view = await open('/node?part=log');
		expect(view.text()).toContain('key released');
		await view
			.findAll('button')
			.find((each) => each.text() === 'Errors')
			?.trigger('click');
		await flushPromises();
		await nextTick();
		const levels = new Set(view.findAll('tbody tr').map((row) => row.findAll('td')[1]?.text()));
		expect([...levels]).toEqual(['error']);
	});

	it('shows the whole genesis digest and how a server is updated', async () => {
		const view = await open('/node?part=about');
		expect(view.get('.digest').attributes('aria-label')?.replaceAll(' ', '')).toMatch(/^[0-9a-f]{64}$/);
		expect(view.text()).toContain('update one validator at a time');
	});
});

describe('the settings', () => {
	it('keep what is chosen, and say that a browser has no window to set', async () => {
		const view = await open('/settings');
		await view
			.findAll('button')
			.find((each) => each.text() === 'UTC')
			?.trigger('click');
		await view
			.findAll('button')
			.find((each) => each.text() === 'Dark')
			?.trigger('click');
		expect(JSON.parse(localStorage.getItem('gridquorum.preferences') ?? '{}')).toMatchObject({
			timeDisplay: 'utc',
			theme: 'dark',
		});
		expect(view.text()).toContain('In a browser the node’s own machine decides');
	});
});
