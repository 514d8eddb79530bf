import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockHeader, CommitProof } from '../../shared/codec/block.ts';
import { equalBytes } from '../../shared/codec/bytes.ts';
import { provenBlockId } from '../../shared/proofs/commit-proof.ts';
import type { CertifiedLeaf, Executor } from './execution/types.ts';
import type { Store } from './store/types.ts';
import type { CertifiedStateProof, ProofFreshness } from './types.ts';

/** How long to wait for a root that covers the path's newest change; the chain certifies within a few rounds. */
const WAIT_MS = 2_000;
const POLL_MS = 50;
/** Descendants through which a header may have become final. */
const MAX_LINKS = 256;

/** Proofs of the state against the newest root that a final header carries. */
export class StateProver {
	readonly #store: Pick<Store, 'block'>;
	readonly #executor: Pick<Executor, 'prove'>;

	constructor(modules: { store: Pick<Store, 'block'>; executor: Pick<Executor, 'prove'> }) {
		this.#store = modules.store;
		this.#executor = modules.executor;
	}

	/** Null when no certified root covers what was asked for within two seconds. */
	async prove(path: string, freshness: ProofFreshness = 'present'): Promise<CertifiedStateProof | null> {
		for (let waitedMs = 0; ; waitedMs += POLL_MS) {
			const leaf = await this.#executor.prove(path);
			if (leaf && (freshness === 'certified' || !leaf.isOutdated)) return this.#certify(path, leaf);
			if (waitedMs >= WAIT_MS) return null;
			await sleep(POLL_MS);
		}
	}

	async #certify(path: string, leaf: CertifiedLeaf): Promise<CertifiedStateProof | null> {
		const certificate = await this.#finality(leaf.certifiedAtHeight);
		if (!certificate) return null;
		const { value, proof, height, stateRoot } = leaf;
		return { path, value, proof, height, stateRoot, ...certificate };
	}

	/** Headers from `height` up to the one that its commit proof names. */
	async #finality(height: number): Promise<{ certifiedBy: BlockHeader[]; commitProof: CommitProof } | null> {
		const first = await this.#store.block(height);
		if (!first) return null;
		const proven = provenBlockId(first.proof);
		const certifiedBy: BlockHeader[] = [];
		for (let at = height; certifiedBy.length < MAX_LINKS; at++) {
			const stored = at === height ? first : await this.#store.block(at);
			if (!stored) return null;
			certifiedBy.push(stored.block.header);
			if (equalBytes(stored.blockId, proven)) return { certifiedBy, commitProof: first.proof };
		}
		return null;
	}
}
