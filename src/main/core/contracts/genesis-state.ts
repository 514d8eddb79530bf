import { INCENTIVE_POOL_ACCOUNT, REWARD_BUDGET_ACCOUNT } from '../../../shared/codec/accounts.ts';
import { TIP_PATH } from '../../../shared/codec/chain-tip.ts';
import { genesisEpoch } from '../../../shared/codec/epoch.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import { chainIdOf } from '../../../shared/codec/genesis.ts';
import type { GenesisDocument } from '../../../shared/codec/genesis-document.ts';
import { genesisLedger } from '../consensus/credit-ledger.ts';
import type { Hasher } from '../ports.ts';
import { type BlockContext, CallContext } from './engine/call-context.ts';
import { CONTRACT_PREFIX } from './engine/contract-table.ts';
import { StateOverlay } from './engine/state-overlay.ts';
import { startEpoch } from './governance/close-epoch.ts';
import { grantDelegation } from './identity/delegations.ts';
import { addMeter, addParticipant } from './identity/registration.ts';
import { ledgerPaths } from './ledger.ts';
import type { StateWrite } from './types.ts';

/** The first state, and the events that tell of it: read models begin with them as of height 0. */
export function genesisState(
	genesis: GenesisDocument,
	hasher: Hasher,
): { readonly writes: readonly StateWrite[]; readonly events: readonly ContractEvent[] } {
	const overlay = new StateOverlay({ get: () => undefined });
	const epoch = genesisEpoch(genesis);
	const block: BlockContext = {
		chainId: chainIdOf(genesis, (bytes) => hasher.sha256(bytes)),
		height: 0,
		time: genesis.time,
		market: genesis.market,
		epoch,
		overlay,
		events: [],
		modules: { hasher, verifier: { verify: () => false } },
	};
	const context = new CallContext(block, null, Number.MAX_SAFE_INTEGER);
	overlay.write('chain/id', block.chainId);
	overlay.write(TIP_PATH, { height: 0, time: genesis.time });
	for (const { name, version } of genesis.contracts) overlay.write(`${CONTRACT_PREFIX}${name}`, { version });
	startEpoch(context, epoch, genesisLedger(epoch.validators.length, epoch.credit));
	overlay.write(ledgerPaths.account(REWARD_BUDGET_ACCOUNT), genesis.market.rewardBudget);
	overlay.write(ledgerPaths.account(INCENTIVE_POOL_ACCOUNT), 0);
	for (const { balance, meters: _meters, delegates: _delegates, ...participant } of genesis.participants) {
		addParticipant(context, participant);
		overlay.write(ledgerPaths.account(participant.id), balance);
	}
	for (const { id, meters, delegates } of genesis.participants) {
		for (const { id: meter, ...terms } of meters) addMeter(context, { meter, participant: id, ...terms });
		for (const delegation of delegates) grantDelegation(context, id, delegation);
	}
	return { writes: overlay.writes(), events: block.events };
}
