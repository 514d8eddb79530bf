import type { ContractVersion } from '../../../../shared/codec/genesis-document.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { Contract } from './contract.ts';

/** State leaf with the version of a contract that is in force. */
export const CONTRACT_PREFIX = 'contract/';

/** Value of that leaf. */
export interface ContractInForce {
	readonly version: number;
}

/** Every version of every contract that this software contains. */
export interface ContractTable {
	find(name: string, version: number): Contract | undefined;
	/** Newest version of each, ascending by name: what a chain founded with this software begins with. */
	readonly newest: readonly ContractVersion[];
}

export function createContractTable(contracts: readonly Contract[]): ContractTable {
	const byPlace = new Map(contracts.map((contract) => [placeOf(contract.name, contract.version), contract]));
	const newest = new Map<string, number>();
	for (const { name, version } of contracts) newest.set(name, Math.max(version, newest.get(name) ?? 0));
	return {
		find: (name, version) => byPlace.get(placeOf(name, version)),
		newest: [...newest].map(([name, version]) => ({ name, version })).sort((a, b) => (a.name < b.name ? -1 : 1)),
	};
}

/**
 * A version that is to run must be in the software; what lacks it must not go on, since it could only go astray.
 * @param height from which the chain runs that version
 * @throws CodedError ENGINE_UPGRADE_MISSING
 */
export function requireContained(table: ContractTable, { name, version }: ContractVersion, height: number): void {
	if (!table.find(name, version)) throw new CodedError('ENGINE_UPGRADE_MISSING', { contract: name, version, height });
}

function placeOf(name: string, version: number): string {
	return `${name}@${version}`;
}
