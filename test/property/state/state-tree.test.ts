import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStateTree } from '../../../src/main/core/state/state-tree.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { type StateProof, verifyStateProof } from '../../../src/shared/proofs/state-proof.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const hash = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const hasher = { sha256 };

/** The definition, by text of bits and without any sharing: independent of the implementation. */
function naiveRoot(state: ReadonlyMap<string, Uint8Array>): string {
	const leaves = [...state].map(([path, value]) => {
		const key = hash(Buffer.from(path));
		const bits = [...key].map((byte) => byte.toString(2).padStart(8, '0')).join('');
		return { bits, hash: hash(Buffer.of(0x10), key, hash(value)) };
	});
	const subtree = (prefix: string): Buffer => {
		const below = leaves.filter(({ bits }) => bits.startsWith(prefix));
		if (below.length === 0) return Buffer.alloc(32);
		if (below.length === 1) return (below[0] as { hash: Buffer }).hash;
		return hash(Buffer.of(0x11), subtree(`${prefix}0`), subtree(`${prefix}1`));
	};
	return subtree('').toString('hex');
}

const path = fc.integer({ min: 0, max: 60 }).map((n) => `space/${n}`);
const value = fc.option(fc.uint8Array({ maxLength: 12 }), { freq: 3 });
const batches = fc.array(fc.array(fc.record({ path, value }), { maxLength: 25 }), { maxLength: 6 });

describe('state tree', () => {
	it('has the root of the naive definition after any batches of sets and deletes', () => {
		fc.assert(
			fc.property(batches, (all) => {
				const tree = createStateTree(hasher);
				const model = new Map<string, Uint8Array>();
				for (const batch of all) {
					tree.apply(batch);
					for (const write of batch)
						if (write.value === null) model.delete(write.path);
						else model.set(write.path, write.value);
					expect(toHex(tree.root())).toBe(naiveRoot(model));
					expect(tree.size).toBe(model.size);
				}
				expect([...tree.leaves()].map((leaf) => leaf.path)).toEqual([...model.keys()].sort());
			}),
		);
	});

	it('depends on the set of leaves alone, not on order or history', () => {
		fc.assert(
			fc.property(fc.uniqueArray(path, { minLength: 1 }), fc.uniqueArray(path), fc.nat(), (kept, passing, turn) => {
				const set = (paths: string[]) => paths.map((each) => ({ path: each, value: Buffer.from(each) }));
				const straight = createStateTree(hasher, set(kept));
				const other = createStateTree(hasher, set(passing));
				const rotated = [...kept.slice(turn % kept.length), ...kept.slice(0, turn % kept.length)];
				other.apply(set(rotated));
				other.root();
				other.apply(passing.filter((each) => !kept.includes(each)).map((each) => ({ path: each, value: null })));
				expect(toHex(other.root())).toBe(toHex(straight.root()));
			}),
		);
	});

	it('proves membership and absence, and nothing that is not so', () => {
		fc.assert(
			fc.property(fc.uniqueArray(path), path, (paths, asked) => {
				const tree = createStateTree(
					hasher,
					paths.map((each) => ({ path: each, value: Buffer.from(each) })),
				);
				const proof = tree.prove(asked);
				const held = tree.get(asked) ?? null;
				expect(verifyStateProof(proof, asked, held, tree.root(), sha256)).toBe(true);
				expect(verifyStateProof(proof, asked, Buffer.from('other'), tree.root(), sha256)).toBe(false);
				expect(verifyStateProof(proof, asked, held ? null : Buffer.from(asked), tree.root(), sha256)).toBe(false);
			}),
			{ numRuns: 300 },
		);
	});

	it('refuses every tampered proof', () => {
		const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
			const copy = Uint8Array.from(bytes);
			copy[(bit >> 3) % copy.length] = (copy[(bit >> 3) % copy.length] as number) ^ (1 << (bit & 7));
			return copy;
		};
		fc.assert(
			fc.property(fc.uniqueArray(path, { minLength: 2 }), path, fc.nat(), (paths, asked, bit) => {
				const tree = createStateTree(
					hasher,
					paths.map((each) => ({ path: each, value: Buffer.from(each) })),
				);
				const held = tree.get(asked) ?? null;
				const good = tree.prove(asked);
				const forged: StateProof[] = [
					{ ...good, depth: good.depth + 1 },
					{ ...good, depth: good.depth - 1 },
					{ ...good, siblings: [...good.siblings, new Uint8Array(32)] },
					{ ...good, siblings: good.siblings.slice(0, -1) },
					...good.siblings.map((_, at) => ({
						...good,
						siblings: good.siblings.map((s, i) => (i === at ? flip(s, bit) : s)),
					})),
					{ ...good, bitmap: flip(good.bitmap, bit) },
					{ ...good, bitmap: Uint8Array.of(...good.bitmap, 0) },
					{ ...good, other: { key: sha256(Buffer.from('forged')), valueHash: new Uint8Array(32) } },
				];
				if (good.other) {
					forged.push({ ...good, other: null });
					forged.push({ ...good, other: { ...good.other, key: flip(good.other.key, bit) } });
					forged.push({ ...good, other: { ...good.other, valueHash: flip(good.other.valueHash, bit) } });
				}
				for (const proof of forged) expect(verifyStateProof(proof, asked, held, tree.root(), sha256)).toBe(false);
				expect(verifyStateProof(good, asked, held, flip(tree.root(), bit), sha256)).toBe(false);
			}),
			{ numRuns: 300 },
		);
	});

	it('writes nothing of a batch with an oversize value', () => {
		const tree = createStateTree(hasher, [{ path: 'a', value: Buffer.from('1') }]);
		const before = toHex(tree.root());
		const big = new Uint8Array(1_048_577);
		expect(() =>
			tree.apply([
				{ path: 'b', value: Buffer.from('2') },
				{ path: 'c', value: big },
			]),
		).toThrow('1048577');
		expect(toHex(tree.root())).toBe(before);
	});
});
