import { CodedError } from '../errors/coded-error.ts';
import { EIC_CHARACTERS } from '../formats/eic.ts';
import { type Digest, fromHex, type Sha256, toHex } from './bytes.ts';
import { decode, encode, type Plain } from './cbor.ts';
import { DELEGATION_LIMITS, readDelegation } from './delegation.ts';
import { readDevice } from './device.ts';
import {
	type ConsensusParameters,
	type ContractVersion,
	GENESIS_FORMAT,
	type GenesisDocument,
	type GenesisMeter,
	type GenesisParticipant,
	type GenesisParts,
	type GenesisValidator,
	type MarketParameters,
} from './genesis-document.ts';
import { requireConsistent } from './genesis-rules.ts';
import { identifier } from './ids.ts';
import { bytes, integer, list, literal, nullable, type Reader, record, text } from './reader.ts';
import { PARTICIPANT_ROLES } from './roles.ts';

export const GENESIS_LIMITS = {
	validators: 128,
	participants: 20_000,
	metersPerParticipant: 16,
	addresses: 8,
	contracts: 64,
	/** Encoded document. */
	bytes: 67_108_864,
} as const;

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
	format: literal(GENESIS_FORMAT),
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
				record<GenesisMeter>({
					id: identifier(),
					operator: identifier(),
					publicKey: nullable(bytes(32)),
					device: readDevice,
				}),
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
	{ name: 'bridge', version: 1 },
	{ name: 'certificates', version: 1 },
	{ name: 'depository', version: 1 },
	{ name: 'governance', version: 1 },
	{ name: 'identity', version: 1 },
	{ name: 'incentive', version: 1 },
	{ name: 'ledger', version: 1 },
	{ name: 'metering', version: 1 },
	{ name: 'settlement', version: 1 },
	{ name: 'traceability', version: 1 },
];

export function createGenesis(parts: GenesisParts): GenesisDocument {
	return readGenesis({ format: GENESIS_FORMAT, contracts: DEFAULT_CONTRACTS, ...parts }, 'genesis');
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
	return sha256(encode([GENESIS_FORMAT, encodeGenesis(document)]));
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
