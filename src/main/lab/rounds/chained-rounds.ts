import type { FinalBlock, RoundsRecord } from '../measure/rounds-record.ts';
import { type ChainBlock, type ChainQc, createBlock } from '../protocols/chain/block.ts';
import { ChainState } from '../protocols/chain/chain-state.ts';
import type { ChainHistory, LeaderElection } from '../protocols/chain/leader-election.ts';
import type { Behaviour } from './behaviour.ts';
import type { RoundRunOptions } from './round-run-options.ts';

/** What a chained protocol is at this level. */
export interface ChainedRules {
	/** Consecutive certified rounds that make their first block final. */
	readonly chainLength: number;
	/** Whether blocks name the leaders of the rounds skipped since their parent; how many of the newest at most. */
	readonly failedAuthors: number;
	createElection(size: number, history: ChainHistory): LeaderElection;
}

const NO_PAYLOAD = { transactions: 0, bytes: 0 };
/** Rounds beyond those that count, so that the last of these can become final. */
const OVERRUN_ROUNDS = 64;
const PROGRESS_EVERY = 256;

/**
 * A chained protocol reduced to rounds, on its own election and block tree. A block is certified when its leader
 * proposes: votes that were sent to a dead collector come again with the timeouts. All validators are taken to hold the
 * same history: leaders never differ from one to the next.
 */
export function runChainedRounds(options: RoundRunOptions, rules: ChainedRules, behaviour: Behaviour): RoundsRecord {
	const { size, rounds } = options;
	const blocks: FinalBlock[] = [];
	const commitRounds: number[] = [];
	const credited = new Map<number, readonly number[]>();
	const chain = new ChainState({ chainLength: rules.chainLength }, ({ round, proposer, parentQc }) => {
		blocks.push({ round, proposer });
		if (parentQc.round > 0) credited.set(parentQc.round, parentQc.signers);
	});
	const election = rules.createElection(size, chain);
	let failed: number[] = [];
	for (let round = 1; round <= rounds + OVERRUN_ROUNDS; round++) {
		if (round % PROGRESS_EVERY === 0) options.onProgress?.(Math.min(round, rounds));
		const leader = election.leader(round);
		const parentQc = chain.highQc;
		const block = behaviour.proposes(leader)
			? createBlock({
					round,
					parent: chain.block(parentQc.blockId) as ChainBlock,
					parentQc,
					proposer: leader,
					nowMs: round,
					payload: NO_PAYLOAD,
					failedAuthors: rules.failedAuthors > 0 ? failed.slice(-rules.failedAuthors) : [],
				})
			: null;
		if (!block || !chain.add(block)) {
			failed.push(leader);
			continue;
		}
		failed = [];
		const qc: ChainQc = { blockId: block.id, round, signers: behaviour.signers(leader, leader) };
		const before = blocks.length;
		chain.certify(qc);
		election.certified(block);
		if (blocks.length > before) commitRounds.push((blocks[blocks.length - 1] as FinalBlock).round);
	}
	return {
		size,
		rounds,
		blocks: blocks.filter(({ round }) => round <= rounds),
		honest: behaviour.honest,
		commitRounds: commitRounds.filter((round) => round <= rounds),
		credited,
	};
}
