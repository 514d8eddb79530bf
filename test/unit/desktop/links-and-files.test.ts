import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linkedViews, pathOfLink } from '../../../src/main/desktop/open/deep-link.ts';
import { wantedOf } from '../../../src/main/desktop/open/wanted.ts';
import { runFakeShell, settle } from '../../fixtures/desktop-shell.ts';
import { app, callsOf, FakeEvent, recorder, resetElectron } from '../../fixtures/electron-stub.ts';

let folder = '';
beforeEach(() => {
	resetElectron();
	folder = mkdtempSync(join(tmpdir(), 'gridquorum-open-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const loaded = (): string[] => callsOf('window.loadURL').map((call) => String(call.arguments[0]));

describe('a link', () => {
	it.each([
		['gridquorum://open/overview', ''],
		['gridquorum://open/auctions', 'auctions'],
		['gridquorum://open/signatures/4fa0.b-1_c:2', 'signatures/4fa0.b-1_c:2'],
		['gridquorum://open/signatures/documents/', 'signatures/documents'],
		['gridquorum://open/trace/audit', 'trace/audit'],
	])('%s shows "%s"', (link, path) => {
		expect(pathOfLink(link)).toBe(path);
	});

	it.each([
		'gridquorum://open/',
		'gridquorum://open/signatures/1/sign',
		'gridquorum://open/settings/reset',
		'gridquorum://open/signatures/..%2f..%2fx',
		'gridquorum://open/signatures/a%00',
		'gridquorum://open/signatures/a b',
		'gridquorum://open/signatures/a?sign=1',
		'gridquorum://open/signatures/a#/node',
		'gridquorum://user@open/auctions',
		'gridquorum://open:80/auctions',
		'gridquorum://console/auctions',
		'gridquorum:open/auctions',
		'https://open/auctions',
		`gridquorum://open/signatures/${'a'.repeat(400)}`,
		'nonsense',
	])('%s is refused', (link) => {
		expect(pathOfLink(link)).toBeNull();
	});

	it('never leads to anything but a listed view with plain ids, whatever is written', () => {
		const forms = linkedViews.map((view) => new RegExp(`^${view.replaceAll(':id', '[A-Za-z0-9][A-Za-z0-9._:-]*')}$`));
		const written = fc.oneof(
			fc.string({ maxLength: 60 }),
			fc
				.array(fc.constantFrom(...linkedViews, '..', '%2e', '?', '#', '@', '\\', 'x1'), { maxLength: 4 })
				.map((parts) => parts.join('/')),
		);
		fc.assert(
			fc.property(written, (rest) => {
				const path = pathOfLink(`gridquorum://open/${rest}`);
				return path === null || path === '' || forms.some((form) => form.test(path));
			}),
		);
	});

	it.each(['open-url', 'second-instance'] as const)(
		'from the system by %s opens its view and shows the window',
		async (event) => {
			await runFakeShell().start();
			const link = 'gridquorum://open/signatures/4fa0';
			if (event === 'open-url') app.emit(event, new FakeEvent(), link);
			else app.emit(event, new FakeEvent(), ['/opt/gridquorum', link], '/');
			expect(loaded().at(-1)).toBe('gridquorum://console/#/signatures/4fa0');
			expect(callsOf('window.focus')).toHaveLength(1);
		},
	);

	it('that came before the application was ready is not lost', async () => {
		const shell = runFakeShell();
		app.emit('open-url', new FakeEvent(), 'gridquorum://open/consensus');
		await shell.start();
		expect(loaded().at(-1)).toBe('gridquorum://console/#/consensus');
	});

	it('that is refused shows the window and leaves its page', async () => {
		await runFakeShell().start();
		app.emit('open-url', new FakeEvent(), 'gridquorum://open/node/stop');
		expect(loaded()).toEqual(['gridquorum://console/']);
		expect(callsOf('window.focus')).toHaveLength(1);
	});
});

describe('a command line', () => {
	it.each([
		[[], null],
		[['--minimised'], null],
		[['--home', '/data/demo'], null],
		[['gridquorum://open/lab'], { kind: 'view', path: 'lab' }],
		[['--no-sandbox', '/tmp/a.CAR'], { kind: 'bundle', file: '/tmp/a.CAR' }],
		[['sub/b.car'], { kind: 'bundle', file: '/from/sub/b.car' }],
		[['/etc/passwd'], null],
		[['/tmp/a.car', '--flag'], null],
	] as const)('%j asks for %j', (line, wanted) => {
		expect(wantedOf(line, '/from')).toEqual(wanted);
	});
});

describe('an audit bundle opened by double click', () => {
	const bundle = (content = 'bundle bytes'): string => {
		const file = join(folder, 'März 7.car');
		writeFileSync(file, content);
		return file;
	};

	async function get(address: string): Promise<Response> {
		return (await recorder.sessions.get('persist:console')!.ask('protocol', new Request(address))) as Response;
	}

	async function shown(): Promise<URLSearchParams> {
		await expect.poll(() => loaded().at(-1)).toContain('opened=');
		return new URLSearchParams(loaded().at(-1)!.split('?')[1]);
	}

	it('is shown in the audit view, which fetches its content and learns no folder', async () => {
		const shell = runFakeShell({ commandArguments: [bundle()] });
		await shell.start();
		const query = await shown();
		expect(loaded().at(-1)).toMatch(/^gridquorum:\/\/console\/#\/trace\/audit\?opened=[0-9a-f]{32}&name=/);
		expect(query.get('name')).toBe('März 7.car');
		expect(loaded().at(-1)).not.toContain(folder);
		const answer = await get(`gridquorum://console/opened/${query.get('opened')}`);
		expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([
			200,
			'bundle bytes',
			'application/vnd.ipld.car',
		]);
		expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
	});

	it('is out of reach under any other id, and once another was opened', async () => {
		await runFakeShell().start();
		app.emit('open-file', new FakeEvent(), bundle());
		const first = (await shown()).get('opened');
		expect((await get('gridquorum://console/opened/0123456789abcdef0123456789abcdef')).status).toBe(404);
		expect((await get(`gridquorum://console/opened/../${first}`)).status).toBe(404);
		app.emit('open-file', new FakeEvent(), bundle());
		await expect.poll(async () => (await shown()).get('opened')).not.toBe(first);
		expect((await get(`gridquorum://console/opened/${first}`)).status).toBe(404);
	});

	it.each(['absent', 'a folder'])('that is %s is said so, with its code', async (kind) => {
		await runFakeShell().start();
		const file = join(folder, 'x.car');
		if (kind === 'a folder') mkdirSync(file);
		app.emit('open-file', new FakeEvent(), file);
		await expect.poll(() => callsOf('dialog.showMessageBox')).toHaveLength(1);
		expect(callsOf('dialog.showMessageBox')[0]!.arguments[0]).toMatchObject({
			type: 'error',
			detail: expect.stringContaining('DESKTOP_FILE_UNREADABLE'),
		});
		expect(loaded()).toEqual(['gridquorum://console/']);
	});

	it('is nothing else that merely has a name', async () => {
		await runFakeShell().start();
		app.emit('open-file', new FakeEvent(), '/etc/passwd');
		await settle();
		expect(loaded()).toEqual(['gridquorum://console/']);
	});
});
