import { setTimeout as sleep } from 'node:timers/promises';
import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { type Digest, toHex } from '../../../shared/codec/bytes.ts';
import type { EpochDescription } from '../../../shared/codec/epoch.ts';
import { chainIdOf } from '../../../shared/codec/genesis.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { RoundTrace } from '../../core/consensus/types.ts';
import type { KeyReleaser } from '../access/key-releaser.ts';
import { BundleExporter } from '../audit/bundle-exporter.ts';
import type { NodeAudit } from '../audit/types.ts';
import type { WallChainClock } from '../clock.ts';
import { hasher } from '../crypto/sha256.ts';
import { type DocumentFigures, type Documents, openDocuments } from '../documents/open-documents.ts';
import type { NodeDocuments } from '../documents/types.ts';
import { KeyDesk } from '../keys/key-desk.ts';
import { voteMarkOf } from '../keys/vote-mark.ts';
import type { KnownEpoch } from '../known-epoch.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { TransactionGossip } from '../mempool/gossip.ts';
import type { Mempool } from '../mempool/mempool.ts';
import { Libp2pTransport } from '../network/libp2p-transport.ts';
import type { NetworkFigures } from '../network/network-figures.ts';
import type { Transport } from '../network/types.ts';
import { convictionsIn } from '../observe/convictions.ts';
import { EventLoopDelay } from '../observe/event-loop.ts';
import type { Log } from '../observe/log.ts';
import { NodeMetrics } from '../observe/metrics.ts';
import type { NodeModules, NodeOptions } from '../options.ts';
import { ParticipantCaller } from '../participant-caller.ts';
import { StateProver } from '../state-prover.ts';
import type { ChainClock, ExecutedBlock, TransactionOutcome } from '../types.ts';
import { type Chain, type Head, openChain } from './chain.ts';
import { networkPeers, placeIn, readEpoch } from './epochs.ts';
import { createGovernanceSigning, type GovernanceSigning } from './governance-signing.ts';
import { type KeyRelease, openKeyRelease } from './key-release.ts';
import { type NodeKeys, type NodeState, openDirectory, openKeys, openState } from './open-disk.ts';
import type { RoleStatus } from './role.ts';
import { Roles } from './roles.ts';
import { openSync } from './sync.ts';

/** How long the first round may wait for a quorum of peers. */
const PEERS_WAIT_MS = 3_000;

/** What the running node answers from. */
export interface RunningNode {
	readonly log: Log;
	readonly store: NodeState['store'];
	readonly executor: NodeState['executor'];
	readonly transport: Transport;
	/** What the real network says of itself. */
	readonly network: () => NetworkFigures;
	readonly keys: KeyDesk;
	readonly mempool: Mempool;
	readonly caller: ParticipantCaller;
	readonly governance: GovernanceSigning;
	readonly documents: NodeDocuments;
	readonly audit: NodeAudit;
	readonly keyReleaser: KeyReleaser;
	readonly prover: StateProver;
	readonly metrics: NodeMetrics;
	readonly eventLoop: EventLoopDelay;
	/** Newest executed block. */
	readonly head: () => Head;
	readonly status: () => RoleStatus;
	/** Index in the present epoch; null without a place in it. */
	readonly self: () => ValidatorIndex | null;
	/** Epochs so far, ascending. */
	readonly epochs: () => readonly KnownEpoch[];
	submit(encoded: Uint8Array): Promise<Digest>;
	outcome(id: Digest): Promise<TransactionOutcome>;
}

export interface NodeEvents {
	onBlock(block: ExecutedBlock): void;
	onTrace(trace: RoundTrace): void;
	/** The node votes no more; what is stored can still be read. */
	onFailure(error: unknown): void;
}

type Surroundings = NodeModules & {
	readonly clock: WallChainClock;
	readonly events: NodeEvents;
	readonly lifecycle: Lifecycle;
	/** The node is being stopped, maybe in the middle of its start: whatever waits ends. */
	readonly signal: AbortSignal;
};

/** Starts a node, phase by phase; each part is closed by the lifecycle in reverse. */
export async function runNode(options: NodeOptions, modules: Surroundings): Promise<RunningNode> {
	const { lifecycle } = modules;
	const log = await openDirectory(options, lifecycle);
	const keys = await openKeys(options, lifecycle);
	const state = await openState(options, lifecycle);
	const { description } = await readEpoch(state.store, options.genesis);
	const real = createTransport(options, keys, description, { log, clock: modules.clock });
	const transport = modules.aroundTransport?.(real) ?? real;
	return wire(options, { ...modules, log, keys, state, network: real, transport });
}

type WireModules = Surroundings & {
	readonly log: Log;
	readonly keys: NodeKeys;
	readonly state: NodeState;
	readonly network: Libp2pTransport;
	/** The network, or what stands around it. */
	readonly transport: Transport;
};

async function wire(options: NodeOptions, parts: WireModules): Promise<RunningNode> {
	const { clock, events, lifecycle, signal, log, keys, state, network, transport } = parts;
	const { store, executor } = state;

	const fail = (error: unknown): void => {
		log.fatal({ error }, 'the node stops voting');
		void roles.stop();
		chain.outcomes.stop(new CodedError('NODE_FAILED', { reason: String((error as Error)?.message ?? error) }));
		events.onFailure(error);
	};
	let documents: Documents | null = null;
	let keyRelease: KeyRelease | null = null;
	const chain: Chain = openChain(options, {
		state,
		lifecycle,
		events: {
			onExecuted(executed) {
				roles.current?.executed(executed);
				metrics.executed(executed.block.transactionIds.length);
				for (const conviction of convictionsIn(executed.block)) {
					metrics.convicted(conviction.offence);
					log.warn({ module: 'consensus', ...conviction }, 'validator convicted');
				}
				events.onBlock(executed.block);
				sync.executed(executed.block);
				documents?.executed(executed.block);
				keyRelease?.service.executed(executed.block.events);
			},
			onFailure: fail,
		},
	});
	const { mempool, admission, outcomes, accounts } = chain;
	await lifecycle.phase('replay', () => chain.replay());

	const eventLoop = new EventLoopDelay();
	eventLoop.start();
	lifecycle.onClose('event-loop', () => eventLoop.stop());
	const gossip = new TransactionGossip({
		transport,
		admission,
		onAdmitted: () => roles.current?.transactionAdmitted(),
		log: log.child({ module: 'mempool' }),
	});
	const submit = (encoded: Uint8Array): Promise<Digest> =>
		roles.current?.submit(encoded) ?? Promise.reject(new CodedError('NODE_NOT_STARTED'));
	const outcome = (id: Digest): Promise<TransactionOutcome> =>
		outcomes.wait(id, mempool.get(toHex(id))?.transaction.expiryHeight ?? null);
	const metrics = createMetrics({
		chain,
		transport,
		gossip,
		eventLoop,
		dropped: () => roles.current?.dropped ?? 0,
		documents: () => documents?.figures() ?? null,
	});

	const { peerId } = keys;
	const sync = openSync(
		{ ...options, peerId },
		{ chain, network, submit, log: log.child({ module: 'sync' }), lifecycle },
	);
	const caller = new ParticipantCaller(
		{ chainId: chain.chainId, signers: keys.participants },
		{ accounts, mempool, height: () => chain.head().height, submit, outcome },
	);
	const opened = await lifecycle.phase('documents', () =>
		openDocuments(
			{ ...options, peerId },
			{ chain, network, keys, sync, caller, log: log.child({ module: 'documents' }), lifecycle },
		),
	);
	documents = opened;
	const audit = new BundleExporter(
		{ genesis: options.genesis },
		{ store, snapshots: sync.snapshots, documents: opened, log: log.child({ module: 'audit' }) },
	);
	lifecycle.onClose('audit', () => audit.stop());
	const release = openKeyRelease({
		chain,
		keys,
		documents: opened.port,
		caller,
		now: () => clock.now(),
		log: log.child({ module: 'access' }),
		lifecycle,
	});
	keyRelease = release;
	const roles: Roles = new Roles(options, {
		chain,
		transport,
		keys,
		sync,
		clock,
		log: log.child({ module: 'consensus' }),
		spread: (transaction) => gossip.spread(transaction),
		onTrace: (trace) => {
			metrics.trace(trace);
			events.onTrace(trace);
		},
		onEvidence: ({ offence }) => metrics.evidence(offence),
		onBatch: (ms, records) => metrics.batch(ms, records),
		onFailure: fail,
	});
	await lifecycle.phase('network', () =>
		transport.start({
			onFrame: (from, channel, payload) => {
				if (channel === 'consensus') roles.receive(from, payload);
				else receiveTransactions(gossip, transport, from, payload);
			},
			onPeerChange: (peer, connected) => log.info({ module: 'network', peer, connected }, 'link'),
		}),
	);
	lifecycle.onClose('network', () => transport.stop());
	lifecycle.onClose('role', async () => {
		outcomes.stop(new CodedError('NODE_STOPPED'));
		await roles.stop();
	});
	await lifecycle.phase('peers', () => waitForQuorum(transport, signal));
	await lifecycle.phase('catch-up', () => sync.catchUp('starting', signal));
	lifecycle.onClose(
		'clock',
		clock.onChange(() => roles.current?.clockChanged()),
	);
	await lifecycle.phase('recovery', () => roles.begin());
	await lifecycle.phase('evidence', () => opened.begin());
	release.service.start();
	return {
		log,
		store,
		executor,
		transport,
		network: () => network.figures(),
		keys: new KeyDesk(
			{
				dataDirectory: options.dataDirectory,
				keys: options.keys,
				chainId: chain.chainId,
				passphraseFile: options.passphraseFile ?? null,
			},
			{
				keystore: keys.keystore,
				participants: keys.participants,
				voteMark: async () => (options.validator === null ? null : voteMarkOf(store)),
				wallNow: Date.now,
			},
		),
		mempool,
		caller,
		documents: opened.port,
		audit,
		keyReleaser: release.releaser,
		governance: createGovernanceSigning({ chainId: chain.chainId, peerId }, { signer: () => roles.signer }),
		prover: new StateProver({ store, executor }),
		metrics,
		eventLoop,
		head: chain.head,
		status: () => roles.current?.status() ?? { phase: 'syncing', round: 0, epoch: store.epochStarts.length },
		self: () => roles.current?.self ?? null,
		epochs: () => roles.known,
		submit,
		outcome,
	};
}

function createMetrics(sources: {
	readonly chain: Chain;
	readonly transport: Transport;
	readonly gossip: TransactionGossip;
	readonly eventLoop: EventLoopDelay;
	readonly dropped: () => number;
	readonly documents: () => DocumentFigures | null;
}): NodeMetrics {
	const { chain, transport, gossip, eventLoop, dropped, documents } = sources;
	const { mempool, executions } = chain;
	return new NodeMetrics({
		height: () => chain.head().height,
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
		droppedMessages: dropped,
		refusedTransactions: () => gossip.refused,
		documentBytes: () => documents()?.storedBytes ?? 0,
		documentsKept: () => documents()?.kept ?? 0,
		documentsLost: () => documents()?.lost ?? 0,
		documentBlocksFaulty: () => documents()?.blocksFaulty ?? 0,
		documentBlocksRepaired: () => documents()?.blocksRepaired ?? 0,
	});
}

function receiveTransactions(
	gossip: TransactionGossip,
	transport: Transport,
	from: ValidatorIndex,
	payload: Uint8Array,
): void {
	try {
		gossip.receive(from, payload);
	} catch (error) {
		if (!(error instanceof CodedError)) throw error;
		transport.penalise(from, error.message);
	}
}

function createTransport(
	{ genesis, listen, peerAddresses, validator }: NodeOptions,
	keys: NodeKeys,
	description: EpochDescription,
	{ log, clock }: { readonly log: Log; readonly clock: ChainClock },
): Libp2pTransport {
	return new Libp2pTransport(
		{
			chainId: chainIdOf(genesis, hasher.sha256),
			self: placeIn(description, validator, keys)?.self ?? null,
			seed: keys.networkSeed,
			listen,
			peers: networkPeers(description, keys.peerId, peerAddresses),
		},
		{ log: log.child({ module: 'network' }), clock },
	);
}

/** A first round without peers would only time out; a validator whose peers are down goes on after a moment. */
async function waitForQuorum(transport: Transport, stop: AbortSignal): Promise<void> {
	const needed = Math.floor((2 * (transport.peers().length + 1)) / 3);
	const endsAt = performance.now() + PEERS_WAIT_MS;
	while (transport.peers().length > 0 && performance.now() < endsAt && !stop.aborted) {
		if (transport.peers().filter(({ connected }) => connected).length >= needed) return;
		await sleep(20);
	}
}
