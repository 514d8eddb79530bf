import type { PacketContents } from '../codec/bridge-packet.ts';
import type { ContractEvent } from '../codec/events.ts';

/** Whether a packet left this chain or came to it. */
export type CrossingDirection = 'left' | 'came';

/** The packets that a selection is about: how each was sent, received and closed, and what became of its lot or offer. */
export class SelectedCrossings {
	readonly #concerns: (contents: PacketContents, direction: CrossingDirection) => boolean;
	readonly #packets = new Set<string>();
	/** Offers by the packets that told of their end. */
	readonly #ends = new Map<string, string>();

	constructor(concerns: (contents: PacketContents, direction: CrossingDirection) => boolean) {
		this.#concerns = concerns;
	}

	/** Whether it is wanted, as far as is known. */
	has(packet: string): boolean {
		return this.#packets.has(packet) || this.#packets.has(this.#ends.get(packet) ?? '');
	}

	add(packet: string): void {
		this.#packets.add(packet);
	}

	note(event: ContractEvent): void {
		if (event.kind !== 'packet-sent' && event.kind !== 'packet-received') return;
		const { packet, contents } = event;
		if (contents.kind === 'offer-closed') this.#ends.set(packet, contents.offer);
		if (!this.#concerns(contents, event.kind === 'packet-sent' ? 'left' : 'came')) return;
		this.#packets.add(packet);
		if (contents.kind === 'certificates' && contents.lot !== null) this.#packets.add(contents.lot);
	}

	wants(event: ContractEvent): boolean {
		switch (event.kind) {
			case 'packet-sent':
			case 'packet-received':
			case 'packet-closed':
			case 'lot-sent':
			case 'lot-admitted':
			case 'lot-returned':
				return this.has(event.packet);
			case 'offer-opened':
			case 'offer-taken':
			case 'offer-expired':
				return this.has(event.offer);
			case 'provenance':
				return [event.from, event.to].some(({ type, id }) => type === 'packet' && this.has(id));
			default:
				return false;
		}
	}
}

/** Whether goods that cross are parts of a certificate, by the id that it has on this chain. */
export function carriesCertificate(
	contents: PacketContents,
	certificate: string,
	direction: CrossingDirection,
): boolean {
	const parts =
		contents.kind === 'certificates'
			? contents.parts
			: contents.kind === 'offer' && contents.goods.kind === 'certificates'
				? contents.goods.parts
				: [];
	return parts.some(({ origin, certificate: id, terms }) => {
		// On its way home a part comes without terms: so it is known which of the two chains issued it.
		const isOwn = (terms !== null) === (direction === 'left');
		return (isOwn ? id : `${origin}:${id}`) === certificate;
	});
}
