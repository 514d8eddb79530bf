import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodedLength, messageCost } from '../../../src/main/lab/protocols/c-lbft/message-cost.ts';
import type { Plain } from '../../../src/shared/codec/cbor.ts';
import { encodeConsensusMessage } from '../../../src/shared/codec/consensus-messages.ts';
import { consensusMessages } from '../../fixtures/consensus-arbitraries.ts';

describe('what a C-LBFT message weighs in the lab', () => {
	it('is exactly its length on the wire', () => {
		fc.assert(
			fc.property(consensusMessages, (message) => {
				expect(encodedLength(message as unknown as Plain)).toBe(encodeConsensusMessage(message).length);
			}),
			{ numRuns: 300 },
		);
	});

	it('counts one signature made and one checked for votes, order votes and timeouts', () => {
		fc.assert(
			fc.property(consensusMessages, (message) => {
				fc.pre(['vote', 'order-vote', 'timeout'].includes(message.kind));
				expect(messageCost(message)).toMatchObject({ signatures: 1, verifications: 1, transactions: 0 });
			}),
			{ numRuns: 50 },
		);
	});
});
