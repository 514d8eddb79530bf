import { byzantineFaulty, byzantineQuorum } from '../chain/quorum.ts';
import type { Protocol } from '../replica.ts';
import { type LibraBftMessage, libraBftCost } from './messages.ts';
import { LibraBftReplica } from './replica.ts';

/**
 * LibraBFT v2 as in novifinancial/librabft_simulator (librabft-v2/src/{node,pacemaker,record_store,data_sync}.rs):
 * three certified blocks of consecutive rounds make the first one final; votes go to the author of the block, who
 * broadcasts their certificate; the leader follows from the hash of the round, weights being equal; a round may last
 * δ·n^γ, n counted from the highest committed round plus 2; timeouts are broadcast, a quorum of them opens the next
 * round, and who is stuck half a round duration longer (λ = 0.5) queries all.
 *
 * Nine message delays from proposal to commit; one fewer for each two consecutive rounds with the same leader, who
 * need not wait for its own certificate. Four messages per round and validator: proposal, vote, certificate, and the
 * status that each sends to the leader of a round that it enters.
 *
 * Simplified: one epoch; the round's hash is a 32-bit scrambler instead of SipHash; notifications carry what their
 * receiver needs instead of the sender's whole state; a query is answered only by who has something to tell; a timeout
 * certificate of any higher round is taken, not only of the current one, which spares laggards; execution is left out.
 * γ and λ are the simulator's, δ follows from the expected delay.
 */
export const libraBft: Protocol<LibraBftMessage> = {
	name: 'libra-bft',
	quorum: byzantineQuorum,
	faulty: byzantineFaulty,
	create: (options, port) => new LibraBftReplica(options, port),
	costOf: libraBftCost,
};
