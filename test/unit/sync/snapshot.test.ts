import { beforeAll, describe, expect, it } from 'vitest';
import {
	encodeSnapshotChunk,
	SnapshotAssembly,
	type SnapshotManifest,
	verifyManifest,
} from '../../../src/main/core/sync/snapshot.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { EngineChain, sha256 } from '../../fixtures/engine-chain.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { SMALL_CHAIN_TIME, smallGenesis, transfer, validatorSigners } from '../../fixtures/small-chain.ts';
import { genesisRoot, snapshotOf } from '../../fixtures/sync-chain.ts';

let chain: EngineChain;
let manifest: SnapshotManifest;
let chunks: readonly Uint8Array[];
const { scope } = genesisRoot(smallGenesis);

beforeAll(() => {
	chain = new EngineChain(smallGenesis, validatorSigners);
	for (let i = 0; i < 3; i++)
		chain.produce([transfer(chain.engine.chainId, 'alice', i)], SMALL_CHAIN_TIME + (i + 1) * 1_000, 0);
	({ manifest, chunks } = snapshotOf(chain, 8));
});

const damaged = expect.objectContaining({ code: 'SNAPSHOT_DAMAGED' });

function assemble(given: SnapshotManifest, parts: readonly Uint8Array[]) {
	const assembly = new SnapshotAssembly(given, { hasher });
	for (const part of parts) assembly.add(part);
	return assembly.finish();
}

/** The same manifest for other chunks: what a server says that lies consistently. */
function manifestFor(parts: readonly Uint8Array[], leaves = manifest.leaves): SnapshotManifest {
	const bytes = parts.reduce((sum, { length }) => sum + length, 0);
	return { ...manifest, leaves, bytes, chunks: parts.map(sha256) };
}

describe('a snapshot', () => {
	it('is certified by a final header after its block and gives exactly the state', () => {
		expect(verifyManifest(manifest, scope, PROOFS)).toEqual({ id: chain.blocks[2]?.blockId, height: 3 });
		expect(chunks.length).toBeGreaterThan(2);
		const leaves = assemble(manifest, chunks);
		expect(leaves).toHaveLength(manifest.leaves);
	});

	it('is refused when no header of it states its root, or it begins at another block', () => {
		expect(() => verifyManifest({ ...manifest, stateRoot: sha256(utf8('other')) }, scope, PROOFS)).toThrow(damaged);
		expect(() => verifyManifest({ ...manifest, height: 2 }, scope, PROOFS)).toThrow(damaged);
		expect(() => verifyManifest({ ...manifest, headers: [] }, scope, PROOFS)).toThrow(damaged);
	});

	it('is refused when its headers are not final', () => {
		const [own] = manifest.headers;
		const carrier = { ...chain.blocks[3]?.block.header, proposer: 3 } as SnapshotManifest['headers'][number];
		expect(() => verifyManifest({ ...manifest, headers: [own as typeof carrier, carrier] }, scope, PROOFS)).toThrow(
			expect.objectContaining({ code: 'CONSENSUS_NOT_PROVEN' }),
		);
	});

	it('takes only the wanted chunk, again if it must', () => {
		const assembly = new SnapshotAssembly(manifest, { hasher });
		expect(() => assembly.add(chunks[1] as Uint8Array)).toThrow(damaged);
		expect(assembly.wanted).toBe(0);
		assembly.add(chunks[0] as Uint8Array);
		expect(() => assembly.add(chunks[0] as Uint8Array)).toThrow(damaged);
		expect(assembly.wanted).toBe(1);
		expect(() => assembly.finish()).toThrow(damaged);
	});

	it('holds no more bytes or leaves than announced, and only ascending ones', () => {
		expect(() => assemble({ ...manifest, bytes: (chunks[0] as Uint8Array).length }, chunks)).toThrow(damaged);
		expect(() => assemble({ ...manifest, leaves: 9 }, chunks)).toThrow(damaged);
		const twice = [chunks[0] as Uint8Array, chunks[0] as Uint8Array];
		expect(() => assemble(manifestFor(twice, 16), twice)).toThrow(damaged);
	});

	it('is refused when its leaves are not those of the certified root, however consistent', () => {
		const leaves = [...chain.engine.leaves()];
		const richer = leaves.map((leaf) =>
			leaf.path.startsWith('ledger/') ? { ...leaf, value: new Uint8Array([0x18, 0xff]) } : leaf,
		);
		for (const forged of [richer, leaves.slice(1), [...leaves, { path: '~', value: utf8('x') }]]) {
			const parts = [encodeSnapshotChunk(forged)];
			expect(() => assemble(manifestFor(parts, forged.length), parts)).toThrow(damaged);
		}
	});
});
