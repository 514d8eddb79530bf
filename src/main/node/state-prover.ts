import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockHeader } from '../../shared/codec/block.ts';
import { equalBytes } from '../../shared/codec/bytes.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import { provenBlockId } from '../../shared/proofs/commit-proof.ts';
import type { Executor } from './execution/types.ts';
import type { Store } from './store/types.ts';
import type { Certification, CertifiedStateProof, CertifiedValues, ProofFreshness } from './types.ts';

/** How long to wait for a root that covers the path's newest change; the chain certifies within a few rounds. */
const WAIT_MS = 2_000;
const POLL_MS = 50;
/** Descendants through which a header may have become final. */
const MAX_LINKS = 256;
/** Paths of one question. */
const MAX_PROVEN_TOGETHER = 64;

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
		const together = await this.proveTogether([path], freshness);
		const value = together?.values[0];
		if (!together || !value) return null;
		const { values: _, ...certification } = together;
		return { ...value, ...certification };
	}

	/** Under one root, in the order of the paths. Null as `prove`. */
	async proveTogether(
		paths: readonly string[],
		freshness: ProofFreshness = 'present',
	): Promise<CertifiedValues | null> {
		if (paths.length > MAX_PROVEN_TOGETHER)
			throw new CodedError('STATE_PATHS_TOO_MANY', { paths: paths.length, limit: MAX_PROVEN_TOGETHER });
		for (let waitedMs = 0; ; waitedMs += POLL_MS) {
			const certified = await this.#executor.prove(paths);
			if (certified && (freshness === 'certified' || !certified.isOutdated)) {
				const { leaves, height, stateRoot } = certified;
				const finality = await this.#finality(certified.certifiedAtHeight);
				if (!finality) return null;
				const values = leaves.map((leaf, index) => ({ path: paths[index] as string, ...leaf }));
				return { values, height, stateRoot, ...finality };
			}
			if (waitedMs >= WAIT_MS) return null;
			await sleep(POLL_MS);
		}
	}

	/** Headers from `height` up to the one that its commit proof names. */
	async #finality(height: number): Promise<Pick<Certification, 'certifiedBy' | 'commitProof'> | null> {
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
