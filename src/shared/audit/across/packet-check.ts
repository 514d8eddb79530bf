import { equalBytes } from '../../codec/bytes.ts';
import type { CheckBoard } from '../check-board.ts';
import { because } from '../reasons.ts';
import { type AcrossChain, type AcrossPair, crossingFault } from './across-chain.ts';
import type { ClosedRecord, ReceivedRecord } from './channel-record.ts';

/**
 * Every packet that a chain shows as received was sent by the other, byte for byte, and was answered as the other heard.
 * What the other side does not show is counted, and neither holds nor fails.
 */
export function checkPackets(pairs: readonly AcrossPair[], board: CheckBoard): void {
	for (const pair of pairs) {
		for (const [sequence, received] of pair.own.received)
			board.guard('packets', () => requireSent(pair, sequence, received, board));
		for (const [sequence, closed] of pair.own.closed)
			board.guard('packets', () => requireAnswered(pair, sequence, closed, board));
	}
}

/** Packets of channels to chains that are not in the bundle. */
export function countUnpaired(chains: readonly AcrossChain[], board: CheckBoard): void {
	const ids = new Set(chains.map(({ chainId }) => chainId));
	for (const { channels } of chains)
		for (const [chain, { sent, received }] of channels)
			if (!ids.has(chain) && sent.size + received.size > 0)
				board.count('packets', 'packets-not-shown', sent.size + received.size);
}

function requireSent(
	{ there, other }: AcrossPair,
	sequence: number,
	received: ReceivedRecord,
	board: CheckBoard,
): void {
	const { packet, contents, digest, restsOn } = received;
	const chain = there.chainId;
	const sent = other?.sent.get(sequence);
	if (!sent) {
		if (isShown(there, restsOn))
			throw crossingFault(packet, because('packet-was-never-sent', { chain, height: restsOn }));
		board.count('packets', 'packets-not-shown');
		return;
	}
	const isSame = sent.packet === packet && equalBytes(sent.contents, contents);
	if (!isSame || (digest !== null && !equalBytes(digest, sent.digest)))
		throw crossingFault(packet, because('packet-differs', { chain }));
	board.count('packets', 'packets-shown-on-both-sides');
}

function requireAnswered(
	{ here, there, own, other }: AcrossPair,
	sequence: number,
	{ outcome, code, restsOn }: ClosedRecord,
	board: CheckBoard,
): void {
	const { packet = '' } = own.sent.get(sequence) ?? {};
	const answer = other?.received.get(sequence)?.answer;
	const facts = { chain: here.chainId, other: there.chainId };
	if (!answer) {
		// A packet that never came was not answered: its time was over.
		if (outcome === 'timed-out') return;
		if (isShown(there, restsOn))
			throw crossingFault(packet, because('answer-was-never-given', { chain: there.chainId, height: restsOn }));
		board.count('packets', 'packets-not-shown');
		return;
	}
	if (answer.ok && outcome !== 'delivered')
		throw crossingFault(packet, because('packet-was-executed', { ...facts, outcome }));
	if (!answer.ok && outcome === 'delivered') throw crossingFault(packet, because('packet-was-not-executed', facts));
	if (answer.code !== code)
		throw crossingFault(packet, because('answer-differs', { ...facts, heard: code, given: answer.code }));
	board.count('packets', 'answers-heard');
}

/** Whether a chain's part tells all that it did up to a height. */
function isShown({ isWhole, height }: AcrossChain, of: number | null): of is number {
	return isWhole && of !== null && of <= height;
}
