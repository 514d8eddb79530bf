/** How often the height is looked at. */
const LOOK_MS = 2_500;
/** Without a new block for so long, and three idle intervals, something is wrong. */
const STALL_MS = 15_000;

/** Tells when a validator's chain has stood still for long: others may have gone on to an epoch without it. */
export class StallWatch {
	readonly #timer: NodeJS.Timeout;

	/** @param modules.onStalled told again after each further such time */
	constructor(
		options: { readonly idleIntervalMs: number },
		modules: { readonly height: () => number; readonly onStalled: () => void },
	) {
		let height = modules.height();
		let since = performance.now();
		this.#timer = setInterval(() => {
			const now = performance.now();
			if (modules.height() !== height) {
				height = modules.height();
				since = now;
			} else if (now - since > STALL_MS + 3 * options.idleIntervalMs) {
				since = now;
				modules.onStalled();
			}
		}, LOOK_MS);
		this.#timer.unref();
	}

	stop(): void {
		clearInterval(this.#timer);
	}
}
