import { mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { i18n } from '../../../src/renderer/app/i18n.ts';
import { useReceipts } from '../../../src/renderer/app/receipts.ts';
import { useOpenedBundle } from '../../../src/renderer/features/audit/use-opened-bundle.ts';

const id = '0123456789abcdef0123456789abcdef';
const taken: File[] = [];
const asked: string[] = [];

async function show(address: string, status = 200) {
	vi.stubGlobal('fetch', async (target: string) => {
		asked.push(target);
		return new Response(status === 200 ? 'bundle' : null, { status });
	});
	const view = defineComponent({
		setup() {
			useOpenedBundle(async (file) => void taken.push(file));
			return () => h('div');
		},
	});
	const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/trace/audit', component: view }] });
	await router.push(address);
	const mounted = mount(view, { global: { plugins: [router, i18n, createPinia()] } });
	return { router, mounted };
}

afterEach(() => {
	vi.unstubAllGlobals();
	taken.length = 0;
	asked.length = 0;
});

describe('a bundle that the desktop program was asked to open', () => {
	it('is fetched by its id, taken under its name, and leaves the address', async () => {
		const { router } = await show(`/trace/audit?opened=${id}&name=March.car&view=1`);
		await expect.poll(() => taken.map(({ name, size }) => [name, size])).toEqual([['March.car', 6]]);
		expect(asked).toEqual([`/opened/${id}`]);
		expect(router.currentRoute.value.query).toEqual({ view: '1' });
	});

	it('is taken also when the view stands already', async () => {
		const { router } = await show('/trace/audit');
		await router.push(`/trace/audit?opened=${id}&name=April.car`);
		await expect.poll(() => taken.map(({ name }) => name)).toEqual(['April.car']);
	});

	it.each(['../secret', 'https://example.org/', `${id}0`, ''])('is never asked for by "%s"', async (other) => {
		await show(`/trace/audit?opened=${encodeURIComponent(other)}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
		expect(asked).toEqual([]);
	});

	it('that is gone is said so', async () => {
		await show(`/trace/audit?opened=${id}&name=May.car`, 404);
		await expect
			.poll(() => useReceipts().shown.map(({ title }) => title))
			.toEqual([expect.stringContaining('May.car')]);
		expect(taken).toEqual([]);
	});
});
