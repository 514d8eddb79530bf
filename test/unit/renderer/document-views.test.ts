import { createRouterClient } from '@orpc/server';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Component, nextTick } from 'vue';
import { createMemoryHistory, createRouter, RouterView } from 'vue-router';
import { i18n } from '../../../src/renderer/app/i18n.ts';
import { features } from '../../../src/renderer/app/navigation.ts';
import AccessView from '../../../src/renderer/features/access/AccessView.vue';
import DocumentsView from '../../../src/renderer/features/documents/DocumentsView.vue';
import { provideClient } from '../../../src/renderer/rpc/client.ts';
import { connectionState } from '../../../src/renderer/rpc/connection.ts';
import { createStoryRouter, type StoryMode } from '../../fixtures/console/story-router.ts';

const VIEWS: Readonly<Record<string, Component>> = {
	documents: DocumentsView,
	document: DocumentsView,
	access: AccessView,
};
let mounted: VueWrapper | null = null;

async function open(path: string, mode: StoryMode = 'full'): Promise<VueWrapper> {
	provideClient(
		createRouterClient(createStoryRouter({ mode, running: false })) as unknown as Parameters<typeof provideClient>[0],
	);
	const router = createRouter({
		history: createMemoryHistory(),
		routes: features
			.flatMap(({ routes }) => routes)
			.map((route) => {
				const component = VIEWS[String(route.name)];
				return component ? { path: route.path, name: route.name as string, component, props: true } : route;
			}),
	});
	await router.push(path);
	mounted = mount(RouterView, {
		global: { plugins: [createPinia(), i18n, router], stubs: { teleport: true } },
		attachTo: document.body,
	});
	await settle();
	return mounted;
}

async function settle(): Promise<void> {
	for (let i = 0; i < 12; i++) {
		await flushPromises();
		await nextTick();
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** The drawer stands after the grid, whose headings are buttons too. */
async function press(view: VueWrapper, label: string): Promise<void> {
	const button = view.findAll('button').findLast((each) => each.text().startsWith(label));
	if (!button) throw new Error(`no button ${label}`);
	await button.trigger('click');
	await settle();
}

beforeEach(() => {
	connectionState.value = 'online';
	i18n.global.locale.value = 'en';
});

afterEach(() => {
	mounted?.unmount();
	mounted = null;
});

describe('the documents view', () => {
	it('opens with what awaits the person', async () => {
		const view = await open('/signatures/documents');
		expect(view.get('h1').text()).toBe('Two documents await your signature');
		expect(view.find('[role=alert]').exists()).toBe(false);
	});

	it('says a loss loudly, with its code and the next step', async () => {
		const view = await open('/signatures/documents', 'lost');
		expect(view.get('h1').text()).toBe('One document is lost: no reachable node has all of it');
		const notice = view.get('[role=alert]').text();
		expect(notice).toContain('E-home-07-1');
		expect(notice).toContain('DOCUMENT_LOST');
		expect(notice).toContain('Bring the node of a holder back');
	});

	it('says why nothing is there and what to do, and that the node refused', async () => {
		expect((await open('/signatures/documents', 'empty')).text()).toContain('Deposit a file as evidence');
		mounted?.unmount();
		expect((await open('/signatures/documents', 'error')).get('[role=alert]').text()).toContain('CONSOLE_STARTING');
	});

	it('offers the file only after every check was recomputed here', async () => {
		const view = await open('/signatures/documents/E-home-07-1');
		expect(view.get('aside').text()).not.toContain('Save the file');
		await press(view, 'Open and verify');
		const drawer = view.get('aside').text();
		expect(drawer).toContain('annex.txt');
		expect(drawer.match(/recomputed here/g)?.length).toBeGreaterThanOrEqual(3);
		expect(drawer).toContain('Save the file');
	});

	it('asks for a key where a grant covers the document, and says so after', async () => {
		const view = await open('/signatures/documents/E-home-06-0');
		expect(view.get('aside').text()).toContain('Its key has not been handed over yet');
		await press(view, 'Request the key');
		expect(view.get('aside').text()).toContain('The key has been asked for');
	});

	it('signs in the person’s turn, and is sealed by the last signature', async () => {
		const view = await open('/signatures/documents/E-grid-company-3');
		await press(view, 'Sign');
		expect(view.get('aside h3').text()).toContain('it is sealed with 2 signatures.');
		expect(view.get('h1').text()).toBe('One document awaits your signature');
	});
});

describe('the access view', () => {
	it('tells what is asked of the person, and lists the record', async () => {
		const view = await open('/signatures/access');
		expect(view.get('h1').text()).toBe('One key is asked of you');
		const record = view.get('table[aria-label="Access record"]').text();
		expect(record).toContain('home-11 → Grid company');
		expect(record).toContain('47,893');
	});

	it('hands a key over by hand, which the record then has', async () => {
		const view = await open('/signatures/access?grant=A-grid-company-1');
		await press(view, 'Hand over');
		expect(view.get('h1').text()).toBe('Two participants may read what is yours');
		expect(view.get('aside').text()).toContain('1 key handed over');
	});

	it('shows private attributes only when asked, and to who may read them', async () => {
		const view = await open('/signatures/access');
		expect(view.text()).not.toContain('Fontana Grid Company LLC');
		await press(view, 'Show');
		expect(view.text()).toContain('Fontana Grid Company LLC');
		expect(view.text()).toContain('Sierra Avenue 100');
		await press(view, 'Hide');
		expect(view.text()).not.toContain('Fontana Grid Company LLC');
	});

	it('has its empty and its refused state', async () => {
		expect((await open('/signatures/access', 'empty')).text()).toContain(
			'Nobody was given access, and nobody gave you any.',
		);
		mounted?.unmount();
		expect((await open('/signatures/access', 'error')).get('[role=alert]').text()).toContain('CONSOLE_STARTING');
	});
});
