import { PACKET_LIMITS } from '../../../shared/codec/bridge-packet.ts';
import { bridgePaths } from '../../../shared/codec/bridge-state.ts';
import type { PacketView } from '../../../shared/contract/index.ts';
import { type BridgeServices, contentsView } from './contents-view.ts';
import type { PacketRow } from './packet-log.ts';

/** What packets are asked for; null for any. */
export interface PacketFilter {
	readonly chain: string | null;
	readonly direction: PacketRow['direction'] | null;
	readonly state: PacketRow['state'] | null;
	readonly kind: PacketRow['contents']['kind'] | null;
	readonly mine: boolean;
}

export function packetView(row: PacketRow, services: BridgeServices): PacketView {
	const { packet, chain, direction, sequence, state, code, timeoutAt, sent, received, closed, relayedBy } = row;
	const contents = contentsView(row.contents, direction, services);
	return {
		...{ packet, chain, direction, sequence, state, code, timeoutAt, sent, received, closed, relayedBy, contents },
		mine: isMineOf(contents),
		leaf: leafOf(row, services),
	};
}

/** On the way first, newest first, then the others; of several chains by the block that recorded them. */
export function packetsOf(filter: PacketFilter, services: BridgeServices): PacketRow[] {
	const regions = services.model.bridge.regions.filter(({ chain }) => (filter.chain ?? chain) === chain);
	return regions
		.flatMap(({ packets }) => [...packets.newestFirst()].filter((row) => isAskedFor(row, filter, services)))
		.sort((a, b) => Number(b.state === 'open') - Number(a.state === 'open') || recordedAt(b) - recordedAt(a));
}

/** Packets that go with one: certificates that follow a lot, and how an offer ended. */
export function relatedTo(row: PacketRow, services: BridgeServices): PacketRow[] {
	const region = services.model.bridge.region(row.chain);
	if (!region) return [];
	const { contents, packet } = row;
	const named =
		contents.kind === 'certificates' ? contents.lot : contents.kind === 'offer-closed' ? contents.offer : null;
	const isRelated = (other: PacketRow): boolean =>
		other.packet === named ||
		(other.contents.kind === 'certificates' && other.contents.lot === packet) ||
		(other.contents.kind === 'offer-closed' && other.contents.offer === packet);
	return [...region.packets.newestFirst()].filter(isRelated);
}

function isAskedFor(row: PacketRow, { direction, state, kind, mine }: PacketFilter, services: BridgeServices): boolean {
	if (direction !== null && row.direction !== direction) return false;
	if (state !== null && row.state !== state) return false;
	if (kind !== null && row.contents.kind !== kind) return false;
	return !mine || isMineOf(contentsView(row.contents, row.direction, services));
}

function recordedAt({ sent, received, closed }: PacketRow): number {
	return (closed ?? received ?? sent)?.height ?? 0;
}

function isMineOf(contents: PacketView['contents']): boolean {
	if (contents.kind === 'offer-closed') return contents.taker?.me ?? false;
	if (contents.kind === 'offer') return contents.from.me || (contents.taker?.me ?? false);
	return contents.from.me || contents.to.me;
}

/** A packet that left has a leaf until it is acknowledged, the answer to one that came for a window of packets. */
function leafOf({ chain, direction, sequence, state }: PacketRow, { model }: BridgeServices): string | null {
	if (direction === 'out')
		return state === 'open' || state === 'timed-out' ? bridgePaths.packet(chain, sequence) : null;
	const received = model.bridge.region(chain)?.packets.counts.received ?? 0;
	return sequence >= received - PACKET_LIMITS.window ? bridgePaths.answer(chain, sequence) : null;
}
