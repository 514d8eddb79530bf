import type { EnergyLot } from '../../../shared/codec/bridge-packet.ts';
import type { EventOf, EventStep } from '../read-model/block-step.ts';
import { BRIDGE_RETENTION } from './bridge-limits.ts';

export interface LotRow {
	readonly packet: string;
	readonly chain: string;
	readonly direction: 'out' | 'in';
	readonly owner: string;
	readonly lot: EnergyLot;
	/** Of this chain. */
	readonly product: string;
	/** Of that product; null for one that left, whose trade says it. */
	readonly period: number | null;
	state: 'open' | 'delivered' | 'returned';
	readonly at: EventStep;
}

/** Energy that left for one chain, or came from it. */
export class LotLog {
	readonly rows = new Map<string, LotRow>();

	send({ packet, chain, owner, lot }: EventOf<'lot-sent'>, at: EventStep): void {
		const { product } = lot;
		this.#keep({ packet, chain, owner, lot, product, at, direction: 'out', period: null, state: 'open' });
	}

	admit({ packet, chain, owner, product, period, lot }: EventOf<'lot-admitted'>, at: EventStep): void {
		this.#keep({ packet, chain, owner, lot, product, period, at, direction: 'in', state: 'delivered' });
	}

	/** The packet of the lot, or of its offer, ended; or the grid operator has it after all. */
	end(packet: string, state: 'delivered' | 'returned'): void {
		const row = this.rows.get(packet);
		if (row) row.state = state;
	}

	#keep(row: LotRow): void {
		this.rows.set(row.packet, row);
		if (this.rows.size <= BRIDGE_RETENTION.lots) return;
		for (const [packet, { state }] of this.rows) {
			if (state === 'open') continue;
			this.rows.delete(packet);
			return;
		}
	}
}
