import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig, writeConfig } from '../../../src/main/node/config.ts';
import { writeFileAtomic } from '../../../src/main/node/files/atomic-file.ts';
import { lockDirectory } from '../../../src/main/node/files/directory-lock.ts';
import { checkSchema, SCHEMA_VERSION } from '../../../src/main/node/files/schema-version.ts';
import { RotatingFile } from '../../../src/main/node/observe/rotating-file.ts';

let directory = '';
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-data-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const lockOf = (owner: object): Promise<void> =>
	writeFile(
		join(directory, 'node.lock'),
		JSON.stringify({ pid: 1, host: hostname(), startedAt: 'then', startTicks: null, nonce: 'n', ...owner }),
	);

describe('data directory lock', () => {
	it('is held by one, named to the other, and free again after release', async () => {
		const lock = await lockDirectory(directory);
		await expect(lockDirectory(directory)).rejects.toMatchObject({
			code: 'DATA_DIRECTORY_LOCKED',
			details: { pid: process.pid, host: hostname() },
		});
		await lock.release();
		await (await lockDirectory(directory)).release();
	});

	it('is respected while its process lives', async () => {
		const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
		try {
			await lockOf({ pid: other.pid });
			await expect(lockDirectory(directory)).rejects.toMatchObject({
				code: 'DATA_DIRECTORY_LOCKED',
				details: { pid: other.pid },
			});
		} finally {
			other.kill('SIGKILL');
			await new Promise((resolve) => other.once('exit', resolve));
		}
		await (await lockDirectory(directory)).release();
	});

	it.runIf(process.platform === 'linux')('is stale when its pid belongs to a later process', async () => {
		await lockOf({ pid: process.ppid, startTicks: '1' });
		await (await lockDirectory(directory)).release();
	});

	it('is stale when this process itself has its pid but does not hold it', async () => {
		await lockOf({ pid: process.pid });
		await (await lockDirectory(directory)).release();
	});

	it('of another host is never judged from here', async () => {
		await lockOf({ host: 'elsewhere' });
		await expect(lockDirectory(directory)).rejects.toMatchObject({ details: { host: 'elsewhere' } });
	});

	it('is replaced when it was left half-written', async () => {
		await writeFile(join(directory, 'node.lock'), '{"pid":');
		await (await lockDirectory(directory)).release();
		expect(await readdir(directory)).toEqual([]);
	});
});

describe('schema version', () => {
	it('marks a new directory and knows it again', async () => {
		await checkSchema(directory, 'chain-1');
		await checkSchema(directory, 'chain-1');
		await expect(checkSchema(directory, 'chain-2')).rejects.toMatchObject({ code: 'DATA_DIRECTORY_OTHER_CHAIN' });
	});

	it('refuses a newer layout and a damaged mark', async () => {
		const path = join(directory, 'schema.json');
		await writeFile(path, JSON.stringify({ version: SCHEMA_VERSION + 1, chainId: 'chain-1' }));
		await expect(checkSchema(directory, 'chain-1')).rejects.toMatchObject({ code: 'DATA_DIRECTORY_TOO_NEW' });
		await writeFile(path, 'x');
		await expect(checkSchema(directory, 'chain-1')).rejects.toMatchObject({ code: 'DATA_DIRECTORY_DAMAGED' });
	});
});

describe('config.json', () => {
	const config = { version: 1 as const, validator: 'v', listen: ['/ip4/127.0.0.1/tcp/4001'] };

	it('is read with its defaults', async () => {
		await writeConfig(directory, config);
		expect(await readConfig(directory)).toMatchObject({
			...config,
			genesis: 'genesis.cbor',
			keys: 'keys',
			logLevel: 'info',
		});
	});

	it.each([
		['listen.0', { ...config, listen: ['127.0.0.1:4001'] }],
		['validator', { ...config, validator: '' }],
		['clock.speed', { ...config, clock: { anchorChainMs: 0, anchorWallMs: 0, speed: 0 } }],
		['(whole file)', { ...config, typo: 1 }],
	])('names the wrong field: %s', async (path, value) => {
		await writeFile(join(directory, 'config.json'), JSON.stringify(value));
		await expect(readConfig(directory)).rejects.toMatchObject({ code: 'CONFIG_INVALID', details: { path } });
	});

	it('is missed with a code', async () => {
		await expect(readConfig(directory)).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' });
	});
});

describe('files', () => {
	it('replaces a file whole, and leaves nothing behind when it cannot', async () => {
		const path = join(directory, 'a');
		await writeFileAtomic(path, 'one');
		await writeFileAtomic(path, 'two');
		expect(await readFile(path, 'utf8')).toBe('two');
		await mkdir(join(directory, 'b'));
		await expect(writeFileAtomic(join(directory, 'b'), 'x')).rejects.toThrow();
		expect((await readdir(directory)).sort()).toEqual(['a', 'b']);
	});

	it('keeps a log within its files and bytes, newest last', async () => {
		const log = new RotatingFile({ path: join(directory, 'node.log'), maxFileBytes: 100, maxFiles: 3 });
		for (let i = 0; i < 50; i++) {
			log.write(`line ${String(i).padStart(3, '0')} ${'x'.repeat(20)}\n`);
			await log.close();
		}
		const names = (await readdir(directory)).sort();
		expect(names).toEqual(['node.log', 'node.log.1', 'node.log.2']);
		const contents = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
		for (const content of contents) expect(content.length).toBeLessThanOrEqual(100);
		expect(contents[0]).toContain('line 049');
		expect(log.lost).toBe(0);
	});
});
