import { bridgeAccount } from '../codec/accounts.ts';
import { bridgePaths } from '../codec/bridge-state.ts';
import type { ContractEvent } from '../codec/events.ts';

/** Leaf of the account that a chain keeps for another. */
export function bridgeAccountPath(chain: string): string {
	return `ledger/account/${bridgeAccount(chain)}`;
}

/** The chains that one is connected with, and the leaves that say what its certified state holds of each channel. */
export class ConnectedChains {
	readonly #chains = new Set<string>();

	note(event: ContractEvent): void {
		if (event.kind === 'chain-connected') this.#chains.add(event.chain);
	}

	/** Ascending. */
	statePaths(): readonly string[] {
		return [...this.#chains]
			.flatMap((chain) => [bridgeAccountPath(chain), bridgePaths.sent(chain), bridgePaths.received(chain)])
			.sort();
	}
}
