import { inDefault } from '../../../../shared/deeds/signing-rule.ts';
import { findProduct, isCancelled } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { moveCredit, STANDING } from '../incentive/standing.ts';
import {
	DEPOSITORY,
	type Deed,
	firstTradeOf,
	idOf,
	readDeed,
	releaseCollateral,
	signingOf,
	writeDeed,
} from './deeds.ts';
import { deedCount } from './pairing.ts';

/** Trades whose deeds one block looks at when they are due, and those of them that it may have to expire. */
const EXPIRE_LOOKS = 4_000;
const EXPIRE_BATCH = 128;

/** The signing deadline of a product: pending deeds lapse, and who has not signed loses credit. */
export function expireDeeds(context: CallContext, id: string): void {
	const product = findProduct(context, id);
	if (!product || isCancelled(product)) return;
	const space = context.space(DEPOSITORY);
	const from = space.get<number>(`expiring/${id}`) ?? 0;
	const deeds = deedCount(context, product);
	let next = from;
	for (let looked = 0, expired = 0; next < deeds && looked < EXPIRE_LOOKS && expired < EXPIRE_BATCH; next++) {
		const deed = readDeed(context, id, next);
		looked += deed?.trades.length ?? 1;
		if (deed?.status !== 'pending') continue;
		expireDeed(context, deed);
		expired += deed.trades.length;
	}
	if (next < deeds) {
		space.set(`expiring/${id}`, next);
		context.continueTask();
	} else if (from > 0) space.delete(`expiring/${id}`);
}

/** Who signed a version that an amendment voided has done its part in time. */
function expireDeed(context: CallContext, deed: Deed): void {
	const id = idOf(deed);
	const missed = inDefault(signingOf(deed)).filter((participant) => !deed.signedBefore.includes(participant));
	writeDeed(context, { ...deed, status: 'expired' });
	context.emit({ kind: 'deed-expired', deed: id, trade: firstTradeOf(deed), inDefault: missed });
	releaseCollateral(context, deed);
	for (const participant of missed) moveCredit(context, participant, STANDING.deedMissed, 'deed-missed', id);
}
