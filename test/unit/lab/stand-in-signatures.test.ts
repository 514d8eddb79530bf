import { describe, expect, it } from 'vitest';
import { DEFAULT_LOAD, runProtocol } from '../../../src/main/lab/network/run-protocol.ts';
import { createCLbft } from '../../../src/main/lab/protocols/c-lbft/c-lbft.ts';
import type { Protocol } from '../../../src/main/lab/protocols/replica.ts';
import { numberedKey, StandInSignatures } from '../../../src/main/lab/signatures/stand-in-signatures.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import type { ConsensusMessage } from '../../../src/shared/codec/consensus-messages.ts';
import { sha256 } from '../../fixtures/simulation.ts';

const key = numberedKey(0, sha256);
const other = numberedKey(1, sha256);
const message = utf8('message');

describe('signatures of the lab', () => {
	const signatures = new StandInSignatures(sha256);
	const signature = signatures.signer(key).sign(message);

	it('verify for their key and message, as themselves and as copies', () => {
		expect(signatures.verify(key, message, signature)).toBe(true);
		expect(signatures.verify(Uint8Array.from(key), Uint8Array.from(message), signature)).toBe(true);
		expect(signatures.verify(key, message, Uint8Array.from(signature))).toBe(true);
		expect(new StandInSignatures(sha256).verify(key, message, Uint8Array.from(signature))).toBe(true);
	});

	it('do not verify for another key or message, nor when a bit is changed', () => {
		expect(signatures.verify(other, message, signature)).toBe(false);
		expect(signatures.verify(key, utf8('massage'), signature)).toBe(false);
		for (const place of [0, 31, 32, 63]) {
			const forged = Uint8Array.from(signature);
			forged[place] = (forged[place] as number) ^ 1;
			expect(signatures.verify(key, message, forged)).toBe(false);
		}
		expect(signatures.verify(key, message, signature.subarray(0, 32))).toBe(false);
		const damaged = signatures.signer(key).sign(message);
		damaged[9] = (damaged[9] as number) ^ 1;
		expect(signatures.verify(key, message, damaged)).toBe(false);
	});
});

/** C-LBFT whose replica 3 forges the signature of every vote and order vote. */
function withForger(inner: Protocol<ConsensusMessage>): Protocol<ConsensusMessage> {
	const forge = (said: ConsensusMessage): ConsensusMessage =>
		said.kind === 'vote' || said.kind === 'order-vote'
			? { ...said, signature: Uint8Array.from(said.signature, (byte, i) => (i === 5 ? byte ^ 1 : byte)) }
			: said;
	return {
		...inner,
		create: (options, port) =>
			inner.create(options, port.self === 3 ? { ...port, broadcast: (said) => port.broadcast(forge(said)) } : port),
	};
}

describe('a validator that forges its votes in a simulation', () => {
	it('is counted by nobody but itself', () => {
		const run = (protocol: Protocol<ConsensusMessage>) =>
			runProtocol(protocol, {
				size: 4,
				seed: 1,
				latency: 'five-regions',
				load: DEFAULT_LOAD,
				fault: 'none',
				faulty: 0,
				rounds: 60,
				untilMs: 120_000,
			}).decisions.flatMap(({ credits, height, proposer }) =>
				credits.map(({ voters }) => ({ voters, height, isOwn: proposer === 3 })),
			);
		const honest = run(createCLbft({ sha256 }));
		expect(honest.some(({ voters }) => voters.includes(3))).toBe(true);
		const forged = run(withForger(createCLbft({ sha256 })));
		expect(forged.length).toBeGreaterThan(40);
		expect(forged.filter(({ voters, isOwn }) => !isOwn && voters.includes(3))).toEqual([]);
	});
});
