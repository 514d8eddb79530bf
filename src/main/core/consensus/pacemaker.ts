import type { ConsensusParameters } from '../../../shared/codec/genesis-document.ts';

const SAMPLES = 64;
const MIN_SAMPLES = 8;
/** Rounds without a commit that are normal in the pipeline. */
const FREE_ROUNDS = 3;

/** Local estimate of how long a round may take. It decides only when this validator gives up, never what it accepts. */
export class Pacemaker {
	readonly #parameters: ConsensusParameters;
	readonly #samples: number[] = [];
	#next = 0;
	#baseMs: number;

	constructor(parameters: ConsensusParameters) {
		this.#parameters = parameters;
		this.#baseMs = parameters.baseTimeoutInitialMs;
	}

	/** Timeout of a round in a network as fast as the recent rounds, ms. */
	get baseMs(): number {
		return this.#baseMs;
	}

	/** A round took this long from when its leader could act to its certificate; base = 3 · p95, within the bounds. */
	observe(formationMs: number): void {
		this.#samples[this.#next] = Math.max(0, Math.ceil(formationMs));
		this.#next = (this.#next + 1) % SAMPLES;
		if (this.#samples.length < MIN_SAMPLES) return;
		const sorted = [...this.#samples].sort((a, b) => a - b);
		const p95 = sorted[Math.ceil((sorted.length * 19) / 20) - 1] as number;
		const { baseTimeoutMinMs, baseTimeoutMaxMs } = this.#parameters;
		this.#baseMs = Math.min(baseTimeoutMaxMs, Math.max(baseTimeoutMinMs, 3 * p95));
	}

	/** base · 1.2^(rounds without a commit − 3), at most the on-chain maximum, ms. */
	durationMs(roundsSinceCommit: number): number {
		const { roundTimeoutMaxMs } = this.#parameters;
		let duration = this.#baseMs;
		for (let i = FREE_ROUNDS; i < roundsSinceCommit && duration < roundTimeoutMaxMs; i++)
			duration = Math.floor((duration * 6) / 5) + 1;
		return Math.min(duration, roundTimeoutMaxMs);
	}

	/** How often what was sent in a stuck round is sent again, ms. */
	get resendMs(): number {
		return this.#baseMs;
	}
}
