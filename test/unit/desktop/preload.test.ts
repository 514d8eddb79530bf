import { beforeEach, describe, expect, it, vi } from 'vitest';
import { callsOf, ipcRenderer, resetElectron } from '../../fixtures/electron-stub.ts';
import { readRepositoryFile } from '../../fixtures/repository.ts';

interface Page {
	readonly posted: { message: unknown; origin: string; transfer: unknown[] }[];
	load(): void;
}

/** Runs the preload in a page of the given origin and place. */
async function preloadIn(place: { origin: string; isTop: boolean }): Promise<Page> {
	const posted: Page['posted'] = [];
	const loadListeners: (() => void)[] = [];
	const page: Record<string, unknown> = {
		location: { origin: place.origin },
		addEventListener: (name: string, listener: () => void) => name === 'load' && loadListeners.push(listener),
		postMessage: (message: unknown, origin: string, transfer: unknown[]) => posted.push({ message, origin, transfer }),
	};
	page['top'] = place.isTop ? page : {};
	vi.stubGlobal('window', page);
	vi.resetModules();
	const { ipcRenderer: fresh } = await import('../../fixtures/electron-stub.ts');
	fresh.send = ipcRenderer.send.bind(ipcRenderer);
	fresh.on = ipcRenderer.on.bind(ipcRenderer) as typeof fresh.on;
	await import('../../../src/preload/index.ts');
	return {
		posted,
		load: () => {
			for (const listener of loadListeners) listener();
		},
	};
}

const consoleTop = { origin: 'gridquorum://console', isTop: true };

describe('the preload', () => {
	beforeEach(() => resetElectron());

	it('asks for the port only once the page has loaded and listens', async () => {
		const page = await preloadIn(consoleTop);
		expect(callsOf('ipcRenderer.send')).toEqual([]);
		page.load();
		expect(callsOf('ipcRenderer.send').map((call) => call.arguments)).toEqual([['gridquorum:connect']]);
	});

	it('hands exactly one port to its own window, under the named origin', async () => {
		const page = await preloadIn(consoleTop);
		page.load();
		ipcRenderer.emit('gridquorum:port', { ports: ['port', 'another'] });
		expect(page.posted).toEqual([{ message: 'gridquorum:port', origin: 'gridquorum://console', transfer: ['port'] }]);
	});

	it('hands over the next port when the host gives another, and asks for none', async () => {
		const page = await preloadIn(consoleTop);
		page.load();
		ipcRenderer.emit('gridquorum:port', { ports: ['first'] });
		ipcRenderer.emit('gridquorum:port', { ports: ['second'] });
		expect(page.posted.map(({ transfer }) => transfer)).toEqual([['first'], ['second']]);
		expect(callsOf('ipcRenderer.send')).toHaveLength(1);
	});

	it('posts nothing when no port comes', async () => {
		const page = await preloadIn(consoleTop);
		ipcRenderer.emit('gridquorum:port', { ports: [] });
		expect(page.posted).toEqual([]);
	});

	it.each([
		['another origin', { origin: 'https://example.org', isTop: true }],
		['a frame', { origin: 'gridquorum://console', isTop: false }],
	])('does nothing in %s', async (_name, place) => {
		const page = await preloadIn(place);
		page.load();
		ipcRenderer.emit('gridquorum:port', { ports: ['port'] });
		expect(callsOf('ipcRenderer.send')).toEqual([]);
		expect(page.posted).toEqual([]);
	});

	it('takes nothing of Electron but the channel, so it can expose nothing to the page', () => {
		const source = readRepositoryFile('src/preload/index.ts');
		const taken = [...source.matchAll(/import (?:type )?\{([^}]*)\} from '([^']+)'/g)].map(([, names, from]) => [
			names!.trim(),
			from,
		]);
		expect(taken.filter(([, from]) => from === 'electron')).toEqual([['ipcRenderer', 'electron']]);
		expect(source).not.toMatch(/contextBridge|require\(|import\(/);
	});
});
