import { INCENTIVE_POOL_ACCOUNT, validatorAccount } from '../../../../shared/codec/accounts.ts';
import type { Block } from '../../../../shared/codec/block.ts';
import { decode, type Plain } from '../../../../shared/codec/cbor.ts';
import { CREDIT_PATH } from '../../../../shared/codec/state-paths.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../../shared/proofs/state-proof.ts';
import { applyCredit, type CreditChange } from '../../consensus/credit.ts';
import { decodeCreditLedger, encodeCreditLedger } from '../../consensus/credit-codec.ts';
import type { CreditLedger } from '../../consensus/credit-ledger.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { StateOverlay } from '../engine/state-overlay.ts';
import { balanceOf, moveMoney } from '../ledger.ts';
import { followRewards } from './rewards.ts';

export { CREDIT_PATH };

/** Exactly as `encodeCreditLedger` writes it: consensus recovers from this leaf. */
export function writeCreditLedger(overlay: StateOverlay, ledger: CreditLedger): void {
	overlay.write(CREDIT_PATH, decode(encodeCreditLedger(ledger), STATE_VALUE_MAX_BYTES) as Plain);
}

export function readCreditLedger(overlay: StateOverlay): CreditLedger {
	return decodeCreditLedger(overlay.get(CREDIT_PATH) as Uint8Array);
}

/** Applies the credit rules to a final block, slashes whom it convicts, and pays the rewards that have come due. */
export function accountForBlock(context: CallContext, { header, transactions }: Block): void {
	const { overlay, epoch } = context.block;
	const { ledger, changes } = applyCredit(readCreditLedger(overlay), header, transactions.length, epoch.credit);
	writeCreditLedger(overlay, ledger);
	for (const change of changes) {
		emitChange(context, change);
		if (change.conviction) slash(context, change, change.conviction);
	}
	followRewards(context, header, transactions.length > 0, changes, ledger);
}

/** A change that moved nothing tells nothing, but a bench begins anew even at the lowest credit. */
function emitChange(context: CallContext, change: CreditChange): void {
	const { validator, credit, participation, participationChange, rule, round, height, benchedUntil } = change;
	if (change.change === 0 && participationChange === 0 && rule !== 'blamed' && rule !== 'convicted') return;
	const who = { validator, id: idOf(context, validator), epoch: context.block.epoch.epoch };
	const figures = { credit, participation, change: change.change, participationChange };
	const cause = { rule, round, height, carrierHeight: context.block.height };
	context.emit({ kind: 'validator-credit', ...who, ...figures, ...cause, benchedUntil });
}

/** The whole incentive balance goes to the market participants, whom the offence endangered. */
function slash(
	context: CallContext,
	{ validator, round, height }: CreditChange,
	{ offence, rounds }: NonNullable<CreditChange['conviction']>,
): void {
	const id = idOf(context, validator);
	const account = validatorAccount(id);
	const amount = balanceOf(context, account);
	moveMoney(context, account, INCENTIVE_POOL_ACCOUNT, amount);
	const who = { validator, id, epoch: context.block.epoch.epoch };
	context.emit({ kind: 'validator-slashed', ...who, amount, offence, rounds, round, height });
}

function idOf(context: CallContext, validator: number): string {
	return context.block.epoch.validators[validator]?.id ?? String(validator);
}
