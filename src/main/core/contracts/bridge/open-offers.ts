import type { TakeOffer } from '../../../../shared/codec/bridge-calls.ts';
import { PACKET_EXPIRED, PACKET_LIMITS } from '../../../../shared/codec/bridge-packet.ts';
import { bridgePaths, type OpenOffer } from '../../../../shared/codec/bridge-state.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { requireActiveSender, requireParticipant } from '../identity/participants.ts';
import { attribute } from '../provenance.ts';
import { admitLot } from './admitted-lots.ts';
import { BRIDGE, deleteLeaf, readLeaf, writeLeaf } from './bridge-leaves.ts';
import { retryAt, roomFor, sendPacket } from './channel.ts';
import { requireTrusted } from './client-state.ts';
import { admitParts } from './crossing-parts.ts';
import { requireSameCurrency, takeMoney } from './money.ts';
import type { ContentsOf, Crossing } from './packet-handler.ts';

/** The other chain bounds an offer's time by its own clock, which may be ahead of this one's, but not by as much again. */
const LONGEST_MS: TimeMs = 2 * PACKET_LIMITS.timeoutMs;

/**
 * An offer of another chain stands here from now on.
 * @throws CodedError BRIDGE_PACKET_EXPIRED, BRIDGE_TIMEOUT, BRIDGE_CURRENCY, PARTICIPANT_UNKNOWN, BRIDGE_OFFERS_TOO_MANY
 */
export function standOffer(
	context: CallContext,
	{ chain, packet: offer }: Crossing,
	{ from: seller, taker, goods, price, expiresAt }: ContentsOf<'offer'>,
): void {
	if (context.time >= expiresAt) throw new CodedError(PACKET_EXPIRED);
	const latest = context.time + LONGEST_MS;
	if (expiresAt > latest) throw new CodedError('BRIDGE_TIMEOUT', { timeoutAt: expiresAt, after: context.time, latest });
	requireSameCurrency(context, chain, requireTrusted(context, chain));
	if (taker !== null) requireParticipant(context, taker);
	const path = bridgePaths.openOffers(chain);
	const count = readLeaf<number>(context, path) ?? 0;
	const { openOffers: max } = PACKET_LIMITS;
	if (count >= max) throw new CodedError('BRIDGE_OFFERS_TOO_MANY', { chain, max });
	writeLeaf(context, path, count + 1);
	const open: OpenOffer = { chain, seller, taker, goods, price, expiresAt };
	writeLeaf(context, bridgePaths.offer(offer), open);
	context.schedule(expiresAt, { contract: BRIDGE, task: 'expire-offer', subject: offer });
	context.emit({ kind: 'offer-opened', offer, ...open });
}

/**
 * Takes an offer: its price leaves the taker and its goods are the taker's, in one call or not at all.
 * @throws CodedError BRIDGE_OFFER_UNKNOWN, BRIDGE_OFFER_EXPIRED, BRIDGE_OFFER_TAKER, as `requireTrusted`, `takeMoney`,
 * `admitLot`, `admitParts` and `sendPacket`
 */
export function takeOffer(context: CallContext, { offer }: TakeOffer): void {
	const { id: taker } = requireActiveSender(context);
	const open = readLeaf<OpenOffer>(context, bridgePaths.offer(offer));
	if (!open) throw new CodedError('BRIDGE_OFFER_UNKNOWN', { offer });
	const { chain, goods, price, expiresAt } = open;
	if (context.time >= expiresAt) throw new CodedError('BRIDGE_OFFER_EXPIRED', { offer, expiresAt });
	if (open.taker !== null && open.taker !== taker)
		throw new CodedError('BRIDGE_OFFER_TAKER', { offer, taker: open.taker });
	requireTrusted(context, chain);
	takeMoney(context, chain, taker, price, offer);
	if (goods.kind === 'lot') admitLot(context, { chain, packet: offer }, taker, goods.lot);
	else admitParts(context, { chain, packet: offer }, taker, goods.parts);
	attribute(context, { type: 'packet', id: offer }, taker);
	const packet = close(context, offer, open, taker);
	context.emit({ kind: 'offer-taken', offer, chain, taker, price, packet });
}

/** Nobody took the offer in time; who did is not asked again. */
export function expireOffer(context: CallContext, offer: string): void {
	const open = readLeaf<OpenOffer>(context, bridgePaths.offer(offer));
	if (!open) return;
	const { chain } = open;
	if (roomFor(context, chain) <= 0)
		return context.schedule(retryAt(context, offer), { contract: BRIDGE, task: 'expire-offer', subject: offer });
	const packet = close(context, offer, open, null);
	context.emit({ kind: 'offer-expired', offer, chain, packet });
}

/** Forgets an offer, and tells the offering chain how it ended. */
function close(context: CallContext, offer: string, { chain }: OpenOffer, taker: string | null): string {
	const path = bridgePaths.openOffers(chain);
	const left = (readLeaf<number>(context, path) ?? 0) - 1;
	if (left > 0) writeLeaf(context, path, left);
	else deleteLeaf(context, path);
	deleteLeaf(context, bridgePaths.offer(offer));
	return sendPacket(context, chain, { kind: 'offer-closed', offer, taker }, null);
}
