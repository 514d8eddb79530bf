import type { OfferedGoods } from '../../../shared/codec/bridge-packet.ts';
import type { MicroMoney, TimeMs } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from '../read-model/block-step.ts';
import { BRIDGE_RETENTION } from './bridge-limits.ts';
import type { PacketRow } from './packet-log.ts';

export interface OfferRow {
	readonly offer: string;
	readonly chain: string;
	/** `out`: offered by this chain, and stands on the other. */
	readonly direction: 'out' | 'in';
	readonly seller: string;
	readonly taker: string | null;
	readonly goods: OfferedGoods;
	readonly price: MicroMoney;
	readonly expiresAt: TimeMs;
	state: 'sent' | 'open' | 'taken' | 'expired' | 'refused';
	takenBy: string | null;
	readonly at: EventStep;
	ended: EventStep | null;
}

/** Offers to one chain and offers of it. */
export class OfferLog {
	readonly open = new Map<string, OfferRow>();
	/** Oldest first. */
	readonly ended = new Map<string, OfferRow>();

	/** Prices that offers of this chain may still bring in. */
	get reserved(): MicroMoney {
		let sum = 0;
		for (const { direction, price } of this.open.values()) if (direction === 'out') sum += price;
		return sum;
	}

	find(offer: string): OfferRow | undefined {
		return this.open.get(offer) ?? this.ended.get(offer);
	}

	send({ packet, chain, contents }: PacketRow, at: EventStep): void {
		if (contents.kind !== 'offer') return;
		const { from: seller, taker, goods, price, expiresAt } = contents;
		this.open.set(packet, {
			...{ offer: packet, chain, direction: 'out', seller, taker, goods, price, expiresAt, at },
			...{ state: 'sent', takenBy: null, ended: null },
		});
	}

	openHere(event: EventOf<'offer-opened'>, at: EventStep): void {
		const { offer, chain, seller, taker, goods, price, expiresAt } = event;
		this.open.set(offer, {
			...{ offer, chain, direction: 'in', seller, taker, goods, price, expiresAt, at },
			...{ state: 'open', takenBy: null, ended: null },
		});
	}

	/** The packet of an own offer came to its end: it stands on the other chain, or never will. */
	answer({ packet, state }: PacketRow, at: EventStep): void {
		const row = this.open.get(packet);
		if (!row || state === 'open') return;
		if (state === 'delivered') row.state = 'open';
		else this.#end(row, 'refused', null, at);
	}

	end(offer: string, takenBy: string | null, at: EventStep): void {
		const row = this.open.get(offer);
		if (row) this.#end(row, takenBy === null ? 'expired' : 'taken', takenBy, at);
	}

	#end(row: OfferRow, state: OfferRow['state'], takenBy: string | null, at: EventStep): void {
		row.state = state;
		row.takenBy = takenBy;
		row.ended = at;
		this.open.delete(row.offer);
		this.ended.set(row.offer, row);
		if (this.ended.size > BRIDGE_RETENTION.endedOffers) this.ended.delete(this.ended.keys().next().value as string);
	}
}
