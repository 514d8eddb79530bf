import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../fixtures/repository.ts';

/** One file each that breaks one rule: what it imports and the rule that must catch it. */
const breaches: readonly { path: string; source: string; rule: string }[] = [
	{ path: 'src/shared/a.ts', source: "import '../main/core/pure.ts';", rule: 'layer-shared' },
	{ path: 'src/main/core/a.ts', source: "import '../node/real.ts';", rule: 'layer-main-core' },
	{ path: 'src/main/lab/a.ts', source: "import '../node/real.ts';", rule: 'layer-main-lab' },
	{ path: 'src/main/node/a.ts', source: "import '../api/door.ts';", rule: 'layer-main-node' },
	{ path: 'src/main/node/b.ts', source: "import '../lab/bench.ts';", rule: 'layer-main-node' },
	{ path: 'src/main/api/a.ts', source: "import '../demo/market.ts';", rule: 'layer-main-api' },
	{ path: 'src/main/demo/a.ts', source: "import '../headless/cli.ts';", rule: 'layer-main-demo' },
	{ path: 'src/main/demo/b.ts', source: "import '../lab/bench.ts';", rule: 'layer-main-demo' },
	{ path: 'src/main/headless/a.ts', source: "import '../desktop/shell.ts';", rule: 'layer-main-headless' },
	{ path: 'src/main/desktop/a.ts', source: "import '../headless/cli.ts';", rule: 'layer-main-desktop' },
	{ path: 'src/preload/a.ts', source: "import '../main/api/door.ts';", rule: 'layer-preload' },
	{ path: 'src/renderer/app/a.ts', source: "import '../../main/core/pure.ts';", rule: 'layer-renderer' },
	{ path: 'src/renderer/app/b.ts', source: "import '../features/trace/view.ts';", rule: 'feature-by-its-door' },
	{ path: 'src/renderer/ui/a.ts', source: "import '../features/trace/index.ts';", rule: 'features-opened-by-app-only' },
	{ path: 'src/renderer/features/auctions/a.ts', source: "import '../trace/index.ts';", rule: 'features-keep-apart' },
	{ path: 'src/main/node/c.ts', source: "import 'electron';", rule: 'electron-in-desktop-only' },
	{ path: 'src/preload/b.ts', source: "import '../shared/value.ts';", rule: 'preload-imports-types-only' },
	{ path: 'src/preload/c.ts', source: "import 'node:fs';", rule: 'preload-stands-alone' },
	{ path: 'src/shared/b.ts', source: "import 'node:fs';", rule: 'no-node-modules-in-pure-layers' },
	{ path: 'src/main/core/b.ts', source: "import 'node:crypto';", rule: 'no-node-modules-in-pure-layers' },
	{ path: 'src/main/core/c.ts', source: "import 'zod';", rule: 'core-needs-no-package' },
	{ path: 'src/main/node/d.ts', source: "import 'vue';", rule: 'only-shipped-packages' },
	{ path: 'src/main/node/e.ts', source: "import './absent.ts';", rule: 'no-unresolvable' },
	{ path: 'src/main/node/f.ts', source: "import '../../../test/fixture.ts';", rule: 'source-never-imports-tests' },
	{ path: 'src/main/node/g.ts', source: "import './h.ts';", rule: 'no-circular' },
	{ path: 'src/main/node/i.ts', source: 'export {};', rule: 'no-orphan' },
];

/** Allowed neighbours, so that a rule that forbids everything would show. */
const innocent: Record<string, string> = {
	'src/shared/value.ts': "import 'zod';",
	'src/main/core/pure.ts': "import '../../shared/value.ts';",
	'src/main/lab/bench.ts': "import '../core/pure.ts';",
	'src/main/node/real.ts': "import '../core/pure.ts'; import 'node:fs';",
	'src/main/node/h.ts': "import './g.ts';",
	'src/main/api/door.ts': "import '../node/real.ts'; import '../lab/bench.ts';",
	'src/main/demo/market.ts': "import '../api/door.ts';",
	'src/main/headless/cli.ts': "import '../demo/market.ts'; import '../lab/bench.ts';",
	'src/main/desktop/shell.ts': "import '../demo/market.ts'; import 'electron';",
	'src/preload/index.ts': "import 'electron'; import type { V } from '../shared/value.ts';\nexport type W = V;",
	'src/renderer/features/trace/view.ts': "import '../../ui/kit.ts';",
	'src/renderer/features/trace/index.ts': "import './view.ts';",
	'src/renderer/features/auctions/index.ts': "import '../../ui/kit.ts';",
	'src/renderer/ui/kit.ts': "import '../../shared/value.ts';",
	'src/renderer/app/shell.ts': "import '../features/trace/index.ts'; import '../features/auctions/index.ts';",
	'test/fixture.ts': "import '../src/shared/value.ts';",
};

async function violationsIn(folder: string): Promise<string[]> {
	const options = await extractDepcruiseOptions(join(repositoryRoot, '.dependency-cruiser.cjs'));
	const { output } = await cruise(['src', 'test'], { ...options, validate: true, baseDir: folder });
	return (output as ICruiseResult).summary.violations
		.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
		.sort();
}

describe('the import rule', () => {
	let broken = '';

	beforeAll(() => {
		broken = mkdtempSync(join(tmpdir(), 'gridquorum-import-rule-'));
		for (const [path, source] of [
			...Object.entries(innocent),
			...breaches.map((breach) => [breach.path, breach.source] as const),
		]) {
			mkdirSync(dirname(join(broken, path)), { recursive: true });
			writeFileSync(join(broken, path), source);
		}
		for (const shared of ['package.json', 'node_modules']) {
			symlinkSync(join(repositoryRoot, shared), join(broken, shared));
		}
	});

	afterAll(() => rmSync(broken, { recursive: true, force: true }));

	it('holds in this repository', async () => {
		expect(await violationsIn(repositoryRoot)).toEqual([]);
	});

	it('is broken by each forbidden import, and by nothing else', async () => {
		const found = await violationsIn(broken);
		const caught = (breach: (typeof breaches)[number]): boolean =>
			found.some((violation) => violation.startsWith(`${breach.rule}: ${breach.path} →`));
		expect(breaches.filter((breach) => !caught(breach))).toEqual([]);
		expect(
			found.filter((violation) => Object.keys(innocent).some((path) => violation.includes(`: ${path} →`))),
		).toEqual([]);
	});
});
