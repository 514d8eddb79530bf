/** Shares are told at most so finely. */
const STEP = 0.01;

/** Says how much of a whole is done, whenever that is worth telling. */
export class ShareTeller {
	readonly #whole: number;
	#done = 0;
	#told = 0;

	constructor(whole: number) {
		this.#whole = Math.max(1, whole);
	}

	/** @returns share in (0, 1]; null when it has hardly changed since it was told */
	add(done: number): number | null {
		this.#done += done;
		const share = Math.min(1, this.#done / this.#whole);
		if (share - this.#told < STEP) return null;
		this.#told = share;
		return share;
	}
}
