import type { Digest, Sha256 } from './bytes.ts';
import { encode, type Plain } from './cbor.ts';
import { DEVICE_TECHNOLOGIES, type DeviceTechnology } from './device.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from './ids.ts';
import { boolean, bytes, integer, list, literal, nullable, type Reader, record, text, variant } from './reader.ts';
import type { EnergyWh, MicroMoney, TimeMs } from './units.ts';

export const PACKET_LIMITS = {
	/** Packets that the counterpart has not acknowledged: so many answers it keeps. */
	window: 1_000,
	/** Packets, or acknowledgements, of one call. */
	perCall: 100,
	/** Parts of certificates of one packet. */
	parts: 100,
	/** Longest time to a packet's timeout: 30 days. */
	timeoutMs: 30 * 86_400_000,
	/** Lots of one product, and open offers of one chain. */
	lotsPerProduct: 1_000,
	openOffers: 1_000,
	/** Lots of one trade, and of one participant in a product that takes them. */
	lotsTogether: 100,
	/** Parts of certificates that follow one lot. */
	partsOfLot: 500,
} as const;

/** What a granular certificate says, as it crosses to a chain that did not issue it. */
export interface CrossingCertificateTerms {
	readonly product: string;
	readonly meter: string;
	readonly producer: string;
	readonly technology: DeviceTechnology;
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly reading: string;
	readonly expiresAt: TimeMs;
	readonly quantityWh: EnergyWh;
}

/** A range of a certificate, by its id on the chain that issued it. */
export interface CrossingPart {
	/** Chain id of the issuer: the sending chain, or the receiving one when it returns. */
	readonly origin: string;
	readonly certificate: string;
	readonly fromWh: EnergyWh;
	readonly toWh: EnergyWh;
	/** Null on the way home. */
	readonly terms: CrossingCertificateTerms | null;
}

/** Energy bought under a sealed deed of the sending chain, which is taken in the receiving one's region instead. */
export interface EnergyLot {
	readonly product: string;
	readonly deed: string;
	/** SHA-256 that the deed's signers signed. */
	readonly deedDigest: Digest;
	readonly trade: string;
	/** Who generates it, on the sending chain. */
	readonly generator: string;
	/** Delivery interval. */
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly quantityWh: EnergyWh;
}

export type OfferedGoods =
	| { readonly kind: 'lot'; readonly lot: EnergyLot }
	| { readonly kind: 'certificates'; readonly parts: readonly CrossingPart[] };

/** `from` is a participant of the sending chain, `to` one of the receiving chain. */
export type PacketContents =
	| { readonly kind: 'money'; readonly from: string; readonly to: string; readonly amount: MicroMoney }
	| {
			readonly kind: 'certificates';
			readonly from: string;
			readonly to: string;
			/** Packet of the lot that they follow, else null. */
			readonly lot: string | null;
			readonly parts: readonly CrossingPart[];
	  }
	| { readonly kind: 'lot'; readonly from: string; readonly to: string; readonly lot: EnergyLot }
	/** Goods for money: taken there, in one call, or given back. */
	| {
			readonly kind: 'offer';
			readonly from: string;
			/** Who alone may take it; null: anybody. */
			readonly taker: string | null;
			readonly goods: OfferedGoods;
			/** Money that the taker pays on the receiving chain and `from` receives on the sending one. */
			readonly price: MicroMoney;
			readonly expiresAt: TimeMs;
	  }
	/** How an offer ended, from the chain where it stood back to the offering one. Nothing can refuse it. */
	| {
			readonly kind: 'offer-closed';
			/** Packet of the offer. */
			readonly offer: string;
			/** Null: nobody took it in time. */
			readonly taker: string | null;
	  };

export interface Packet {
	/** Counted from 0 per channel and direction. */
	readonly sequence: number;
	readonly contents: PacketContents;
	/**
	 * From this time of the receiving chain on it is not executed any more; null for what must arrive however late.
	 */
	readonly timeoutAt: TimeMs | null;
}

/** What became of a packet on the receiving chain; `code` of the error catalogue when it was refused. */
export interface PacketAnswer {
	readonly ok: boolean;
	readonly code: string | null;
}

/** The code of an answer to a packet that came after its time. */
export const PACKET_EXPIRED = 'BRIDGE_PACKET_EXPIRED';

/** A list that only grows, by its length and a hash over all of it: one state proof covers any number of its items. */
export interface HashChain {
	readonly count: number;
	readonly digest: Digest;
}

export const EMPTY_CHAIN: HashChain = { count: 0, digest: new Uint8Array(32) };

/** `item` is a `packetDigest` or an `answerDigest`. */
export function appendToChain({ count, digest }: HashChain, item: Digest, sha256: Sha256): HashChain {
	return { count: count + 1, digest: sha256(encode(['gridquorum/bridge-chain/v1', digest, item])) };
}

export function packetDigest(packet: Packet, sha256: Sha256): Digest {
	return sha256(encode(['gridquorum/packet/v1', packet as unknown as Plain]));
}

export function answerDigest(answer: PacketAnswer, sha256: Sha256): Digest {
	return sha256(encode(['gridquorum/packet-answer/v1', answer as unknown as Plain]));
}

const energy = integer(0, 1_000_000_000);
const money = integer(1);
const participant = identifier();
const derived = identifier(DERIVED_ID_MAX_CHARACTERS);

const readCertificateTerms = record<CrossingCertificateTerms>({
	product: identifier(),
	meter: identifier(),
	producer: participant,
	technology: literal(...DEVICE_TECHNOLOGIES),
	start: integer(),
	end: integer(),
	reading: derived,
	expiresAt: integer(),
	quantityWh: energy,
});

const readParts = list(
	record<CrossingPart>({
		origin: identifier(),
		certificate: derived,
		fromWh: energy,
		toWh: energy,
		terms: nullable(readCertificateTerms),
	}),
	PACKET_LIMITS.parts,
);

const readLot = record<EnergyLot>({
	product: identifier(),
	deed: derived,
	deedDigest: bytes(32),
	trade: derived,
	generator: participant,
	start: integer(),
	end: integer(),
	quantityWh: integer(1, 1_000_000_000),
});

const readGoods = variant<OfferedGoods>({
	lot: record<Extract<OfferedGoods, { kind: 'lot' }>>({ kind: literal('lot'), lot: readLot }),
	certificates: record<Extract<OfferedGoods, { kind: 'certificates' }>>({
		kind: literal('certificates'),
		parts: readParts,
	}),
});

type Contents<K extends PacketContents['kind']> = Extract<PacketContents, { kind: K }>;

const readContents = variant<PacketContents>({
	money: record<Contents<'money'>>({ kind: literal('money'), from: participant, to: participant, amount: money }),
	certificates: record<Contents<'certificates'>>({
		kind: literal('certificates'),
		from: participant,
		to: participant,
		lot: nullable(derived),
		parts: readParts,
	}),
	lot: record<Contents<'lot'>>({ kind: literal('lot'), from: participant, to: participant, lot: readLot }),
	offer: record<Contents<'offer'>>({
		kind: literal('offer'),
		from: participant,
		taker: nullable(participant),
		goods: readGoods,
		price: money,
		expiresAt: integer(),
	}),
	'offer-closed': record<Contents<'offer-closed'>>({
		kind: literal('offer-closed'),
		offer: derived,
		taker: nullable(participant),
	}),
});

export const readPacket: Reader<Packet> = record<Packet>({
	sequence: integer(),
	contents: readContents,
	timeoutAt: nullable(integer()),
});

export const readPacketAnswer: Reader<PacketAnswer> = record<PacketAnswer>({
	ok: boolean,
	code: nullable(text(64, 1)),
});

export const readHashChain: Reader<HashChain> = record<HashChain>({ count: integer(), digest: bytes(32) });
