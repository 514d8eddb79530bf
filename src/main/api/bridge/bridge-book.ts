import type { BridgeEvent } from '../../../shared/codec/bridge-events.ts';
import type { EventStep } from '../read-model/block-step.ts';
import type { OfferRow } from './offer-log.ts';
import type { PacketRow } from './packet-log.ts';
import { RegionRow } from './region-row.ts';

type EventOfRegion = Exclude<BridgeEvent, { kind: 'chain-connected' }>;

/** Every connected chain by its id, from the bridge's events alone. */
export class BridgeBook {
	readonly #regions = new Map<string, RegionRow>();
	readonly #self: string;

	/** @param self id of the chain that the events are of */
	constructor(self: string) {
		this.#self = self;
	}

	/** In the order of their ids. */
	get regions(): RegionRow[] {
		return [...this.#regions.values()].sort((a, b) => (a.chain < b.chain ? -1 : 1));
	}

	region(chain: string): RegionRow | undefined {
		return this.#regions.get(chain);
	}

	packet(id: string): PacketRow | undefined {
		return this.regionOfPacket(id)?.packets.find(id);
	}

	offer(id: string): OfferRow | undefined {
		return this.regionOfPacket(id)?.offers.find(id);
	}

	/** The other end of `X-<from>-<to>-<sequence>`; ids of chains may hold dashes, so both ends are compared whole. */
	regionOfPacket(packet: string): RegionRow | undefined {
		const ends = packet.replace(/-\d+$/, '');
		for (const region of this.#regions.values()) {
			const { chain } = region;
			if (ends === `X-${this.#self}-${chain}` || ends === `X-${chain}-${this.#self}`) return region;
		}
		return undefined;
	}

	take(event: BridgeEvent, at: EventStep): void {
		if (event.kind === 'chain-connected') {
			this.#regions.set(event.chain, new RegionRow(event, at));
			return;
		}
		const region = 'chain' in event ? this.#regions.get(event.chain) : this.regionOfPacket(event.packet);
		if (region) takeInto(region, event, at);
	}
}

function takeInto(region: RegionRow, event: EventOfRegion, at: EventStep): void {
	const { packets, lots, offers } = region;
	switch (event.kind) {
		case 'channel-terms-set':
			region.terms = event.terms;
			return;
		case 'chain-recovered':
			return region.recover(event.root, at);
		case 'chain-anchored':
			return region.anchor(event, at);
		case 'client-frozen': {
			const { kind: _kind, chain: _chain, ...frozen } = event;
			region.frozen = { ...frozen, at };
			return;
		}
		case 'packet-sent':
			return offers.send(packets.send(event, at), at);
		case 'packet-received': {
			packets.receive(event, at);
			const { contents } = event;
			if (contents.kind !== 'offer-closed') return;
			offers.end(contents.offer, contents.taker, at);
			lots.end(contents.offer, contents.taker === null ? 'returned' : 'delivered');
			return;
		}
		case 'packet-closed': {
			const row = packets.close(event, at);
			if (!row) return;
			offers.answer(row, at);
			if (row.contents.kind === 'lot' && row.state === 'delivered') lots.end(row.packet, 'delivered');
			return;
		}
		case 'certificate-sent':
		case 'certificate-admitted':
		case 'certificate-returned':
			return region.keepCertificate(event.certificate);
		case 'lot-sent':
			return lots.send(event, at);
		case 'lot-admitted':
			return lots.admit(event, at);
		case 'lot-returned':
			return lots.end(event.packet, 'returned');
		case 'offer-opened':
			return offers.openHere(event, at);
		case 'offer-taken':
			return offers.end(event.offer, event.taker, at);
		case 'offer-expired':
			return offers.end(event.offer, null, at);
	}
}
