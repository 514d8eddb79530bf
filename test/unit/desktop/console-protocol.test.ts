import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer } from '../../../src/main/desktop/page/console-protocol.ts';

let parent = '';
let page: string | null = null;

beforeAll(() => {
	parent = mkdtempSync(join(tmpdir(), 'gridquorum-protocol-'));
	mkdirSync(join(parent, 'root', 'assets'), { recursive: true });
	mkdirSync(join(parent, 'root-beside'));
	writeFileSync(join(parent, 'secret.json'), 'secret');
	writeFileSync(join(parent, 'root-beside', 'a.js'), 'beside');
	writeFileSync(join(parent, 'root', 'index.html'), '<p>console</p>');
	writeFileSync(join(parent, 'root', 'assets', 'a b.js'), 'script');
	writeFileSync(join(parent, 'root', 'notes.sh'), 'untyped');
	writeFileSync(join(parent, 'root', 'font.woff2'), new Uint8Array([1, 0, 255]));
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

async function get(address: string, method = 'GET'): Promise<Response> {
	return answer(new Request(address, { method }), {
		root: join(parent, 'root'),
		failurePage: () => page,
		opened: async () => null,
	});
}

describe('the console protocol', () => {
	it('serves the page at the root and files with their types', async () => {
		const index = await get('gridquorum://console/');
		expect([index.status, await index.text(), index.headers.get('content-type')]).toEqual([
			200,
			'<p>console</p>',
			'text/html; charset=utf-8',
		]);
		const script = await get('gridquorum://console/assets/a%20b.js?v=1#x');
		expect([await script.text(), script.headers.get('content-type')]).toEqual([
			'script',
			'text/javascript; charset=utf-8',
		]);
		const font = await get('gridquorum://console/font.woff2');
		expect([[...(await font.bytes())], font.headers.get('content-type')]).toEqual([[1, 0, 255], 'font/woff2']);
	});

	it.each([
		'gridquorum://console/../secret.json',
		'gridquorum://console/%2e%2e/secret.json',
		'gridquorum://console/..%2fsecret.json',
		'gridquorum://console/assets/..%2f..%2fsecret.json',
		'gridquorum://console/..%5csecret.json',
		'gridquorum://console/..%2froot-beside%2fa.js',
		'gridquorum://console/%00.js',
		'gridquorum://console/%ff.js',
		'gridquorum://console//etc/passwd',
		'gridquorum://console/assets',
		'gridquorum://console/notes.sh',
		'gridquorum://console/absent.js',
	])('answers %s with 404 and no content', async (address) => {
		const response = await get(address);
		expect([response.status, await response.text()]).toEqual([404, '']);
	});

	it.each([
		['gridquorum://console/', 'POST'],
		['gridquorum://console/', 'DELETE'],
		['gridquorum://elsewhere/', 'GET'],
	])('refuses %s by %s', async (address, method) => {
		expect((await get(address, method)).status).toBe(405);
	});

	it('sends the strict policy with every answer, errors included', async () => {
		for (const address of ['gridquorum://console/', 'gridquorum://console/absent.js', 'gridquorum://elsewhere/']) {
			const { headers } = await get(address);
			expect(headers.get('content-security-policy')).toBe(
				"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
					"worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
			);
			expect(headers.get('x-content-type-options')).toBe('nosniff');
			expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
		}
	});

	it('serves the failure page only while there is a failure', async () => {
		expect((await get('gridquorum://console/failure')).status).toBe(404);
		page = '<p>failed</p>';
		expect(await (await get('gridquorum://console/failure')).text()).toBe('<p>failed</p>');
		page = null;
	});
});
