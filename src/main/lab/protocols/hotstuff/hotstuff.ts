import { byzantineFaulty, byzantineQuorum } from '../chain/quorum.ts';
import type { Protocol } from '../replica.ts';
import { type HotStuffMessage, hotStuffCost } from './messages.ts';
import { HotStuffReplica } from './replica.ts';

/**
 * Chained HotStuff (Yin et al., PODC 2019, algorithms 3 to 5; relab/hotstuff consensus/chainedhotstuff): each view has
 * one leader in turn, whose proposal carries the certificate of the view before; votes go to the next leader alone;
 * three certified blocks of consecutive views make the first one final (the paper's dummy nodes say the same), two of
 * them lock. A view that lasts too long is left for the next one with a new-view message to its leader; the timer grows
 * exponentially with the views since the newest proposal, by 1.2 as in relab/hotstuff.
 *
 * Seven message delays from proposal to commit; two messages per view and validator.
 *
 * Simplified or changed: signature lists instead of threshold signatures; the new-view message also carries the
 * sender's newest vote, without which the votes for the block before a dead leader are lost and four validators with
 * one dead never see three certificates in a row; a valid proposal of a higher view is followed into that view.
 */
export const hotStuff: Protocol<HotStuffMessage> = {
	name: 'hotstuff',
	quorum: byzantineQuorum,
	faulty: byzantineFaulty,
	create: (options, port) => new HotStuffReplica(options, port),
	costOf: hotStuffCost,
};
