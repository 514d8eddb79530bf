import type { Block } from '../../../shared/codec/block.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { StateLeaf } from '../../core/contracts/types.ts';
import { verifier } from '../crypto/ed25519.ts';
import { RememberingVerifier } from '../crypto/remembering-verifier.ts';
import { hasher } from '../crypto/sha256.ts';
import { EngineHost } from './engine-host.ts';
import type { CertifiedLeaves, ExecutionStart, Executor, NodeExecution, PresentLeaf } from './types.ts';

/** The executor without a thread of its own, for tests and for the worker's own side. */
export class InlineExecutor implements Executor {
	readonly #genesis: Uint8Array;
	#host: EngineHost | null = null;

	/** @param options.genesis canonical bytes of the genesis document */
	constructor(options: { genesis: Uint8Array }) {
		this.#genesis = options.genesis;
	}

	async start(height: number, leaves: AsyncIterable<StateLeaf[]> | null): Promise<ExecutionStart> {
		let recovered: StateLeaf[] | null = null;
		if (leaves) {
			recovered = [];
			for await (const chunk of leaves) for (const leaf of chunk) recovered.push(leaf);
		}
		this.#host = new EngineHost(
			{ genesis: this.#genesis, height, leaves: recovered },
			{ hasher, verifier: new RememberingVerifier({}, { hasher, verifier }) },
		);
		return this.#host.start;
	}

	async leaves(): Promise<readonly StateLeaf[]> {
		return this.#running().leaves();
	}

	async execute(block: Block, verified: readonly string[]): Promise<NodeExecution> {
		return { ...this.#running().execute(block, verified), record: null };
	}

	async values(paths: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
		return this.#running().values(paths);
	}

	async provePresent(path: string): Promise<PresentLeaf> {
		return this.#running().provePresent(path);
	}

	async prove(paths: readonly string[]): Promise<CertifiedLeaves | null> {
		return this.#running().prove(paths);
	}

	async stop(): Promise<void> {
		this.#host = null;
	}

	#running(): EngineHost {
		if (!this.#host) throw new CodedError('NODE_STOPPED');
		return this.#host;
	}
}
