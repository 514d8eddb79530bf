import type { GenesisDocument } from '../../shared/codec/genesis-document.ts';
import type { Transport } from './network/types.ts';
import type { LogLevel } from './observe/log.ts';
import type { ClockSetting } from './types.ts';

export interface NodeOptions {
	readonly dataDirectory: string;
	readonly genesis: GenesisDocument;
	/** Id of this node as a validator, in the genesis or in an epoch to come; null for an observer. */
	readonly validator: string | null;
	/** Directory of key files. */
	readonly keys: string;
	readonly passphrase: string;
	/** The file that the passphrase came from; none where it was given in another way. */
	readonly passphraseFile?: string;
	/** Multiaddrs to listen on. */
	readonly listen: readonly string[];
	/** By validator id: where it is reached from here, when not where the genesis says. */
	readonly peerAddresses?: { readonly [validator: string]: readonly string[] };
	/** Peers to follow beside the validators, as multiaddrs that end in /p2p/ and a peer id. */
	readonly sources?: readonly string[];
	/** Peer ids that may follow this node, beside those that the chain's governance admits. */
	readonly observers?: readonly string[];
	/** Blocks behind its peers from which on a starting node takes a snapshot; never when it is not set. */
	readonly snapshotBeyondBlocks?: number;
	/** Encrypted bytes of documents that this node keeps at most; default 4 GiB. */
	readonly documentQuotaBytes?: number;
	/** Pause between two readings of every document that is kept, wall ms; default one hour. */
	readonly documentScrubMs?: number;
	/** Default: chain time is wall time. */
	readonly clock?: ClockSetting;
	readonly logLevel?: LogLevel;
	/** Entry files of the worker threads where a bundle has them elsewhere. */
	readonly workerUrls?: { readonly execution?: URL; readonly verification?: URL };
	/** Tests and simulations may execute on the calling thread. */
	readonly execution?: 'worker' | 'inline';
}

/** Hooks of a node's surroundings. */
export interface NodeModules {
	/** Stands between the driver and the real network: tests record, lose or forge there. */
	readonly aroundTransport?: (real: Transport) => Transport;
}
