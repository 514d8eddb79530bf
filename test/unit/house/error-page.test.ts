import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codecErrors } from '../../../src/shared/errors/catalogue/codec.ts';
import { consensusErrors } from '../../../src/shared/errors/catalogue/consensus.ts';
import { consoleErrors } from '../../../src/shared/errors/catalogue/console.ts';
import { contractErrors } from '../../../src/shared/errors/catalogue/contracts.ts';
import { dataDirectoryErrors } from '../../../src/shared/errors/catalogue/data-directory.ts';
import { demoErrors } from '../../../src/shared/errors/catalogue/demo.ts';
import { desktopErrors } from '../../../src/shared/errors/catalogue/desktop.ts';
import { forensicsErrors } from '../../../src/shared/errors/catalogue/forensics.ts';
import { governanceErrors } from '../../../src/shared/errors/catalogue/governance.ts';
import { importErrors } from '../../../src/shared/errors/catalogue/import.ts';
import { labErrors } from '../../../src/shared/errors/catalogue/lab.ts';
import { marketErrors } from '../../../src/shared/errors/catalogue/market.ts';
import { mempoolErrors } from '../../../src/shared/errors/catalogue/mempool.ts';
import { nodeErrors } from '../../../src/shared/errors/catalogue/node.ts';
import { syncErrors } from '../../../src/shared/errors/catalogue/sync.ts';
import { catalogue } from '../../../src/shared/errors/catalogue.ts';
import type { CatalogueEntry } from '../../../src/shared/errors/entry.ts';
import { repositoryRoot } from '../../fixtures/repository.ts';

type Entries = Readonly<Record<string, CatalogueEntry>>;

/** A domain that others are part of comes after them: a code stands once. */
const DOMAINS: readonly (readonly [title: string, entries: Entries])[] = [
	['Forms', codecErrors],
	['Consensus', consensusErrors],
	['Governance', governanceErrors],
	['Market', marketErrors],
	['Contracts', contractErrors],
	['Transactions on their way', mempoolErrors],
	['Data directory, configuration, keys', dataDirectoryErrors],
	['Following and snapshots', syncErrors],
	['Node', nodeErrors],
	['Console', consoleErrors],
	['Neighbourhood files', importErrors],
	['Demo', demoErrors],
	['Laboratory', labErrors],
	['Forensics', forensicsErrors],
	['Desktop', desktopErrors],
];

const HEAD = `# Error codes

Every failure that a person or a program is told of has a code. The catalogue (\`src/shared/errors/catalogue\`) has its message, cause and what to do, in English and Chinese; this page shows the English. Braces are filled in with details, which the [console API](../integrate/console-api.md#errors) sends beside the code.

Exit code 2 of the [command line](cli.md) goes with options and files that the caller can mend, 1 with all else.

This page is written from the catalogue: \`npx vitest run -u test/unit/house/error-page.test.ts\`.
`;

function page(): { readonly text: string; readonly codes: readonly string[] } {
	const codes: string[] = [];
	const sections = DOMAINS.map(([title, entries]) => {
		const own = Object.entries(entries).filter(([code]) => !codes.includes(code));
		codes.push(...own.map(([code]) => code));
		const rows = own.map(
			([code, { en, cause, action }]) => `| \`${code}\` | ${cell(en)} | ${cell(cause.en)} | ${cell(action.en)} |`,
		);
		return `\n## ${title}\n\n| code | message | when | what to do |\n|---|---|---|---|\n${rows.join('\n')}\n`;
	});
	return { text: HEAD + sections.join(''), codes };
}

function cell(text: string): string {
	return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

describe('the page of error codes', () => {
	it('says what the catalogue says', async () => {
		await expect(page().text).toMatchFileSnapshot(join(repositoryRoot, 'docs/reference/errors.md'));
	});

	it('has every code once', () => {
		expect([...page().codes].sort()).toEqual(Object.keys(catalogue).sort());
	});
});
