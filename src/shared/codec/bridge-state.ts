import type { WhRanges } from '../certificates/wh-ranges.ts';
import type { CrossingCertificateTerms, OfferedGoods, Packet, PacketAnswer } from './bridge-packet.ts';
import type { CertificatePart } from './energy-certificate.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh, TimeMs } from './units.ts';

/** Leaves of the bridge in the authenticated state; `chain` is the other chain's id. */
export const bridgePaths = {
	/** Ids of the chains that this one is connected with, ascending. */
	chains: 'bridge/chains',
	/** `ChainClient` */
	client: (chain: string): string => `bridge/client/${chain}`,
	/** `ClientScope` */
	scope: (chain: string, epoch: number): string => `bridge/scope/${chain}/${epoch}`,
	/** `ClientRoot` */
	root: (chain: string, height: number): string => `bridge/root/${chain}/${height}`,
	/** `HashChain` of the packets that this chain sent there: what it proves to the other. */
	sent: (chain: string): string => `bridge/sent/${chain}`,
	/** `HashChain` of the answers to the packets that came from there: what it proves to the other. */
	received: (chain: string): string => `bridge/received/${chain}`,
	/** `HashChain` of the packets that came from there. */
	arrived: (chain: string): string => `bridge/arrived/${chain}`,
	/** `HashChain` of the answers that came back. */
	acknowledged: (chain: string): string => `bridge/acknowledged/${chain}`,
	/** `SentPacket`, until it is acknowledged. */
	packet: (chain: string, sequence: number): string => `bridge/packet/${chain}/${sequence}`,
	/** `PacketAnswer`, of the last `PACKET_LIMITS.window` packets that came. */
	answer: (chain: string, sequence: number): string => `bridge/answer/${chain}/${sequence}`,
	/** `MicroMoney` that the chain's account may still have to give up: of open packets and open offers. */
	reserved: (chain: string): string => `bridge/reserved/${chain}`,
	/** `OpenOffer` of another chain that stands here. */
	offer: (offer: string): string => `bridge/offer/${offer}`,
	/** `SentOffer` by its packet, on the chain that made it. */
	sentOffer: (packet: string): string => `bridge/sent-offer/${packet}`,
	/** How many offers to the chain, and of the chain here, are open. */
	sentOffers: (chain: string): string => `bridge/sent-offers/${chain}`,
	openOffers: (chain: string): string => `bridge/open-offers/${chain}`,
	/** `ForeignCertificate` by the id that it has here. */
	foreign: (certificate: string): string => `bridge/foreign/${certificate}`,
	/**
	 * How many of such certificates expire together, the n-th page of their ids, and how far that has come. The subject is
	 * `<chain>/<end of the quarter-hour>`.
	 */
	expiryCount: (subject: string): string => `bridge/expiry/${subject}`,
	expiryPage: (subject: string, page: number): string => `bridge/expiry-page/${subject}/${page}`,
	expiring: (subject: string): string => `bridge/expiring/${subject}`,
	/** Watts that lots carry over the tie to, or from, the chain in a quarter-hour, by its start. */
	tie: (direction: LotDirection, chain: string, quarterHour: TimeMs): string =>
		`bridge/tie/${direction}/${chain}/${quarterHour}`,
	/** `SentLot` by its packet. */
	sentLot: (packet: string): string => `bridge/sent-lot/${packet}`,
	/** `AdmittedLot` by its packet. */
	admittedLot: (packet: string): string => `bridge/admitted-lot/${packet}`,
	/** `TradeLots` of the n-th trade of a product. */
	tradeLots: (product: string, trade: number): string => `bridge/trade-lots/${product}/${trade}`,
	/** Packets of the lots that a participant takes in a product, until it is settled. */
	ownerLots: (product: string, owner: string): string => `bridge/owner-lots/${product}/${owner}`,
	/** How many lots of a product came from the chain. */
	chainLots: (product: string, chain: string): string => `bridge/chain-lots/${product}/${chain}`,
	/** How many lots of a product left, or came, and the n-th page of their packets. */
	lotCount: (direction: LotDirection, product: string): string => `bridge/${direction}-lots/${product}`,
	lotPage: (direction: LotDirection, product: string, page: number): string =>
		`bridge/${direction}-lot-page/${product}/${page}`,
} as const;

/** Whether a lot left this chain's region or came to it. */
export type LotDirection = 'sent' | 'admitted';

export interface SentPacket {
	readonly packet: Packet;
	/** Block time of its sending. */
	readonly sentAt: TimeMs;
	/** `timed-out`: given back already; its answer, when it comes, changes nothing. */
	readonly status: 'open' | 'timed-out';
}

export type { PacketAnswer };

export interface OpenOffer {
	readonly chain: string;
	readonly seller: string;
	readonly taker: string | null;
	readonly goods: OfferedGoods;
	readonly price: MicroMoney;
	readonly expiresAt: TimeMs;
}

/** What an offer waits for on the chain that made it. */
export interface SentOffer {
	readonly chain: string;
	readonly seller: string;
	readonly goods: OfferedGoods;
	/** What the seller gets when it is taken: noted here, whatever the other chain says. */
	readonly price: MicroMoney;
}

/** A certificate of another chain, from when its first part comes until it expires. */
export interface ForeignCertificate {
	/** Who issued it, and its id there. */
	readonly chain: string;
	readonly certificate: string;
	readonly terms: CrossingCertificateTerms;
	/** Ranges that came and did not return, whatever became of them here. */
	readonly here: WhRanges;
}

/** How much of a trade left, and in which lots. */
export interface TradeLots {
	readonly leftWh: EnergyWh;
	/** Their packets; those that came back before the settlement are not among them. */
	readonly packets: readonly string[];
}

/** A lot that left, until its product is forgotten. */
export interface SentLot {
	readonly chain: string;
	readonly owner: string;
	/** Who has it there; null while its offer is open. */
	readonly to: string | null;
	readonly product: string;
	readonly period: number;
	/** Number of the trade within its product. */
	readonly trade: number;
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly quantityWh: EnergyWh;
	/** What the grid operator pays if it comes back after the settlement. */
	readonly feedIn: MicroPerKwh;
	/** `returned`: after its settlement had begun, which counts it all the same. */
	readonly status: 'open' | 'delivered' | 'returned';
	/** Certificates of its energy, locked for the other chain, that wait until it is delivered. */
	readonly certificates: readonly CertificatePart[];
}

/** A lot that came, until its product is forgotten. */
export interface AdmittedLot {
	readonly chain: string;
	readonly owner: string;
	readonly product: string;
	readonly period: number;
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly quantityWh: EnergyWh;
	/** Consumption that it met and no certificate covers yet; null before the settlement. */
	readonly uncoveredWh: EnergyWh | null;
	/** Its certificates that came before the settlement, by the ids that they have here. */
	readonly certificates: readonly CertificatePart[];
}
