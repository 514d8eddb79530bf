import { resolve } from 'node:path';
import { chainIdOf } from '../../shared/codec/genesis.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import type { RoundTrace } from '../core/consensus/types.ts';
import { WallChainClock } from './clock.ts';
import { readConfig, readGenesisFile } from './config.ts';
import { hasher } from './crypto/sha256.ts';
import { systemFault } from './files/system-fault.ts';
import { HistoryProver } from './history-prover.ts';
import { passphraseFileOf } from './keys/key-desk.ts';
import { Keystore } from './keys/keystore.ts';
import { resolvePassphrase } from './keys/passphrase.ts';
import { createNodeLedger } from './ledger/node-ledger.ts';
import { Lifecycle } from './lifecycle.ts';
import { Listeners } from './listeners.ts';
import { type Log, silentLog } from './observe/log.ts';
import type { NodeModules, NodeOptions } from './options.ts';
import { firstEpoch } from './start/epochs.ts';
import { type RunningNode, runNode } from './start/run-node.ts';
import type { ExecutedBlock, GridquorumNode, NodeSnapshot } from './types.ts';

type Phase = NodeSnapshot['phase'];

const NO_ROOT = new Uint8Array(32);

/**
 * A node on a data directory; nothing runs before `start()`.
 * @throws CodedError KEYSTORE_DAMAGED
 */
export async function createNode(options: NodeOptions, modules: NodeModules = {}): Promise<GridquorumNode> {
	const { genesis, validator } = options;
	const first = firstEpoch(genesis);
	const firstIndex = genesis.validators.findIndex(({ id }) => id === validator);
	const keys = await new Keystore({ directory: options.keys, passphrase: options.passphrase }).list();
	const clock = new WallChainClock(
		options.clock ?? { anchorChainMs: genesis.time, anchorWallMs: genesis.time, speed: 1 },
		{ monotonicMs: () => performance.now(), wallMs: () => Date.now() },
	);

	const createdAt = performance.now();
	let phase: Phase = 'starting';
	let failure: CodedError | undefined;
	let running: RunningNode | null = null;
	let starting: Promise<void> | null = null;
	let stopping: Promise<void> | null = null;
	const log = (): Log => running?.log ?? silentLog();
	const blockListeners = new Listeners<ExecutedBlock>({ name: 'block' }, { log });
	const traceListeners = new Listeners<RoundTrace>({ name: 'trace' }, { log });
	const ending = new AbortController();
	const lifecycle = new Lifecycle({
		signal: ending.signal,
		onCloseError: (name, error) => log().error({ part: name, error }, 'closing failed'),
	});

	async function start(): Promise<void> {
		try {
			running = await runNode(options, {
				...modules,
				clock,
				lifecycle,
				signal: ending.signal,
				events: {
					onBlock: (block) => blockListeners.emit(block),
					onTrace: (trace) => traceListeners.emit(trace),
					onFailure: (error) => {
						phase = 'failed';
						failure ??= failureOf(error, options.dataDirectory);
					},
				},
			});
			if (phase === 'starting') phase = 'validating';
			running.log.info({ phases: lifecycle.phases, height: running.head().height }, 'started');
		} catch (error) {
			phase = ending.signal.aborted ? 'stopping' : 'failed';
			await lifecycle.close();
			throw error;
		}
	}

	async function stop(): Promise<void> {
		ending.abort(new CodedError('NODE_STOPPED'));
		await starting?.catch(() => {});
		if (phase !== 'failed') phase = 'stopping';
		running?.log.info('stopping');
		await lifecycle.close();
	}

	function active(): RunningNode {
		if (stopping) throw new CodedError('NODE_STOPPED');
		if (!running) throw new CodedError('NODE_NOT_STARTED');
		return running;
	}

	/** For whatever needs this node to go on: a failed one can still be read, but would leave a call waiting for ever. */
	function voting(): RunningNode {
		const node = active();
		if (phase === 'failed') throw failure ?? new CodedError('NODE_FAILED', { reason: 'see its log' });
		return node;
	}

	async function* readBlocks(fromHeight: number, toHeight: number): AsyncGenerator<ExecutedBlock> {
		if (!(Number.isSafeInteger(fromHeight) && fromHeight >= 1 && toHeight >= fromHeight))
			throw new CodedError('BLOCK_RANGE_INVALID', { from: fromHeight, to: toHeight });
		const { store } = active();
		for (let height = fromHeight; height <= Math.min(toHeight, store.executedHeight); height++) {
			const [stored, execution] = await Promise.all([store.block(height), store.execution(height)]);
			if (!stored || !execution) return;
			const { stateRoot, transactionIds, receipts, events } = execution;
			yield { ...stored, stateRoot, transactionIds, receipts, events };
		}
	}

	function snapshot(): NodeSnapshot {
		const status = running?.status();
		const head = running?.head();
		return {
			phase: phase === 'validating' && status ? status.phase : phase,
			phases: lifecycle.phases,
			failure,
			height: head?.height ?? 0,
			round: status?.round ?? 0,
			epoch: status?.epoch ?? 0,
			headTime: head?.time ?? null,
			stateRoot: head?.stateRoot ?? NO_ROOT,
			mempool: { transactions: running?.mempool.size ?? 0, bytes: running?.mempool.bytes ?? 0 },
			peers: running?.transport.peers() ?? [],
			residentBytes: process.memoryUsage.rss(),
			eventLoopDelayP99Ms: running?.eventLoop.p99Ms() ?? 0,
			uptimeSeconds: (performance.now() - createdAt) / 1000,
		};
	}

	const historyProver = new HistoryProver({
		node: { readBlocks, prove: async (path, freshness) => active().prover.prove(path, freshness) },
		sha256: hasher.sha256,
	});

	return {
		genesis,
		chainId: chainIdOf(genesis, hasher.sha256),
		get self() {
			if (running) return running.self();
			return firstIndex < 0 ? null : firstIndex;
		},
		dataDirectory: resolve(options.dataDirectory),
		clock,
		identities: keys
			.filter(({ purpose }) => purpose === 'participant')
			.map(({ name, publicKey }) => ({ participant: name, publicKey })),
		start: () => {
			starting ??= start();
			return starting;
		},
		stop: () => {
			stopping ??= stop();
			return stopping;
		},
		snapshot,
		epochs: () => running?.epochs() ?? [first],
		epochChange: (epoch) => active().store.epochProof(epoch),
		submit: async (encoded) => voting().submit(encoded),
		outcome: async (id) => voting().outcome(id),
		call: async (participant, call) => voting().caller.call(participant, call),
		signerOf: (participant) => active().caller.signerOf(participant),
		validatorKey: () => running?.governance.validatorKey() ?? null,
		signApproval: (scope) => voting().governance.signApproval(scope),
		signRegistration: (id, addresses) => active().governance.signRegistration(id, addresses),
		onBlock: (listener) => blockListeners.add(listener),
		onTrace: (listener) => traceListeners.add(listener),
		readBlocks,
		stateValue: async (path) => (await active().executor.values([path]))[0] ?? null,
		stateValues: async (paths) => active().executor.values(paths),
		prove: async (path, freshness) => active().prover.prove(path, freshness),
		proveTogether: async (paths, freshness) => active().prover.proveTogether(paths, freshness),
		proveEvent: (height, index) => historyProver.proveEvent(height, index),
		proveReceipt: (height, index) => historyProver.proveReceipt(height, index),
		get ledger() {
			return createNodeLedger(active().store);
		},
		get documents() {
			return active().documents;
		},
		get audit() {
			return active().audit;
		},
		releaseKey: async (participant, grant, document) => voting().keyReleaser.release(participant, grant, document),
		network: () => running?.network() ?? { addresses: [], connections: [], links: [] },
		get keys() {
			return active().keys;
		},
		metrics: async () => active().metrics.text(),
	};
}

/** What a person can act on comes before the general code. */
function failureOf(error: unknown, directory: string): CodedError {
	if (error instanceof CodedError) return error;
	const reason = error instanceof Error ? error.message : String(error);
	return systemFault(error, resolve(directory)) ?? new CodedError('NODE_FAILED', { reason });
}

/** Options that a data directory's own files give; what is passed goes before them. */
export async function readNodeOptions(
	directory: string,
	overrides: Partial<NodeOptions> & { environment?: { readonly [name: string]: string | undefined } } = {},
): Promise<NodeOptions> {
	const config = await readConfig(directory);
	const { environment, passphrase: given, ...rest } = overrides;
	const file = config.passphraseFile === undefined ? undefined : resolve(directory, config.passphraseFile);
	const passphrase = await resolvePassphrase({ passphrase: given, file, environment: environment ?? process.env });
	const passphraseFile = await passphraseFileOf(file, passphrase);
	return {
		dataDirectory: directory,
		genesis: rest.genesis ?? (await readGenesisFile(resolve(directory, config.genesis))),
		validator: config.validator ?? null,
		keys: resolve(directory, config.keys),
		passphrase,
		...(passphraseFile === null ? {} : { passphraseFile }),
		listen: config.listen,
		peerAddresses: config.peerAddresses,
		sources: config.sources,
		observers: config.observers,
		...(config.snapshotBeyondBlocks === undefined ? {} : { snapshotBeyondBlocks: config.snapshotBeyondBlocks }),
		...(config.documentQuotaBytes === undefined ? {} : { documentQuotaBytes: config.documentQuotaBytes }),
		logLevel: config.logLevel,
		...(config.clock ? { clock: config.clock } : {}),
		...rest,
	};
}
