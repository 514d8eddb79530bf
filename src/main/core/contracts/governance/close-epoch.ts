import type { Plain } from '../../../../shared/codec/cbor.ts';
import { decode } from '../../../../shared/codec/cbor.ts';
import { EPOCH_PATH, type EpochDescription, encodeEpochDescription } from '../../../../shared/codec/epoch.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../../shared/proofs/state-proof.ts';
import type { CreditLedger } from '../../consensus/credit-ledger.ts';
import type { CallContext } from '../engine/call-context.ts';
import { readCreditLedger, writeCreditLedger } from '../incentive/block-accounting.ts';
import { epochLedger } from '../incentive/epoch-ledger.ts';
import { payOpenRewards } from '../incentive/rewards.ts';
import { enactedTerms, forgetEnacted } from './next-epoch.ts';

/**
 * The last step of an epoch's last block: pays what is open, since the next epoch numbers its validators anew, and
 * writes what the next epoch runs on.
 */
export function closeEpoch(context: CallContext): void {
	const { overlay, epoch: ending, height, time } = context.block;
	const terms = enactedTerms(overlay);
	if (!terms) return;
	const ledger = readCreditLedger(overlay);
	payOpenRewards(context, ledger);
	const { validators, consensus, credit } = terms;
	const next: EpochDescription = {
		epoch: ending.epoch + 1,
		startHeight: height,
		startTime: time,
		validators,
		consensus,
		credit,
	};
	forgetEnacted(context);
	startEpoch(context, next, epochLedger(ledger, ending.validators, next));
}

/** Writes an epoch's description and first ledger, and tells of them. */
export function startEpoch(context: CallContext, description: EpochDescription, ledger: CreditLedger): void {
	const { overlay } = context.block;
	overlay.write(EPOCH_PATH, decode(encodeEpochDescription(description), STATE_VALUE_MAX_BYTES) as Plain);
	writeCreditLedger(overlay, ledger);
	context.emit({ kind: 'epoch-changed', description, figures: ledger.validators });
}
