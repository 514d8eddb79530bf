import { auctionContract } from './auction/auction-contract.ts';
import { depositoryContract } from './depository/depository-contract.ts';
import type { Contract, ContractMethod } from './engine/contract.ts';
import { governanceContract } from './governance/governance-contract.ts';
import { identityContract } from './identity/identity-contract.ts';
import { incentiveContract } from './incentive/pool.ts';
import { ledgerContract } from './ledger.ts';
import { meteringContract } from './metering/metering-contract.ts';
import { settlementContract } from './settlement/settlement-contract.ts';

/** Every contract of this version of the chain. */
export const contracts: readonly Contract[] = [
	identityContract,
	ledgerContract,
	auctionContract,
	depositoryContract,
	meteringContract,
	settlementContract,
	governanceContract,
	incentiveContract,
];

const byName = new Map(contracts.map((contract) => [contract.name, contract]));

export function contractNamed(name: string): Contract | undefined {
	return byName.get(name);
}

export function methodNamed(contract: string, method: string): ContractMethod | undefined {
	return byName.get(contract)?.methods.find((each) => each.name === method);
}
