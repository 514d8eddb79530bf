import { createEngine } from '../../../src/main/core/contracts/engine/create-engine.ts';
import type { Engine, ExecutionResult } from '../../../src/main/core/contracts/types.ts';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import type { Block } from '../../../src/shared/codec/block.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import type { EngineMarket } from '../../fixtures/engine-market.ts';
import { threadCpuMs } from '../thread-time.ts';

/** Executes a chain's blocks once more, with the product's own cryptography, and times that alone. */
export class TimedEngine {
	readonly #market: EngineMarket;
	readonly #engine: Engine;
	#done = 0;

	constructor(market: EngineMarket) {
		this.#market = market;
		this.#engine = createEngine({ genesis: market.genesis }, { hasher, verifier });
	}

	/**
	 * Executes every block that the chain has made since the last time.
	 * @returns processor time of this thread, ms
	 * @throws Error when a transaction failed, or the chain comes to another state
	 */
	catchUp(): number {
		let cpuMs = 0;
		for (; this.#done < this.#market.blocks.length; this.#done++) {
			const block = this.#market.blocks[this.#done] as Block;
			const before = threadCpuMs();
			const result = this.#engine.execute(block);
			cpuMs += threadCpuMs() - before;
			this.#check(result);
		}
		return cpuMs;
	}

	#check({ receipts, stateRoot }: ExecutionResult): void {
		const refused = receipts.find(({ code }) => code !== null);
		if (refused) throw new Error(`${refused.method} is refused: ${refused.code}`);
		const expected = (this.#market.results[this.#done] as ExecutionResult).stateRoot;
		if (toHex(stateRoot) !== toHex(expected)) throw new Error(`block ${this.#done + 1} has another state`);
	}
}
