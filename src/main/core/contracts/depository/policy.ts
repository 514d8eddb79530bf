import type { ProductTerms } from '../../../../shared/codec/product-terms.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { requireParticipant } from '../identity/participants.ts';

/** Generator and user, who are others in every deed. */
const PARTIES = 2;

/**
 * Whether deeds of the product can be signed as its terms say.
 * @throws CodedError DEED_POLICY, or PARTICIPANT_UNKNOWN for a witness who is not registered
 */
export function requireSigningPolicy(context: CallContext, { product, signing, mechanism }: ProductTerms): void {
	if (signing === null) return;
	const need = (isMet: boolean, reason: string): void => {
		if (!isMet) throw new CodedError('DEED_POLICY', { product, reason });
	};
	const { deedPer, threshold, marketOperator, witnesses } = signing;
	const { market } = context;
	const isTradedSingly = mechanism === 'continuous' || mechanism === 'listing';
	need(
		deedPer === 'trade' || !isTradedSingly,
		`one deed for two counterparties, where ${mechanism} drafts each at once`,
	);
	const others = [market.gridOperator, ...(marketOperator ? [market.marketOperator] : []), ...witnesses];
	const signers = new Set(others);
	const twice = others.find((participant, at) => witnesses.includes(participant) && others.indexOf(participant) !== at);
	need(twice === undefined, `${twice} would sign twice`);
	for (const witness of witnesses) requireParticipant(context, witness);
	const most = PARTIES + signers.size;
	need(threshold === null || threshold <= most, `${threshold} signatures of ${most} signers`);
}
