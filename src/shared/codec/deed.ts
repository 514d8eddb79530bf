import { CodedError } from '../errors/coded-error.ts';
import type { Digest, Sha256 } from './bytes.ts';
import { decode, encode, type Plain } from './cbor.ts';
import { type DeedSignerTerms, SIGNER_CAPACITIES } from './deed-events.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from './ids.ts';
import { bytes, integer, list, literal, nullable, type Reader, record, text } from './reader.ts';
import { SIGNING_LIMITS } from './signing-policy.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh, TimeMs } from './units.ts';

/** Trades of one deed; two counterparties with more have further deeds. */
export const DEED_TRADES_MAX = 128;

/** Longest canonical deed, bytes: 128 trades with the longest ids. */
export const DEED_MAX_BYTES = 65_536;

/** Domain under which a deed's digest is signed; also the format that the document names. */
export const DEED_DOMAIN = 'gridquorum/deed/v1';

/** One trade of a deed: a period's energy, and what is paid for it. */
export interface DeedTrade {
	readonly trade: string;
	/** Zones of the user and of the generator. */
	readonly zone: string;
	readonly generatorZone: string;
	readonly deliveryStart: TimeMs;
	readonly deliveryEnd: TimeMs;
	/** 0 where an amendment gave the trade up. */
	readonly quantityWh: EnergyWh;
	readonly price: MicroPerKwh;
	/** quantity × price, from user to generator. */
	readonly amount: MicroMoney;
	readonly wheelingFee: MicroPerKwh;
	/** quantity × wheeling fee, from user to grid operator. */
	readonly fee: MicroMoney;
	/** Fees of the borders between the zones, from user to grid operator. */
	readonly border: MicroMoney;
	/** From user to the market's congestion account. */
	readonly congestion: MicroMoney;
}

/** The contract of one or more trades of two counterparties: generator sells, user buys, grid operator carries. */
export interface DeedDocument {
	readonly format: typeof DEED_DOMAIN;
	readonly chainId: string;
	readonly deed: string;
	/** 1 as drafted; each amendment adds 1. */
	readonly version: number;
	/** Digest of the version before; null for the first. */
	readonly former: Digest | null;
	/** SHA-256 of further terms that the parties agreed on; null: none. */
	readonly annex: Digest | null;
	readonly product: string;
	readonly generator: string;
	readonly user: string;
	readonly gridOperator: string;
	/** 1…128, by number. */
	readonly trades: readonly DeedTrade[];
	/** Who signs, each participant once, in the order in which they sign where `order` says so. */
	readonly signers: readonly DeedSignerTerms[];
	/** Signatures that complete it, those of generator and user always among them. */
	readonly threshold: number;
	readonly order: 'free' | 'ordered';
	readonly signingDeadline: TimeMs;
	readonly settlementTime: TimeMs;
	/** Energy beyond or short of the contract is settled at these: the breach clause. */
	readonly tariff: MicroPerKwh;
	readonly feedIn: MicroPerKwh;
}

const derived = identifier(DERIVED_ID_MAX_CHARACTERS);
const anyInteger = integer(Number.MIN_SAFE_INTEGER);

const readFields = record<DeedDocument>({
	format: literal(DEED_DOMAIN),
	chainId: text(64, 1),
	deed: derived,
	version: integer(1, 1_000),
	former: nullable(bytes(32)),
	annex: nullable(bytes(32)),
	product: identifier(),
	generator: identifier(),
	user: identifier(),
	gridOperator: identifier(),
	trades: list(
		record<DeedTrade>({
			trade: derived,
			zone: identifier(),
			generatorZone: identifier(),
			deliveryStart: integer(),
			deliveryEnd: integer(),
			quantityWh: integer(),
			price: anyInteger,
			amount: anyInteger,
			wheelingFee: integer(),
			fee: integer(),
			border: integer(),
			congestion: anyInteger,
		}),
		DEED_TRADES_MAX,
	),
	signers: list(
		record<DeedSignerTerms>({ participant: identifier(), as: literal(...SIGNER_CAPACITIES) }),
		SIGNING_LIMITS.signers,
	),
	threshold: integer(1, SIGNING_LIMITS.signers),
	order: literal('free', 'ordered'),
	signingDeadline: integer(),
	settlementTime: integer(),
	tariff: anyInteger,
	feedIn: anyInteger,
});

export const readDeedDocument: Reader<DeedDocument> = (value, path) => {
	const document = readFields(value, path);
	if (document.trades.length === 0)
		throw new CodedError('CODEC_INVALID', { path: `${path}.trades`, expected: 'at least one trade' });
	if (document.threshold > document.signers.length)
		throw new CodedError('CODEC_INVALID', { path: `${path}.threshold`, expected: 'at most the number of signers' });
	return document;
};

export function createDeedDocument(terms: Omit<DeedDocument, 'format'>): DeedDocument {
	return { format: DEED_DOMAIN, ...terms };
}

export function encodeDeed(document: DeedDocument): Uint8Array {
	return encode(document as unknown as Plain);
}

/** @throws CodedError CODEC_* when the bytes are not one canonical deed */
export function decodeDeed(encoded: Uint8Array): DeedDocument {
	return readDeedDocument(decode(encoded, DEED_MAX_BYTES), 'deed');
}

/** SHA-256 of the deed's canonical bytes, which any SHA-256 program recomputes. */
export function deedDigest(encoded: Uint8Array, sha256: Sha256): Digest {
	return sha256(encoded);
}

/** The exact bytes that each signer signs with Ed25519: the digest under its own domain and chain. */
export function deedSigningBytes(chainId: string, digest: Digest): Uint8Array {
	return encode([DEED_DOMAIN, chainId, digest]);
}
