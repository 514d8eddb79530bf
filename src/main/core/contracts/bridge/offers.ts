import { bridgeAccount } from '../../../../shared/codec/accounts.ts';
import type { GoodsToOffer, OfferGoods } from '../../../../shared/codec/bridge-calls.ts';
import { type OfferedGoods, PACKET_LIMITS } from '../../../../shared/codec/bridge-packet.ts';
import { bridgePaths, type SentOffer } from '../../../../shared/codec/bridge-state.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { requireActiveSender } from '../identity/participants.ts';
import { settle } from '../ledger.ts';
import { deleteLeaf, readLeaf, writeLeaf } from './bridge-leaves.ts';
import { sendPacket } from './channel.ts';
import { takeParts, takePartsBack, tellSent } from './crossing-parts.ts';
import { releaseMoney, reserveMoney } from './money.ts';
import { standOffer } from './open-offers.ts';
import type { ContentsOf, Crossing, PacketHandler } from './packet-handler.ts';
import { deliverLot, giveLotBack, holdLot, requireLot } from './sent-lots.ts';

/**
 * Goods for money between participants of two chains. The chain where the offer stands decides in one call, or when the
 * offer expires; the offering chain has locked the goods and reserved the price, so that it can follow either way.
 */
export const offerPackets: PacketHandler<ContentsOf<'offer'>> = {
	receive(context, crossing, contents) {
		standOffer(context, crossing, contents);
	},
	delivered() {
		// It stands there until a packet tells how it ended.
	},
	giveBack(context, { packet }) {
		const offer = takeOffer(context, packet);
		if (offer) giveGoodsBack(context, packet, offer);
	},
};

/** How an offer ended on the other chain. Nothing that is told of an offer of this chain's own can be refused. */
export const closedPackets: PacketHandler<ContentsOf<'offer-closed'>> = {
	receive(context, { chain }, { offer: id, taker }) {
		if (readOffer(context, id)?.chain !== chain) throw new CodedError('BRIDGE_OFFER_UNKNOWN', { offer: id });
		const offer = takeOffer(context, id) as SentOffer;
		if (taker === null) return giveGoodsBack(context, id, offer);
		const { seller, price, goods } = offer;
		settle(context, { from: bridgeAccount(chain), to: seller, amount: price, reason: 'bridge-received', subject: id });
		if (goods.kind === 'lot') deliverLot(context, id, taker);
	},
	delivered() {
		// The offering chain has done its part; here all was done when the offer ended.
	},
	giveBack() {
		// The other chain knows no such offer: it has told two stories, and nothing here waits for it.
	},
};

/** @throws CodedError as `sendPacket`, `reserveMoney`, `requireLot`, `holdLot`, `takeParts`; BRIDGE_OFFERS_TOO_MANY */
export function offerGoods(context: CallContext, { chain, taker, goods, price, expiresAt }: OfferGoods): void {
	const { id: seller } = requireActiveSender(context);
	const leaving = take(context, chain, seller, goods);
	const contents = { kind: 'offer', from: seller, taker, goods: leaving.goods, price, expiresAt } as const;
	const packet = sendPacket(context, chain, contents, expiresAt);
	reserveMoney(context, chain, price);
	leaving.hold(packet);
	const path = bridgePaths.sentOffers(chain);
	const count = readLeaf<number>(context, path) ?? 0;
	const { openOffers: max } = PACKET_LIMITS;
	if (count >= max) throw new CodedError('BRIDGE_OFFERS_TOO_MANY', { chain, max });
	writeLeaf(context, path, count + 1);
	writeLeaf(context, bridgePaths.sentOffer(packet), { chain, seller, goods: leaving.goods, price });
}

interface LeavingGoods {
	readonly goods: OfferedGoods;
	/** Locks them for the packet of the offer. */
	readonly hold: (packet: string) => void;
}

function take(context: CallContext, chain: string, seller: string, goods: GoodsToOffer): LeavingGoods {
	if (goods.kind === 'lot') {
		const leaving = requireLot(context, seller, goods.trade, goods.quantityWh);
		return {
			goods: { kind: 'lot', lot: leaving.lot },
			hold: (packet) => holdLot(context, { chain, packet, owner: seller, to: null }, leaving),
		};
	}
	const { parts } = goods;
	return {
		goods: { kind: 'certificates', parts: takeParts(context, chain, seller, parts) },
		hold: (packet) => tellSent(context, packet, seller, parts),
	};
}

function readOffer(context: CallContext, packet: string): SentOffer | undefined {
	return readLeaf<SentOffer>(context, bridgePaths.sentOffer(packet));
}

/** Ends an offer's reservation and forgets it; undefined when it has ended before. */
function takeOffer(context: CallContext, packet: string): SentOffer | undefined {
	const offer = readOffer(context, packet);
	if (!offer) return undefined;
	const path = bridgePaths.sentOffers(offer.chain);
	const left = (readLeaf<number>(context, path) ?? 0) - 1;
	if (left > 0) writeLeaf(context, path, left);
	else deleteLeaf(context, path);
	deleteLeaf(context, bridgePaths.sentOffer(packet));
	releaseMoney(context, offer.chain, offer.price);
	return offer;
}

function giveGoodsBack(context: CallContext, packet: string, { chain, seller, goods }: SentOffer): void {
	const crossing: Crossing = { chain, packet };
	if (goods.kind === 'lot') giveLotBack(context, packet);
	else takePartsBack(context, crossing, seller, goods.parts);
}
