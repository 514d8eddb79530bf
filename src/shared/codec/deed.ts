import type { Digest, Sha256 } from './bytes.ts';
import { decode, encode, type Plain } from './cbor.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from './ids.ts';
import { integer, literal, record, text } from './reader.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh, TimeMs } from './units.ts';

/** Longest canonical deed, bytes. */
export const DEED_MAX_BYTES = 8_192;

/** Domain under which a deed's digest is signed; also the format that the document names. */
export const DEED_DOMAIN = 'gridquorum/deed/v1';

/** The three-party contract of one trade: generator sells, user buys, grid operator carries. */
export interface DeedDocument {
	readonly format: typeof DEED_DOMAIN;
	readonly chainId: string;
	readonly deed: string;
	readonly trade: string;
	readonly product: string;
	/** Zones of the user and of the generator. */
	readonly zone: string;
	readonly generatorZone: string;
	readonly generator: string;
	readonly user: string;
	readonly gridOperator: string;
	readonly deliveryStart: TimeMs;
	readonly deliveryEnd: TimeMs;
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
	readonly signingDeadline: TimeMs;
	readonly settlementTime: TimeMs;
	/** Energy beyond or short of the contract is settled at these: the breach clause. */
	readonly tariff: MicroPerKwh;
	readonly feedIn: MicroPerKwh;
}

const derived = identifier(DERIVED_ID_MAX_CHARACTERS);
const anyInteger = integer(Number.MIN_SAFE_INTEGER);

export const readDeedDocument = record<DeedDocument>({
	format: literal(DEED_DOMAIN),
	chainId: text(64, 1),
	deed: derived,
	trade: derived,
	product: identifier(),
	zone: identifier(),
	generatorZone: identifier(),
	generator: identifier(),
	user: identifier(),
	gridOperator: identifier(),
	deliveryStart: integer(),
	deliveryEnd: integer(),
	quantityWh: integer(1),
	price: anyInteger,
	amount: anyInteger,
	wheelingFee: integer(),
	fee: integer(),
	border: integer(),
	congestion: anyInteger,
	signingDeadline: integer(),
	settlementTime: integer(),
	tariff: anyInteger,
	feedIn: anyInteger,
});

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
