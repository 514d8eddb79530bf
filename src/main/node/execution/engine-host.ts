import type { Block } from '../../../shared/codec/block.ts';
import { decodeGenesis } from '../../../shared/codec/genesis.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { requireSoundKey } from '../../../shared/signatures/key-rule.ts';
import { createEngine } from '../../core/contracts/engine/create-engine.ts';
import type { Engine, ExecutionResult, StateLeaf } from '../../core/contracts/types.ts';
import type { Hasher } from '../../core/ports.ts';
import type { RememberingVerifier } from '../crypto/remembering-verifier.ts';
import { CertifiedState } from './certified-state.ts';
import type { CertifiedLeaves, ExecutionStart, PresentLeaf } from './types.ts';

/** The engine with what a node asks of it, all synchronous: the part that runs on the worker's side. */
export class EngineHost {
	readonly #verifier: RememberingVerifier;
	readonly #engine: Engine;
	readonly #certified: CertifiedState;

	/**
	 * @param options.leaves recovered state after `height`; null for genesis
	 * @throws CodedError KEY_* for a genesis participant with an unsound signing key
	 */
	constructor(
		options: { genesis: Uint8Array; height: number; leaves: readonly StateLeaf[] | null },
		modules: { hasher: Hasher; verifier: RememberingVerifier },
	) {
		const { hasher, verifier } = modules;
		this.#verifier = verifier;
		const genesis = decodeGenesis(options.genesis);
		// About 1 ms each: asked once, when the chain's first state is made, which is all that recovery starts from.
		if (!options.leaves) for (const { id, publicKey } of genesis.participants) requireSoundKey(publicKey, id);
		this.#engine = createEngine({ genesis }, { hasher, verifier }, options.leaves ?? undefined);
		if (this.#engine.height !== options.height)
			throw new CodedError('ENGINE_HEIGHT', {
				given: this.#engine.height,
				expected: options.height,
				time: null,
				after: null,
			});
		this.#certified = new CertifiedState(
			{ height: this.#engine.height, stateRoot: this.#engine.stateRoot, leaves: this.#engine.leaves() },
			{ hasher },
		);
	}

	get start(): ExecutionStart {
		const { height, stateRoot, nextDeadline, epochEndsAt } = this.#engine;
		return { height, stateRoot, nextDeadline, epochEndsAt };
	}

	leaves(): StateLeaf[] {
		return [...this.#engine.leaves()];
	}

	execute(block: Block, verified: readonly string[]): ExecutionResult {
		for (const name of verified) this.#verifier.remember(name);
		const result = this.#engine.execute(block);
		this.#certified.executed(result, block.header.stateRoot);
		return result;
	}

	values(paths: readonly string[]): (Uint8Array | null)[] {
		return paths.map((path) => this.#engine.state.get(path) ?? null);
	}

	provePresent(path: string): PresentLeaf {
		const { height, stateRoot } = this.#engine;
		return { value: this.#engine.state.get(path) ?? null, proof: this.#engine.prove(path), height, stateRoot };
	}

	prove(paths: readonly string[]): CertifiedLeaves | null {
		return this.#certified.prove(paths);
	}
}
