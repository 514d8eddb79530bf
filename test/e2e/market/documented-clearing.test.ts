import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../fixtures/command-line.ts';
import { readRepositoryFile } from '../../fixtures/repository.ts';

const page = readRepositoryFile('docs/integrate/clearing.md');
const files = [...page.matchAll(/`([\w-]+\.json)`:[^\n]*\n\n```json\n([\s\S]*?)```/g)];
const examples = [
	...page.matchAll(/npm run -s cli -- (market clear [\w-]+\.json[^\n]*)\n```\n\n```json\n([\s\S]*?)```/g),
];
let directory = '';

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-clearing-'));
	for (const [, name, text] of files) await writeFile(join(directory, name as string), text as string);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the clearing page', () => {
	it('has an example of every file', () => {
		expect(examples.length).toBeGreaterThanOrEqual(4);
		expect(files).toHaveLength(examples.length);
	});

	it.each(examples.map(([, command, result]) => [command as string, result as string]))(
		'shows what %s prints',
		async (command, result) => {
			const args = command.split(' ').map((word) => (word.endsWith('.json') ? join(directory, word) : word));
			const { code, stdout } = await runCommand(...args);
			expect(code).toBe(0);
			expect(JSON.parse(stdout)).toEqual(JSON.parse(result));
		},
	);
});

describe('market clear', () => {
	const write = async (text: string): Promise<string> => {
		const file = join(directory, 'market.json');
		await writeFile(file, text);
		return file;
	};

	it('refuses a bad file with exit 2, and code, path and reason in JSON', async () => {
		const file = await write('{"orders":[{"id":"a","side":"bid","price":"NaN","quantity":1}]}');
		const { code, stdout, stderr } = await runCommand('market', 'clear', file, '--json');
		expect(code).toBe(2);
		const error = { code: 'MARKET_FILE_NUMBER', path: '$.orders[0].price', reason: 'NaN is not a decimal number.' };
		expect(JSON.parse(stdout)).toEqual({ error });
		expect(stderr).toContain('MARKET_FILE_NUMBER: $.orders[0].price: ');
	});

	it.each([
		['no JSON', '{', 'MARKET_FILE_JSON'],
		['no market', '5', 'MARKET_FILE_TYPE'],
		['no UTF-8', '\ud800', 'MARKET_FILE_JSON'],
	])('refuses %s', async (_what, text, expected) => {
		const { code, stdout } = await runCommand('market', 'clear', await write(text), '--json');
		expect(code).toBe(2);
		expect(JSON.parse(stdout)).toMatchObject({ error: { code: expected, path: '$' } });
	});

	it('refuses a file that is not there, and options that it does not know', async () => {
		const absent = await runCommand('market', 'clear', join(directory, 'absent.json'), '--json');
		expect(absent.code).toBe(2);
		expect(JSON.parse(absent.stdout)).toMatchObject({ error: { code: 'MARKET_FILE_UNREADABLE' } });
		const file = await write('{"orders":[]}');
		for (const option of ['--mechanism', '--profile']) {
			const { code, stderr } = await runCommand('market', 'clear', file, option, 'best');
			expect(code).toBe(2);
			expect(stderr).toContain(`OPTION_INVALID: ${option}`);
		}
	});

	it('prints a table without --json', async () => {
		const file = await write(
			'{"orders":[{"id":"a","side":"bid","price":2,"quantity":1},{"id":"b","side":"offer","price":1,"quantity":1}]}',
		);
		const { code, stdout } = await runCommand('market', 'clear', file);
		expect(code).toBe(0);
		expect(stdout).toContain('price 1.5 (1 to 2 would do)');
		expect(stdout).toMatch(/a {6}1 {9}Accepted in full/);
	});
});
