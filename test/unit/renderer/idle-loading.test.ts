// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';

const loaded: string[] = [];
const view = (name: string, meta: object, works = true) => ({
	meta,
	components: {
		default: () => {
			loaded.push(name);
			return works ? Promise.resolve({}) : Promise.reject(new TypeError('Failed to fetch'));
		},
	},
});

vi.mock('../../../src/renderer/app/router.ts', () => ({
	router: {
		getRoutes: () => [
			view('auctions', {}, false),
			view('ledger', {}),
			view('audit', { withoutNode: true }),
			{ meta: {}, components: { default: { name: 'already here' } } },
		],
	},
}));

beforeEach(() => {
	loaded.length = 0;
	vi.stubGlobal('requestIdleCallback', (work: () => void) => setTimeout(work, 0));
});

describe('what is fetched while the browser is idle', () => {
	it('begins with what is needed when the node is gone, goes on after a failure, and runs once', async () => {
		const { loadWhileIdle } = await import('../../../src/renderer/app/idle-loading.ts');
		await loadWhileIdle();
		await loadWhileIdle();
		expect(loaded).toEqual(['audit', 'auctions', 'ledger']);
	});
});
