import type { PacketContents } from '../../../shared/codec/bridge-packet.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from '../read-model/block-step.ts';
import { BRIDGE_RETENTION } from './bridge-limits.ts';

export type PacketState = 'open' | 'delivered' | 'refused' | 'timed-out';

/** One packet as this chain recorded it. */
export interface PacketRow {
	readonly packet: string;
	readonly chain: string;
	readonly direction: 'out' | 'in';
	readonly sequence: number;
	readonly contents: PacketContents;
	readonly timeoutAt: TimeMs | null;
	state: PacketState;
	code: string | null;
	readonly sent: EventStep | null;
	readonly received: EventStep | null;
	closed: EventStep | null;
	relayedBy: string | null;
}

export interface PacketCounts {
	sent: number;
	delivered: number;
	refused: number;
	timedOut: number;
	received: number;
	executed: number;
	refusedHere: number;
}

/** The packets of one channel, both directions. Counts are of all that ever crossed. */
export class PacketLog {
	readonly counts: PacketCounts = {
		sent: 0,
		delivered: 0,
		refused: 0,
		timedOut: 0,
		received: 0,
		executed: 0,
		refusedHere: 0,
	};
	/** On the way, oldest first. */
	readonly open = new Map<string, PacketRow>();
	/** Closed or received, in that order, oldest first. */
	readonly closed = new Map<string, PacketRow>();
	dropped = 0;

	find(packet: string): PacketRow | undefined {
		return this.open.get(packet) ?? this.closed.get(packet);
	}

	send({ packet, chain, sequence, contents, timeoutAt }: EventOf<'packet-sent'>, at: EventStep): PacketRow {
		const row: PacketRow = {
			...{ packet, chain, sequence, contents, timeoutAt, direction: 'out', state: 'open', code: null },
			...{ sent: at, received: null, closed: null, relayedBy: null },
		};
		this.open.set(packet, row);
		this.counts.sent += 1;
		return row;
	}

	receive(event: EventOf<'packet-received'>, at: EventStep): void {
		const { packet, chain, sequence, contents, answer, by } = event;
		this.#keep({
			...{ packet, chain, sequence, contents, timeoutAt: null, direction: 'in' },
			...{ state: answer.ok ? 'delivered' : 'refused', code: answer.code, relayedBy: by },
			...{ sent: null, received: at, closed: null },
		});
		this.counts.received += 1;
		if (answer.ok) this.counts.executed += 1;
		else this.counts.refusedHere += 1;
	}

	/** @returns the packet; undefined for one that was closed before */
	close({ packet, outcome, code, by }: EventOf<'packet-closed'>, at: EventStep): PacketRow | undefined {
		const row = this.open.get(packet);
		if (!row) return undefined;
		this.open.delete(packet);
		row.state = outcome;
		row.code = code;
		row.closed = at;
		row.relayedBy = by;
		if (outcome === 'delivered') this.counts.delivered += 1;
		else if (outcome === 'refused') this.counts.refused += 1;
		else this.counts.timedOut += 1;
		this.#keep(row);
		return row;
	}

	/** On the way first, newest first; then the others, newest first. */
	*newestFirst(): Generator<PacketRow, void, undefined> {
		yield* [...this.open.values()].reverse();
		yield* [...this.closed.values()].reverse();
	}

	#keep(row: PacketRow): void {
		this.closed.set(row.packet, row);
		if (this.closed.size <= BRIDGE_RETENTION.closedPackets) return;
		this.closed.delete(this.closed.keys().next().value as string);
		this.dropped += 1;
	}
}
