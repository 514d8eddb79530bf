import type { ChainRoot, ChannelTerms } from './bridge-client.ts';
import type {
	CrossingCertificateTerms,
	EnergyLot,
	OfferedGoods,
	PacketAnswer,
	PacketContents,
} from './bridge-packet.ts';
import type { Digest } from './bytes.ts';
import type { CertificatePart } from './energy-certificate.ts';
import type { EnergyWh, MicroMoney, TimeMs } from './units.ts';

/** `chain` is the other chain's id throughout, `packet` the packet's, which both chains know it by. */
export type BridgeEvent =
	| { kind: 'chain-connected'; chain: string; root: ChainRoot; terms: ChannelTerms }
	| { kind: 'channel-terms-set'; chain: string; terms: ChannelTerms }
	| { kind: 'chain-recovered'; chain: string; root: ChainRoot }
	/** A certified state of the other chain stands on this one for good. */
	| {
			kind: 'chain-anchored';
			chain: string;
			epoch: number;
			height: number;
			/** Block time of the other chain at that height. */
			time: TimeMs;
			stateRoot: Digest;
	  }
	/**
	 * Two final blocks of one height were proven: nothing crosses any more. The digests are the two blocks' ids, or where
	 * an update proved it the two states' roots.
	 */
	| { kind: 'client-frozen'; chain: string; epoch: number; height: number; first: Digest; second: Digest; by: string }
	| {
			kind: 'packet-sent';
			packet: string;
			chain: string;
			sequence: number;
			contents: PacketContents;
			timeoutAt: TimeMs | null;
	  }
	| {
			kind: 'packet-received';
			packet: string;
			chain: string;
			sequence: number;
			contents: PacketContents;
			answer: PacketAnswer;
			/** Who relayed it. */
			by: string;
	  }
	/** The sender's side has closed it: executed there (`delivered`), or refused or timed out and given back here. */
	| {
			kind: 'packet-closed';
			packet: string;
			chain: string;
			sequence: number;
			outcome: 'delivered' | 'refused' | 'timed-out';
			code: string | null;
			by: string;
	  }
	/** Locked here for the other chain, or, of a certificate of that chain, given up here so that it is free there. */
	| ({ kind: 'certificate-sent'; owner: string; packet: string } & CertificatePart)
	/** A range of another chain's certificate exists here now. */
	| ({
			kind: 'certificate-admitted';
			owner: string;
			packet: string;
			/** Chain that issued it; `certificate` is `foreignCertificateId`. */
			origin: string;
			terms: CrossingCertificateTerms;
	  } & CertificatePart)
	/** In a hand here again: the packet was refused or timed out, or it came home. */
	| ({ kind: 'certificate-returned'; owner: string; packet: string } & CertificatePart)
	/** Bought energy that is on its way to another region; from its settlement on it counts as delivered there. */
	| { kind: 'lot-sent'; packet: string; chain: string; owner: string; lot: EnergyLot }
	/** Energy of another region that is taken here, in the product that holds its interval. */
	| {
			kind: 'lot-admitted';
			packet: string;
			chain: string;
			owner: string;
			product: string;
			period: number;
			lot: EnergyLot;
	  }
	/** The lot stays here. `settled` when its product was settled before: then the grid operator pays `amount` for it. */
	| {
			kind: 'lot-returned';
			packet: string;
			owner: string;
			product: string;
			quantityWh: EnergyWh;
			settled: boolean;
			amount: MicroMoney;
	  }
	/** An offer of another chain stands here. */
	| {
			kind: 'offer-opened';
			offer: string;
			chain: string;
			seller: string;
			taker: string | null;
			goods: OfferedGoods;
			price: MicroMoney;
			expiresAt: TimeMs;
	  }
	/** Goods and money changed hands here; the money is the seller's with the packet that tells of it. */
	| { kind: 'offer-taken'; offer: string; chain: string; taker: string; price: MicroMoney; packet: string }
	| { kind: 'offer-expired'; offer: string; chain: string; packet: string };
