import type { ExecutedBlock } from '../../../node/types.ts';
import { type SupplyStep, supplySteps } from './supply-steps.ts';

/** Keeps of every chain's blocks what the audit of its supply needs. */
export class SupplyRecorder {
	readonly histories = new Map<string, SupplyStep[]>();
	readonly #accounts = new Map<string, Set<string>>();

	record(chain: string, block: ExecutedBlock): void {
		const steps = this.histories.get(chain) ?? [];
		this.histories.set(chain, steps);
		steps.push(...supplySteps(chain, block));
		const accounts = this.#accounts.get(chain) ?? new Set();
		this.#accounts.set(chain, accounts);
		for (const event of block.events) if (event.kind === 'transfer') accounts.add(event.from).add(event.to);
	}

	/** Every account that a chain's events named. */
	accountsOf(chain: string): ReadonlySet<string> {
		return this.#accounts.get(chain) ?? new Set();
	}
}
