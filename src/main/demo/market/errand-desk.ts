import type { GridquorumNode } from '../../node/types.ts';
import type { DemoLog } from '../demo-log.ts';
import type { Errand } from './agent.ts';

/** Calls under way at once; more wait at the desk. */
const IN_FLIGHT_MAX = 256;
/** Times an errand is sent again after the network lost it. */
const ATTEMPTS_MAX = 5;
const LATENCIES_MAX = 200_000;

/**
 * Sends agents' errands as signed transactions, each name once at a time, and keeps how long each took from submission
 * until it was final. A call that the contracts refuse is logged and not repeated: its agent sees that nothing came of it.
 */
export class ErrandDesk {
	readonly #node: GridquorumNode;
	readonly #log: DemoLog;
	readonly #underWay = new Map<string, Promise<void>>();
	readonly #attempts = new Map<string, number>();
	readonly #latenciesMs: number[] = [];
	/** Greatest height at which an errand came out. */
	#height = 0;

	constructor(modules: { node: GridquorumNode; log: DemoLog }) {
		this.#node = modules.node;
		this.#log = modules.log;
	}

	get height(): number {
		return this.#height;
	}

	get underWay(): number {
		return this.#underWay.size;
	}

	/** Starts what is not under way and has not failed for good; returns how many it started. */
	send(errands: readonly Errand[]): number {
		let started = 0;
		for (const errand of errands) {
			if (this.#underWay.size >= IN_FLIGHT_MAX) break;
			if (this.#underWay.has(errand.name) || (this.#attempts.get(errand.name) ?? 0) >= ATTEMPTS_MAX) continue;
			this.#underWay.set(errand.name, this.#run(errand));
			started += 1;
		}
		return started;
	}

	/** Resolves when nothing is under way. */
	async settle(): Promise<void> {
		while (this.#underWay.size > 0) await Promise.all(this.#underWay.values());
	}

	/** Of each errand, wall milliseconds from submission to finality. */
	get latenciesMs(): readonly number[] {
		return this.#latenciesMs;
	}

	async #run({ participant, name, call }: Errand): Promise<void> {
		const startedMs = performance.now();
		try {
			const { height, receipt } = await this.#node.call(participant, call);
			this.#height = Math.max(this.#height, height);
			if (this.#latenciesMs.length < LATENCIES_MAX) this.#latenciesMs.push(performance.now() - startedMs);
			if (receipt.ok) this.#attempts.delete(name);
			else {
				this.#attempts.set(name, ATTEMPTS_MAX);
				this.#log.warn({ errand: name, code: receipt.code, details: receipt.details }, 'a call was refused');
			}
		} catch (error) {
			this.#attempts.set(name, (this.#attempts.get(name) ?? 0) + 1);
			this.#log.warn({ errand: name, error: String(error) }, 'a call did not become final');
		} finally {
			this.#underWay.delete(name);
		}
	}
}

/** At a quantile in [0, 1]; null of nothing. */
export function quantileOf(values: readonly number[], quantile: number): number | null {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? null;
}
