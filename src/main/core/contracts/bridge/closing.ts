import type { AcknowledgePackets, TimeOutPackets } from '../../../../shared/codec/bridge-calls.ts';
import type { BridgeEvent } from '../../../../shared/codec/bridge-events.ts';
import {
	answerDigest,
	PACKET_EXPIRED,
	type Packet,
	type PacketAnswer,
} from '../../../../shared/codec/bridge-packet.ts';
import { bridgePaths, type SentPacket } from '../../../../shared/codec/bridge-state.ts';
import { packetId } from '../../../../shared/codec/ids.ts';
import type { TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { chained, findSentPacket, forgetSentPacket, readChain, writeChain, writeSentPacket } from './channel.ts';
import { handlerOf } from './packet-handlers.ts';
import { requireWhole } from './receiving.ts';
import { verifyRelayed, workThrough } from './relayed-leaf.ts';

type Outcome = Extract<BridgeEvent, { kind: 'packet-closed' }>['outcome'];

/**
 * Takes the next answers to this chain's packets, each once and in its order: what was executed there is done, what was
 * refused is given back, and what was given back already only leaves the state.
 * @throws CodedError as `verifyRelayed`, BRIDGE_NOTHING_NEW, BRIDGE_ORDER, BRIDGE_PROOF
 */
export function acknowledgePackets(context: CallContext, args: AcknowledgePackets): void {
	const { chain, height, received, first, answers, later } = args;
	const path = bridgePaths.received(context.block.chainId);
	if (!verifyRelayed(context, args, path, received)) return;
	const acknowledged = readChain(context, 'acknowledged', chain);
	if (first > acknowledged.count)
		throw new CodedError('BRIDGE_ORDER', { chain, expected: acknowledged.count, given: first });
	const fresh = answers.slice(acknowledged.count - first);
	if (fresh.length === 0) throw new CodedError('BRIDGE_NOTHING_NEW', { chain });
	const digests = fresh.map((answer) => answerDigest(answer, (bytes) => context.sha256(bytes)));
	requireWhole(context, acknowledged, [...digests, ...later], received, { chain, path, height });
	// More answers than packets: the other chain's validators certified what never came from here.
	if (received.count > readChain(context, 'sent', chain).count)
		throw new CodedError('BRIDGE_PROOF', { chain, path, height });
	const numbered = fresh.map((answer, n) => ({ answer, sequence: acknowledged.count + n }));
	const count = workThrough(context, numbered, ({ answer, sequence }) => {
		const sent = findSentPacket(context, chain, sequence);
		if (sent?.status === 'open') closeByAnswer(context, chain, sent.packet, answer);
		forgetSentPacket(context, chain, sequence);
	});
	writeChain(context, 'acknowledged', chain, chained(context, acknowledged, digests.slice(0, count)));
}

/**
 * Gives back every packet that the other chain had not received when its time was over there, as far as the call's
 * steps go. Block times only rise, so none of them can be executed there any more.
 * @throws CodedError as `verifyRelayed`, BRIDGE_NOTHING_NEW
 */
export function timeOutPackets(context: CallContext, args: TimeOutPackets): void {
	const { chain, received } = args;
	const root = verifyRelayed(context, args, bridgePaths.received(context.block.chainId), received);
	if (!root) return;
	const late = openPackets(context, chain, received.count).filter(({ packet }) => isOver(packet, root.time));
	if (late.length === 0) throw new CodedError('BRIDGE_NOTHING_NEW', { chain });
	workThrough(context, late, (sent) => {
		close(context, chain, sent.packet, 'timed-out', PACKET_EXPIRED);
		writeSentPacket(context, chain, { ...sent, status: 'timed-out' });
	});
}

function isOver({ timeoutAt }: Packet, time: TimeMs): boolean {
	return timeoutAt !== null && timeoutAt <= time;
}

/** Packets from a sequence on that nobody has given back; those before are answered already. */
function openPackets(context: CallContext, chain: string, from: number): readonly SentPacket[] {
	const found: SentPacket[] = [];
	const { count } = readChain(context, 'sent', chain);
	for (let n = Math.max(from, readChain(context, 'acknowledged', chain).count); n < count; n++) {
		const sent = findSentPacket(context, chain, n);
		if (sent?.status === 'open') found.push(sent);
	}
	return found;
}

function closeByAnswer(context: CallContext, chain: string, packet: Packet, { ok, code }: PacketAnswer): void {
	if (ok) close(context, chain, packet, 'delivered', null);
	else close(context, chain, packet, code === PACKET_EXPIRED ? 'timed-out' : 'refused', code);
}

function close(context: CallContext, chain: string, packet: Packet, outcome: Outcome, code: string | null): void {
	const { sequence, contents } = packet;
	const id = packetId(context.block.chainId, chain, sequence);
	const handler = handlerOf(contents.kind);
	if (outcome === 'delivered') handler.delivered(context, { chain, packet: id }, contents);
	else handler.giveBack(context, { chain, packet: id }, contents);
	const by = context.sender ?? '';
	context.emit({ kind: 'packet-closed', packet: id, chain, sequence, outcome, code, by });
}
