import type { MessageCost } from '../protocols/replica.ts';

/** Processor time of the steps of a protocol, µs, on one core. */
export interface CostModel {
	readonly signUs: number;
	readonly verifyUs: number;
	/** Encoding at the sender: per message, and per kilobyte of it. */
	readonly encodeUs: number;
	readonly encodeKilobyteUs: number;
	/** Strict decoding at a receiver, likewise. */
	readonly decodeUs: number;
	readonly decodeKilobyteUs: number;
	/** Every received byte is hashed once. */
	readonly hashKilobyteUs: number;
	/** Decoding and identifying one transaction of a proposal; its signature was checked when it came in. */
	readonly transactionUs: number;
}

/**
 * One core of an AMD EPYC (family 26, 2.6 GHz, Linux 6.18, Node 24.21), Ed25519 by sodium-native, SHA-256 by
 * OpenSSL, this project's own codecs: `node test/bench/lab-costs.ts`, least of nine means. Not in the model: the
 * operating system's share of sending, encryption of links and synced writes, which cost all protocols alike.
 */
export const MEASURED_COSTS: CostModel = {
	signUs: 15.8,
	verifyUs: 41.3,
	encodeUs: 0.8,
	encodeKilobyteUs: 0.9,
	decodeUs: 4.2,
	decodeKilobyteUs: 4.6,
	hashKilobyteUs: 1.7,
	transactionUs: 5.7,
};

/** Before anything is sent: signatures and one encoding, however many receive it. Whole µs. */
export function sendCostUs(model: CostModel, cost: MessageCost): number {
	const kilobytes = cost.bytes / 1000;
	return Math.round(cost.signatures * model.signUs + model.encodeUs + kilobytes * model.encodeKilobyteUs);
}

/** At one receiver: decoding, hashing, the signatures it has to check, the transactions it looks at. Whole µs. */
export function receiveCostUs(model: CostModel, cost: MessageCost): number {
	const kilobytes = cost.bytes / 1000;
	return Math.round(
		model.decodeUs +
			kilobytes * (model.decodeKilobyteUs + model.hashKilobyteUs) +
			cost.verifications * model.verifyUs +
			cost.transactions * model.transactionUs,
	);
}
