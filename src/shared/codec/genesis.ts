import { CodedError } from '../errors/coded-error.ts';
import { EIC_CHARACTERS } from '../formats/eic.ts';
import { type Digest, fromHex, type Sha256, toHex } from './bytes.ts';
import { decode, encode, type Plain } from './cbor.ts';
import { DELEGATION_LIMITS, type Delegation, readDelegation } from './delegation.ts';
import { requireConsistent } from './genesis-rules.ts';
import { identifier } from './ids.ts';
import { bytes, integer, list, literal, nullable, type Reader, record, text } from './reader.ts';
import { PARTICIPANT_ROLES, type Role } from './roles.ts';
import type { MicroMoney, TimeMs } from './units.ts';

export const GENESIS_LIMITS = {
	validators: 128,
	participants: 20_000,
	metersPerParticipant: 16,
	addresses: 8,
	contracts: 64,
	/** Encoded document. */
	bytes: 67_108_864,
} as const;

const FORMAT = 'gridquorum/genesis/v1';

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
	readonly meters: readonly { readonly id: string; readonly operator: string }[];
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
	readonly format: typeof FORMAT;
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

const positive = integer(1);

export const readGenesis: Reader<GenesisDocument> = (value, path) => {
	const document = readForm(value, path);
	requireConsistent(document, path);
	return document;
};

export const readGenesisValidator = record<GenesisValidator>({
	id: identifier(),
	name: text(120, 1),
	operator: text(120, 1),
	publicKey: bytes(32),
	peerId: text(128),
	addresses: list(text(256, 1), GENESIS_LIMITS.addresses),
});

export const readConsensusParameters = record<ConsensusParameters>({
	baseTimeoutMinMs: positive,
	baseTimeoutInitialMs: positive,
	baseTimeoutMaxMs: positive,
	roundTimeoutMaxMs: integer(30_000),
	idleIntervalMs: positive,
	clockAheadMs: integer(),
	clockBehindMs: integer(),
	maxBlockBytes: integer(1_024),
});

const readForm = record<GenesisDocument>({
	format: literal(FORMAT),
	name: (value, path) => {
		if (typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,39}$/.test(value)) return value;
		throw new CodedError('CODEC_INVALID', { path, expected: 'name of 1 to 40 lower-case letters, digits and -' });
	},
	time: integer(),
	validators: list(readGenesisValidator, GENESIS_LIMITS.validators),
	consensus: readConsensusParameters,
	market: record<MarketParameters>({
		currency: text(12, 1),
		marketOperator: identifier(),
		gridOperator: identifier(),
		transactionFee: integer(),
		callStepLimit: positive,
		callStepsPerByte: integer(0, 1_000),
		taskStepLimit: positive,
		blockStepLimit: positive,
		blockTaskStepLimit: positive,
		tasksPerBlock: positive,
		ordersPerProduct: integer(1, 1_000_000),
		ordersPerParticipant: integer(1, 10_000),
		retentionMs: integer(),
		rewardBudget: integer(),
		blockReward: integer(),
	}),
	contracts: list(record<ContractVersion>({ name: identifier(), version: positive }), GENESIS_LIMITS.contracts),
	participants: list(
		record<GenesisParticipant>({
			id: identifier(),
			role: literal(...PARTICIPANT_ROLES),
			name: text(120, 1),
			zone: identifier(),
			publicKey: bytes(32),
			encryptionKey: bytes(32),
			eic: nullable(text(EIC_CHARACTERS, EIC_CHARACTERS)),
			balance: integer(),
			meters: list(
				record<GenesisParticipant['meters'][number]>({ id: identifier(), operator: identifier() }),
				GENESIS_LIMITS.metersPerParticipant,
			),
			delegates: list(readDelegation, DELEGATION_LIMITS.perOwner),
		}),
		GENESIS_LIMITS.participants,
	),
});

/** Reasonable parameters for a small network; callers spread their own over them. */
export const DEFAULT_CONSENSUS: ConsensusParameters = {
	baseTimeoutMinMs: 200,
	baseTimeoutInitialMs: 1_000,
	baseTimeoutMaxMs: 10_000,
	roundTimeoutMaxMs: 30_000,
	idleIntervalMs: 2_000,
	clockAheadMs: 500,
	clockBehindMs: 5_000,
	maxBlockBytes: 1_048_576,
};

export const DEFAULT_MARKET: Omit<MarketParameters, 'marketOperator' | 'gridOperator'> = {
	currency: 'USD',
	transactionFee: 100,
	callStepLimit: 200_000,
	callStepsPerByte: 16,
	taskStepLimit: 20_000_000,
	blockStepLimit: 40_000_000,
	blockTaskStepLimit: 40_000_000,
	tasksPerBlock: 64,
	ordersPerProduct: 100_000,
	ordersPerParticipant: 1_000,
	retentionMs: 86_400_000,
	rewardBudget: 1_000_000_000_000,
	blockReward: 100_000,
};

/** The newest version of each contract of this software. */
export const DEFAULT_CONTRACTS: readonly ContractVersion[] = [
	{ name: 'auction', version: 1 },
	{ name: 'depository', version: 1 },
	{ name: 'governance', version: 1 },
	{ name: 'identity', version: 1 },
	{ name: 'incentive', version: 1 },
	{ name: 'ledger', version: 1 },
	{ name: 'metering', version: 1 },
	{ name: 'settlement', version: 1 },
];

export function createGenesis(parts: GenesisParts): GenesisDocument {
	return readGenesis({ format: FORMAT, contracts: DEFAULT_CONTRACTS, ...parts }, 'genesis');
}

export function encodeGenesis(document: GenesisDocument): Uint8Array {
	return encode(document as unknown as Plain);
}

/** @throws CodedError CODEC_* or GENESIS_INVALID */
export function decodeGenesis(encoded: Uint8Array): GenesisDocument {
	return readGenesis(decode(encoded, GENESIS_LIMITS.bytes), 'genesis');
}

/** SHA-256 of the canonical document under its own domain; also names the genesis block. */
export function genesisDigest(document: GenesisDocument, sha256: Sha256): Digest {
	return sha256(encode([FORMAT, encodeGenesis(document)]));
}

/** `<name>-<first 16 hex digits of the genesis digest>`: a signature for one chain is void on any other. */
export function chainIdOf(document: GenesisDocument, sha256: Sha256): string {
	return `${document.name}-${toHex(genesisDigest(document, sha256)).slice(0, 16)}`;
}

/** JSON text for files that people read: keys in lower-case hex. */
export function genesisToJson(document: GenesisDocument): string {
	return `${JSON.stringify(document, (_key, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value), '\t')}\n`;
}

/** Fields whose hex text is bytes. */
const KEY_FIELDS: readonly string[] = ['publicKey', 'encryptionKey'];

/** @throws CodedError GENESIS_INVALID when the text is not JSON, else as `decodeGenesis` */
export function genesisFromJson(source: string): GenesisDocument {
	let parsed: unknown;
	try {
		parsed = JSON.parse(source, (key, value: unknown) =>
			KEY_FIELDS.includes(key) && typeof value === 'string' && /^([0-9a-f]{2})*$/.test(value) ? fromHex(value) : value,
		);
	} catch (cause) {
		throw new CodedError('GENESIS_INVALID', { path: 'genesis', reason: String(cause) });
	}
	return readGenesis(parsed, 'genesis');
}
