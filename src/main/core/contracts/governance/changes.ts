import { FEES_ACCOUNT, REWARD_BUDGET_ACCOUNT } from '../../../../shared/codec/accounts.ts';
import { GOVERNANCE_LIMITS, type GovernanceChange } from '../../../../shared/codec/governance.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { requireClient } from '../bridge/client-state.ts';
import {
	connectChain,
	recoverChain,
	requireConnectable,
	requireRecoverable,
	setChannelTerms,
} from '../bridge/connection.ts';
import type { CallContext } from '../engine/call-context.ts';
import { setBlockReward } from '../incentive/reward-terms.ts';
import { pay } from '../ledger.ts';
import { type EpochTerms, enactTerms, GOVERNANCE, termsAhead } from './next-epoch.ts';
import { changeConsensus, changeCredit } from './parameters.ts';
import { cancelUpgrade, enactUpgrade, requireUpgradable, requireUpgradeAhead } from './upgrades.ts';
import { addValidator, removeValidator, rotateKey } from './validator-changes.ts';

/**
 * Refuses what could not be enacted as the chain stands now. What depends on balances and on other changes of the
 * same proposal is found at enactment.
 * @throws CodedError of the first change that cannot be
 */
export function requirePossible(context: CallContext, changes: readonly GovernanceChange[]): void {
	if (changes.length === 0) throw new CodedError('PROPOSAL_EMPTY');
	changes.reduce((terms, change) => changedTerms(context, terms, change), termsAhead(context));
	for (const change of changes) requireApplicable(context, change);
}

function requireApplicable(context: CallContext, change: GovernanceChange): void {
	switch (change.kind) {
		case 'upgrade-contract':
			return requireUpgradable(context, change);
		case 'cancel-upgrade':
			return requireUpgradeAhead(context, change.contract);
		case 'connect-chain':
			return requireConnectable(context, change.root);
		case 'channel-terms':
			return void requireClient(context, change.chain);
		case 'recover-chain':
			return requireRecoverable(context, change.root);
		default:
	}
}

/**
 * All changes, in their order: those of the epoch from its end on, the others at once. Returns the last height of the
 * epoch where one of them ends it, else null.
 * @throws CodedError of the first change that cannot be; the caller's call is then undone
 */
export function enact(context: CallContext, proposal: string, changes: readonly GovernanceChange[]): number | null {
	const before = termsAhead(context);
	let terms = before;
	for (const change of changes) {
		terms = changedTerms(context, terms, change);
		takeEffect(context, proposal, change);
	}
	return terms === before ? null : enactTerms(context, terms);
}

/** The same object when the change is none of the epoch. */
function changedTerms(context: CallContext, terms: EpochTerms, change: GovernanceChange): EpochTerms {
	switch (change.kind) {
		case 'add-validator':
			return { ...terms, validators: addValidator(context, terms.validators, change) };
		case 'remove-validator':
			return { ...terms, validators: removeValidator(terms.validators, change) };
		case 'rotate-key':
			return { ...terms, validators: rotateKey(context, terms.validators, change) };
		case 'consensus-parameters':
			return { ...terms, consensus: changeConsensus(terms.consensus, change.parameters) };
		case 'credit-parameters':
			return { ...terms, credit: changeCredit(terms.credit, change.parameters) };
		default:
			return terms;
	}
}

function takeEffect(context: CallContext, proposal: string, change: GovernanceChange): void {
	switch (change.kind) {
		case 'block-reward':
			return setBlockReward(context, change.amount);
		case 'reward-budget':
			return pay(context, {
				from: FEES_ACCOUNT,
				to: REWARD_BUDGET_ACCOUNT,
				amount: change.amount,
				reason: 'reward-budget',
				subject: proposal,
			});
		case 'upgrade-contract':
			return enactUpgrade(context, change);
		case 'cancel-upgrade':
			return cancelUpgrade(context, change.contract);
		case 'admit-observer':
			return admitObserver(context, change.peerId, change.name);
		case 'remove-observer':
			return removeObserver(context, change.peerId);
		case 'connect-chain':
			return connectChain(context, change);
		case 'channel-terms':
			return setChannelTerms(context, change);
		case 'recover-chain':
			return recoverChain(context, change);
		default:
	}
}

/** @throws CodedError OBSERVER_EXISTS or OBSERVERS_TOO_MANY */
function admitObserver(context: CallContext, peerId: string, name: string): void {
	const space = context.space(GOVERNANCE);
	if (space.get(`observer/${peerId}`)) throw new CodedError('OBSERVER_EXISTS', { peerId });
	const count = space.get<number>('observers') ?? 0;
	if (count >= GOVERNANCE_LIMITS.observers)
		throw new CodedError('OBSERVERS_TOO_MANY', { max: GOVERNANCE_LIMITS.observers });
	space.set('observers', count + 1);
	space.set(`observer/${peerId}`, { name });
}

/** @throws CodedError OBSERVER_UNKNOWN */
function removeObserver(context: CallContext, peerId: string): void {
	const space = context.space(GOVERNANCE);
	if (!space.get(`observer/${peerId}`)) throw new CodedError('OBSERVER_UNKNOWN', { peerId });
	space.set('observers', (space.get<number>('observers') ?? 1) - 1);
	space.delete(`observer/${peerId}`);
}
