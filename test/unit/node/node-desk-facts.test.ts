import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSeed } from '../../../src/main/node/crypto/ed25519.ts';
import { collectDiagnostics } from '../../../src/main/node/diagnostics/collect.ts';
import { DiskHistory, daysUntilFull, growthPerDay } from '../../../src/main/node/files/disk-history.ts';
import { diskUsage } from '../../../src/main/node/files/disk-usage.ts';
import { Keystore } from '../../../src/main/node/keys/keystore.ts';
import { newestLines } from '../../../src/main/node/observe/log-tail.ts';
import { redactText, redactValue, SECRET } from '../../../src/main/node/observe/redact.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { TEST_SCRYPT } from '../../fixtures/local-network.ts';

const HOUR_MS = 3_600_000;
let home = '';

beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), 'gridquorum-facts-'));
	await mkdir(join(home, 'logs'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('the diagnostics file', () => {
	it('has no key, passphrase, token or cookie, wherever they got to', async () => {
		const passphrase = 'korrekt-pferd-batterie';
		const token = 'Zt9Q_longRandomToken-0123456789';
		const seed = createSeed();
		const keystore = new Keystore({ directory: join(home, 'keys'), passphrase, scrypt: TEST_SCRYPT });
		await keystore.create('validator', 'alder', seed);
		await writeFile(join(home, 'passphrase'), `${passphrase}\n`);
		const config = {
			version: 1,
			listen: ['/ip4/127.0.0.1/tcp/1'],
			apiToken: token,
			seed: null,
			note: `opens with ${passphrase}`,
		};
		await writeFile(join(home, 'config.json'), JSON.stringify(config));
		const lines = [
			{ level: 'info', msg: `opened http://127.0.0.1:1/?token=${token}`, cookie: `session=${token}` },
			{ level: 'warn', msg: 'a header', headers: { cookie: `gridquorum=${token}`, authorization: `Bearer ${token}` } },
			{ level: 'error', msg: `wrong passphrase ${passphrase}`, seed: toHex(seed), path: join(homedir(), 'x') },
		];
		await writeFile(join(home, 'logs', 'node.log'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
		process.env['GRIDQUORUM_PASSPHRASE'] = passphrase;
		try {
			const { name, text } = await collectDiagnostics(
				{ dataDirectory: home, version: '0.1.0', wallNow: Date.UTC(2026, 0, 2), secrets: [token] },
				{ node: null },
			);
			expect(name).toBe('gridquorum-diagnostics-2026-01-02T00-00-00.json');
			for (const secret of [passphrase, token, toHex(seed), Buffer.from(seed).toString('base64')])
				expect(text).not.toContain(secret);
			expect(text).not.toContain(join(homedir(), 'x'));
			const content = JSON.parse(text);
			expect(content.configuration).toMatchObject({ version: 1, listen: ['/ip4/127.0.0.1/tcp/1'], apiToken: SECRET });
			expect(content.log.map(({ level }: { level: string }) => level)).toEqual(['info', 'warn', 'error']);
			expect(content.disk.parts.keys).toBeGreaterThan(0);
		} finally {
			delete process.env['GRIDQUORUM_PASSPHRASE'];
		}
	});
});

describe('redaction', () => {
	it('strikes secrets out by field and by form, and leaves the rest as it is', () => {
		expect(redactValue({ peer: 'alder', round: 4, nested: [{ refreshToken: 'abc', seed: 'x' }] }, [])).toEqual({
			peer: 'alder',
			round: 4,
			nested: [{ refreshToken: SECRET, seed: SECRET }],
		});
		expect(redactText('GET /?token=abc123&x=1 Cookie: sid=9', [])).not.toMatch(/abc123|sid=9/);
		expect(redactText('http://me:pw@host/ and -----BEGIN PRIVATE KEY-----\nMIIE', [])).not.toMatch(/pw@|MIIE/);
		expect(redactText('round 4 certified by alder', [])).toBe('round 4 certified by alder');
	});
});

describe('the log', () => {
	it('gives the newest lines of a level that have a text, from the file before too, whatever a line is', async () => {
		const line = (level: string, msg: string, more = {}) =>
			JSON.stringify({ level, time: '2026-01-01T00:00:00.000Z', msg, ...more });
		await writeFile(join(home, 'logs', 'node.log.1'), `${line('warn', 'oldest', { module: 'sync' })}\n`);
		await writeFile(
			join(home, 'logs', 'node.log'),
			`${line('info', 'one')}\nnot json\n${line('error', 'two', { code: 'X_Y' })}\n${line('debug', 'three')}`,
		);
		const of = async (level: 'debug' | 'info' | 'warn', text = '', limit = 10) =>
			(await newestLines(home, { level, text, limit })).map(({ message }) => message);
		expect(await of('debug')).toEqual(['three', 'two', 'not json', 'one', 'oldest']);
		expect(await of('warn')).toEqual(['two', 'oldest']);
		expect(await of('info', 'x_y')).toEqual(['two']);
		expect(await of('info', 'SYNC')).toEqual(['oldest']);
		expect(await of('debug', '', 2)).toEqual(['three', 'two']);
	});
});

describe('the disk', () => {
	it('is counted by what lies in the directory', async () => {
		await mkdir(join(home, 'database', 'inner'), { recursive: true });
		await writeFile(join(home, 'database', 'inner', 'a'), 'x'.repeat(700));
		await writeFile(join(home, 'logs', 'node.log'), 'x'.repeat(30));
		await writeFile(join(home, 'config.json'), '{}');
		const usage = await diskUsage(home);
		expect(usage.parts).toMatchObject({ database: 700, logs: 30, other: 2, documents: 0 });
		expect(usage.totalBytes).toBe(732);
		expect(usage.freeBytes).toBeGreaterThan(0);
	});

	it('forecasts from ten minutes on, and only where it grows', () => {
		const at = (hours: number, bytes: number) => ({ atMs: hours * HOUR_MS, bytes });
		expect(growthPerDay([at(0, 100), at(0.1, 900)])).toBeNull();
		expect(growthPerDay([at(0, 100), at(12, 200)])).toBe(200);
		expect(growthPerDay([at(0, 500), at(12, 200)])).toBe(0);
		expect(daysUntilFull(2_000, 200)).toBe(10);
		expect([daysUntilFull(null, 200), daysUntilFull(2_000, null), daysUntilFull(2_000, 0)]).toEqual([null, null, null]);
	});

	it('remembers its samples over a restart, one an hour', async () => {
		const first = new DiskHistory({ dataDirectory: home });
		expect(await first.growthWith({ atMs: 0, bytes: 1_000 })).toBeNull();
		await first.growthWith({ atMs: HOUR_MS / 2, bytes: 99_000 });
		const second = new DiskHistory({ dataDirectory: home });
		expect(await second.growthWith({ atMs: 24 * HOUR_MS, bytes: 3_000 })).toBe(2_000);
	});
});
