/**
 * Measures what a protocol's steps cost on one core of this machine: the figures of the lab's cost model
 * (`src/main/lab/network/cost-model.ts`). Prints JSON. Usage: node test/bench/lab-costs.ts
 */

import { createSeed, createSigner, verifier } from '../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../src/main/node/crypto/sha256.ts';
import { calls } from '../../src/shared/codec/calls.ts';
import type { VoteMessage } from '../../src/shared/codec/consensus-messages.ts';
import { decodeConsensusMessage, encodeConsensusMessage } from '../../src/shared/codec/consensus-messages.ts';
import {
	decodeTransaction,
	encodeTransaction,
	transactionIdBytes,
	transactionSigningBytes,
} from '../../src/shared/codec/transaction.ts';
import { describeMachine } from './machine.ts';
import { round } from './statistics.ts';

const REPEATS = 9;
const QUORUM_OF_100 = 67;

/** Least of several means: what the work costs when nothing else runs, µs. */
function microseconds(times: number, work: () => void): number {
	let least = Number.POSITIVE_INFINITY;
	for (let repeat = 0; repeat < REPEATS; repeat++) {
		const start = performance.now();
		for (let i = 0; i < times; i++) work();
		least = Math.min(least, ((performance.now() - start) * 1000) / times);
	}
	return least;
}

const signer = createSigner(createSeed());
const signed = new Uint8Array(120);
const signature = signer.sign(signed);
const sync = { epoch: 0, highQcRound: 1000, highTcRound: 0, committedHeight: 990, committedRound: 998 };
const blockId = new Uint8Array(32).fill(1);
const vote: VoteMessage = { kind: 'vote', blockId, round: 1001, parentRound: 1000, voter: 3, signature, sync };
const signers = Array.from({ length: QUORUM_OF_100 }, (_, index) => index);
const certificate = { blockId, round: 1001, parentRound: 1000, signers, signatures: signers.map(() => signature) };
const orderVote = { kind: 'order-vote', blockId, round: 1001, voter: 3, signature, certificate, sync } as const;
const body = {
	chainId: 'a'.repeat(64),
	sender: 'sender',
	nonce: 1,
	expiryHeight: 50_000,
	...calls.ledger.transfer({ to: 'grid', amount: 1 }),
};
const transaction = encodeTransaction({ ...body, signature: signer.sign(transactionSigningBytes(body)) });

function codecCosts() {
	const costs = [vote, orderVote].map((message) => {
		const encoded = encodeConsensusMessage(message);
		return {
			bytes: encoded.length,
			encodeUs: microseconds(2_000, () => encodeConsensusMessage(message)),
			decodeUs: microseconds(2_000, () => decodeConsensusMessage(encoded)),
		};
	});
	const [small, large] = costs as [(typeof costs)[0], (typeof costs)[0]];
	const dearerUs = (of: 'encodeUs' | 'decodeUs'): number =>
		((large[of] - small[of]) * 1000) / (large.bytes - small.bytes);
	return {
		messageEncodeUs: round(small.encodeUs),
		messageDecodeUs: round(small.decodeUs),
		kilobyteEncodeUs: round(dearerUs('encodeUs')),
		kilobyteDecodeUs: round(dearerUs('decodeUs')),
	};
}

const kilobyte = new Uint8Array(1000);
const report = {
	machine: describeMachine(),
	signUs: round(microseconds(2_000, () => signer.sign(signed))),
	verifyUs: round(microseconds(1_000, () => verifier.verify(signer.publicKey, signed, signature))),
	hashKilobyteUs: round(microseconds(10_000, () => hasher.sha256(kilobyte))),
	...codecCosts(),
	transactionBytes: transaction.length,
	transactionUs: round(
		microseconds(2_000, () => {
			decodeTransaction(transaction);
			hasher.sha256(transactionIdBytes(transaction));
		}),
	),
};
process.stdout.write(`${JSON.stringify(report, null, '\t')}\n`);
