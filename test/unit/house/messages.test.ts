import { describe, expect, it } from 'vitest';
import { readRepositoryFile, repositoryFiles } from '../../fixtures/repository.ts';

/** Keys of every message in English, as the console asks for them: file, then path. */
function knownKeys(): ReadonlySet<string> {
	const known = new Set<string>();
	const walk = (value: unknown, path: string): void => {
		if (typeof value === 'string') known.add(path);
		else for (const [key, inner] of Object.entries(value as object)) walk(inner, `${path}.${key}`);
	};
	for (const path of repositoryFiles()) {
		const name = /^src\/renderer\/locales\/en\/(.+)\.json$/.exec(path)?.[1];
		if (name) walk(JSON.parse(readRepositoryFile(path)), name);
	}
	return known;
}

describe('the words of the console', () => {
	it('exist for every key that a component or module names whole', () => {
		const named = repositoryFiles()
			.filter((path) => /^src\/renderer\/.*\.(ts|vue)$/.test(path))
			.flatMap((path) =>
				[...readRepositoryFile(path).matchAll(/(?<![\w.])t\('([a-z][\w-]*(?:\.[\w-]+)+)'/g)].map(([, key]) => key!),
			);
		expect(named.length).toBeGreaterThan(500);
		const known = knownKeys();
		expect([...new Set(named)].filter((key) => !known.has(key))).toEqual([]);
	});
});
