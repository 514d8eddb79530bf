import {
	type ClientUpdate,
	type FinalHeader,
	readClientUpdate,
	readFinalHeader,
	STATE_PROOF_MAX_BYTES,
} from './bridge-client.ts';
import {
	type HashChain,
	PACKET_LIMITS,
	type Packet,
	type PacketAnswer,
	readHashChain,
	readPacket,
	readPacketAnswer,
} from './bridge-packet.ts';
import type { Digest } from './bytes.ts';
import { form } from './call-form.ts';
import { type CertificatePart, readCertificateParts } from './energy-certificate.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from './ids.ts';
import { bytes, bytesUpTo, integer, list, literal, nullable, record, variant } from './reader.ts';
import type { EnergyWh, MicroMoney, TimeMs } from './units.ts';

/** Anybody brings another chain's newest certified state. */
export interface UpdateClient {
	readonly chain: string;
	readonly update: ClientUpdate;
}

/** Anybody shows that another chain made two blocks of one height final. */
export interface FreezeClient {
	readonly chain: string;
	readonly first: FinalHeader;
	readonly second: FinalHeader;
}

/** What a relayed call rests on: a leaf of the other chain under one of its state roots that the client knows. */
export interface RelayedLeaf {
	readonly chain: string;
	/** Applied first; null when the root is known already. */
	readonly update: ClientUpdate | null;
	/** Height of the other chain whose state root it is under. */
	readonly height: number;
	/** Encoded `StateProof` of the leaf. */
	readonly proof: Uint8Array;
}

/** Brings packets, in their order. The leaf is `bridge/sent/<this chain>` of the other. */
export interface ReceivePackets extends RelayedLeaf {
	readonly sent: HashChain;
	/** In a row; those that are here already are passed over. */
	readonly packets: readonly Packet[];
	/** Digests of the packets after them, up to the length of `sent`. */
	readonly later: readonly Digest[];
}

/** Brings the answers to packets, in their order. The leaf is `bridge/received/<this chain>` of the other. */
export interface AcknowledgePackets extends RelayedLeaf {
	readonly received: HashChain;
	/** Sequence of the first answer. */
	readonly first: number;
	readonly answers: readonly PacketAnswer[];
	/** Digests of the answers after them, up to the length of `received`. */
	readonly later: readonly Digest[];
}

/** Takes back every packet whose time was over there before it came. The leaf is `bridge/received/<this chain>`. */
export interface TimeOutPackets extends RelayedLeaf {
	readonly received: HashChain;
}

export interface SendMoney {
	readonly chain: string;
	/** Participant of the other chain. */
	readonly to: string;
	readonly amount: MicroMoney;
	readonly timeoutAt: TimeMs;
}

export interface SendCertificates {
	readonly chain: string;
	readonly to: string;
	/** By the ids that they have here. */
	readonly parts: readonly CertificatePart[];
	readonly timeoutAt: TimeMs;
}

/** Sends energy that the sender bought under a sealed deed. Its certificates follow when they are issued. */
export interface SendLot {
	readonly chain: string;
	readonly to: string;
	readonly trade: string;
	readonly quantityWh: EnergyWh;
	readonly timeoutAt: TimeMs;
}

export type GoodsToOffer =
	| { readonly kind: 'lot'; readonly trade: string; readonly quantityWh: EnergyWh }
	| { readonly kind: 'certificates'; readonly parts: readonly CertificatePart[] };

/** Offers goods to the other chain for money: both change hands, or neither. */
export interface OfferGoods {
	readonly chain: string;
	/** Participant of the other chain who alone may take it; null: anybody. */
	readonly taker: string | null;
	readonly goods: GoodsToOffer;
	readonly price: MicroMoney;
	readonly expiresAt: TimeMs;
}

/** Takes an offer of another chain, whole: pays its price and receives its goods. */
export interface TakeOffer {
	/** Packet of the offer. */
	readonly offer: string;
}

const chain = identifier();
const participant = identifier();
const derived = identifier(DERIVED_ID_MAX_CHARACTERS);
const energy = integer(1, 1_000_000_000);
const digests = list(bytes(32), PACKET_LIMITS.window);

const relayed = {
	chain,
	update: nullable(readClientUpdate),
	height: integer(1),
	proof: bytesUpTo(STATE_PROOF_MAX_BYTES),
} as const;

export const bridgeForms = {
	update: form<UpdateClient>('bridge', 'update', record<UpdateClient>({ chain, update: readClientUpdate })),
	freeze: form<FreezeClient>(
		'bridge',
		'freeze',
		record<FreezeClient>({ chain, first: readFinalHeader, second: readFinalHeader }),
	),
	receive: form<ReceivePackets>(
		'bridge',
		'receive',
		record<ReceivePackets>({
			...relayed,
			sent: readHashChain,
			packets: list(readPacket, PACKET_LIMITS.perCall),
			later: digests,
		}),
	),
	acknowledge: form<AcknowledgePackets>(
		'bridge',
		'acknowledge',
		record<AcknowledgePackets>({
			...relayed,
			received: readHashChain,
			first: integer(),
			answers: list(readPacketAnswer, PACKET_LIMITS.perCall),
			later: digests,
		}),
	),
	timeOut: form<TimeOutPackets>('bridge', 'time-out', record<TimeOutPackets>({ ...relayed, received: readHashChain })),
	sendMoney: form<SendMoney>(
		'bridge',
		'send-money',
		record<SendMoney>({ chain, to: participant, amount: integer(1), timeoutAt: integer() }),
	),
	sendCertificates: form<SendCertificates>(
		'bridge',
		'send-certificates',
		record<SendCertificates>({
			chain,
			to: participant,
			parts: readCertificateParts(PACKET_LIMITS.parts),
			timeoutAt: integer(),
		}),
	),
	sendLot: form<SendLot>(
		'bridge',
		'send-lot',
		record<SendLot>({ chain, to: participant, trade: derived, quantityWh: energy, timeoutAt: integer() }),
	),
	offer: form<OfferGoods>(
		'bridge',
		'offer',
		record<OfferGoods>({
			chain,
			taker: nullable(participant),
			goods: variant<GoodsToOffer>({
				lot: record<Extract<GoodsToOffer, { kind: 'lot' }>>({
					kind: literal('lot'),
					trade: derived,
					quantityWh: energy,
				}),
				certificates: record<Extract<GoodsToOffer, { kind: 'certificates' }>>({
					kind: literal('certificates'),
					parts: readCertificateParts(PACKET_LIMITS.parts),
				}),
			}),
			price: integer(1),
			expiresAt: integer(),
		}),
	),
	take: form<TakeOffer>('bridge', 'take', record<TakeOffer>({ offer: derived })),
} as const;
