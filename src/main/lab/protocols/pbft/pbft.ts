import { byzantineFaulty, byzantineQuorum } from '../chain/quorum.ts';
import type { Protocol } from '../replica.ts';
import { type PbftMessage, pbftCost } from './messages.ts';
import { PbftReplica } from './replica.ts';

/**
 * PBFT (Castro and Liskov, OSDI 1999; TOCS 20(4), 2002): the primary of view v is v mod n and stays until it fails. It
 * assigns sequence numbers by pre-prepare; everybody broadcasts prepare and, holding a quorum of them, commit; a quorum
 * of commits makes the slot final, and slots are executed in order. At most two slots are under way; every 16 slots a
 * checkpoint moves the water marks. A replica that sees no progress forwards work to the primary and, if that does not
 * help, asks for the next view with what it has prepared; f+1 such messages make others join; the new primary proposes
 * again, for each slot, what was prepared in the highest view. The timer doubles with each view change until something
 * is executed.
 *
 * Three message delays from proposal to commit; (n−1) + (n−1)² + n(n−1) messages a slot, and a checkpoint's n(n−1) every
 * 16 slots. The round of a decision is its sequence number plus the view in which it was proposed first, so each view
 * change that cost a slot leaves a gap, and so does a null slot.
 *
 * Simplified: signatures instead of authenticators; batches of requests come from the lab's load, whose replicas know
 * that work waits; a replica that lags fetches committed slots with their certificates, not a state snapshot; view
 * changes carry digests of what is prepared, its bodies being known. A replica that has asked for a view takes no part
 * in an older one, as in the paper, but learns its commits.
 */
export const pbft: Protocol<PbftMessage> = {
	name: 'pbft',
	quorum: byzantineQuorum,
	faulty: byzantineFaulty,
	create: (options, port) => new PbftReplica(options, port),
	costOf: pbftCost,
};
