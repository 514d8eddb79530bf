import { createRouterClient } from '@orpc/server';
import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import App from '../../../src/renderer/app/App.vue';
import { i18n } from '../../../src/renderer/app/i18n.ts';
import { sections } from '../../../src/renderer/app/navigation.ts';
import { inOrderOf, roles } from '../../../src/renderer/app/role.ts';
import { router } from '../../../src/renderer/app/router.ts';
import { errorPages, matchingPages } from '../../../src/renderer/features/errors/pages.ts';
import { ticksOf } from '../../../src/renderer/features/overview/first-deed.ts';
import { provideClient } from '../../../src/renderer/rpc/client.ts';
import { connectionState } from '../../../src/renderer/rpc/connection.ts';
import { catalogue } from '../../../src/shared/errors/catalogue.ts';
import { createStoryDay } from '../../fixtures/console/story-day.ts';
import { createStoryRouter, type StoryMode } from '../../fixtures/console/story-router.ts';

/** A view's code is transformed when it is first asked for. */
const LOAD_LIMIT_MS = 30_000;
let mounted: VueWrapper | null = null;

/** The whole console over a story, once it shows what the selector names. */
async function open(mode: StoryMode, shows: string, path = '/'): Promise<VueWrapper> {
	provideClient(
		createRouterClient(createStoryRouter({ mode, running: false })) as unknown as Parameters<typeof provideClient>[0],
	);
	await router.push(path);
	mounted = mount(App, { global: { plugins: [createPinia(), i18n, router] }, attachTo: document.body });
	const app = mounted;
	await vi.waitFor(() => expect(app.find(shows).exists()).toBe(true), { timeout: LOAD_LIMIT_MS });
	return app;
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

describe('the screen of a stage', () => {
	it('is the wizard before a network is chosen', async () => {
		expect(
			(await open('setup', '[data-door]')).findAll('[data-door]').map((door) => door.attributes('data-door')),
		).toEqual(['demo', 'join', 'open', 'audit']);
	});

	it('names the steps of a start with their times', async () => {
		const rows = (await open('starting', 'tbody tr')).findAll('tbody tr');
		expect(rows.length).toBeGreaterThan(3);
		expect(rows.filter((row) => row.attributes('aria-current') === 'step')).toHaveLength(1);
		expect(rows[0]?.text()).toMatch(/ms$/);
	});

	it('says code, cause and action of a failure in either language', async () => {
		const app = await open('failed', '.facts');
		expect(app.text()).toContain('DATA_DIRECTORY_LOCKED');
		expect(app.text()).toContain(catalogue.DATA_DIRECTORY_LOCKED.action.en);
		i18n.global.locale.value = 'zh-CN';
		await nextTick();
		expect(app.text()).toContain(catalogue.DATA_DIRECTORY_LOCKED.action.zh);
	});

	it.each(['setup', 'starting', 'failed'] as const)('gives way at %s to a view that needs no node', async (mode) => {
		const app = await open(mode, '.page-of-code', '/errors/CONSOLE_OFFLINE');
		expect(app.find('h1').text()).toMatch(/ways of failing/);
		expect(app.text()).toContain(catalogue.CONSOLE_OFFLINE.action.en);
	});
});

describe('a role', () => {
	it('orders the sections, begins with the overview and hides nothing', () => {
		const all = sections.map(({ nav }) => nav.route).sort();
		for (const role of roles) {
			const routes = inOrderOf(role, sections).map(({ nav }) => nav.route);
			expect(routes[0]).toBe('overview');
			expect(routes.toSorted()).toEqual(all);
		}
	});

	it('leads an auditor to the trace and the ledger first', () => {
		const routes = inOrderOf('auditor', sections).map(({ nav }) => nav.route);
		expect(routes.slice(1, 3)).toEqual(['trace', 'ledger']);
	});
});

describe('the pages of error codes', () => {
	it('has one for every code of the catalogue, in both languages', () => {
		for (const language of ['en', 'zh-CN'])
			expect(errorPages(language).map(({ code }) => code)).toEqual(Object.keys(catalogue).sort());
	});

	it('finds a page by words of its code or its sentences', () => {
		const found = matchingPages(errorPages('en'), 'locked DATA').map(({ code }) => code);
		expect(found).toContain('DATA_DIRECTORY_LOCKED');
		expect(matchingPages(errorPages('en'), 'no such words anywhere')).toEqual([]);
	});
});

describe('the guide to the first deed', () => {
	const deeds = createStoryDay().market.deeds.map(({ summary }) => summary);
	const signedAt = Math.max(
		...deeds.flatMap(({ signers }) => signers.map((signer) => (signer.mine ? (signer.signedAt ?? 0) : 0))),
	);

	it('ticks a signature only when it was given after the guide began', () => {
		const at = { deeds, hours: [] };
		expect(ticksOf(at, { begunAt: signedAt, opened: false })).toEqual({ cleared: true, opened: true, signed: true });
		expect(ticksOf(at, { begunAt: signedAt + 1, opened: false })).toEqual({
			cleared: true,
			opened: false,
			signed: false,
		});
		expect(ticksOf(at, { begunAt: null, opened: true })).toEqual({ cleared: true, opened: true, signed: false });
	});

	it('ticks nothing before the first hour is cleared', () => {
		expect(ticksOf({ deeds: [], hours: [] }, { begunAt: 0, opened: false })).toEqual({
			cleared: false,
			opened: false,
			signed: false,
		});
	});
});
