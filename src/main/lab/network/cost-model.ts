import type { MessageCost } from '../protocols/replica.ts';

/** Processor time of the steps of a protocol, µs, on one core. */
export interface CostModel {
	readonly signUs: number;
	readonly verifyUs: number;
	/** Encoding at the sender or decoding at a receiver: per message, and per kilobyte of it. */
	readonly messageUs: number;
	readonly kilobyteUs: number;
	/** Hashing a kilobyte; every received byte is hashed once. */
	readonly hashKilobyteUs: number;
	/** Decoding and hashing one transaction of a proposal. */
	readonly transactionUs: number;
}

/** Before anything is sent: signatures and one encoding, however many receive it. */
export function sendCostUs(model: CostModel, cost: MessageCost): number {
	return Math.round(cost.signatures * model.signUs + model.messageUs + (cost.bytes / 1000) * model.kilobyteUs);
}

/** At one receiver: decoding, hashing, the signatures it has to check, the transactions it has to look at. */
export function receiveCostUs(model: CostModel, cost: MessageCost): number {
	return Math.round(
		model.messageUs +
			(cost.bytes / 1000) * (model.kilobyteUs + model.hashKilobyteUs) +
			cost.verifications * model.verifyUs +
			cost.transactions * model.transactionUs,
	);
}

/** Nothing costs anything. */
export const FREE: CostModel = {
	signUs: 0,
	verifyUs: 0,
	messageUs: 0,
	kilobyteUs: 0,
	hashKilobyteUs: 0,
	transactionUs: 0,
};

/** What one core of the machine named in the benchmark's record charges (`test/bench/lab-costs.ts`). */
export const MEASURED_COSTS: CostModel = {
	signUs: 15,
	verifyUs: 40,
	messageUs: 10,
	kilobyteUs: 4,
	hashKilobyteUs: 1,
	transactionUs: 3,
};
