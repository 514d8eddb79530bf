import { multiaddr } from '@multiformats/multiaddr';
import type { BlockHeader } from '../../../shared/codec/block.ts';
import type { EpochDescription } from '../../../shared/codec/epoch.ts';
import { catalogue } from '../../../shared/errors/catalogue.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { isSeedKnownAt, seedHeightOf } from '../../core/consensus/seed-height.ts';
import { verifier } from '../crypto/ed25519.ts';
import { hasher } from '../crypto/sha256.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Libp2pTransport, PeerAddress } from '../network/libp2p-transport.ts';
import type { Log } from '../observe/log.ts';
import type { NodeOptions } from '../options.ts';
import type { EpochHandover } from '../store/types.ts';
import { Follower, type PeerTip } from '../sync/follower.ts';
import { Guests } from '../sync/guests.ts';
import { SnapshotKeeper } from '../sync/snapshot-keeper.ts';
import { SyncClient } from '../sync/sync-client.ts';
import { SyncPeers } from '../sync/sync-peers.ts';
import { SyncServer } from '../sync/sync-server.ts';
import type { ExecutedBlock } from '../types.ts';
import type { Chain } from './chain.ts';
import { readEpoch } from './epochs.ts';
import { followedChain } from './following.ts';
import { readTrustRoot } from './trust-root.ts';

/** Blocks behind its peers from which on a validator follows before it takes part: the consensus links are for less. */
const FAR_BEHIND = 1_000;
/** How long peers may take to say where they stand, when a validator starts. */
const TIPS_MS = 3_000;
/** How long a validator may follow into a later epoch that peers speak of. */
const NEXT_EPOCH_MS = 10_000;

/** The sync protocol of one node, both sides. */
export interface Sync {
	readonly client: SyncClient;
	readonly peers: SyncPeers;
	readonly snapshots: Pick<SnapshotKeeper, 'hold'>;
	/** Peers beside the validators that get past the handshake. */
	readonly isAdmitted: (peerId: string) => Promise<boolean>;
	/** Whom to ask: the validators of an epoch and the configured sources. */
	setValidators(description: EpochDescription): void;
	/** A block's results are stored and nothing later is. */
	executed(block: ExecutedBlock): void;
	/** A follower from the newest executed block on. */
	createFollower(onEpoch: (handover: EpochHandover) => void): Promise<Follower>;
	/** True when a peer says that it is in a later epoch than this node's. */
	isEpochBehind(stop: AbortSignal): Promise<boolean>;
	/**
	 * Brings a node without a role near to its peers, by blocks or by a snapshot, when it is far behind or they are in a
	 * later epoch: there this validator may have no peer left that hears it.
	 * @param when a snapshot is taken only by a starting node: later, listeners have seen blocks that it would leave out
	 */
	catchUp(when: 'starting' | 'running', stop: AbortSignal): Promise<void>;
}

export function openSync(
	options: NodeOptions & { readonly peerId: string },
	modules: {
		readonly chain: Chain;
		readonly network: Libp2pTransport;
		readonly submit: (transaction: Uint8Array) => Promise<Uint8Array>;
		readonly log: Log;
		readonly lifecycle: Lifecycle;
	},
): Sync {
	const { chain, network, submit, log, lifecycle } = modules;
	const { chainId, store, executor } = chain;
	const { peerId: self, genesis, peerAddresses } = options;
	let present: EpochDescription | null = null;
	const guests = new Guests({ configured: options.observers ?? [] }, { values: (paths) => executor.values(paths) });
	const sources = (options.sources ?? []).map(peerOf);
	const snapshots = new SnapshotKeeper({ store, isSeedKnown, hasher, log, nowMs: () => performance.now() });
	const isAdmitted = (peerId: string): Promise<boolean> => guests.isAdmitted(peerId);
	const server = new SyncServer({ chainId }, { store, snapshots, isAdmitted, submit, log });
	network.serveRequests(server.protocol);
	lifecycle.onClose('sync', async () => {
		server.stop();
		await snapshots.stop();
	});
	const client = new SyncClient(
		{ chainId, self },
		{ dial: (peer, protocol, signal) => network.dial(peer, protocol, signal) },
	);
	const peers = new SyncPeers();
	const proofs = { verify: verifier.verify, sha256: hasher.sha256 };

	async function dismissGuests(block: ExecutedBlock): Promise<void> {
		for (const peerId of await guests.dismissedBy(block)) {
			log.info({ peer: peerId }, 'observer removed by governance');
			network.disconnect(peerId, 'no longer admitted');
		}
	}

	async function createFollower(onEpoch: (handover: EpochHandover) => void): Promise<Follower> {
		const epoch = await readEpoch(store, genesis);
		return new Follower(await readTrustRoot(store, epoch), {
			client,
			peers,
			chain: followedChain(chain, { onEpoch }),
			proofs,
			hasher,
			log,
		});
	}

	/** Of the present epoch's blocks: a snapshot of another one is abandoned in any case. */
	async function isSeedKnown({ epoch, height }: BlockHeader): Promise<boolean> {
		if (present?.epoch !== epoch) return false;
		const schedule = { startHeight: present.startHeight, validators: present.validators.length };
		const aboveSeed = (await store.block(seedHeightOf(height, schedule) + 1))?.block.header ?? null;
		return isSeedKnownAt(height, schedule, aboveSeed);
	}

	function setValidators(description: EpochDescription): void {
		const { validators } = description;
		present = description;
		const known = validators.map(({ id, peerId, addresses }) => ({
			peerId,
			addresses: peerAddresses?.[id] ?? addresses,
		}));
		const others = [...sources, ...known].filter(({ peerId }) => peerId !== self && peerId !== '');
		peers.set([...new Map(others.map((peer) => [peer.peerId, peer])).values()]);
	}

	/** A validator that others have voted out meets closed doors; who waits for it to vote should learn why. */
	async function readTips(follower: Follower, stop: AbortSignal): Promise<PeerTip[]> {
		const tips = await follower.tips(AbortSignal.any([stop, AbortSignal.timeout(TIPS_MS)]));
		const refusals = follower.refusals;
		if (options.validator !== null && tips.length === 0 && refusals > Math.floor(peers.count / 3)) {
			const { code, message, details } = new CodedError('SYNC_SHUT_OUT', { self, refusals, peers: peers.count });
			log.error({ code, details, action: catalogue[code].action.en }, message);
		}
		return tips;
	}

	async function isEpochBehind(stop: AbortSignal): Promise<boolean> {
		if (peers.count === 0) return false;
		const follower = await createFollower(() => undefined);
		const tips = await readTips(follower, stop);
		return tips.some(({ epoch }) => epoch > follower.epoch);
	}

	async function catchUp(when: 'starting' | 'running', stop: AbortSignal): Promise<void> {
		setValidators((await readEpoch(store, genesis)).description);
		if (peers.count === 0) return;
		const follower = await createFollower(({ description }) => setValidators(description));
		const tips = await readTips(follower, stop);
		const newest = tips[0]?.height ?? 0;
		const behind = newest - chain.head().height;
		const beyond = (when === 'starting' ? options.snapshotBeyondBlocks : undefined) ?? Number.POSITIVE_INFINITY;
		const isFar = behind > Math.min(FAR_BEHIND, beyond);
		if (!isFar && !tips.some(({ epoch }) => epoch > follower.epoch)) return;
		log.info({ height: chain.head().height, behind, bySnapshot: behind > beyond }, 'catching up');
		if (behind > beyond)
			await follower.installSnapshot(
				tips.map(({ peer }) => peer),
				stop,
			);
		// A few blocks take no time; a claim of an epoch that does not exist must not cost more.
		const limited = isFar ? stop : AbortSignal.any([stop, AbortSignal.timeout(NEXT_EPOCH_MS)]);
		const hasArrived = await follower.catchUp(newest, limited);
		log.info({ height: chain.head().height, hasArrived }, 'caught up');
	}

	return {
		client,
		peers,
		snapshots,
		isAdmitted,
		setValidators,
		executed(block) {
			snapshots.executed(block);
			server.blockStored();
			dismissGuests(block).catch((error: unknown) => log.warn({ error }, 'observers could not be looked up'));
		},
		createFollower,
		isEpochBehind,
		catchUp,
	};
}

/** @param source multiaddr that ends in /p2p/ and a peer id */
function peerOf(source: string): PeerAddress {
	const [address, peerId] = source.split('/p2p/') as [string, string];
	return { peerId, addresses: [multiaddr(address).toString()] };
}
