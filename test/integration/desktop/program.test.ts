import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { MessagePortMain as ElectronPort } from 'electron';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConsoleHost } from '../../../src/main/desktop/node/host.ts';
import { startProgram } from '../../../src/main/desktop/node/program.ts';
import { adaptPort } from '../../../src/main/desktop/window/message-port.ts';
import type { ConsoleContract } from '../../../src/shared/contract/index.ts';
import { FakeUtilityProcess, MessageChannelMain, recorder, resetElectron } from '../../fixtures/electron-stub.ts';
import { repositoryRoot } from '../../fixtures/repository.ts';

const shim = join(repositoryRoot, 'test', 'fixtures', 'parent-port.ts');
const entry = join(repositoryRoot, 'out', 'main', 'validator.js');

/** A utility process that is a real process of Node, on the built entry. */
class RealUtilityProcess extends FakeUtilityProcess {
	readonly #child: ChildProcess;
	readonly ended: Promise<number | null>;

	constructor(path: string, commandArguments: readonly string[], environment: NodeJS.ProcessEnv) {
		super();
		this.#child = fork(path, [...commandArguments], {
			execArgv: ['--import', shim],
			env: environment,
			stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
		});
		this.pid = this.#child.pid;
		this.#child.on('message', (message) => this.emit('message', message));
		const { promise, resolve } = Promise.withResolvers<number | null>();
		this.ended = promise;
		this.#child.once('exit', (code) => {
			this.emit('exit', code);
			resolve(code);
		});
	}

	override postMessage(message: object): void {
		if (this.#child.connected) this.#child.send(message);
	}

	override kill(): boolean {
		return this.#child.kill('SIGKILL');
	}
}

let folder = '';
let host: ConsoleHost | null = null;
let children: RealUtilityProcess[] = [];

beforeEach(() => {
	resetElectron();
	children = [];
	folder = mkdtempSync(join(tmpdir(), 'gridquorum-desktop-host-'));
	recorder.startChild = (path, commandArguments, options) => {
		const child = new RealUtilityProcess(path, commandArguments, (options as { env: NodeJS.ProcessEnv }).env);
		children.push(child);
		return child;
	};
});

afterEach(async () => {
	await host?.stop();
	for (const child of children) child.kill();
	await Promise.all(children.map((child) => child.ended));
	rmSync(folder, { recursive: true, force: true });
});

async function startHost(): Promise<ConsoleHost> {
	const quiet = (): void => undefined;
	const log = { info: quiet, warn: quiet, error: quiet };
	const options = {
		demo: { home: join(folder, 'demo'), speed: 60, played: ['grid-operator'] },
		root: repositoryRoot,
		version: '0.0.0',
		passphraseFile: join(folder, 'passphrase.wrapped'),
	};
	const absent = async (): Promise<never> => Promise.reject(new Error('not asked for here'));
	const desktop = { state: absent, set: absent, checkForUpdate: absent, installUpdate: absent };
	const started = await startProgram(options, { log, signal: new AbortController().signal, desktop });
	await expect.poll(() => started.state().phase, { timeout: 120_000 }).toBe('validating');
	return started;
}

/** A console on a port of the host, as the window holds one. */
function openConsole(on: ConsoleHost): ContractRouterClient<ConsoleContract> {
	const { port1, port2 } = new MessageChannelMain();
	on.serve(adaptPort(port1 as unknown as ElectronPort));
	port2.start();
	return createORPCClient(new RPCLink({ port: port2 as never }));
}

describe('the demo market in the desktop', () => {
	it('runs on the built validators, answers the window over its port, keeps no passphrase in the clear, resumes', async () => {
		expect(existsSync(entry), 'npm run build makes out/main/validator.js').toBe(true);
		host = await startHost();
		expect(children).toHaveLength(3);
		const status = await openConsole(host).node.status();
		expect(status).toMatchObject({ version: '0.0.0', phase: 'validating', quorum: { validators: 4, needed: 3 } });
		expect(status.identities.map(({ participant }) => participant)).toEqual(['grid-operator']);
		const written = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => basename(path));
		expect(written.filter((name) => name.startsWith('passphrase'))).toEqual(['passphrase.wrapped']);
		await expect.poll(() => host?.state().height, { timeout: 30_000 }).toBeGreaterThan(0);
		const { height } = host.state();
		await expect.poll(() => host?.state().quorum, { timeout: 60_000 }).toEqual({ connected: 4, needed: 3 });
		const diagnostics = await host.diagnostics();
		expect(diagnostics?.name).toMatch(/^gridquorum-diagnostics-.*\.json$/);
		expect(JSON.parse(diagnostics?.text ?? '')).toMatchObject({ version: '0.0.0', node: { chainId: status.chainId } });

		await host.stop();
		expect(await Promise.all(children.map((child) => child.ended))).toEqual([0, 0, 0]);

		host = await startHost();
		expect(host.state().height).toBeGreaterThanOrEqual(height);
	});
});
