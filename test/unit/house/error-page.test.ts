import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue, type ErrorCode } from '../../../src/shared/errors/catalogue.ts';
import { readRepositoryFile, repositoryRoot } from '../../fixtures/repository.ts';

const DOMAINS = 'src/shared/errors/catalogue';
const domains = readdirSync(join(repositoryRoot, DOMAINS)).sort();

const HEAD = `# Error codes

Every failure that a person or a program is told of has a code. The catalogue (\`src/shared/errors/catalogue\`) has its message, cause and what to do, in English and Chinese; this page shows the English. Braces are filled in with details, which the [console API](../integrate/console-api.md#errors) sends beside the code.

Exit code 2 of the [command line](cli.md) goes with options and files that the caller can mend, 1 with all else.

This page is written from the catalogue: \`npx vitest run test/unit/house/error-page.test.ts --update\`.
`;

/** Codes that a domain's file itself states; it may pass on those of others. */
function codesOf(domain: string): ErrorCode[] {
	const text = readRepositoryFile(`${DOMAINS}/${domain}`);
	return [...text.matchAll(/^\t([A-Z][A-Z0-9_]+): \{/gm)].map(([, code]) => code as ErrorCode);
}

function section(domain: string): string {
	const name = domain.replace('.ts', '').replaceAll('-', ' ');
	const rows = codesOf(domain).map((code) => {
		const { en, cause, action } = catalogue[code];
		return `| \`${code}\` | ${cell(en)} | ${cell(cause.en)} | ${cell(action.en)} |`;
	});
	const title = `${name[0]?.toUpperCase()}${name.slice(1)}`;
	return `\n## ${title}\n\n| code | message | when | what to do |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

function cell(text: string): string {
	return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

describe('the page of error codes', () => {
	it('says what the catalogue says', async () => {
		const page = HEAD + domains.map(section).join('');
		await expect(page).toMatchFileSnapshot(join(repositoryRoot, 'docs/reference/errors.md'));
	});

	it('has every code once', () => {
		expect(domains.flatMap(codesOf).sort()).toEqual(Object.keys(catalogue).sort());
	});
});
