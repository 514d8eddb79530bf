/**
 * How long a node that was away takes to come back: a chain of real blocks is built, and an observer takes it once by
 * blocks and once by snapshot from a server in a process of its own, whose event loop is watched.
 * Usage: npm run -s bench:sync -- [--blocks 100000] [--out FILE]
 */
import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createNode, readNodeOptions } from '../../src/main/node/create-node.ts';
import { toHex } from '../../src/shared/codec/bytes.ts';
import { createLoneObserver } from '../fixtures/lone-observer.ts';
import { ServedChain } from '../fixtures/served-chain.ts';
import { smallGenesis } from '../fixtures/small-chain.ts';
import { describeMachine } from './machine.ts';

interface ServerState {
	readonly source: string;
	readonly height: number;
	readonly stateRoot: string;
	/** Since the question before, ms. */
	readonly eventLoopDelay: { readonly p99: number; readonly max: number };
}

interface Measured {
	readonly seconds: number;
	readonly blocksPerSecond: number;
	readonly residentBytes: number;
	readonly isSameRoot: boolean;
	readonly serverEventLoopDelayMs: ServerState['eventLoopDelay'];
}

const { values } = parseArgs({
	options: {
		blocks: { type: 'string', default: '100000' },
		out: { type: 'string' },
		serve: { type: 'string' },
	},
});
const blocks = Number(values.blocks);
if (!(Number.isSafeInteger(blocks) && blocks >= 2_000 && blocks <= 10_000_000)) {
	process.stderr.write('--blocks takes 2000 to 10000000\n');
	process.exit(2);
}
if (values.serve === undefined) await measure();
else await serve(values.serve);

/** The server's process: builds the chain, then adds a block whenever it is asked for its state. */
async function serve(directory: string): Promise<void> {
	const chain = await ServedChain.open(directory);
	await chain.grow(blocks);
	const delay = monitorEventLoopDelay({ resolution: 5 });
	delay.enable();
	const pulse = setInterval(() => void chain.grow(1), 250);
	process.on('message', () => {
		const state: ServerState = {
			source: chain.source,
			height: chain.height,
			stateRoot: toHex(chain.stateRoot),
			eventLoopDelay: { p99: delay.percentile(99) / 1e6 - 5, max: delay.max / 1e6 - 5 },
		};
		delay.reset();
		process.send?.(state);
	});
	process.on('disconnect', () => {
		clearInterval(pulse);
		process.exit(0);
	});
	process.send?.('ready');
}

async function measure(): Promise<void> {
	const directory = await mkdtemp(join(tmpdir(), 'gridquorum-sync-bench-'));
	const builtAt = performance.now();
	const server = fork(fileURLToPath(import.meta.url), ['--serve', directory, '--blocks', String(blocks)]);
	const ended = new Promise<never>((_, reject) => {
		server.once('exit', () => reject(new Error('the server ended')));
	});
	const answer = (): Promise<unknown> =>
		Promise.race([ended, new Promise((resolve) => server.once('message', resolve))]);
	const ask = async (): Promise<ServerState> => {
		const state = answer();
		server.send('state');
		return (await state) as ServerState;
	};
	try {
		await answer();
		const buildSeconds = (performance.now() - builtAt) / 1_000;
		const bySnapshot = await Promise.race([ended, follow('snapshot', directory, ask, 1_000)]);
		const byBlocks = await Promise.race([ended, follow('blocks', directory, ask)]);
		const report = `${JSON.stringify({ machine: describeMachine(), blocks, buildSeconds, byBlocks, bySnapshot }, null, '\t')}\n`;
		process.stdout.write(report);
		if (values.out) await writeFile(values.out, report);
	} finally {
		ended.catch(() => undefined);
		if (server.connected) server.disconnect();
		await rm(directory, { recursive: true, force: true });
	}
}

/** Starts an observer on an empty directory and waits until it stands where the server stood. */
async function follow(
	name: string,
	directory: string,
	ask: () => Promise<ServerState>,
	snapshotBeyondBlocks?: number,
): Promise<Measured> {
	const { source } = await ask();
	const home = await createLoneObserver(directory, name, smallGenesis, [source], snapshotBeyondBlocks);
	const node = await createNode(await readNodeOptions(home));
	const startedAt = performance.now();
	try {
		await node.start();
		while (node.snapshot().height < blocks) await new Promise((resolve) => setTimeout(resolve, 20));
		const seconds = (performance.now() - startedAt) / 1_000;
		const { eventLoopDelay } = await ask();
		let server = await ask();
		for (let tries = 0; node.snapshot().height !== server.height && tries < 100; tries++) {
			await new Promise((resolve) => setTimeout(resolve, 20));
			server = await ask();
		}
		const { stateRoot, residentBytes } = node.snapshot();
		return {
			seconds,
			blocksPerSecond: blocks / seconds,
			residentBytes,
			isSameRoot: toHex(stateRoot) === server.stateRoot,
			serverEventLoopDelayMs: eventLoopDelay,
		};
	} finally {
		await node.stop();
	}
}
