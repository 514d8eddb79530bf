import { z } from 'zod';
import { PACKET_LIMITS } from '../codec/bridge-packet.ts';
import { DEVICE_TECHNOLOGIES } from '../codec/device.ts';
import { base } from './errors.ts';
import { chainRoot, channelTerms } from './governance.ts';
import { energyWh, height, hex, microMoney, name, timeMs } from './scalars.ts';

export const BRIDGE_LIST_LIMITS = {
	/** Packets, offers, lots, certificate ranges or anchors of one answer. */
	listed: 500,
	/** Delivery intervals of one answer: a week of quarter hours. */
	intervals: 672,
} as const;

export const packetKind = z.enum(['money', 'certificates', 'lot', 'offer', 'offer-closed']);
export const packetDirection = z.enum(['out', 'in']);
/** `open`: sent from here and not answered yet. Packets that came are `delivered` or `refused` at once. */
export const packetState = z.enum(['open', 'delivered', 'refused', 'timed-out']);

const step = z.object({
	height,
	time: timeMs,
	/** Null for what the chain did by itself. */
	transactionId: hex.nullable(),
});
const counted = z.int().min(0);
const who = { participant: name, name, me: z.boolean() };
const party = z.object(who);
const listed = { offset: counted.default(0), limit: z.int().min(1).max(BRIDGE_LIST_LIMITS.listed).default(200) };

/** A certificate's range as it crosses, by the id that it has on this chain. */
export const crossingPart = z.object({
	certificate: name,
	/** Chain that issued it. */
	origin: name,
	fromWh: energyWh,
	toWh: energyWh,
	/** Null on its way home, where the terms are known. */
	technology: z.enum(DEVICE_TECHNOLOGIES).nullable(),
	start: timeMs.nullable(),
	end: timeMs.nullable(),
});

export const crossingLot = z.object({
	/** Of the chain that sealed the deed. */
	product: name,
	deed: name,
	deedDigest: hex,
	trade: name,
	generator: name,
	start: timeMs,
	end: timeMs,
	quantityWh: energyWh,
});

export const crossingGoods = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('lot'), lot: crossingLot }),
	z.object({ kind: z.literal('certificates'), parts: z.array(crossingPart), energyWh }),
]);

/** What a packet says; `from` is of the sending chain, `to` of the receiving one. */
export const packetContents = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('money'), from: party, to: party, amount: microMoney }),
	z.object({
		kind: z.literal('certificates'),
		from: party,
		to: party,
		/** Packet of the lot that they follow. */
		lot: name.nullable(),
		parts: z.array(crossingPart),
		energyWh,
	}),
	z.object({ kind: z.literal('lot'), from: party, to: party, lot: crossingLot }),
	z.object({
		kind: z.literal('offer'),
		from: party,
		taker: party.nullable(),
		goods: crossingGoods,
		price: microMoney,
		expiresAt: timeMs,
	}),
	z.object({ kind: z.literal('offer-closed'), offer: name, taker: party.nullable() }),
]);

export const packetView = z.object({
	packet: name,
	/** The other chain. */
	chain: name,
	direction: packetDirection,
	sequence: counted,
	state: packetState,
	/** Why it was refused or came back. */
	code: z.string().nullable(),
	contents: packetContents,
	/** From this time of the receiving chain on it is not executed any more; null for what must arrive however late. */
	timeoutAt: timeMs.nullable(),
	/** Where this chain recorded it: one that left here was sent and closed, one that came was received. */
	sent: step.nullable(),
	received: step.nullable(),
	closed: step.nullable(),
	/** Participant that relayed what came last; null while nothing came. */
	relayedBy: name.nullable(),
	/** An identity of this console sends or receives it. */
	mine: z.boolean(),
	/** Leaf of this chain's state that proves it as it stands; null once it is acknowledged or forgotten. */
	leaf: z.string().nullable(),
});

export const regionClient = z.object({
	/** Newest epoch, height and block time of the other chain that stand here; 0 before the first. */
	epoch: counted,
	height,
	time: timeMs,
	/** Block time here when they came; null before the first. */
	verifiedAt: timeMs.nullable(),
	/** Where the trust period counts from: when that state was made, as far as this chain's clock bears it out. */
	updatedAt: timeMs,
	/** From then on what rests on the client is refused. */
	trustEndsAt: timeMs,
	frozen: z.object({ epoch: counted, height, first: hex, second: hex, by: name, at: step }).nullable(),
});

export const regionView = z.object({
	chain: name,
	connected: step,
	/** What governance trusts, newest first decided; its digest is `chainRootDigest`. */
	root: chainRoot,
	rootAt: step,
	terms: channelTerms,
	client: regionClient,
	/** Packets from here: sent, closed by how they ended, and on the way. */
	out: z.object({
		sent: counted,
		delivered: counted,
		refused: counted,
		timedOut: counted,
		open: counted,
		/** When the oldest on the way was sent. */
		oldestOpenAt: timeMs.nullable(),
		/** Those whose time is over without an answer. */
		overdue: counted,
	}),
	/** Packets that came. */
	in: z.object({ received: counted, executed: counted, refused: counted }),
	/** Null between chains of different currencies: no money crosses there. */
	money: z
		.object({
			/** What left less what came; below 0 a claim of this chain's. */
			balance: microMoney,
			/** Prices that offers under way may still bring in. */
			reserved: microMoney,
			limit: microMoney,
		})
		.nullable(),
	lots: z.object({ outWh: energyWh, inWh: energyWh, out: counted, in: counted }),
	/** Ranges locked for that chain, and ranges of its certificates here. */
	certificates: z.object({ lockedWh: energyWh, admittedWh: energyWh }),
	anchors: counted,
	openOffers: counted,
});

export const lotView = z.object({
	packet: name,
	chain: name,
	direction: packetDirection,
	owner: party,
	/** `open`: on its way or under offer; `returned`: it stayed after all, or the grid operator took it where it came. */
	state: z.enum(['open', 'delivered', 'returned']),
	lot: crossingLot,
	/** Product of this chain that it counts in. */
	product: name,
	period: z.int().min(0).nullable(),
	/** Whether that product is settled, so that the lot has counted. */
	settled: z.boolean(),
	at: step,
});

/** What the tie carries out of this region in one delivery interval. */
export const tieInterval = z.object({
	start: timeMs,
	end: timeMs,
	usedWh: energyWh,
	capacityWh: energyWh,
	lots: counted,
});

export const crossedRange = z.object({
	certificate: name,
	direction: z.enum(['locked', 'admitted']),
	fromWh: energyWh,
	toWh: energyWh,
	meter: name,
	technology: z.enum(DEVICE_TECHNOLOGIES),
	start: timeMs,
	end: timeMs,
	expiresAt: timeMs,
	holder: name,
	holderName: name,
	state: z.enum(['held', 'cancelled', 'expired']),
	settlement: name.nullable(),
});

export const offerView = z.object({
	/** Packet of the offer. */
	offer: name,
	chain: name,
	direction: packetDirection,
	seller: party,
	/** Who alone may take it; null: anybody. */
	taker: party.nullable(),
	goods: crossingGoods,
	price: microMoney,
	expiresAt: timeMs,
	/** `sent`: not known to stand there yet. */
	state: z.enum(['sent', 'open', 'taken', 'expired', 'refused']),
	takenBy: party.nullable(),
	at: step,
	endedAt: step.nullable(),
});

export const anchorView = z.object({
	chain: name,
	epoch: counted,
	/** Of the other chain. */
	height,
	time: timeMs,
	stateRoot: hex,
	at: step,
});

/** What is left of an own trade under a sealed deed, whose product does not settle yet. */
export const sendableLot = z.object({
	trade: name,
	deed: name,
	product: name,
	participant: name,
	start: timeMs,
	end: timeMs,
	/** Bought, and of it not sent or offered elsewhere. */
	quantityWh: energyWh,
	leftWh: energyWh,
});

const part = z.object({ certificate: name, fromWh: counted, toWh: z.int().min(1) });
const parts = z.array(part).min(1).max(PACKET_LIMITS.parts);
const wh = z.int().min(1).max(1_000_000_000);
const positiveMoney = microMoney.min(1);
/** Identity of this console that sends, and the chain that it goes to. */
const sender = { participant: name, chain: name };
const outcome = z.object({ height, transactionId: hex, packet: name.nullable() });

export const goodsToOffer = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('lot'), trade: name, quantityWh: wh }),
	z.object({ kind: z.literal('certificates'), parts }),
]);

export type PacketView = z.infer<typeof packetView>;
export type PacketContentsView = z.infer<typeof packetContents>;
export type CrossingPartView = z.infer<typeof crossingPart>;
export type CrossingLotView = z.infer<typeof crossingLot>;
export type CrossingGoodsView = z.infer<typeof crossingGoods>;
export type RegionView = z.infer<typeof regionView>;
export type LotView = z.infer<typeof lotView>;
export type TieInterval = z.infer<typeof tieInterval>;
export type CrossedRange = z.infer<typeof crossedRange>;
export type OfferView = z.infer<typeof offerView>;
export type AnchorView = z.infer<typeof anchorView>;
export type SendableLot = z.infer<typeof sendableLot>;
export type BridgeOutcome = z.infer<typeof outcome>;
export type GoodsToOfferView = z.infer<typeof goodsToOffer>;

/** Other regions: their light clients, the channels to them, and what crosses. Calls answer when their block is final. */
export const bridgeContract = {
	/** Every connected chain, in the order of their ids. */
	regions: base.output(
		z.object({
			asOfHeight: height,
			/** This chain's own id. */
			chainId: name,
			regions: z.array(regionView),
		}),
	),
	/** Newest first; those on the way before all others. */
	packets: base
		.input(
			z.object({
				chain: name.nullable().default(null),
				direction: packetDirection.nullable().default(null),
				state: packetState.nullable().default(null),
				kind: packetKind.nullable().default(null),
				mine: z.boolean().default(false),
				...listed,
			}),
		)
		.output(
			z.object({
				asOfHeight: height,
				packets: z.array(packetView).max(BRIDGE_LIST_LIMITS.listed),
				total: counted,
				/** Closed ones that the console has forgotten; they are in the blocks. */
				dropped: counted,
			}),
		),
	packet: base.input(z.object({ packet: name })).output(
		z.object({
			asOfHeight: height,
			packet: packetView,
			/** Packets that go with it: the lot's certificates, how an offer ended. */
			related: z.array(packetView).max(BRIDGE_LIST_LIMITS.listed),
		}),
	),
	/** What crossed the tie to a chain: lots newest delivery first, capacity by interval ascending, certificate ranges. */
	energy: base.input(z.object({ chain: name })).output(
		z.object({
			asOfHeight: height,
			lots: z.array(lotView).max(BRIDGE_LIST_LIMITS.listed),
			lotsTotal: counted,
			tie: z.array(tieInterval).max(BRIDGE_LIST_LIMITS.intervals),
			ranges: z.array(crossedRange).max(BRIDGE_LIST_LIMITS.listed),
			rangesTotal: counted,
		}),
	),
	/** Open ones first, by what is left of their time; then ended ones, newest first. */
	offers: base
		.input(z.object({ chain: name.nullable().default(null), ...listed }))
		.output(
			z.object({ asOfHeight: height, offers: z.array(offerView).max(BRIDGE_LIST_LIMITS.listed), total: counted }),
		),
	/** Newest first. */
	anchors: base
		.input(z.object({ chain: name, ...listed }))
		.output(
			z.object({ asOfHeight: height, anchors: z.array(anchorView).max(BRIDGE_LIST_LIMITS.listed), total: counted }),
		),
	/** What identities of this console could send to another region as a lot, earliest delivery first. */
	sendable: base.output(
		z.object({ asOfHeight: height, lots: z.array(sendableLot).max(BRIDGE_LIST_LIMITS.listed), total: counted }),
	),
	sendMoney: base.input(z.object({ ...sender, to: name, amount: positiveMoney, timeoutAt: timeMs })).output(outcome),
	sendCertificates: base.input(z.object({ ...sender, to: name, parts, timeoutAt: timeMs })).output(outcome),
	sendLot: base
		.input(z.object({ ...sender, to: name, trade: name, quantityWh: wh, timeoutAt: timeMs }))
		.output(outcome),
	offer: base
		.input(
			z.object({
				...sender,
				taker: name.nullable(),
				goods: goodsToOffer,
				price: positiveMoney,
				expiresAt: timeMs,
			}),
		)
		.output(outcome),
	/** Pays the price and receives the goods, whole. */
	take: base.input(z.object({ participant: name, offer: name })).output(outcome),
};
