import { type Digest, equalBytes } from '../../../shared/codec/bytes.ts';
import type { ExecutionResult, StateLeaf } from '../../core/contracts/types.ts';
import type { Hasher } from '../../core/ports.ts';
import { createStateTree, type StateTree } from '../../core/state/state-tree.ts';
import type { CertifiedLeaves } from './types.ts';

/** Executed blocks that may wait for a certificate; the chain certifies within a few. */
const MAX_WAITING = 1_024;

interface Waiting {
	readonly height: number;
	readonly stateRoot: Digest;
	readonly writes: ExecutionResult['writes'];
}

/**
 * The state as the newest certified root has it. The engine is always a few blocks ahead: a header carries the root
 * after the newest block that its own chain commits, and on a quiet chain the last empty blocks' roots are never
 * certified at all. So a second tree follows at the certified height, taking writes only when a proof is asked for.
 */
export class CertifiedState {
	readonly #tree: StateTree;
	readonly #waiting: Waiting[] = [];
	/** Certified writes that the tree has not taken yet; the last one of a path wins. */
	readonly #lagging = new Map<string, Uint8Array | null>();
	#height: number;
	#root: Digest;
	#certifiedAtHeight = 0;

	constructor(
		options: { height: number; stateRoot: Digest; leaves: Iterable<StateLeaf> },
		modules: { hasher: Hasher },
	) {
		this.#tree = createStateTree(modules.hasher, options.leaves);
		this.#height = options.height;
		this.#root = options.stateRoot;
	}

	/** A final block was executed: its header may certify an earlier root. */
	executed(result: ExecutionResult, headerStateRoot: Digest): void {
		this.#certify(headerStateRoot, result.height);
		this.#waiting.push({ height: result.height, stateRoot: result.stateRoot, writes: result.writes });
		if (this.#waiting.length <= MAX_WAITING) return;
		// Nothing certified for a thousand blocks: proofs rest until a later header certifies a root again.
		this.#take(1);
		this.#certifiedAtHeight = 0;
	}

	prove(paths: readonly string[]): CertifiedLeaves | null {
		if (this.#certifiedAtHeight === 0) return null;
		if (this.#lagging.size > 0) {
			this.#tree.apply([...this.#lagging].map(([changed, value]) => ({ path: changed, value })));
			this.#lagging.clear();
		}
		// Hashes lazily: a proof needs every node above its path.
		this.#tree.root();
		return {
			leaves: paths.map((path) => ({ value: this.#tree.get(path) ?? null, proof: this.#tree.prove(path) })),
			height: this.#height,
			stateRoot: this.#root,
			certifiedAtHeight: this.#certifiedAtHeight,
			isOutdated: this.#waiting.some(({ writes }) => writes.some(({ path }) => paths.includes(path))),
		};
	}

	#certify(root: Digest, byHeight: number): void {
		const at = this.#waiting.findLastIndex(({ stateRoot }) => equalBytes(stateRoot, root));
		if (at >= 0) this.#take(at + 1);
		else if (!equalBytes(root, this.#root)) return;
		this.#certifiedAtHeight = byHeight;
	}

	#take(count: number): void {
		for (const { height, stateRoot, writes } of this.#waiting.splice(0, count)) {
			for (const { path, value } of writes) this.#lagging.set(path, value);
			this.#height = height;
			this.#root = stateRoot;
		}
	}
}
