import type { OfferedGoods, Packet, PacketAnswer } from './bridge-packet.ts';
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
	/** `SentLot` by its packet. */
	sentLot: (packet: string): string => `bridge/sent-lot/${packet}`,
	/** `AdmittedLot` by its packet. */
	admittedLot: (packet: string): string => `bridge/admitted-lot/${packet}`,
} as const;

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
	readonly quantityWh: EnergyWh;
	/** What the grid operator pays if it comes back after the settlement. */
	readonly feedIn: MicroPerKwh;
	readonly status: 'open' | 'delivered';
	/** Certificates of its energy that wait until it is delivered. */
	readonly certificates: readonly CertificatePart[];
}

/** A lot that came, until its product is forgotten. */
export interface AdmittedLot {
	readonly chain: string;
	readonly owner: string;
	readonly product: string;
	readonly period: number;
	readonly quantityWh: EnergyWh;
	/** Consumption that it met and no certificate covers yet; null before the settlement. */
	readonly uncoveredWh: EnergyWh | null;
	/** Its certificates that came before the settlement, by the ids that they have here. */
	readonly certificates: readonly CertificatePart[];
}
