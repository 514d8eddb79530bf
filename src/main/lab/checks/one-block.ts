/** Watches that no two replicas hold different blocks final at the same height. */
export class OneBlock {
	readonly #violations: string[];
	/** By epoch and height: at the end of an epoch heights of void blocks are given again. */
	readonly #epochs: string[][] = [];

	/** @param violations gets a line for each one */
	constructor(violations: string[]) {
		this.#violations = violations;
	}

	committed(replica: number, height: number, id: string, epoch = 0): void {
		this.#epochs[epoch] ??= [];
		const heights = this.#epochs[epoch];
		const known = heights[height];
		if (known === undefined) heights[height] = id;
		else if (known !== id) this.#violations.push(`replica ${replica} committed another block at height ${height}`);
	}
}
