import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { GENESIS_QC } from '../../../../src/main/lab/protocols/chain/block.ts';
import { blockBytes, qcBytes, syncCost, VOTE_BYTES } from '../../../../src/main/lab/protocols/chain/wire.ts';
import { hotStuffCost } from '../../../../src/main/lab/protocols/hotstuff/messages.ts';
import { jolteonCost } from '../../../../src/main/lab/protocols/jolteon/messages.ts';
import { libraBftCost } from '../../../../src/main/lab/protocols/libra-bft/messages.ts';
import { pbftCost } from '../../../../src/main/lab/protocols/pbft/messages.ts';
import { raftCost } from '../../../../src/main/lab/protocols/raft/messages.ts';
import { createProtocol } from '../../../../src/main/lab/protocols/registry.ts';
import type { QuorumCertificate } from '../../../../src/shared/codec/block.ts';
import { encodeConsensusMessage } from '../../../../src/shared/codec/consensus-messages.ts';
import { LAB_PROTOCOLS } from '../../../../src/shared/contract/lab-terms.ts';
import { blockOn } from './made-chain.ts';

const DIGEST = new Uint8Array(32).fill(7);
const SIGNATURE = new Uint8Array(64).fill(9);
const SYNC = { epoch: 3, highQcRound: 100_000, highTcRound: 99_999, committedHeight: 99_998, committedRound: 99_998 };

function realCertificate(signatures: number): QuorumCertificate {
	const signers = Array.from({ length: signatures }, (_, signer) => signer);
	return { blockId: DIGEST, round: 100_000, parentRound: 99_999, signers, signatures: signers.map(() => SIGNATURE) };
}

/** Bytes that a message of the product takes for its certificate, found by taking the certificate's signatures away. */
function realSignatureBytes(signatures: number): number {
	const bytes = (count: number) =>
		encodeConsensusMessage({ kind: 'certificates', highQc: realCertificate(count), highTc: null, sync: SYNC }).length;
	return bytes(signatures) - bytes(0);
}

function madeCertificate(signatures: number) {
	return { blockId: 'x', round: 1, signers: Array.from({ length: signatures }, (_, signer) => signer) };
}

describe('sizes on the wire', () => {
	it.each([3, 7, 21, 67])('a certificate of %i signatures is as large as the product’s', (signatures) => {
		const signed = qcBytes(madeCertificate(signatures)) - qcBytes(madeCertificate(0));
		expect(Math.abs(signed / realSignatureBytes(signatures) - 1)).toBeLessThan(0.03);
	});

	it('a vote is as large as the product’s, which also tells its rounds', () => {
		const real = encodeConsensusMessage({
			kind: 'vote',
			blockId: DIGEST,
			round: 100_000,
			parentRound: 99_999,
			voter: 55,
			signature: SIGNATURE,
			sync: SYNC,
		}).length;
		expect(VOTE_BYTES).toBeLessThan(real);
		expect(VOTE_BYTES).toBeGreaterThan(real - 110);
	});
});

describe('what a message costs', () => {
	const block = blockOn({ round: 2, parent: blockOn({ round: 1 }), signers: [0, 1, 2] });

	it('a proposal is signed once, its certificate checked by each receiver, its payload carried and hashed', () => {
		const costs = [
			hotStuffCost({ kind: 'proposal', block }),
			jolteonCost({ kind: 'proposal', block, timeoutCertificate: null }),
		];
		for (const cost of costs) {
			expect(cost).toMatchObject({ signatures: 1, verifications: 4, transactions: 1 });
			expect(cost.bytes).toBeGreaterThan(blockBytes(block));
		}
	});

	it('a LibraBFT proposal names its parent’s certificate, which came before by itself', () => {
		const { bytes, verifications } = libraBftCost({ kind: 'proposal', block, timeoutCertificate: null });
		expect(verifications).toBe(1);
		expect(bytes).toBeLessThan(hotStuffCost({ kind: 'proposal', block }).bytes);
		expect(libraBftCost({ kind: 'certificate', qc: block.parentQc }).verifications).toBe(4);
	});

	it('timeouts grow with what they carry', () => {
		const bare = { kind: 'timeout', round: 3, highQc: GENESIS_QC, timeoutCertificate: null, vote: null } as const;
		const vote = { kind: 'vote', round: 3, blockId: 'x' } as const;
		const timeoutCertificate = { round: 2, highQc: GENESIS_QC, signers: [0, 1, 2] };
		expect(jolteonCost({ ...bare, vote })).toMatchObject({ signatures: 1, verifications: 2 });
		expect(jolteonCost({ ...bare, timeoutCertificate }).bytes).toBeGreaterThan(jolteonCost(bare).bytes + 200);
	});

	it('fetched blocks are checked by their certificates', () => {
		expect(syncCost({ kind: 'blocks', blocks: [block, block] })).toMatchObject({ verifications: 6, transactions: 2 });
	});

	it('a view change carries certificates, Raft signs nothing', () => {
		const proposal = {
			seq: 1,
			id: 'a',
			isNull: false,
			view: 0,
			proposer: 0,
			proposedAtMs: 0,
			payload: { transactions: 1, bytes: 500 },
		};
		const prepared = [{ view: 0, proposal, signatures: 3 }];
		expect(pbftCost({ kind: 'view-change', view: 1, stable: 0, prepared }).verifications).toBe(4);
		expect(pbftCost({ kind: 'pre-prepare', view: 0, proposal }).bytes).toBeGreaterThan(500);
		const cost = raftCost({ kind: 'append', term: 1, prevIndex: 0, prevTerm: 0, entries: [], commitIndex: 0 });
		expect(cost).toMatchObject({ signatures: 0, verifications: 0, transactions: 0 });
	});
});

describe('the registry', () => {
	it('has every protocol that the lab names, with its own quorum', () => {
		const protocols = LAB_PROTOCOLS.map((name) => createProtocol(name, { sha256 }));
		expect(protocols.map(({ name }) => name)).toEqual([...LAB_PROTOCOLS]);
		expect(protocols.map((protocol) => protocol.quorum(10))).toEqual([7, 7, 7, 7, 7, 7, 7, 6]);
		expect(protocols.map((protocol) => protocol.faulty(10))).toEqual([3, 3, 3, 3, 3, 3, 3, 4]);
	});
});
