import type { ValidatorIndex } from '../../../shared/codec/block.ts';

/** One open connection, as libp2p and the link on it count it. */
export interface PeerConnection {
	readonly peerId: string;
	/** In the present epoch; null for an observer. */
	readonly validator: ValidatorIndex | null;
	/** Multiaddr of the other end. */
	readonly address: string;
	readonly direction: 'inbound' | 'outbound';
	/** Unix wall ms. */
	readonly sinceMs: number;
}

/** Of the link with one validator, whether it is up or not. */
export interface LinkFigures {
	readonly validator: ValidatorIndex;
	readonly peerId: string;
	/** Frames written and read since the node's start, bytes. */
	readonly bytesOut: number;
	readonly bytesIn: number;
	/** Why the link was last lost or not made; null if never. */
	readonly lastFailure: { readonly reason: string; readonly atMs: number } | null;
}

/** What the network says of itself to an operator. */
export interface NetworkFigures {
	/** Where others reach this node, as multiaddrs. */
	readonly addresses: readonly string[];
	readonly connections: readonly PeerConnection[];
	readonly links: readonly LinkFigures[];
}
