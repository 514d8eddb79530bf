import type { ProofModules } from '../../proofs/certificates.ts';
import { ACROSS_CHECKS, type CheckBoard } from '../check-board.ts';
import { type AcrossChain, pairsOf } from './across-chain.ts';
import { checkAnchors } from './anchor-check.ts';
import { checkLocked } from './locked-check.ts';
import { checkLots } from './lot-pairs.ts';
import { checkMoney } from './money-check.ts';
import { checkPackets, countUnpaired } from './packet-check.ts';

/** What the chains of a bundle tell of each other agrees. */
export function checkAcross(
	chains: readonly AcrossChain[],
	{ board, ...modules }: ProofModules & { readonly board: CheckBoard },
): void {
	const pairs = pairsOf(chains);
	checkPackets(pairs, board);
	countUnpaired(chains, board);
	checkAnchors(chains, pairs, { board, ...modules });
	checkLots(pairs, board);
	checkLocked(pairs, board);
	checkMoney(pairs, board);
	board.done(...ACROSS_CHECKS);
}
