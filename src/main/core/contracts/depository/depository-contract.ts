import { forms } from '../../../../shared/codec/calls.ts';
import { deedSigningBytes } from '../../../../shared/codec/deed.ts';
import { signatureId, tradeId } from '../../../../shared/codec/ids.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { findProduct, isCancelled } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Contract, method } from '../engine/contract.ts';
import { type Participant, requireSender } from '../identity/participants.ts';
import { awardPoints, moveCredit, STANDING } from '../incentive/standing.ts';
import { attribute, derive } from '../provenance.ts';
import {
	DEPOSITORY,
	type Deed,
	type DeedSigner,
	idOf,
	readDeed,
	releaseCollateral,
	requireDeed,
	writeDeed,
} from './deeds.ts';
import { documentMethods, documentTasks } from './documents-methods.ts';

/** Deeds that one block looks at when they are due, and those of them that it may have to expire. */
const EXPIRE_LOOKS = 4_000;
const EXPIRE_BATCH = 128;

/** Deeds: drafted by the clearing, signed by all three parties before the deadline, then sealed. */
export const depositoryContract: Contract = {
	name: DEPOSITORY,
	version: 1,
	methods: [
		method(forms.depository.signDeeds, (context, { signatures }) => {
			const sender = requireSender(context);
			for (const { deed, signature } of signatures) signDeed(context, sender, requireDeed(context, deed), signature);
		}),
		method(forms.depository.refuseDeed, (context, { deed: id, reason }) => {
			const sender = requireSender(context);
			const deed = requireDeed(context, id);
			requireSignerOf(context, deed, sender.id);
			writeDeed(context, { ...deed, status: 'refused' });
			const trade = tradeId(deed.product, deed.trade.n);
			context.emit({ kind: 'deed-refused', deed: id, trade, participant: sender.id, reason });
			releaseCollateral(context, deed);
		}),
		...documentMethods,
	],
	tasks: { expire: expireDeeds, ...documentTasks },
};

function signDeed(context: CallContext, sender: Participant, deed: Deed, signature: Uint8Array): void {
	const id = idOf(deed);
	const signer = requireSignerOf(context, deed, sender.id);
	if (signer.signature) throw new CodedError('DEED_SIGNED', { deed: id, participant: sender.id });
	if (!context.verify(sender.publicKey, deedSigningBytes(context.block.chainId, deed.digest), signature))
		throw new CodedError('DEED_SIGNATURE', { deed: id, participant: sender.id });
	const signers = deed.signers.map((each) => (each.participant === sender.id ? { ...each, signature } : each));
	const isComplete = signers.every((each) => each.signature !== null);
	writeDeed(context, { ...deed, signers, status: isComplete ? 'sealed' : 'pending' });
	context.emit({ kind: 'deed-signed', deed: id, participant: sender.id, as: signer.as, version: 1, signature });
	const node = { type: 'signature', id: signatureId(id, sender.id) } as const;
	derive(context, node, { type: 'deed', id });
	attribute(context, node, sender.id);
	moveCredit(context, sender.id, STANDING.signedInTime, 'deed-signed-in-time', id);
	awardPoints(context, sender.id, 'deed-in-time');
	if (isComplete)
		context.emit({ kind: 'deed-sealed', deed: id, trade: tradeId(deed.product, deed.trade.n), version: 1 });
}

/** @throws CodedError DEED_CLOSED or DEED_NOT_SIGNER */
function requireSignerOf(context: CallContext, deed: Deed, participant: string): DeedSigner {
	const id = idOf(deed);
	if (deed.status !== 'pending' || context.time >= deed.deadline)
		throw new CodedError('DEED_CLOSED', { deed: id, status: deed.status === 'pending' ? 'expired' : deed.status });
	const signer = deed.signers.find((each) => each.participant === participant);
	if (!signer) throw new CodedError('DEED_NOT_SIGNER', { deed: id, participant });
	return signer;
}

/** The signing deadline of a product: pending deeds lapse, and who has not signed loses credit. */
function expireDeeds(context: CallContext, id: string): void {
	const product = findProduct(context, id);
	if (!product || isCancelled(product)) return;
	const space = context.space(DEPOSITORY);
	const from = space.get<number>(`expiring/${id}`) ?? 0;
	const end = Math.min(from + EXPIRE_LOOKS, product.trades);
	let next = from;
	for (let expired = 0; next < end && expired < EXPIRE_BATCH; next++) {
		const deed = readDeed(context, id, next);
		if (deed?.status !== 'pending') continue;
		expireDeed(context, deed);
		expired += 1;
	}
	if (next < product.trades) {
		space.set(`expiring/${id}`, next);
		context.continueTask();
	} else if (from > 0) space.delete(`expiring/${id}`);
}

function expireDeed(context: CallContext, deed: Deed): void {
	const id = idOf(deed);
	const inDefault = deed.signers.filter((each) => each.signature === null).map((each) => each.participant);
	writeDeed(context, { ...deed, status: 'expired' });
	context.emit({ kind: 'deed-expired', deed: id, trade: tradeId(deed.product, deed.trade.n), inDefault });
	releaseCollateral(context, deed);
	for (const participant of inDefault) moveCredit(context, participant, STANDING.deedMissed, 'deed-missed', id);
}
