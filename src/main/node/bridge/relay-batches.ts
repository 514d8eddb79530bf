import type { AcknowledgePackets, ReceivePackets, RelayedLeaf } from '../../../shared/codec/bridge-calls.ts';
import {
	answerDigest,
	type HashChain,
	PACKET_LIMITS,
	type Packet,
	type PacketAnswer,
	packetDigest,
} from '../../../shared/codec/bridge-packet.ts';
import type { Sha256 } from '../../../shared/codec/bytes.ts';
import { calls } from '../../../shared/codec/calls.ts';
import { encode, type Plain } from '../../../shared/codec/cbor.ts';
import { TRANSACTION_LIMITS } from '../../../shared/codec/transaction.ts';

/** Room for what CBOR writes around the items: keys, and lengths that grow with them. */
const FRAMING_BYTES = 256;

/**
 * As many packets as one call takes, by count and bytes; at least one.
 * @param packets all from the first that has not arrived up to the last of `sent`
 */
export function receiveBatch(
	leaf: RelayedLeaf,
	sent: HashChain,
	packets: readonly Packet[],
	modules: { readonly sha256: Sha256 },
): ReceivePackets {
	const later = packets.map((packet) => packetDigest(packet, modules.sha256));
	const bare = calls.bridge.receive({ ...leaf, sent, packets: [], later }).arguments.length;
	const count = fitting(packets, bare);
	return { ...leaf, sent, packets: packets.slice(0, count), later: later.slice(count) };
}

/**
 * As many answers as one call takes; at least one.
 * @param answers all from the first that has not come back up to the last of `received`
 */
export function acknowledgeBatch(
	leaf: RelayedLeaf,
	received: HashChain,
	answers: readonly PacketAnswer[],
	options: { readonly first: number },
	modules: { readonly sha256: Sha256 },
): AcknowledgePackets {
	const { first } = options;
	const later = answers.map((answer) => answerDigest(answer, modules.sha256));
	const bare = calls.bridge.acknowledge({ ...leaf, received, first, answers: [], later }).arguments.length;
	const count = fitting(answers, bare);
	return { ...leaf, received, first, answers: answers.slice(0, count), later: later.slice(count) };
}

function fitting(items: readonly (Packet | PacketAnswer)[], bareBytes: number): number {
	let bytes = bareBytes + FRAMING_BYTES;
	let count = 0;
	for (const item of items.slice(0, PACKET_LIMITS.perCall)) {
		bytes += encode(item as unknown as Plain).length;
		if (count > 0 && bytes > TRANSACTION_LIMITS.argumentsBytes) break;
		count++;
	}
	return count;
}
