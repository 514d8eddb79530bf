import { deedSigningBytes } from '../../../../shared/codec/deed.ts';
import { signatureId } from '../../../../shared/codec/ids.ts';
import { inTurn, isComplete } from '../../../../shared/deeds/signing-rule.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { Participant } from '../identity/participants.ts';
import { awardPoints, moveCredit, STANDING } from '../incentive/standing.ts';
import { attribute, derive } from '../provenance.ts';
import { type Deed, type DeedSigner, firstTradeOf, idOf, signingOf, writeDeed } from './deeds.ts';

/** @throws CodedError DEED_CLOSED, DEED_NOT_SIGNER, DEED_SIGNED, DEED_OUT_OF_TURN or DEED_SIGNATURE */
export function signDeed(context: CallContext, sender: Participant, deed: Deed, signature: Uint8Array): void {
	const signer = requireSignerOf(context, deed, sender.id);
	if (signer.signature) throw new CodedError('DEED_SIGNED', { deed: idOf(deed), participant: sender.id });
	const turn = inTurn(signingOf(deed));
	if (!turn.includes(sender.id))
		throw new CodedError('DEED_OUT_OF_TURN', { deed: idOf(deed), participant: sender.id, turn: turn[0] ?? '' });
	takeSignature(context, sender, deed, signature);
}

/** Enters a signature whoever's turn it is, and seals the deed that it completes. @throws CodedError DEED_SIGNATURE */
export function takeSignature(context: CallContext, sender: Participant, deed: Deed, signature: Uint8Array): void {
	const id = idOf(deed);
	if (!context.verify(sender.publicKey, deedSigningBytes(context.block.chainId, deed.digest), signature))
		throw new CodedError('DEED_SIGNATURE', { deed: id, participant: sender.id });
	const signers = deed.signers.map((each) => (each.participant === sender.id ? { ...each, signature } : each));
	const signed: Deed = { ...deed, signers };
	const isSealed = isComplete(signingOf(signed));
	writeDeed(context, { ...signed, status: isSealed ? 'sealed' : 'pending' });
	const { version } = deed;
	const as = (signers.find(({ participant }) => participant === sender.id) as DeedSigner).as;
	context.emit({ kind: 'deed-signed', deed: id, participant: sender.id, as, version, signature });
	// Signing again what was amended is the same service as before.
	if (!deed.signedBefore.includes(sender.id)) {
		const node = { type: 'signature', id: signatureId(id, sender.id) } as const;
		derive(context, node, { type: 'deed', id });
		attribute(context, node, sender.id);
		moveCredit(context, sender.id, STANDING.signedInTime, 'deed-signed-in-time', id);
		awardPoints(context, sender.id, 'deed-in-time');
	}
	const { digest } = deed;
	if (isSealed) context.emit({ kind: 'deed-sealed', deed: id, trade: firstTradeOf(deed), version, digest });
}

/** @throws CodedError DEED_CLOSED or DEED_NOT_SIGNER */
export function requireSignerOf(context: CallContext, deed: Deed, participant: string): DeedSigner {
	const id = idOf(deed);
	if (deed.status !== 'pending' || context.time >= deed.deadline)
		throw new CodedError('DEED_CLOSED', { deed: id, status: deed.status === 'pending' ? 'expired' : deed.status });
	const signer = deed.signers.find((each) => each.participant === participant);
	if (!signer) throw new CodedError('DEED_NOT_SIGNER', { deed: id, participant });
	return signer;
}
