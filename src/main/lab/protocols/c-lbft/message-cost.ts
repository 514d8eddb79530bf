import type { QuorumCertificate, TimeoutCertificate } from '../../../../shared/codec/block.ts';
import type { Plain } from '../../../../shared/codec/cbor.ts';
import type { ConsensusMessage } from '../../../../shared/codec/consensus-messages.ts';
import type { MessageCost } from '../replica.ts';
import { payloadOf } from './lab-block.ts';

/** Length of canonical dag-cbor without encoding; every text in consensus messages is ASCII. */
export function encodedLength(value: Plain): number {
	if (value === null || typeof value === 'boolean') return 1;
	if (typeof value === 'number') return headLength(value < 0 ? -1 - value : value);
	if (typeof value === 'string') return headLength(value.length) + value.length;
	if (value instanceof Uint8Array) return headLength(value.length) + value.length;
	let length = 0;
	if (Array.isArray(value)) {
		for (const item of value as readonly Plain[]) length += encodedLength(item);
		return length + headLength(value.length);
	}
	let fields = 0;
	for (const key in value) {
		length += headLength(key.length) + key.length + encodedLength((value as { [key: string]: Plain })[key] as Plain);
		fields += 1;
	}
	return length + headLength(fields);
}

function headLength(argument: number): number {
	if (argument < 24) return 1;
	if (argument < 256) return 2;
	if (argument < 65_536) return 3;
	return argument < 4_294_967_296 ? 5 : 9;
}

/**
 * Each vote, order vote and timeout is checked once, when it comes; certificates and late votes made of those that came
 * before cost nothing more (the core remembers signatures). Answers to a replica that lags are checked in full.
 */
export function messageCost(message: ConsensusMessage): MessageCost {
	const bytes = encodedLength(message as unknown as Plain);
	const cost = { bytes, signatures: 0, verifications: 0, transactions: 0 };
	switch (message.kind) {
		case 'proposal': {
			const { block } = message;
			const payload = payloadOf(block);
			const standIn = block.transactions.reduce((sum, transaction) => sum + transaction.length, 0);
			return {
				bytes: bytes - standIn + payload.bytes,
				signatures: 1,
				verifications: 1,
				transactions: payload.transactions,
			};
		}
		case 'vote':
		case 'order-vote':
		case 'timeout':
			return { ...cost, signatures: 1, verifications: 1 };
		case 'certificates':
			return { ...cost, verifications: signaturesIn(message.highQc, message.highTc) };
		case 'blocks': {
			let { verifications, transactions } = cost;
			for (const { block, proof } of message.committed) {
				verifications += proof.certificate.signers.length;
				transactions += payloadOf(block).transactions;
			}
			for (const block of message.pending) {
				verifications += block.header.parentQc.signers.length;
				transactions += payloadOf(block).transactions;
			}
			return { ...cost, verifications, transactions };
		}
		default:
			return cost;
	}
}

function signaturesIn(highQc: QuorumCertificate, highTc: TimeoutCertificate | null): number {
	return highQc.signers.length + (highTc ? highTc.entries.length : 0);
}
