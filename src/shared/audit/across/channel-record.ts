import type { ClientUpdate } from '../../codec/bridge-client.ts';
import type { BridgeEvent } from '../../codec/bridge-events.ts';
import {
	answerDigest,
	appendToChain,
	type CrossingPart,
	EMPTY_CHAIN,
	type EnergyLot,
	type HashChain,
	type PacketAnswer,
	type PacketContents,
	packetDigest,
} from '../../codec/bridge-packet.ts';
import type { Digest, Sha256 } from '../../codec/bytes.ts';
import { encode, type Plain } from '../../codec/cbor.ts';
import type { MicroMoney, TimeMs } from '../../codec/units.ts';

type EventOf<K extends BridgeEvent['kind']> = Extract<BridgeEvent, { kind: K }>;

/** What of a packet's contents is looked at; the rest is bound by its digest. */
export interface ToldContents {
	readonly kind: PacketContents['kind'];
	readonly from: string | null;
	/** Null of an offer, which whoever takes it receives. */
	readonly to: string | null;
	readonly lot: EnergyLot | null;
	readonly parts: readonly CrossingPart[];
	/** Packet of the lot that its certificates follow; else null. */
	readonly follows: string | null;
}

/** A packet that left, as its chain tells it. */
export interface SentRecord extends ToldContents {
	readonly packet: string;
	/** SHA-256 of the contents, and the packet's own digest. */
	readonly contents: Digest;
	readonly digest: Digest;
	/** What its receiver is paid when it is executed, or its sender when its goods are taken. */
	readonly amount: MicroMoney;
	/** Of an offer's end: the offer that somebody took; else null. */
	readonly taken: string | null;
}

/** A packet that came, as its chain tells it. */
export interface ReceivedRecord extends ToldContents {
	readonly packet: string;
	readonly contents: Digest;
	/** Null where the call that brought it is not shown. */
	readonly digest: Digest | null;
	readonly answer: PacketAnswer;
	readonly amount: MicroMoney;
	readonly taken: string | null;
	/** Height of the other chain that the call rests on; null where it is not shown. */
	readonly restsOn: number | null;
}

export interface ClosedRecord {
	readonly outcome: EventOf<'packet-closed'>['outcome'];
	readonly code: string | null;
	/** As of a packet that came. */
	readonly restsOn: number | null;
}

/** A state root of the other chain that this one took for certified. */
export interface AnchorRecord {
	/** Block of this chain that took it. */
	readonly at: number;
	readonly epoch: number;
	readonly height: number;
	readonly time: TimeMs;
	readonly stateRoot: Digest;
	/** What proved it; null where the call is not shown. */
	readonly update: ClientUpdate | null;
}

/** What the other chain's leaf was shown to hold at a height of that chain. */
export interface ShownLeaf {
	readonly at: number;
	readonly which: 'sent' | 'received';
	readonly height: number;
	readonly value: HashChain;
}

/** A hash chain as it stood after a block. */
interface Grown {
	readonly height: number;
	readonly value: HashChain;
}

/** What one chain of a bundle tells of its channel to another, in the order of its blocks. */
export class ChannelRecord {
	/** By sequence. */
	readonly sent = new Map<number, SentRecord>();
	readonly received = new Map<number, ReceivedRecord>();
	readonly closed = new Map<number, ClosedRecord>();
	readonly anchors: AnchorRecord[] = [];
	readonly shown: ShownLeaf[] = [];
	/** What the account for the other chain comes to by the packets. */
	balance: MicroMoney = 0;
	readonly #sha256: Sha256;
	/** Prices by packet. */
	readonly #offers = new Map<string, MicroMoney>();
	readonly #sent: Grown[] = [];
	readonly #answers: Grown[] = [];

	constructor(sha256: Sha256) {
		this.#sha256 = sha256;
	}

	send({ packet, sequence, contents, timeoutAt }: EventOf<'packet-sent'>, height: number): void {
		const digest = packetDigest({ sequence, contents, timeoutAt }, this.#sha256);
		const amount = amountOf(contents);
		const told = toldOf(contents);
		const { kind } = told;
		const own = { packet, contents: this.#digestOf(contents), digest, amount, taken: takenBy(contents) };
		this.sent.set(sequence, { ...told, ...own });
		this.#grow(this.#sent, digest, height);
		if (kind === 'money') this.balance += amount;
		if (kind === 'offer') this.#offers.set(packet, amount);
	}

	/** @param call.digest of the packet in the call that brought it */
	receive(
		{ packet, sequence, contents, answer }: EventOf<'packet-received'>,
		{ digest, restsOn, height }: Pick<ReceivedRecord, 'digest' | 'restsOn'> & { readonly height: number },
	): void {
		const told = toldOf(contents);
		const { kind } = told;
		const [amount, taken] = [amountOf(contents), takenBy(contents)];
		const own = { packet, contents: this.#digestOf(contents), amount, taken };
		this.received.set(sequence, { ...told, ...own, digest, answer, restsOn });
		this.#grow(this.#answers, answerDigest(answer, this.#sha256), height);
		if (!answer.ok) return;
		if (kind === 'money') this.balance -= amount;
		if (taken !== null) this.balance -= this.offered(taken);
	}

	close({ sequence, outcome, code }: EventOf<'packet-closed'>, restsOn: number | null): void {
		this.closed.set(sequence, { outcome, code, restsOn });
		const sent = this.sent.get(sequence);
		if (outcome !== 'delivered' && sent?.kind === 'money') this.balance -= sent.amount;
	}

	/** Price of an offer that left; 0 where it is not shown. */
	offered(offer: string): MicroMoney {
		return this.#offers.get(offer) ?? 0;
	}

	/** As the events tell it, after the block of this height. */
	valueAt(which: ShownLeaf['which'], height: number): HashChain {
		const grown = which === 'sent' ? this.#sent : this.#answers;
		return grown.findLast((each) => each.height <= height)?.value ?? EMPTY_CHAIN;
	}

	#digestOf(contents: PacketContents): Digest {
		return this.#sha256(encode(contents as unknown as Plain));
	}

	#grow(grown: Grown[], item: Digest, height: number): void {
		const before = grown.at(-1);
		const value = appendToChain(before?.value ?? EMPTY_CHAIN, item, this.#sha256);
		if (before?.height === height) grown.pop();
		grown.push({ height, value });
	}
}

function toldOf(contents: PacketContents): ToldContents {
	const { kind } = contents;
	const none = { kind, from: null, to: null, lot: null, parts: [], follows: null };
	switch (kind) {
		case 'money':
			return { ...none, from: contents.from, to: contents.to };
		case 'certificates':
			return { ...none, from: contents.from, to: contents.to, parts: contents.parts, follows: contents.lot };
		case 'lot':
			return { ...none, from: contents.from, to: contents.to, lot: contents.lot };
		case 'offer': {
			const { from, goods } = contents;
			return goods.kind === 'lot' ? { ...none, from, lot: goods.lot } : { ...none, from, parts: goods.parts };
		}
		default:
			return none;
	}
}

function takenBy(contents: PacketContents): string | null {
	return contents.kind === 'offer-closed' && contents.taker !== null ? contents.offer : null;
}

function amountOf(contents: PacketContents): MicroMoney {
	if (contents.kind === 'money') return contents.amount;
	return contents.kind === 'offer' ? contents.price : 0;
}
