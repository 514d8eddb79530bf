import type { PacketContents } from '../../../../shared/codec/bridge-packet.ts';
import { equalBytes } from '../../../../shared/codec/bytes.ts';
import { encode, type Plain } from '../../../../shared/codec/cbor.ts';
import { packetId } from '../../../../shared/codec/ids.ts';
import type { SupplyEvent } from './supply-steps.ts';

export interface CountedPacket {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly contents: PacketContents;
	/** What the receiving chain made of it. */
	answer: 'none' | 'executed' | 'refused';
	isClosed: boolean;
	/** What it carried is with its sender again. */
	isGivenBack: boolean;
	/** Of an offer, on the chain where it stands. */
	offer: 'none' | 'open' | 'ended';
}

type EventOf<K extends SupplyEvent['kind']> = Extract<SupplyEvent, { kind: K }>;

/** Every packet between the chains: each is sent, received and closed once, in the order of its channel. */
export class ChannelCount {
	readonly packets = new Map<string, CountedPacket>();
	readonly #next = new Map<string, number>();
	readonly #fault: (what: string) => void;

	constructor(modules: { readonly fault: (what: string) => void }) {
		this.#fault = modules.fault;
	}

	/** Null where the event cannot be: it is a fault already. */
	send(from: string, { packet: id, chain: to, sequence, contents }: EventOf<'packet-sent'>): CountedPacket | null {
		if (id !== packetId(from, to, sequence) || !this.#isNext(`sent ${from} ${to}`, sequence))
			return this.#refuse(`${id} was sent out of turn`);
		const packet: CountedPacket = {
			id,
			from,
			to,
			contents,
			answer: 'none',
			isClosed: false,
			isGivenBack: false,
			offer: 'none',
		};
		this.packets.set(id, packet);
		return packet;
	}

	receive(
		to: string,
		{ packet: id, chain: from, sequence, contents, answer }: EventOf<'packet-received'>,
	): CountedPacket | null {
		const packet = this.packets.get(id);
		if (!packet || packet.from !== from || packet.to !== to) return this.#refuse(`${id} was received and never sent`);
		if (!this.#isNext(`received ${from} ${to}`, sequence)) return this.#refuse(`${id} was received out of turn`);
		if (!isSame(packet.contents, contents)) return this.#refuse(`${id} was changed on its way`);
		if (answer.ok && packet.isGivenBack) return this.#refuse(`${id} was executed after it was given back`);
		packet.answer = answer.ok ? 'executed' : 'refused';
		return packet;
	}

	close(from: string, { packet: id, outcome }: EventOf<'packet-closed'>): CountedPacket | null {
		const packet = this.packets.get(id);
		if (!packet || packet.from !== from || packet.isClosed)
			return this.#refuse(`${id} was closed twice, or never sent`);
		const isRight = outcome === 'delivered' ? packet.answer === 'executed' : packet.answer !== 'executed';
		if (!isRight || (outcome === 'refused' && packet.answer !== 'refused'))
			return this.#refuse(`${id} was closed as ${outcome} and is ${packet.answer}`);
		packet.isClosed = true;
		packet.isGivenBack = outcome !== 'delivered';
		return packet;
	}

	/** An offer begins or ends on the chain where it stands. */
	turnOffer(on: string, id: string, to: 'open' | 'ended'): CountedPacket | null {
		const packet = this.packets.get(id);
		const before = to === 'open' ? 'none' : 'open';
		if (!packet || packet.to !== on || packet.offer !== before)
			return this.#refuse(`offer ${id} was ${to} out of turn`);
		packet.offer = to;
		return packet;
	}

	/** Those that are not closed, not answered, or, of offers, not ended. */
	unfinished(): string[] {
		return [...this.packets.values()]
			.filter(({ isClosed, answer, contents, offer }) => {
				const stands = contents.kind === 'offer' && answer === 'executed' && offer !== 'ended';
				return !isClosed || answer === 'none' || stands;
			})
			.map(({ id }) => id);
	}

	#isNext(direction: string, sequence: number): boolean {
		const next = this.#next.get(direction) ?? 0;
		if (sequence !== next) return false;
		this.#next.set(direction, next + 1);
		return true;
	}

	#refuse(what: string): null {
		this.#fault(what);
		return null;
	}
}

function isSame(a: PacketContents, b: PacketContents): boolean {
	return a === b || equalBytes(encode(a as unknown as Plain), encode(b as unknown as Plain));
}
