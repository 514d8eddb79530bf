import { homedir, tmpdir } from 'node:os';
import { dirname, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/shared/errors/catalogue.ts';
import { impurities } from '../fixtures/purity.ts';
import { readRepositoryFile, repositoryFiles, repositoryRoot } from '../fixtures/repository.ts';

const maxLines = 400;

const files = repositoryFiles();
const code = files.filter((path) => /^(src|test|scripts)\/.*\.(ts|vue|mjs|css|html)$|^[^/]+\.(ts|js|cjs)$/.test(path));
/** Asks the runtime's database of time zones; nothing that decides for the chain may stand on it. */
const zoneDatabase = 'src/shared/formats/time-zone.ts';
const pure = files.filter((path) => /^src\/(shared|main\/core)\/.*\.ts$/.test(path) && path !== zoneDatabase);
const text = files.filter((path) => /\.(ts|vue|mjs|cjs|js|css|html|md|json|yml|yaml|csv|sh)$|(^|\/)[^./]+$/.test(path));

/** `path:line: text` of each line that matches. */
function linesMatching(paths: readonly string[], pattern: RegExp): string[] {
	return paths.flatMap((path) =>
		readRepositoryFile(path)
			.split('\n')
			.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 160)}`] : [])),
	);
}

const escaped = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('core and shared', () => {
	it('name no clock, randomness, timer, surroundings or binary fraction', () => {
		expect(pure.length).toBeGreaterThan(0);
		expect(pure.flatMap((path) => impurities(path, readRepositoryFile(path)))).toEqual([]);
	});

	it('are judged by a check that sees each forbidden thing', () => {
		const wrong = [
			'Date.now()',
			'new Date()',
			'Math.random()',
			'Math.log(2)',
			"Math['random']()",
			'performance.now()',
			'setTimeout(f, 1)',
			'process.env',
			'globalThis.x',
			'crypto.randomUUID()',
			"parseFloat('1')",
			"Number.parseFloat('1')",
			'const half = 0.5',
			"'a'.localeCompare('b')",
			'(1).toFixed(2)',
		];
		expect(wrong.filter((source) => impurities('x.ts', source).length === 0)).toEqual([]);
	});

	it('are judged by a check that lets fields, integers and exact functions pass', () => {
		const right = [
			'interface A { readonly process: string; Date: number }',
			'a.process.window',
			'const x = { performance: 1 }',
			'Math.max(1_000, 2 ** 32)',
			'// Date.now() and 0.5 in a comment',
			"const s = 'Math.random()'",
		];
		expect(right.flatMap((source) => impurities('x.ts', source))).toEqual([]);
	});
});

describe('every file', () => {
	it(`has at most ${maxLines} lines`, () => {
		const long = code
			.map((path) => ({ path, lines: readRepositoryFile(path).split('\n').length - 1 }))
			.filter(({ lines }) => lines > maxLines);
		expect(long).toEqual([]);
	});

	it('holds nothing left over from the work', () => {
		// As a quoted word, three X are ISO 4217's code for no currency.
		const marks = ['TO' + 'DO', 'FIX' + 'ME', 'XX' + "X(?!')", 'HA' + 'CK', 'DB' + 'G'].join('|');
		expect(linesMatching(code, new RegExp(`\\b(${marks})\\b|^\\s*debugger\\b|console\\.(debug|trace)\\(`))).toEqual([]);
	});

	it('prints through the log, not the console, outside the command line, scripts and benchmarks', () => {
		const quiet = code.filter(
			(path) => path.startsWith('src/') && !/^src\/main\/headless\/(cli\.ts|commands\/)/.test(path),
		);
		expect(linesMatching(quiet, /\bconsole\.\w+\(/)).toEqual([]);
	});

	it('is not named after nothing in particular', () => {
		const vague = /(^|[/.-])(utils?|helpers?|managers?|misc)([/.-]|$)/i;
		expect(files.filter((path) => path !== 'test/unit/tidy.test.ts' && vague.test(path))).toEqual([]);
	});

	it('has a lower-case name with hyphens, or the name of its component', () => {
		const named = files.filter((path) => /^(src|test|scripts)\//.test(path) && /\.(ts|mjs|css)$/.test(path));
		expect(named.filter((path) => !/^[a-z0-9./-]+$/.test(path.replace('zh-CN', 'zh-cn')))).toEqual([]);
	});

	it('names no folder of the machine it was written on', () => {
		const around = dirname(repositoryRoot);
		const places = [repositoryRoot, homedir()].concat(around === '/' || around === tmpdir() ? [] : [around]);
		const personal = ['/ho' + 'me', '/Us' + 'ers', 'C:\\\\Us' + 'ers'].map((folder) => `${folder}[/\\\\]\\w`);
		const pattern = new RegExp(
			`(?<![\\w.~@)}-])(${[...places.map((place) => `${escaped(place)}/`), ...personal].join('|')})`,
		);
		expect(linesMatching(text, pattern)).toEqual([]);
	});

	it('names no package registry, the lock file included', () => {
		const registry =
			/https?:\/\/[\w.:@-]*(registry|npmmirror|artifactory|nexus|verdaccio|npmjs\.(org|com))[\w.-]*|"resolved":/i;
		expect(
			linesMatching(
				text.filter((path) => path !== 'test/unit/tidy.test.ts'),
				registry,
			),
		).toEqual([]);
	});
});

describe('the desktop shell', () => {
	const shell = files.filter((path) => /^src\/(main\/desktop|preload)\/|^src\/main\/index\.ts$/.test(path));
	const lines = shell.map((path) => ({ path, count: readRepositoryFile(path).split('\n').length - 1 }));

	it('stays small: files of one job each, and what one person can review in an hour', () => {
		expect(shell.length).toBeGreaterThan(0);
		expect(lines.filter(({ count }) => count > 120)).toEqual([]);
		expect(lines.reduce((sum, { count }) => sum + count, 0)).toBeLessThan(2_200);
	});

	it('gives the page nothing but its port: the preload stays twenty lines', () => {
		expect(lines.filter(({ path, count }) => path.startsWith('src/preload/') && count > 20)).toEqual([]);
	});
});

describe('package.json', () => {
	const manifest = JSON.parse(readRepositoryFile('package.json')) as {
		version: string;
		dependencies: Record<string, string>;
		devDependencies: Record<string, string>;
	};

	it('pins every package to one exact version', () => {
		const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
		expect(all.filter(([, version]) => !/^(npm:[@\w/.-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
	});

	it('ships fewer than forty packages of its own choice', () => {
		expect(Object.keys(manifest.dependencies).length).toBeLessThan(40);
	});

	it('has a version that the changelog tells about', () => {
		expect(readRepositoryFile('CHANGELOG.md')).toContain(`## [${manifest.version}]`);
	});
});

describe('the changelog', () => {
	const lines = readRepositoryFile('CHANGELOG.md').split('\n');
	const headings = (level: string): string[] => lines.filter((line) => line.startsWith(`${level} `));

	it('lists versions, newest first, each with a date or as unreleased', () => {
		const versions = headings('##');
		expect(versions.length).toBeGreaterThan(0);
		expect(versions.filter((line) => !/^## \[(\d+\.\d+\.\d+)\] - (Unreleased|\d{4}-\d\d-\d\d)$/.test(line))).toEqual(
			[],
		);
		const rank = (line: string): number =>
			line
				.slice(4, line.indexOf(']'))
				.split('.')
				.reduce((sum, part) => sum * 1000 + Number(part), 0);
		expect(versions.map(rank)).toEqual(versions.map(rank).sort((a, b) => b - a));
	});

	it('groups changes as Keep a Changelog does', () => {
		const kinds = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'].map((kind) => `### ${kind}`);
		expect(headings('###').filter((line) => !kinds.includes(line))).toEqual([]);
	});
});

describe('the documents', () => {
	const documents = files.filter((path) => path.endsWith('.md'));

	it('link only to files that exist', () => {
		const dead = documents.flatMap((path) =>
			[...readRepositoryFile(path).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
				.map(([, target]) => posix.join(posix.dirname(path), target!))
				.filter(
					(target) =>
						!files.includes(target) && !files.some((file) => file.startsWith(`${target.replace(/\/$/, '')}/`)),
				)
				.map((target) => `${path} → ${target}`),
		);
		expect(dead).toEqual([]);
	});

	it('name, for each security rule, a test that exists', () => {
		const rows = [...readRepositoryFile('SECURITY.md').matchAll(/^\| .* \| `(test\/[^`]+)` \| (.*) \|$/gm)];
		expect(rows.length).toBeGreaterThan(20);
		const missing = rows.filter(
			([, path, name]) => !files.includes(path!) || !readRepositoryFile(path!).includes(name!),
		);
		expect(missing.map(([row]) => row)).toEqual([]);
	});

	it("answer Electron's twenty recommendations one by one", () => {
		const numbered = [
			...readRepositoryFile('SECURITY.md').matchAll(/^\| (\d+) \| .* \| `test\/[^`]+` \| (\d+): .* \|$/gm),
		];
		const twenty = Array.from({ length: 20 }, (_, index) => String(index + 1));
		expect(numbered.map(([, row]) => row)).toEqual(twenty);
		expect(numbered.map(([, , name]) => name)).toEqual(twenty);
	});
});

describe('the error catalogue', () => {
	const entries = Object.entries(catalogue);
	const placeholders = (template: string): string[] =>
		[...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();

	it('has codes in capitals', () => {
		expect(entries.length).toBeGreaterThan(0);
		expect(entries.map(([code]) => code).filter((code) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(code))).toEqual([]);
	});

	it('says of every code the message, the cause and the action in English and Chinese', () => {
		const incomplete = entries.filter(([, { en, zh, cause, action }]) => {
			const english = [en, cause.en, action.en].every((line) => line.trim() !== '');
			// A message that consists of details alone has no words to translate.
			const worded = /\p{Letter}/u.test(en.replace(/\{\w+\}/g, ''));
			const chinese = [...(worded ? [zh] : []), cause.zh, action.zh].every((line) => /\p{Script=Han}/u.test(line));
			return !(english && chinese && zh.trim() !== '');
		});
		expect(incomplete.map(([code]) => code)).toEqual([]);
	});

	it('fills the same details into both languages', () => {
		const differing = entries.filter(([, { en, zh }]) => placeholders(en).join() !== placeholders(zh).join());
		expect(differing.map(([code]) => code)).toEqual([]);
	});

	it('has no code in two domains', () => {
		const domains = files.filter((path) => path.startsWith('src/shared/errors/catalogue/'));
		const codes = domains.flatMap((path) =>
			[...readRepositoryFile(path).matchAll(/^\t([A-Z][A-Z0-9_]+): \{/gm)].map(([, code]) => code!),
		);
		expect([...codes].sort()).toEqual(entries.map(([code]) => code).sort());
	});

	it('has no code that nothing raises', () => {
		const sources = files.filter(
			(path) => /^(src|scripts)\//.test(path) && !path.startsWith('src/shared/errors/catalogue/'),
		);
		const whole = sources
			.filter((path) => /\.(ts|vue|mjs)$/.test(path))
			.map(readRepositoryFile)
			.join('\n');
		expect(entries.map(([code]) => code).filter((code) => !new RegExp(`\\b${code}\\b`).test(whole))).toEqual([]);
	});
});
