import { loadCatalogue } from './error-catalogue.ts';
import { languages, loadLanguage } from './i18n.ts';
import { router } from './router.ts';

let asked = false;

/** Resolves when the browser has nothing else to do. */
function idle(): Promise<void> {
	return new Promise((resolve) => {
		if (window.requestIdleCallback) window.requestIdleCallback(() => resolve());
		else setTimeout(resolve, 2_000);
	});
}

/**
 * Fetches what a person may open later while the server still answers, one by one in idle moments: first what is
 * needed when the node is gone (the errors' sentences, the other language, views without a node), then every other view. Runs once.
 */
export async function loadWhileIdle(): Promise<void> {
	if (asked) return;
	asked = true;
	const views = router
		.getRoutes()
		.toSorted((a, b) => Number(b.meta.withoutNode === true) - Number(a.meta.withoutNode === true))
		.map(({ components }) => components?.default)
		.filter((view) => typeof view === 'function') as (() => Promise<unknown>)[];
	const words = languages.map((language) => () => loadLanguage(language));
	for (const load of [loadCatalogue, ...words, ...views]) {
		await idle();
		// What cannot be fetched now is asked for again when it is opened, and then says why.
		await Promise.resolve(load()).catch(() => undefined);
	}
}
