import type { ReceivePackets } from '../../../../shared/codec/bridge-calls.ts';
import {
	answerDigest,
	type HashChain,
	PACKET_EXPIRED,
	PACKET_LIMITS,
	type Packet,
	type PacketAnswer,
	packetDigest,
} from '../../../../shared/codec/bridge-packet.ts';
import { bridgePaths } from '../../../../shared/codec/bridge-state.ts';
import { type Digest, equalBytes } from '../../../../shared/codec/bytes.ts';
import { packetId } from '../../../../shared/codec/ids.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { attribute } from '../provenance.ts';
import { deleteLeaf, writeLeaf } from './bridge-leaves.ts';
import { chained, readChain, writeChain } from './channel.ts';
import { handlerOf } from './packet-handlers.ts';
import { verifyRelayed, workThrough } from './relayed-leaf.ts';

/**
 * Takes the next packets of another chain, each once and in its order, and keeps an answer to each.
 * @throws CodedError as `verifyRelayed`, BRIDGE_NOTHING_NEW, BRIDGE_ORDER, BRIDGE_PROOF
 */
export function receivePackets(context: CallContext, args: ReceivePackets): void {
	const { chain, height, sent, packets, later } = args;
	const path = bridgePaths.sent(context.block.chainId);
	if (!verifyRelayed(context, args, path, sent)) return;
	const arrived = readChain(context, 'arrived', chain);
	const fresh = packets.filter(({ sequence }) => sequence >= arrived.count);
	if (fresh.length === 0) throw new CodedError('BRIDGE_NOTHING_NEW', { chain });
	for (const [n, { sequence }] of fresh.entries())
		if (sequence !== arrived.count + n)
			throw new CodedError('BRIDGE_ORDER', { chain, expected: arrived.count + n, given: sequence });
	const digests = fresh.map((packet) => packetDigest(packet, (bytes) => context.sha256(bytes)));
	requireWhole(context, arrived, [...digests, ...later], sent, { chain, path, height });
	const answers: Digest[] = [];
	const count = workThrough(context, fresh, (packet) => {
		answers.push(answerDigest(receive(context, chain, packet), (bytes) => context.sha256(bytes)));
	});
	writeChain(context, 'arrived', chain, chained(context, arrived, digests.slice(0, count)));
	writeChain(context, 'received', chain, chained(context, readChain(context, 'received', chain), answers));
}

/** The items after `from` are exactly those that the other chain has. @throws CodedError BRIDGE_PROOF */
export function requireWhole(
	context: CallContext,
	from: HashChain,
	items: readonly Digest[],
	whole: HashChain,
	place: { readonly chain: string; readonly path: string; readonly height: number },
): void {
	const { count, digest } = chained(context, from, items);
	if (count !== whole.count || !equalBytes(digest, whole.digest)) throw new CodedError('BRIDGE_PROOF', place);
}

/** Executes one packet, or refuses it, and keeps the answer for whoever relays it. */
function receive(context: CallContext, chain: string, packet: Packet): PacketAnswer {
	const { sequence, contents } = packet;
	const id = packetId(chain, context.block.chainId, sequence);
	const answer = execute(context, { chain, packet: id }, packet);
	writeLeaf(context, bridgePaths.answer(chain, sequence), answer);
	if (sequence >= PACKET_LIMITS.window) deleteLeaf(context, bridgePaths.answer(chain, sequence - PACKET_LIMITS.window));
	const by = context.sender ?? '';
	context.emit({ kind: 'packet-received', packet: id, chain, sequence, contents, answer, by });
	if (answer.ok && 'to' in contents) attribute(context, { type: 'packet', id }, contents.to);
	return answer;
}

function execute(
	context: CallContext,
	crossing: { readonly chain: string; readonly packet: string },
	{ contents, timeoutAt }: Packet,
): PacketAnswer {
	if (timeoutAt !== null && context.time >= timeoutAt) return { ok: false, code: PACKET_EXPIRED };
	const failure = context.attempt(() => handlerOf(contents.kind).receive(context, crossing, contents));
	return { ok: failure === null, code: failure?.code ?? null };
}
