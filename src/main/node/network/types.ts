import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import type { PeerState } from '../types.ts';

/** What a frame carries; the transport itself looks into neither. */
export type Channel = 'consensus' | 'transactions';

export const NETWORK_LIMITS = {
	/** Largest payload of one frame. */
	frameBytes: CONSENSUS_LIMITS.messageBytes,
	/** Waiting for one connected peer; beyond it the oldest go, transactions before consensus. */
	outboxBytes: 33_554_432,
	outboxFrames: 8_192,
	/** Waiting for a peer that is away: enough for its return, little enough to forget a long absence. */
	absentOutboxBytes: 1_048_576,
	absentOutboxFrames: 256,
	/** Bytes gathered into one write. */
	coalesceBytes: 262_144,
	/** A peer that takes nothing for so long is disconnected. */
	stallMs: 15_000,
	/** A peer that answers no heartbeat for so long is disconnected. */
	silenceMs: 10_000,
	heartbeatMs: 1_000,
	/** How long a peer that sent garbage stays out. */
	penaltyMs: 5_000,
	/** Delay before the first and the longest before a later reconnect; the real one is 50 to 100 % of it. */
	reconnectMinMs: 100,
	reconnectMaxMs: 5_000,
	/** The validator of the higher index lets the other dial first. */
	yieldMs: 250,
} as const;

export interface TransportHandlers {
	/** A frame from an authenticated validator. Must not throw. */
	onFrame(from: ValidatorIndex, channel: Channel, payload: Uint8Array): void;
	/** A link to a validator came up or went down. */
	onPeerChange?(peer: ValidatorIndex, connected: boolean): void;
}

/** A validator as the network knows it. */
export interface NetworkPeer {
	readonly validator: ValidatorIndex;
	readonly peerId: string;
	/** Multiaddrs without the /p2p part. */
	readonly addresses: readonly string[];
}

/**
 * Carries frames between the validators of one chain. Delivery is at most once and in order per channel while a link
 * holds; a full queue or a broken link loses frames, which the protocol above makes good. Neither send nor broadcast
 * ever waits.
 */
export interface Transport {
	/** @throws CodedError NETWORK_LISTEN_FAILED */
	start(handlers: TransportHandlers): Promise<void>;
	/** Nothing is delivered after it resolves. Safe to call twice. */
	stop(): Promise<void>;
	/** @throws CodedError NETWORK_FRAME_INVALID when the payload is empty or above `frameBytes` */
	send(to: ValidatorIndex, channel: Channel, payload: Uint8Array): void;
	/** To every other validator. */
	broadcast(channel: Channel, payload: Uint8Array): void;
	/**
	 * A new epoch: links to validators that stay go on under their new index, others are opened or closed.
	 * @param self this node's index in it, null when it has none
	 */
	setValidators(self: ValidatorIndex | null, peers: readonly NetworkPeer[]): void;
	/** Disconnects a peer that sent what no honest validator sends, for `penaltyMs`. */
	penalise(peer: ValidatorIndex, reason: string): void;
	/** Frames that full outboxes have lost. */
	readonly dropped: number;
	/** Every other validator, by index. */
	peers(): readonly PeerState[];
}
