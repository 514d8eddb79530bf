import type { BlockHeader, CommitProof } from './block.ts';
import { readBlockHeader, readCommitProof } from './block-codec.ts';
import type { Digest, Sha256 } from './bytes.ts';
import { encode, type Plain } from './cbor.ts';
import { GENESIS_LIMITS } from './genesis.ts';
import { identifier } from './ids.ts';
import { bytes, bytesUpTo, integer, list, type Reader, record, text } from './reader.ts';
import type { EnergyWh, MicroMoney, TimeMs } from './units.ts';

/**
 * A light client that is a contract: what one chain keeps of another so that it can verify, by itself, what that one
 * recorded. It begins with a chain root that the validators of this chain agreed to by governance, follows the other's
 * epochs by their handovers, and keeps the newest certified state roots.
 */
export const BRIDGE_CLIENT_LIMITS = {
	/** Chains that one chain may be connected with. */
	chains: 64,
	/** Handovers of one update; a client further behind is brought up in several. */
	handovers: 4,
	/** Headers that link the one with the state root to the one that the commit proof names. */
	headers: 256,
	/** Newest state roots kept of a chain. */
	roots: 16,
	/** Newest epochs of a chain whose keys a proof of a fork may be signed with. */
	scopes: 4,
	/**
	 * Highest `moneyLimit` of terms, micro-units: what all the chains together may pay out keeps every account within safe
	 * integers.
	 */
	moneyLimit: 100_000_000_000_000,
	/** Encoded leaf `chain/tip`. */
	tipBytes: 256,
} as const;

export interface ChainRootValidator {
	readonly id: string;
	/** Ed25519, 32 bytes. */
	readonly publicKey: Uint8Array;
}

/**
 * Where trust in another chain begins: the keys of one of its epochs. `bridge root` prints it on the other chain's side;
 * operators compare its digest by another way before they approve it.
 */
export interface ChainRoot {
	readonly chainId: string;
	readonly genesisDigest: Digest;
	/** Of the chain's money; channels move money only between chains of the same. */
	readonly currency: string;
	readonly epoch: number;
	/** What round 0 of the epoch certifies: the genesis digest in the first, `epochGenesisId` later. */
	readonly genesisId: Digest;
	/** In index order. */
	readonly validators: readonly ChainRootValidator[];
}

/** What a chain allows a channel; decided by its validators, each side for itself. */
export interface ChannelTerms {
	/**
	 * Most that this chain's claim on the other, and its debt to it, may come to: what a corrupt counterpart could take.
	 */
	readonly moneyLimit: MicroMoney;
	/** Most power that the tie carries out of this chain's region, and that this chain lets come in over it; watts. */
	readonly capacityW: number;
	/**
	 * When the newest state that is known here is so old, the client is no longer trusted, and only governance gives it a
	 * new root.
	 */
	readonly trustPeriodMs: TimeMs;
}

/** The state of a light client, leaf `bridge/client/<chain>`. */
export interface ChainClient {
	readonly genesisDigest: Digest;
	readonly currency: string;
	/** Newest epoch of the other chain that is known here. */
	readonly epoch: number;
	/** Height and time of the newest state root; 0 before the first. */
	readonly height: number;
	readonly time: TimeMs;
	/**
	 * Where the trust period counts from: the time of the newest state root, or this chain's time when it came if that was
	 * earlier; before the first, and until one is newer, this chain's time when the client began.
	 */
	readonly updatedAt: TimeMs;
	/** Heights of the kept roots, ascending. */
	readonly roots: readonly number[];
	/** Kept scopes' epochs, ascending; the last is `epoch`. */
	readonly scopes: readonly number[];
	/** Height at which two final blocks were proven; nothing crosses until governance gives the client a new root. */
	readonly frozenAt: number | null;
	readonly terms: ChannelTerms;
}

/** The keys of one epoch of another chain, leaf `bridge/scope/<chain>/<epoch>`. */
export interface ClientScope {
	readonly epoch: number;
	readonly genesisId: Digest;
	readonly publicKeys: readonly Uint8Array[];
}

/** One certified state of another chain, leaf `bridge/root/<chain>/<height>`. */
export interface ClientRoot {
	readonly stateRoot: Digest;
	/** Block time of the other chain at that height. */
	readonly time: TimeMs;
}

/** Moves a client on: handovers to later epochs, then a final header and what its state root says of height and time. */
export interface ClientUpdate {
	/** Encoded `EpochChangeProof`s, from the client's epoch on, without a gap; empty when the epoch is known. */
	readonly handovers: readonly Uint8Array[];
	/**
	 * As `verifyFinality` takes them: the first carries the state root, the commit proof names the last. None where the
	 * client is so far behind that only handovers are brought; what else the update has is not looked at then.
	 */
	readonly headers: readonly BlockHeader[];
	readonly commitProof: CommitProof;
	/** Canonical value of the leaf `chain/tip`, and its encoded `StateProof` under that root. */
	readonly tip: Uint8Array;
	readonly tipProof: Uint8Array;
}

/** One side of a fork: a header that its chain made final. */
export interface FinalHeader {
	readonly headers: readonly BlockHeader[];
	readonly commitProof: CommitProof;
}

/** Longest encoded state proof: 256 siblings. */
export const STATE_PROOF_MAX_BYTES = 16_384;
const HANDOVER_MAX_BYTES = 524_288;

const headers = list(readBlockHeader, BRIDGE_CLIENT_LIMITS.headers);

export const readClientUpdate: Reader<ClientUpdate> = record<ClientUpdate>({
	handovers: list(bytesUpTo(HANDOVER_MAX_BYTES), BRIDGE_CLIENT_LIMITS.handovers),
	headers,
	commitProof: readCommitProof,
	tip: bytesUpTo(BRIDGE_CLIENT_LIMITS.tipBytes),
	tipProof: bytesUpTo(STATE_PROOF_MAX_BYTES),
});

export const readFinalHeader: Reader<FinalHeader> = record<FinalHeader>({ headers, commitProof: readCommitProof });

export const readChainRoot: Reader<ChainRoot> = record<ChainRoot>({
	chainId: identifier(),
	genesisDigest: bytes(32),
	currency: text(16, 1),
	epoch: integer(),
	genesisId: bytes(32),
	validators: list(record<ChainRootValidator>({ id: identifier(), publicKey: bytes(32) }), GENESIS_LIMITS.validators),
});

export const readChannelTerms: Reader<ChannelTerms> = record<ChannelTerms>({
	moneyLimit: integer(0, BRIDGE_CLIENT_LIMITS.moneyLimit),
	capacityW: integer(0, 1_000_000_000_000),
	trustPeriodMs: integer(3_600_000),
});

/** What two operators compare before one of them approves the other's chain. */
export function chainRootDigest(root: ChainRoot, sha256: Sha256): Digest {
	return sha256(encode(['gridquorum/chain-root/v1', root as unknown as Plain]));
}

/** Energy that the tie may carry out of the region in an interval, at constant power. */
export function carriedAtMost({ capacityW }: Pick<ChannelTerms, 'capacityW'>, durationMs: TimeMs): EnergyWh {
	return Math.floor((capacityW * durationMs) / 3_600_000);
}
