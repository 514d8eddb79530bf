import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HistoryTree } from '../../../src/main/node/history-tree.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { merkleProof } from '../../../src/shared/codec/merkle.ts';
import { sha256 } from '../../fixtures/engine-market.ts';

describe('the history tree', () => {
	it('gives the proofs of a Merkle list for every item of every length up to its own', () => {
		const items = Array.from({ length: 40 }, (_, n) => utf8(`record ${n}`));
		const tree = new HistoryTree({ sha256 });
		for (const item of items) tree.append(item);
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (count, any) => {
				const index = any % count;
				expect(tree.proof(index, count)).toEqual(merkleProof(items.slice(0, count), index, sha256));
			}),
			{ numRuns: 300 },
		);
	});
});
