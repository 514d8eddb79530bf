import { auctionContract } from './auction/auction-contract.ts';
import { bridgeContract } from './bridge/bridge-contract.ts';
import { certificatesContract } from './certificates/certificates-contract.ts';
import { depositoryContract } from './depository/depository-contract.ts';
import { createContractTable } from './engine/contract-table.ts';
import { governanceContract } from './governance/governance-contract.ts';
import { identityContract } from './identity/identity-contract.ts';
import { incentiveContract } from './incentive/incentive-contract.ts';
import { ledgerContract } from './ledger.ts';
import { meteringContract } from './metering/metering-contract.ts';
import { settlementContract } from './settlement/settlement-contract.ts';
import { traceabilityContract } from './traceability/traceability-contract.ts';

/** Every version of every contract that this software contains; a chain runs those that its state names. */
export const contracts = createContractTable([
	identityContract,
	ledgerContract,
	auctionContract,
	depositoryContract,
	meteringContract,
	settlementContract,
	governanceContract,
	incentiveContract,
	certificatesContract,
	traceabilityContract,
	bridgeContract,
]);
