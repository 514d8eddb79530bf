import { generateKeyPairFromSeed } from '@libp2p/crypto/keys';
import { noise } from '@libp2p/noise';
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p, type Libp2p } from 'libp2p';
import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { Log } from '../observe/log.ts';
import type { PeerState } from '../types.ts';
import { encodeFrame } from './frame.ts';
import type { Connection, PeerId, Stream } from './libp2p-types.ts';
import { type LinkHost, PeerLink } from './peer-link.ts';
import type { Channel, Transport, TransportHandlers } from './types.ts';

/** Connections per second and host, and handshakes under way: a whole network may live on one machine. */
const INBOUND_PER_SECOND = 64;
const DIAL_TIMEOUT_MS = 5_000;
/** A socket that has not proven a peer id by then is closed. */
const HANDSHAKE_TIMEOUT_MS = 3_000;
const STREAMS_PER_CONNECTION = 4;
/** Connections of peers that do not validate. */
const GUESTS = 32;

export interface NetworkPeer {
	readonly validator: ValidatorIndex;
	readonly peerId: string;
	/** Multiaddrs without the /p2p part. */
	readonly addresses: readonly string[];
}

export interface Libp2pOptions {
	readonly chainId: string;
	/** Null for an observer. */
	readonly self: ValidatorIndex | null;
	/** Ed25519 seed of the network key: its peer id is the validator's name in the genesis. */
	readonly seed: Uint8Array;
	/** Multiaddrs to listen on, such as /ip4/127.0.0.1/tcp/0. */
	readonly listen: readonly string[];
	/** Every other validator. */
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

/** The peer id of a network key. */
export async function peerIdOfSeed(seed: Uint8Array): Promise<string> {
	const key = await generateKeyPairFromSeed('Ed25519', seed);
	return peerIdFromPrivateKey(key).toString();
}

/**
 * Validators over TCP, Noise and Yamux: one long-lived stream per direction and pair. Noise proves the peer id, and
 * only peer ids of the genesis get past the handshake.
 */
export class Libp2pTransport implements Transport, LinkHost {
	readonly #options: Libp2pOptions;
	readonly #log: Log;
	readonly #protocol: string;
	readonly #peerIds = new Map<ValidatorIndex, PeerId>();
	readonly #validators = new Map<string, ValidatorIndex>();
	readonly #links = new Map<ValidatorIndex, PeerLink>();
	readonly #abort = new AbortController();
	#requests: RequestProtocol | null = null;
	#host: Libp2p | null = null;
	#running: Promise<unknown> = Promise.resolve();

	constructor(options: Libp2pOptions, modules: { log: Log }) {
		this.#options = options;
		this.#log = modules.log;
		this.#protocol = `/gridquorum/${options.chainId}/1`;
		for (const { validator, peerId } of options.peers) {
			this.#peerIds.set(validator, peerIdFromString(peerId));
			this.#validators.set(peerId, validator);
		}
	}

	/** Answers a further protocol; said before the start. */
	serveRequests(protocol: RequestProtocol): void {
		this.#requests = protocol;
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

	/** Where others reach this node; known once started. */
	get addresses(): readonly string[] {
		return this.#host?.getMultiaddrs().map(String) ?? [];
	}

	/** Frames that full outboxes lost. */
	get dropped(): number {
		return [...this.#links.values()].reduce((sum, link) => sum + link.dropped, 0);
	}

	async start(handlers: TransportHandlers): Promise<void> {
		const { peers, self, listen } = this.#options;
		// Validators answer the consensus protocol to validators alone.
		for (const { validator } of self === null ? [] : peers) {
			const link = new PeerLink(
				{ validator, yieldsFirstDial: self !== null && validator < self },
				{
					host: this,
					log: this.#log,
					events: {
						onFrame: (from, kind, payload) => handlers.onFrame(from, kind, payload),
						onChange: (peer, connected) => handlers.onPeerChange?.(peer, connected),
					},
				},
			);
			this.#links.set(validator, link);
		}
		try {
			this.#host = await this.#createHost();
			await this.#host.handle(this.#protocol, (stream, connection) => this.#accept(stream, connection), {
				maxInboundStreams: STREAMS_PER_CONNECTION,
				maxOutboundStreams: STREAMS_PER_CONNECTION,
			});
			const requests = this.#requests;
			if (requests)
				await this.#host.handle(
					requests.name,
					(stream, { remotePeer }) => requests.onStream(stream, remotePeer.toString()),
					{ maxInboundStreams: requests.streamsPerConnection, maxOutboundStreams: requests.streamsPerConnection },
				);
			await this.#host.start();
		} catch (error) {
			await this.#host?.stop();
			throw new CodedError('NETWORK_LISTEN_FAILED', { address: listen.join(', '), reason: String(error) });
		}
		this.#running = Promise.all([...this.#links.values()].map((link) => link.run(this.#abort.signal)));
	}

	async stop(): Promise<void> {
		this.#abort.abort();
		for (const link of this.#links.values()) link.close();
		await this.#host?.stop();
		await this.#running;
	}

	send(to: ValidatorIndex, channel: Channel, payload: Uint8Array): void {
		this.#links.get(to)?.send(channel, encodeFrame(channel, payload));
	}

	broadcast(channel: Channel, payload: Uint8Array): void {
		const frame = encodeFrame(channel, payload);
		for (const link of this.#links.values()) link.send(channel, frame);
	}

	penalise(peer: ValidatorIndex, reason: string): void {
		this.#links.get(peer)?.penalise(reason);
	}

	peers(): readonly PeerState[] {
		return [...this.#links.values()].map((link) => link.state);
	}

	async openStream(validator: ValidatorIndex, signal: AbortSignal): Promise<Stream> {
		const peer = this.#options.peers.find((entry) => entry.validator === validator);
		if (!peer) throw new CodedError('NODE_STOPPED');
		return this.dial(peer, this.#protocol, signal);
	}

	disconnect(validator: ValidatorIndex, reason: string): void {
		for (const connection of this.#connectionsTo(validator)) connection.abort(new Error(reason));
	}

	#connectionsTo(validator: ValidatorIndex): Connection[] {
		const peerId = this.#peerIds.get(validator);
		return peerId && this.#host ? this.#host.getConnections(peerId) : [];
	}

	#accept(stream: Stream, connection: Connection): void {
		const validator = this.#validators.get(connection.remotePeer.toString());
		const link = validator === undefined ? undefined : this.#links.get(validator);
		if (link && !this.#abort.signal.aborted) link.accept(stream);
		else stream.abort(new Error('not a validator'));
	}

	#isWelcome(peerId: PeerId): boolean | Promise<boolean> {
		const name = peerId.toString();
		const validator = this.#validators.get(name);
		if (validator !== undefined) return this.#links.get(validator)?.isPenalised !== true;
		const guests = this.#host
			?.getConnections()
			.filter(({ remotePeer }) => !this.#validators.has(remotePeer.toString()));
		return (guests?.length ?? 0) < GUESTS && (this.#requests?.isAdmitted(name) ?? false);
	}

	#isPenalised(peerId: PeerId): boolean {
		const validator = this.#validators.get(peerId.toString());
		return validator !== undefined && this.#links.get(validator)?.isPenalised === true;
	}

	#requireHost(): Libp2p {
		if (!this.#host) throw new CodedError('NODE_NOT_STARTED');
		return this.#host;
	}

	async #createHost(): Promise<Libp2p> {
		const { seed, listen, peers } = this.#options;
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
				maxConnections: peers.length * 3 + GUESTS + 8,
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
