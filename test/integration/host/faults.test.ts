import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProgramHost } from '../../../src/main/api/host/program-types.ts';
import { serveProgram } from '../../../src/main/headless/program-console.ts';
import { readConfig } from '../../../src/main/node/config.ts';
import { type RunningCommand, startCommand } from '../../fixtures/command-line.ts';
import { builtConsole, QUIET } from '../../fixtures/console-doors.ts';
import { openHostConsole } from '../../fixtures/fake-network.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { openLocalProgram, reached } from '../../fixtures/local-program.ts';

let network: LocalNetwork;
let directory: string;
let parent: string;
let program: ProgramHost | null = null;
let command: RunningCommand | null = null;

beforeEach(async () => {
	network = await createLocalNetwork(1);
	directory = network.directories[0] as string;
	parent = await mkdtemp(join(tmpdir(), 'gridquorum-faults-'));
});

afterEach(async () => {
	await program?.stop();
	program = null;
	command?.child.kill();
	await command?.result;
	command = null;
	await network.remove();
	await rm(parent, { recursive: true, force: true });
});

/** Opens the directory with a fault in place, and again without it. */
async function failsThenRuns(code: string, mend: () => Promise<unknown>): Promise<Record<string, unknown>> {
	program = await openLocalProgram(join(parent, 'demo'), { kind: 'node', directory }, { canChoose: false });
	const { failure } = await reached(program, 'failed');
	expect(failure?.code).toBe(code);
	const { client } = openHostConsole(program);
	expect((await client.host.state()).failure).toEqual(failure);
	await mend();
	await client.host.retry();
	await reached(program, 'running');
	return failure?.details ?? {};
}

describe('a start that fails says why, and the next one goes on', () => {
	it('when another program listens on the port of the network', async () => {
		const [address = ''] = (await readConfig(directory)).listen;
		const port = Number(address.split('/').at(-1));
		const other = createServer();
		await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
		const details = await failsThenRuns('NETWORK_LISTEN_FAILED', () => new Promise((resolve) => other.close(resolve)));
		expect(details).toMatchObject({ address, reason: expect.stringContaining('EADDRINUSE') });
	});

	it('when another process has the data directory', async () => {
		command = startCommand('node', '--home', directory);
		await command.printed(/validator is up/);
		const { pid } = command.child;
		const details = await failsThenRuns('DATA_DIRECTORY_LOCKED', async () => {
			command?.child.kill('SIGTERM');
			expect((await command?.result)?.code).toBe(0);
		});
		expect(details).toMatchObject({ directory, pid });
	});

	it('when the database is damaged', async () => {
		program = await openLocalProgram(join(parent, 'demo'), { kind: 'node', directory });
		await reached(program, 'running');
		await program.stop();
		const database = join(directory, 'database');
		const current = join(database, 'CURRENT');
		const [manifest = ''] = (await readdir(database)).filter((name) => name.startsWith('MANIFEST'));
		await writeFile(current, 'nothing\n');
		const details = await failsThenRuns('DATA_DIRECTORY_DAMAGED', () => writeFile(current, `${manifest}\n`));
		expect(details['path']).toBe(database);
	});

	it('when a key file is damaged', async () => {
		const keys = join(directory, 'keys');
		const [name = ''] = (await readdir(keys)).filter((file) => file.startsWith('network'));
		const sound = await readFile(join(keys, name));
		await writeFile(join(keys, name), '{"version":1}');
		await failsThenRuns('KEYSTORE_DAMAGED', () => writeFile(join(keys, name), sound));
	});
});

describe('the port of the console', () => {
	it('is taken before anything starts, and says so where another program has it', async () => {
		const other = createServer();
		const port = await new Promise<number>((resolve) =>
			other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
		);
		const built = await builtConsole();
		let opened = 0;
		const open = async (): Promise<ProgramHost> => {
			opened += 1;
			return openLocalProgram(join(parent, 'demo'), { kind: 'ask' });
		};
		try {
			await expect(serveProgram({ port, directory: built.directory }, { open, log: QUIET })).rejects.toMatchObject({
				code: 'CONSOLE_PORT_IN_USE',
				details: { port },
			});
			expect(opened).toBe(0);
		} finally {
			await new Promise((resolve) => other.close(resolve));
			await built.remove();
		}
	});
});
