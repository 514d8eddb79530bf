import {
	appendToChain,
	EMPTY_CHAIN,
	type HashChain,
	PACKET_LIMITS,
	type Packet,
	type PacketContents,
	packetDigest,
} from '../../../../shared/codec/bridge-packet.ts';
import { bridgePaths, type SentPacket } from '../../../../shared/codec/bridge-state.ts';
import type { Digest } from '../../../../shared/codec/bytes.ts';
import { packetId } from '../../../../shared/codec/ids.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { attribute } from '../provenance.ts';
import { deleteLeaf, readLeaf, writeLeaf } from './bridge-leaves.ts';
import { requireClient, requireTrusted } from './client-state.ts';

const RETRY_MS: TimeMs = 600_000;

/** Hash chains that a channel keeps on one side, each in a leaf of its own; absent while empty. */
export type ChannelChain = 'sent' | 'received' | 'arrived' | 'acknowledged';

export function readChain(context: CallContext, which: ChannelChain, chain: string): HashChain {
	return readLeaf<HashChain>(context, bridgePaths[which](chain)) ?? EMPTY_CHAIN;
}

export function writeChain(context: CallContext, which: ChannelChain, chain: string, value: HashChain): void {
	writeLeaf(context, bridgePaths[which](chain), value);
}

/** The chain with these items after its own. */
export function chained(context: CallContext, from: HashChain, items: readonly Digest[]): HashChain {
	return items.reduce((grown, item) => appendToChain(grown, item, (bytes) => context.sha256(bytes)), from);
}

/** Packets that may yet be sent to the chain before some of those on their way are acknowledged. */
export function roomFor(context: CallContext, chain: string): number {
	const unanswered = readChain(context, 'sent', chain).count - readChain(context, 'acknowledged', chain).count;
	return PACKET_LIMITS.window - unanswered;
}

/**
 * When what found the channel full is tried again: between ten minutes and twenty, each at its own time, so that many
 * that wait for a chain which never answers do not crowd out what else is due.
 * @param packet of the offer or lot that waits
 */
export function retryAt({ time }: CallContext, packet: string): TimeMs {
	const sequence = Number(packet.slice(packet.lastIndexOf('-') + 1));
	return time + RETRY_MS + (sequence % PACKET_LIMITS.window) * (RETRY_MS / PACKET_LIMITS.window);
}

/**
 * Puts a packet on its way to a connected chain and returns its id. The caller has taken from the sender what the
 * packet carries.
 * @param timeoutAt null for what must arrive however late: such a packet is sent to a chain out of trust as well, and
 * waits there until governance has given the client a new root
 * @throws CodedError BRIDGE_CHAIN_UNKNOWN, BRIDGE_CLIENT_FROZEN, BRIDGE_CLIENT_EXPIRED, BRIDGE_TIMEOUT or BRIDGE_WINDOW
 */
export function sendPacket(
	context: CallContext,
	chain: string,
	contents: PacketContents,
	timeoutAt: TimeMs | null,
): string {
	if (timeoutAt === null) requireClient(context, chain);
	else {
		requireTrusted(context, chain);
		requireTimeout(context, timeoutAt);
	}
	if (roomFor(context, chain) <= 0) throw new CodedError('BRIDGE_WINDOW', { chain, max: PACKET_LIMITS.window });
	const sent = readChain(context, 'sent', chain);
	const sequence = sent.count;
	const packet: Packet = { sequence, contents, timeoutAt };
	const digest = packetDigest(packet, (bytes) => context.sha256(bytes));
	writeSentPacket(context, chain, { packet, sentAt: context.time, status: 'open' });
	writeChain(context, 'sent', chain, chained(context, sent, [digest]));
	const id = packetId(context.block.chainId, chain, sequence);
	context.emit({ kind: 'packet-sent', packet: id, chain, sequence, contents, timeoutAt });
	if ('from' in contents) attribute(context, { type: 'packet', id }, contents.from);
	return id;
}

export function findSentPacket(context: CallContext, chain: string, sequence: number): SentPacket | undefined {
	return readLeaf<SentPacket>(context, bridgePaths.packet(chain, sequence));
}

export function writeSentPacket(context: CallContext, chain: string, sent: SentPacket): void {
	writeLeaf(context, bridgePaths.packet(chain, sent.packet.sequence), sent);
}

export function forgetSentPacket(context: CallContext, chain: string, sequence: number): void {
	deleteLeaf(context, bridgePaths.packet(chain, sequence));
}

/** @throws CodedError BRIDGE_TIMEOUT */
function requireTimeout({ time }: CallContext, timeoutAt: TimeMs): void {
	const latest = time + PACKET_LIMITS.timeoutMs;
	if (timeoutAt <= time || timeoutAt > latest)
		throw new CodedError('BRIDGE_TIMEOUT', { timeoutAt, after: time, latest });
}
