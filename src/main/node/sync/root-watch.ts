import type { BlockHeader } from '../../../shared/codec/block.ts';
import { type Digest, toHex } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';

/** Executed roots that a later header may still state. */
const MAX_ROOTS = 4_096;
/** Headers that may state roots from before this node's start. */
const MAX_UNTOLD = 256;

/**
 * Holds the roots that validators state against those executed here, as a voter would: a node whose state is another
 * must not go on serving it.
 */
export class RootWatch {
	readonly #roots = new Set<string>();
	/** False until a header has stated a root that was executed here: earlier ones may precede what is known. */
	#isTold = false;
	#untold = 0;

	executed(stateRoot: Digest): void {
		this.#roots.add(toHex(stateRoot));
		if (this.#roots.size <= MAX_ROOTS) return;
		const [oldest] = this.#roots;
		this.#roots.delete(oldest as string);
	}

	/** @throws CodedError STATE_MISMATCH when validators certified another root than this node's */
	check({ height, stateRoot }: BlockHeader): void {
		const stated = toHex(stateRoot);
		if (this.#roots.has(stated)) this.#isTold = true;
		else if (this.#isTold || ++this.#untold > MAX_UNTOLD)
			throw new CodedError('STATE_MISMATCH', { height, found: [...this.#roots].at(-1) ?? '', expected: stated });
	}
}
