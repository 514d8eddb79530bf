import { type Digest, equalBytes } from '../../../shared/codec/bytes.ts';

/** Watches that all replicas have the same state root after the same height. */
export class StateRoots {
	readonly #violations: string[];
	readonly #roots: Digest[] = [];

	/** @param violations gets a line for each one */
	constructor(violations: string[]) {
		this.#violations = violations;
	}

	executed(replica: number, height: number, stateRoot: Digest): void {
		const known = this.#roots[height];
		if (!known) this.#roots[height] = stateRoot;
		else if (!equalBytes(known, stateRoot))
			this.#violations.push(`replica ${replica} has another state root after height ${height}`);
	}
}
