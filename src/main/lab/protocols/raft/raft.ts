import type { Protocol } from '../replica.ts';
import { type RaftMessage, raftCost } from './messages.ts';
import { majority, RaftReplica } from './replica.ts';

/**
 * Raft (Ongaro and Ousterhout, USENIX ATC 2014; proportions of the timers as in etcd): the crash-fault reference. A
 * leader, elected by a majority after a randomised silence, replicates its log; an entry of its own term on a majority
 * is committed, and the servers learn so with the next append. Ten heartbeats of silence and up to ten more start an
 * election; at most two entries are under way.
 *
 * Three message delays from proposal until a majority commits: append, reply, and the append that carries the commit
 * index, the leader itself knowing after two. Two messages per entry and server. It needs a majority only and checks
 * no signature, since it tolerates crashes alone: its figures say what Byzantine fault tolerance costs.
 *
 * The round of a decision is its index plus its term, so each election that cost an entry leaves a gap. A leader that
 * withholds an entry falls silent altogether until it is deposed: Raft has no defence against one that sends heartbeats
 * but no entries, and would stand still for ever.
 *
 * Simplified: no snapshots, membership changes or pre-votes; a server back from an outage has its log, term and vote.
 */
export const raft: Protocol<RaftMessage> = {
	name: 'raft',
	quorum: majority,
	faulty: (size) => Math.floor((size - 1) / 2),
	create: (options, port) => new RaftReplica(options, port),
	costOf: raftCost,
};
