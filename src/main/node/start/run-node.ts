import { setTimeout as sleep } from 'node:timers/promises';
import { type Digest, toHex } from '../../../shared/codec/bytes.ts';
import { chainIdOf } from '../../../shared/codec/genesis.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { type Consensus, createConsensus } from '../../core/consensus/consensus.ts';
import type { RoundTrace } from '../../core/consensus/types.ts';
import { CREDIT_PATH } from '../../core/contracts/incentive/block-accounting.ts';
import type { WallChainClock } from '../clock.ts';
import { verifier } from '../crypto/ed25519.ts';
import { hasher } from '../crypto/sha256.ts';
import { VerificationPool } from '../crypto/verification-pool.ts';
import { BlockServer } from '../driver/block-server.ts';
import { Driver } from '../driver/driver.ts';
import { PayloadSource } from '../driver/payload-source.ts';
import { type Executed, ExecutionQueue } from '../execution/execution-queue.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { AccountCache } from '../mempool/accounts.ts';
import { Admission, transactionId } from '../mempool/admission.ts';
import { TransactionGossip } from '../mempool/gossip.ts';
import { Mempool } from '../mempool/mempool.ts';
import { Libp2pTransport } from '../network/libp2p-transport.ts';
import type { Transport } from '../network/types.ts';
import { EventLoopDelay } from '../observe/event-loop.ts';
import type { Log } from '../observe/log.ts';
import { NodeMetrics } from '../observe/metrics.ts';
import type { NodeModules, NodeOptions } from '../options.ts';
import { Outcomes } from '../outcomes.ts';
import { ParticipantCaller } from '../participant-caller.ts';
import { StateProver } from '../state-prover.ts';
import type { ExecutedBlock, TransactionOutcome } from '../types.ts';
import { type NodeKeys, type NodeState, openDirectory, openKeys, openState } from './open-disk.ts';
import { epochOf, readRecovery } from './recovery.ts';

/** How long the first round may wait for a quorum of peers. */
const PEERS_WAIT_MS = 3_000;
const VERIFICATION_WORKERS = 2;

/** What the running node answers from. */
export interface RunningNode {
	readonly log: Log;
	readonly store: NodeState['store'];
	readonly executor: NodeState['executor'];
	readonly transport: Transport;
	readonly mempool: Mempool;
	readonly consensus: Consensus;
	readonly caller: ParticipantCaller;
	readonly prover: StateProver;
	readonly metrics: NodeMetrics;
	readonly eventLoop: EventLoopDelay;
	/** Newest executed block. */
	readonly head: () => { height: number; stateRoot: Digest; time: number | null };
	submit(encoded: Uint8Array): Promise<Digest>;
	outcome(id: Digest): Promise<TransactionOutcome>;
}

export interface NodeEvents {
	onBlock(block: ExecutedBlock): void;
	onTrace(trace: RoundTrace): void;
	/** The node votes no more; what is stored can still be read. */
	onFailure(error: unknown): void;
}

/** Starts a validator, phase by phase; each part is closed by the lifecycle in reverse. */
export async function runNode(
	options: NodeOptions,
	modules: NodeModules & { clock: WallChainClock; events: NodeEvents; lifecycle: Lifecycle },
): Promise<RunningNode> {
	const { lifecycle } = modules;
	const log = await openDirectory(options, lifecycle);
	const keys = await openKeys(options, lifecycle);
	const state = await openState(options, lifecycle);
	const real = createTransport(options, keys, log);
	const transport = modules.aroundTransport?.(real) ?? real;
	return wire(options, { ...modules, log, keys, state, transport });
}

interface WireModules {
	readonly clock: WallChainClock;
	readonly events: NodeEvents;
	readonly lifecycle: Lifecycle;
	readonly log: Log;
	readonly keys: NodeKeys;
	readonly state: NodeState;
	readonly transport: Transport;
}

async function wire(options: NodeOptions, parts: WireModules): Promise<RunningNode> {
	const { clock, events, lifecycle, log, keys, state, transport } = parts;
	const { store, executor } = state;
	const { genesis } = options;
	const chainId = chainIdOf(genesis, hasher.sha256);
	const fee = genesis.market.transactionFee;
	let head: ReturnType<RunningNode['head']> = {
		height: state.start.height,
		stateRoot: state.start.stateRoot,
		time: null,
	};
	let nextDeadline = state.start.nextDeadline;

	const checker = new VerificationPool({
		workers: VERIFICATION_WORKERS,
		...(options.workerUrls?.verification ? { workerUrl: options.workerUrls.verification } : {}),
	});
	lifecycle.onClose('verification', () => checker.stop());
	const mempool = new Mempool();
	const idOf = (encoded: Uint8Array): string => toHex(transactionId(encoded, hasher));
	const accounts = new AccountCache({ values: (paths) => executor.values(paths) });
	const height = (): number => head.height;
	const admission = new Admission({ chainId, fee }, { mempool, accounts, checker, hasher, height });
	const outcomes = new Outcomes({ store });
	const fail = (error: unknown): void => {
		log.fatal({ error }, 'the node stops voting');
		payloads.stop();
		void driver.stop();
		outcomes.stop(new CodedError('NODE_FAILED', { reason: error instanceof Error ? error.message : String(error) }));
		events.onFailure(error);
	};
	const payloads = new PayloadSource({
		mempool,
		clock,
		answer: (round, transactions) => driver.push({ kind: 'payload', round, transactions }),
		onWork: () => driver.announceWork(),
	});
	const onExecuted = ({ block, result }: Executed): void => {
		head = { height: result.height, stateRoot: result.stateRoot, time: block.block.header.time };
		nextDeadline = result.nextDeadline;
		const { height: executed, stateRoot, epochEndsAt } = result;
		driver.push({ kind: 'executed', height: executed, stateRoot, epochEndsAt });
		const { nonces, balances } = accounts.apply(result.writes);
		for (const { id, transaction } of mempool.executed(block.transactionIds.map(toHex), nonces, result.height)) {
			const expected = nonces.get(transaction.sender) ?? null;
			outcomes.refuse(id, new CodedError('TX_NONCE', { given: transaction.nonce, expected }));
		}
		if (fee > 0)
			for (const [sender, balance] of balances)
				for (const { id } of mempool.keepEarliest(sender, Math.floor(balance / fee)))
					outcomes.refuse(id, new CodedError('TRANSACTION_UNAFFORDABLE', { sender, balance, needed: fee }));
		payloads.executed(nextDeadline);
		driver.resume();
		outcomes.executed(block);
		metrics.executed(block.transactionIds.length);
		events.onBlock(block);
	};
	const executions = new ExecutionQueue(
		{ creditPath: CREDIT_PATH },
		{
			store,
			executor,
			verifiedOf: ({ block }) => block.transactions.flatMap((encoded) => mempool.get(idOf(encoded))?.signature ?? []),
			onExecuted,
			onFailure: fail,
		},
	);
	lifecycle.onClose('execution', () => executions.stop());

	await lifecycle.phase('replay', async () => {
		for (let next = state.start.height + 1; next <= store.committedHeight; next++) {
			const stored = await store.block(next);
			if (!stored)
				throw new CodedError('DATA_DIRECTORY_DAMAGED', {
					path: options.dataDirectory,
					reason: `block ${next} is missing`,
				});
			const { result } = await executions.execute(stored);
			head = { height: result.height, stateRoot: result.stateRoot, time: stored.block.header.time };
			nextDeadline = result.nextDeadline;
		}
		if (head.height > 0 && head.time === null)
			head = { ...head, time: (await store.block(head.height))?.block.header.time ?? null };
	});

	const consensus = await lifecycle.phase('recovery', async () =>
		createConsensus(
			{ epoch: epochOf(genesis, store.genesisStateRoot as Digest), self: keys.self },
			{ hasher, verifier, signer: keys.signer },
			await readRecovery(store, genesis.validators.length),
		),
	);
	const blocks = new BlockServer({ store, transport, hasher, sync: () => consensus.syncInfo() });
	const eventLoop = new EventLoopDelay();
	eventLoop.start();
	lifecycle.onClose('event-loop', () => eventLoop.stop());
	const submit = async (encoded: Uint8Array): Promise<Digest> => {
		const id = await admission.admit(encoded);
		gossip.spread(encoded);
		payloads.transactionAdmitted();
		return id;
	};
	const outcome = (id: Digest): Promise<TransactionOutcome> =>
		outcomes.wait(id, mempool.get(toHex(id))?.transaction.expiryHeight ?? null);
	const gossip = new TransactionGossip({
		transport,
		admission,
		onAdmitted: () => payloads.transactionAdmitted(),
		log: log.child({ module: 'mempool' }),
	});
	const metrics = new NodeMetrics({
		height,
		mempoolTransactions: () => mempool.size,
		mempoolBytes: () => mempool.bytes,
		peersConnected: () => transport.peers().filter(({ connected }) => connected).length,
		roundTripSeconds: () =>
			transport
				.peers()
				.flatMap(({ validator, roundTripMs }) =>
					roundTripMs === null ? [] : [{ validator, seconds: roundTripMs / 1000 }],
				),
		eventLoopDelaySeconds: () => eventLoop.p99Ms() / 1000,
		executionQueue: () => executions.length,
		droppedFrames: () => transport.dropped,
		droppedMessages: () => driver.dropped,
		refusedTransactions: () => gossip.refused,
	});
	const driver: Driver = new Driver({
		core: consensus,
		store,
		transport,
		payloads,
		executions,
		blocks,
		clock,
		log: log.child({ module: 'consensus' }),
		onFinal: ({ transactions }) => mempool.committed(transactions.map(idOf)),
		onTrace: (trace) => {
			metrics.trace(trace);
			events.onTrace(trace);
		},
		onBatch: (ms, records) => metrics.batch(ms, records),
		onEpochEnded: ({ height }) => fail(new Error(`the epoch ended with block ${height}`)),
		onFailure: fail,
	});

	await lifecycle.phase('network', () =>
		transport.start({
			onFrame: (from, channel, payload) => {
				if (channel === 'consensus') driver.receive(from, payload);
				else receiveTransactions(gossip, transport, from, payload);
			},
			onPeerChange: (peer, connected) => log.info({ module: 'network', peer, connected }, 'link'),
		}),
	);
	lifecycle.onClose('network', () => transport.stop());
	lifecycle.onClose('driver', async () => {
		payloads.stop();
		outcomes.stop(new CodedError('NODE_STOPPED'));
		await driver.stop();
	});
	await lifecycle.phase('peers', () => waitForQuorum(transport, genesis.validators.length));
	lifecycle.onClose(
		'clock',
		clock.onChange(() => {
			payloads.clockChanged();
			driver.push({ kind: 'clock-changed' });
		}),
	);
	driver.start();
	payloads.executed(nextDeadline);
	const caller = new ParticipantCaller(
		{ chainId, signers: keys.participants },
		{ accounts, mempool, height, submit, outcome },
	);
	const prover = new StateProver({ store, executor });
	return {
		log,
		store,
		executor,
		transport,
		mempool,
		consensus,
		caller,
		prover,
		metrics,
		eventLoop,
		head: () => head,
		submit,
		outcome,
	};
}

function receiveTransactions(gossip: TransactionGossip, transport: Transport, from: number, payload: Uint8Array): void {
	try {
		gossip.receive(from, payload);
	} catch (error) {
		if (!(error instanceof CodedError)) throw error;
		transport.penalise(from, error.message);
	}
}

function createTransport(options: NodeOptions, keys: NodeKeys, log: Log): Transport {
	const { genesis, listen, peerAddresses } = options;
	const peers = genesis.validators
		.map(({ id, peerId, addresses }, validator) => ({ validator, peerId, addresses: peerAddresses?.[id] ?? addresses }))
		.filter(({ validator }) => validator !== keys.self);
	return new Libp2pTransport(
		{ chainId: chainIdOf(genesis, hasher.sha256), self: keys.self, seed: keys.networkSeed, listen, peers },
		{ log: log.child({ module: 'network' }) },
	);
}

/** A first round without peers would only time out; a validator whose peers are down goes on after a moment. */
async function waitForQuorum(transport: Transport, validators: number): Promise<void> {
	const needed = Math.floor((2 * validators) / 3);
	const endsAt = performance.now() + PEERS_WAIT_MS;
	while (performance.now() < endsAt) {
		if (transport.peers().filter(({ connected }) => connected).length >= needed) return;
		await sleep(20);
	}
}
