import { router } from './router.ts';

let asked = false;

/**
 * Fetches the views that need no node while the server still answers, so that they are there when it is gone. Runs once,
 * when the browser has nothing else to do.
 */
export function loadOfflineViews(): void {
	if (asked) return;
	asked = true;
	const idle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 2_000));
	idle(() => {
		for (const { meta, components } of router.getRoutes()) {
			const view = components?.default;
			if (meta.withoutNode && typeof view === 'function')
				void Promise.resolve((view as () => unknown)()).catch(() => {});
		}
	});
}
