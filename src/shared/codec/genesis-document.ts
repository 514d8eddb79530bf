import type { Delegation } from './delegation.ts';
import type { Device } from './device.ts';
import type { Role } from './roles.ts';
import type { MicroMoney, TimeMs } from './units.ts';

export const GENESIS_FORMAT = 'gridquorum/genesis/v1';

export interface GenesisValidator {
	readonly id: string;
	readonly name: string;
	/** Organisation that runs it. */
	readonly operator: string;
	/** Ed25519, 32 bytes; signs consensus messages. */
	readonly publicKey: Uint8Array;
	/** libp2p peer id. */
	readonly peerId: string;
	/** Multiaddrs where the others dial it. */
	readonly addresses: readonly string[];
}

/** On-chain parameters of one epoch; times in wall milliseconds. */
export interface ConsensusParameters {
	readonly baseTimeoutMinMs: number;
	readonly baseTimeoutInitialMs: number;
	readonly baseTimeoutMaxMs: number;
	/** ≥ 30 s. */
	readonly roundTimeoutMaxMs: number;
	readonly idleIntervalMs: number;
	/** How far a block's time may lie ahead of, and behind, a voter's clock; scaled by the clock's speed. */
	readonly clockAheadMs: number;
	readonly clockBehindMs: number;
	readonly maxBlockBytes: number;
}

export interface MarketParameters {
	/** ISO 4217 code or another short name of the network's money. */
	readonly currency: string;
	/** Participants who open products and carry energy; each must be registered with that role. */
	readonly marketOperator: string;
	readonly gridOperator: string;
	/** Flat price of one transaction. */
	readonly transactionFee: MicroMoney;
	/** Steps that one transaction's call may take, and as many more for each byte of its arguments. */
	readonly callStepLimit: number;
	readonly callStepsPerByte: number;
	/** Steps that one scheduled task may take in one block. */
	readonly taskStepLimit: number;
	/** Steps after which a block's further transactions do not run. */
	readonly blockStepLimit: number;
	/** Steps after which a block's further scheduled tasks wait for the next one; transactions have their own. */
	readonly blockTaskStepLimit: number;
	/** Scheduled tasks that one block may start. */
	readonly tasksPerBlock: number;
	readonly ordersPerProduct: number;
	/** Live orders of one participant in one product, those of its batches apart. */
	readonly ordersPerParticipant: number;
	/** How long a settled product's details stay in the state. */
	readonly retentionMs: number;
	/** The epoch's incentive budget, and what each non-empty block takes from it. */
	readonly rewardBudget: MicroMoney;
	readonly blockReward: MicroMoney;
}

/** A meter of a participant, as `RegisterMeter` has it. */
export interface GenesisMeter {
	readonly id: string;
	readonly operator: string;
	readonly publicKey: Uint8Array | null;
	readonly device: Device | null;
}

export interface GenesisParticipant {
	readonly id: string;
	readonly role: Role;
	readonly name: string;
	readonly zone: string;
	/** Ed25519, 32 bytes; signs transactions and deeds. */
	readonly publicKey: Uint8Array;
	/** X25519, 32 bytes; what is meant for the participant alone is encrypted to it. */
	readonly encryptionKey: Uint8Array;
	/** Energy Identification Code of the party, or null. */
	readonly eic: string | null;
	readonly balance: MicroMoney;
	readonly meters: readonly GenesisMeter[];
	/** Who may act for this participant, and in what. */
	readonly delegates: readonly Delegation[];
}

export interface ContractVersion {
	readonly name: string;
	/** From 1. */
	readonly version: number;
}

/** Everything that the first state of a chain follows from. */
export interface GenesisDocument {
	readonly format: typeof GENESIS_FORMAT;
	/** Lower-case name of the chain, the readable half of its id. */
	readonly name: string;
	/** Chain clock at height 0. */
	readonly time: TimeMs;
	readonly validators: readonly GenesisValidator[];
	readonly consensus: ConsensusParameters;
	readonly market: MarketParameters;
	/** Versions that run from the first block on; governance upgrades them. */
	readonly contracts: readonly ContractVersion[];
	readonly participants: readonly GenesisParticipant[];
}

/** What makes a genesis; without `contracts`, those of this software's newest versions. */
export type GenesisParts = Omit<GenesisDocument, 'format' | 'contracts'> & Partial<Pick<GenesisDocument, 'contracts'>>;
