import { describe, expect, it } from 'vitest';
import { createMemoryHistory, createRouter } from 'vue-router';
import { linkedViews } from '../../../src/main/desktop/open/deep-link.ts';
import { menuSections } from '../../../src/main/desktop/system/sections.ts';
import type { Feature } from '../../../src/renderer/app/feature.ts';
import { features, sectionOf, sections } from '../../../src/renderer/app/navigation.ts';
import { errorRoutes } from '../../../src/renderer/features/errors/index.ts';
import { readRepositoryFile } from '../../fixtures/repository.ts';

/** A word of the console: `trace.nav` is `nav` in trace.json. */
function word(language: 'en' | 'zh-CN', key: string): string {
	const [file, name] = key.split('.') as [string, string];
	return (JSON.parse(readRepositoryFile(`src/renderer/locales/${language}/${file}.json`)) as Record<string, string>)[
		name
	]!;
}

/** The address that shows a feature without naming anything in it. */
function pathOf({ routes, nav }: Feature): string {
	const route = routes.find(({ name }) => name === nav.route)!;
	return route.path.replace(/\/:.*$/, '').slice(1);
}

describe("the desktop's menu", () => {
	it("is the console's navigation: every section and tab, in its order, with its words and its letter", () => {
		const expected = sections.flatMap(({ nav: { route } }) =>
			sectionOf(route).map((feature) => ({
				path: pathOf(feature),
				letter: feature.nav.letter,
				en: word('en', feature.nav.label),
				zh: word('zh-CN', feature.nav.label),
				...(feature.nav.under !== undefined && { tab: true }),
			})),
		);
		expect(menuSections).toEqual(expected);
	});
});

describe('links', () => {
	const routes = [...features.flatMap((feature) => feature.routes), ...errorRoutes];
	const router = createRouter({ history: createMemoryHistory(), routes });

	it.each(linkedViews)('to %s lead to a view of the console', (view) => {
		const path = view === 'overview' ? '/' : `/${view.replaceAll(':id', 'x1')}`;
		expect(router.resolve(path).matched).not.toEqual([]);
	});
});
