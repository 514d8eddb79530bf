import type { ContractEvent } from '../codec/events.ts';
import { parseNumberedId } from '../codec/ids.ts';
import type { Receipt } from '../codec/receipt.ts';

/** Calls that state what somebody wants: shown as they were signed, with all that the same sender put into them. */
const OWN_CALLS: { readonly [contract: string]: readonly string[] } = {
	auction: ['place-orders', 'amend-orders', 'place-batch', 'commit-orders', 'reveal-orders', 'take'],
	identity: ['rotate-key'],
};

export function isOwnCall({ contract, method }: Receipt): boolean {
	return OWN_CALLS[contract]?.includes(method) ?? false;
}

/** A key's own call, signed with the key that it gives up. */
export function isKeyCall({ contract, method }: Receipt): boolean {
	return contract === 'identity' && method === 'rotate-key';
}

/** State leaf of a deed, until its product is forgotten. */
export function deedPath(deed: string): string[] {
	const at = parseNumberedId('D', deed);
	return at ? [`depository/deed/${at.product}/${at.n}`] : [];
}

/** The people and meters whose keys a selection needs, and the events that say which keys are theirs. */
export class SelectedPeople {
	readonly people = new Set<string>();
	readonly meters = new Set<string>();

	/** @param signers whose keys are needed too */
	wants(event: ContractEvent, signers: ReadonlySet<string>): boolean {
		switch (event.kind) {
			case 'participant-registered':
			case 'key-rotated':
				return this.people.has(event.participant) || signers.has(event.participant);
			case 'meter-registered':
				return this.meters.has(event.meter);
			default:
				return false;
		}
	}

	/** State leaves that hold the keys in force at the end. */
	statePaths(signers: ReadonlySet<string>): string[] {
		return [
			...[...new Set([...this.people, ...signers])].map((id) => `identity/participant/${id}`),
			...[...this.meters].map((id) => `identity/meter/${id}`),
		];
	}
}

type Provenance = Extract<ContractEvent, { kind: 'provenance' }>;

/** The edges that every trade, deed and reading has: from the contract back to orders, and from a reading to its batch. */
const CORE_EDGES: readonly (readonly [from: string, relation: string, to: string])[] = [
	['trade', 'wasGeneratedBy', 'auction'],
	['trade', 'wasDerivedFrom', 'order'],
	['deed', 'wasDerivedFrom', 'trade'],
	['reading', 'wasGeneratedBy', 'meter'],
	['reading', 'wasDerivedFrom', 'readings'],
];

export function isCoreEdge({ from, relation, to }: Provenance): boolean {
	return CORE_EDGES.some(([a, by, b]) => a === from.type && by === relation && b === to.type);
}
