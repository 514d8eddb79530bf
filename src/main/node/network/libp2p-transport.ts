import { generateKeyPairFromSeed } from '@libp2p/crypto/keys';
import { noise } from '@libp2p/noise';
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p, type Libp2p } from 'libp2p';
import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { Log } from '../observe/log.ts';
import type { PeerState } from '../types.ts';
import { encodeFrame } from './frame.ts';
import type { LinkClock } from './heartbeat.ts';
import type { Connection, PeerId, Stream } from './libp2p-types.ts';
import type { NetworkFigures } from './network-figures.ts';
import { type LinkHost, PeerLink } from './peer-link.ts';
import type { Channel, NetworkPeer, Transport, TransportHandlers } from './types.ts';

/** Connections per second and host, and handshakes under way: a whole network may live on one machine. */
const INBOUND_PER_SECOND = 64;
const DIAL_TIMEOUT_MS = 5_000;
/** A socket that has not proven a peer id by then is closed. */
const HANDSHAKE_TIMEOUT_MS = 3_000;
const STREAMS_PER_CONNECTION = 4;
/** Of one epoch. */
const MAX_VALIDATORS = CONSENSUS_LIMITS.validators;
/** Connections of peers that do not validate. */
const GUESTS = 32;

export interface Libp2pOptions {
	readonly chainId: string;
	/** Null for an observer. */
	readonly self: ValidatorIndex | null;
	/** Ed25519 seed of the network key: its peer id is the validator's name in the genesis. */
	readonly seed: Uint8Array;
	/** Multiaddrs to listen on, such as /ip4/127.0.0.1/tcp/0. */
	readonly listen: readonly string[];
	/** Every other validator of the epoch in force. */
	readonly peers: readonly NetworkPeer[];
}

/** Where a node that answers requests is reached. */
export interface PeerAddress {
	readonly peerId: string;
	/** Multiaddrs without the /p2p part. */
	readonly addresses: readonly string[];
}

/** A protocol of requests beside the consensus links, on the same host. */
export interface RequestProtocol {
	readonly name: string;
	readonly streamsPerConnection: number;
	/** A peer that is no validator gets past the handshake when this says so, {@link GUESTS} of them at most. */
	readonly isAdmitted: (peerId: string) => Promise<boolean>;
	readonly onStream: (stream: Stream, peerId: string) => void;
}

interface OpenLink {
	readonly link: PeerLink;
	readonly abort: AbortController;
	readonly running: Promise<void>;
}

/** The peer id of a network key. */
export async function peerIdOfSeed(seed: Uint8Array): Promise<string> {
	const key = await generateKeyPairFromSeed('Ed25519', seed);
	return peerIdFromPrivateKey(key).toString();
}

/**
 * Validators over TCP, Noise and Yamux: one long-lived stream per direction and pair. Noise proves the peer id, and
 * only peer ids of the epoch's validators, and those that a request protocol admits, get past the handshake.
 */
export class Libp2pTransport implements Transport, LinkHost {
	readonly #options: Libp2pOptions;
	readonly #log: Log;
	readonly #clock: LinkClock | undefined;
	readonly #protocol: string;
	/** By peer id. */
	readonly #links = new Map<string, OpenLink>();
	readonly #abort = new AbortController();
	#handlers: TransportHandlers | null = null;
	#self: ValidatorIndex | null;
	/** By peer id. */
	#peers: ReadonlyMap<string, NetworkPeer>;
	#byIndex: ReadonlyMap<ValidatorIndex, string>;
	readonly #requests: RequestProtocol[] = [];
	#host: Libp2p | null = null;
	/** By links that are closed. */
	#droppedBefore = 0;

	/** @param modules.clock what heartbeats compare with the peers' */
	constructor(options: Libp2pOptions, modules: { log: Log; clock?: LinkClock }) {
		this.#options = options;
		this.#log = modules.log;
		this.#clock = modules.clock;
		this.#protocol = `/gridquorum/${options.chainId}/1`;
		this.#self = options.self;
		this.#peers = new Map(options.peers.map((peer) => [peer.peerId, peer]));
		this.#byIndex = new Map(options.peers.map((peer) => [peer.validator, peer.peerId]));
	}

	/** Answers a further protocol; said before the start. */
	serveRequests(protocol: RequestProtocol): void {
		this.#requests.push(protocol);
	}

	/** Opens a stream to any peer, over the present connection or a new one. @throws what libp2p says */
	async dial(peer: PeerAddress, protocol: string, signal: AbortSignal): Promise<Stream> {
		const host = this.#requireHost();
		const limited = AbortSignal.any([signal, AbortSignal.timeout(DIAL_TIMEOUT_MS)]);
		const present = host.getConnections(peerIdFromString(peer.peerId)).find(({ status }) => status === 'open');
		if (present) return present.newStream(protocol, { signal: limited });
		const addresses = peer.addresses.map((address) => multiaddr(`${address}/p2p/${peer.peerId}`));
		return host.dialProtocol(addresses, protocol, { signal: limited });
	}

	/** Peer ids with an open connection, validators and guests. */
	connectedPeers(): readonly string[] {
		const open = this.#host?.getConnections().filter(({ status }) => status === 'open') ?? [];
		return [...new Set(open.map(({ remotePeer }) => remotePeer.toString()))];
	}

	/** Where others reach this node; known once started. */
	get addresses(): readonly string[] {
		return this.#host?.getMultiaddrs().map(String) ?? [];
	}

	figures(): NetworkFigures {
		const open = this.#host?.getConnections().filter(({ status }) => status === 'open') ?? [];
		return {
			addresses: this.addresses,
			connections: open.map(({ remotePeer, remoteAddr, direction, timeline }) => ({
				peerId: remotePeer.toString(),
				validator: this.#peers.get(remotePeer.toString())?.validator ?? null,
				address: remoteAddr.toString(),
				direction,
				sinceMs: timeline.open,
			})),
			links: [...this.#links].map(([peerId, { link }]) => ({
				peerId,
				validator: this.#indexOf(peerId),
				...link.figures,
			})),
		};
	}

	/** Frames that full outboxes lost. */
	get dropped(): number {
		return [...this.#links.values()].reduce((sum, { link }) => sum + link.dropped, this.#droppedBefore);
	}

	async start(handlers: TransportHandlers): Promise<void> {
		const { listen } = this.#options;
		this.#handlers = handlers;
		try {
			this.#host = await this.#createHost();
			await this.#host.handle(this.#protocol, (stream, connection) => this.#accept(stream, connection), {
				maxInboundStreams: STREAMS_PER_CONNECTION,
				maxOutboundStreams: STREAMS_PER_CONNECTION,
			});
			for (const requests of this.#requests)
				await this.#host.handle(
					requests.name,
					(stream, { remotePeer }) => requests.onStream(stream, remotePeer.toString()),
					{ maxInboundStreams: requests.streamsPerConnection, maxOutboundStreams: requests.streamsPerConnection },
				);
			await this.#host.start();
		} catch (error) {
			await this.#host?.stop();
			throw new CodedError('NETWORK_LISTEN_FAILED', { address: listen.join(', '), reason: listenFault(error) });
		}
		this.#openLinks();
	}

	setValidators(self: ValidatorIndex | null, peers: readonly NetworkPeer[]): void {
		this.#self = self;
		this.#peers = new Map(peers.map((peer) => [peer.peerId, peer]));
		this.#byIndex = new Map(peers.map((peer) => [peer.validator, peer.peerId]));
		for (const [peerId, open] of this.#links) {
			if (self !== null && this.#peers.has(peerId)) continue;
			this.#links.delete(peerId);
			this.#droppedBefore += open.link.dropped;
			open.abort.abort();
			open.link.close();
			if (!this.#peers.has(peerId)) this.disconnect(peerId, 'no validator of this epoch');
		}
		this.#openLinks();
	}

	async stop(): Promise<void> {
		this.#abort.abort();
		const running = [...this.#links.values()].map((open) => {
			open.abort.abort();
			open.link.close();
			return open.running;
		});
		await this.#host?.stop();
		await Promise.all(running);
	}

	send(to: ValidatorIndex, channel: Channel, payload: Uint8Array): void {
		this.#linkTo(to)?.send(channel, encodeFrame(channel, payload));
	}

	broadcast(channel: Channel, payload: Uint8Array): void {
		const frame = encodeFrame(channel, payload);
		for (const { link } of this.#links.values()) link.send(channel, frame);
	}

	penalise(peer: ValidatorIndex, reason: string): void {
		this.#linkTo(peer)?.penalise(reason);
	}

	peers(): readonly PeerState[] {
		return [...this.#links].map(([peerId, { link }]) => ({ validator: this.#indexOf(peerId), ...link.state }));
	}

	async openStream(peerId: string, signal: AbortSignal): Promise<Stream> {
		const peer = this.#peers.get(peerId);
		if (!peer) throw new CodedError('NODE_STOPPED');
		return this.dial(peer, this.#protocol, signal);
	}

	disconnect(peerId: string, reason: string): void {
		// Compared as text: what governance wrote into the validator set need not be a peer id.
		for (const connection of this.#host?.getConnections() ?? [])
			if (connection.remotePeer.toString() === peerId) connection.abort(new Error(reason));
	}

	/** Validators answer the consensus protocol to validators alone, so that others open no links. */
	#openLinks(): void {
		const handlers = this.#handlers;
		const self = this.#self;
		if (!handlers || self === null || this.#abort.signal.aborted) return;
		for (const [peerId, { validator }] of this.#peers) {
			if (this.#links.has(peerId)) continue;
			const link = new PeerLink(
				{ peerId, yieldsFirstDial: validator < self },
				{
					host: this,
					log: this.#log,
					clock: this.#clock,
					events: {
						onFrame: (from, kind, payload) => {
							if (this.#peers.has(from)) handlers.onFrame(this.#indexOf(from), kind, payload);
						},
						onChange: (peer, connected) => {
							if (this.#peers.has(peer)) handlers.onPeerChange?.(this.#indexOf(peer), connected);
						},
					},
				},
			);
			const abort = new AbortController();
			this.#links.set(peerId, { link, abort, running: link.run(abort.signal) });
		}
	}

	#indexOf(peerId: string): ValidatorIndex {
		return (this.#peers.get(peerId) as NetworkPeer).validator;
	}

	#linkTo(validator: ValidatorIndex): PeerLink | undefined {
		return this.#links.get(this.#byIndex.get(validator) ?? '')?.link;
	}

	#accept(stream: Stream, connection: Connection): void {
		const open = this.#links.get(connection.remotePeer.toString());
		if (open && !this.#abort.signal.aborted) open.link.accept(stream);
		else stream.abort(new Error('not a validator'));
	}

	#isWelcome(peerId: PeerId): boolean | Promise<boolean> {
		const name = peerId.toString();
		if (this.#peers.has(name)) return this.#links.get(name)?.link.isPenalised !== true;
		const guests = this.#host?.getConnections().filter(({ remotePeer }) => !this.#peers.has(remotePeer.toString()));
		return (guests?.length ?? 0) < GUESTS && this.#isAdmitted(name);
	}

	async #isAdmitted(peerId: string): Promise<boolean> {
		for (const { isAdmitted } of this.#requests) if (await isAdmitted(peerId)) return true;
		return false;
	}

	#isPenalised(peerId: PeerId): boolean {
		return this.#links.get(peerId.toString())?.link.isPenalised === true;
	}

	#requireHost(): Libp2p {
		if (!this.#host) throw new CodedError('NODE_NOT_STARTED');
		return this.#host;
	}

	async #createHost(): Promise<Libp2p> {
		const { seed, listen } = this.#options;
		return createLibp2p({
			start: false,
			privateKey: await generateKeyPairFromSeed('Ed25519', seed),
			addresses: { listen: [...listen] },
			transports: [tcp({ dialOpts: { noDelay: true }, listenOpts: { noDelay: true } })],
			connectionEncrypters: [noise()],
			streamMuxers: [
				yamux({ maxInboundStreams: STREAMS_PER_CONNECTION * 3, maxOutboundStreams: STREAMS_PER_CONNECTION * 3 }),
			],
			connectionManager: {
				maxConnections: MAX_VALIDATORS * 3 + GUESTS + 8,
				inboundConnectionThreshold: INBOUND_PER_SECOND,
				maxIncomingPendingConnections: INBOUND_PER_SECOND,
				inboundUpgradeTimeout: HANDSHAKE_TIMEOUT_MS,
				reconnectRetries: 0,
			},
			// The links have heartbeats of their own; libp2p's ping would cut a busy connection.
			connectionMonitor: { enabled: false },
			connectionGater: {
				denyDialMultiaddr: () => false,
				denyInboundEncryptedConnection: async (peerId) => !(await this.#isWelcome(peerId)),
				denyOutboundEncryptedConnection: (peerId) => this.#isPenalised(peerId),
			},
		});
	}
}

/** What libp2p says of each address, without the stacks that it puts into its message. */
function listenFault(error: unknown): string {
	const lines = String(error)
		.split('\n')
		.map((line) => line.trim());
	const ofAddresses = lines.filter((line) => line.startsWith('/'));
	return (ofAddresses.length > 0 ? ofAddresses : lines.slice(0, 1)).join('; ');
}
