import { beforeAll, describe, expect, it } from 'vitest';
import { ChainVerifier } from '../../../src/main/core/sync/chain-verifier.ts';
import { verifyWindow } from '../../../src/main/core/sync/window.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import type { CommitProof, CommittedBlock } from '../../../src/shared/codec/block.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { EngineChain } from '../../fixtures/engine-chain.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { SMALL_CHAIN_TIME, smallGenesis, transfer, validatorSigners } from '../../fixtures/small-chain.ts';
import { genesisRoot } from '../../fixtures/sync-chain.ts';

const LENGTH = 12;
let chain: EngineChain;

beforeAll(() => {
	chain = new EngineChain(smallGenesis, validatorSigners);
	for (let i = 0; i < LENGTH; i++)
		chain.produce([transfer(chain.engine.chainId, 'alice', i)], SMALL_CHAIN_TIME + (i + 1) * 1_000, 0);
});

const committed = ({ block, proof }: ExecutedBlock): CommittedBlock => ({ block, proof });
const range = (from: number, to: number): CommittedBlock[] => chain.blocks.slice(from - 1, to).map(committed);
const verifier = (): ChainVerifier => new ChainVerifier(genesisRoot(smallGenesis), PROOFS);
const at = (height: number): ExecutedBlock => chain.blocks[height - 1] as ExecutedBlock;

/** The code with which a range is refused; the verifier must stand where it stood. */
function refusal(given: readonly CommittedBlock[]): string | null {
	const one = verifier();
	let code: string | null = 'accepted';
	try {
		one.take(given);
	} catch (error) {
		code = codeOf(error);
	}
	expect(one.position.height).toBe(0);
	return code;
}

describe('a chain verifier', () => {
	it('moves over a range from its trust root, and on from there', () => {
		const one = verifier();
		expect(one.take(range(1, 5)).map(({ block }) => block.header.height)).toEqual([1, 2, 3, 4, 5]);
		expect(one.take(range(3, 12))).toHaveLength(7);
		expect(one.position).toEqual({ id: at(12).blockId, height: 12 });
		expect(one.take(range(1, 12))).toEqual([]);
	});

	it('gives every block of a range the proof of the last that names itself', () => {
		const taken = verifier().take(range(1, 4));
		for (const { proof } of taken) expect(proof).toEqual(at(4).proof);
	});

	it('takes a range only up to the last block whose proof names it', () => {
		const cut = range(1, 4);
		cut[3] = { block: at(4).block, proof: at(9).proof };
		expect(verifier().take(cut)).toHaveLength(3);
		expect(verifier().take([{ block: at(1).block, proof: at(9).proof }])).toEqual([]);
	});

	it('refuses gaps, other orders, changed contents and unsigned proofs, and stays where it was', () => {
		expect(refusal([...range(1, 2), ...range(4, 5)])).toBe('CONSENSUS_BROKEN_LINK');
		expect(refusal(range(1, 3).reverse())).toBe('CONSENSUS_BROKEN_LINK');
		const { block } = at(2);
		const stolen = { block: { ...block, transactions: at(3).block.transactions }, proof: at(2).proof };
		expect(refusal([...range(1, 1), stolen])).toBe('CONSENSUS_BROKEN_LINK');
		const forged = structuredClone(at(3).proof) as Extract<CommitProof, { kind: 'order' }>;
		(forged.certificate.signatures[0] as Uint8Array)[5] = 0x55;
		expect(refusal([...range(1, 2), { block: at(3).block, proof: forged }])).toBe('CONSENSUS_BAD_SIGNATURE');
		const few = structuredClone(at(3).proof) as Extract<CommitProof, { kind: 'order' }>;
		const { certificate } = few;
		const thin = {
			kind: 'order' as const,
			certificate: {
				...certificate,
				signers: certificate.signers.slice(0, 2),
				signatures: certificate.signatures.slice(0, 2),
			},
		};
		expect(refusal([...range(1, 2), { block: at(3).block, proof: thin }])).toBe('CONSENSUS_TOO_FEW_SIGNERS');
	});

	it('tells a fork, which a quorum signed, from a wrong answer', () => {
		const other = new EngineChain(smallGenesis, validatorSigners);
		other.produce([transfer(other.engine.chainId, 'bob', 0)], SMALL_CHAIN_TIME + 1_000, 0);
		const fork = other.produce([], SMALL_CHAIN_TIME + 9_000, 0);
		const one = verifier();
		one.take(range(1, 1));
		expect(() => one.take([committed(fork)])).toThrow(expect.objectContaining({ code: 'CONSENSUS_FORK' }));
		expect(one.position.height).toBe(1);
	});

	it('believes a tip only with its proof', () => {
		const one = verifier();
		one.verifyTip(at(7).block.header, at(7).proof);
		expect(() => one.verifyTip(at(7).block.header, at(8).proof)).toThrow(
			expect.objectContaining({ code: 'CONSENSUS_NOT_PROVEN' }),
		);
	});
});

describe('a window below a final block', () => {
	const window = (given: readonly CommittedBlock[]) =>
		verifyWindow(given, { id: at(9).blockId, height: 9 }, at(9).proof, genesisRoot(smallGenesis).scope, PROOFS);

	it('follows from the links down, each block with the nearest proof above it', () => {
		const given = range(4, 9);
		given[1] = { block: at(5).block, proof: at(12).proof };
		const blocks = window(given);
		expect(blocks.map(({ block }) => block.header.height)).toEqual([4, 5, 6, 7, 8, 9]);
		expect(blocks[1]?.proof).toEqual(at(6).proof);
	});

	it('is refused with a gap, another block or another top', () => {
		for (const given of [[...range(4, 5), ...range(7, 9)], range(4, 8), [...range(4, 7), ...range(9, 9)]])
			expect(() => window(given)).toThrow(expect.objectContaining({ code: 'CONSENSUS_BROKEN_LINK' }));
	});
});
