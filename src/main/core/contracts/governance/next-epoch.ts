import type { CreditParameters } from '../../../../shared/codec/credit-parameters.ts';
import type { ConsensusParameters, GenesisValidator } from '../../../../shared/codec/genesis-document.ts';
import { GOVERNANCE_LIMITS } from '../../../../shared/codec/governance.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { StateOverlay } from '../engine/state-overlay.ts';

export const GOVERNANCE = 'governance';

/** What an epoch runs on, and so what ends it when it changes. */
export interface EpochTerms {
	readonly validators: readonly GenesisValidator[];
	readonly consensus: ConsensusParameters;
	readonly credit: CreditParameters;
}

/** Terms that were enacted and wait for the epoch's last block. */
export interface EnactedTerms extends EpochTerms {
	readonly endsAt: number;
}

const KEY = 'next';
/** State leaf of the enacted terms; absent while the epoch goes on. */
export const NEXT_EPOCH_PATH = `${GOVERNANCE}/${KEY}`;

export function enactedTerms(overlay: StateOverlay): EnactedTerms | null {
	return (overlay.read(NEXT_EPOCH_PATH) as EnactedTerms | undefined) ?? null;
}

/** Terms that another change would start from: those enacted already, else the epoch's own. */
export function termsAhead(context: CallContext): EpochTerms {
	const found = context.space(GOVERNANCE).get<EnactedTerms>(KEY) ?? context.block.epoch;
	context.charge(found.validators.length);
	const { validators, consensus, credit } = found;
	return { validators, consensus, credit };
}

/** Sets what the next epoch runs on. The first change fixes the end; later ones join. Returns the epoch's last height. */
export function enactTerms(context: CallContext, terms: EpochTerms): number {
	const space = context.space(GOVERNANCE);
	const enacted = space.get<EnactedTerms>(KEY);
	const endsAt = enacted?.endsAt ?? context.block.height + GOVERNANCE_LIMITS.epochEndsAfterBlocks;
	const next: EnactedTerms = { ...terms, endsAt };
	space.set(KEY, next);
	return endsAt;
}

export function forgetEnacted(context: CallContext): void {
	context.space(GOVERNANCE).delete(KEY);
}
