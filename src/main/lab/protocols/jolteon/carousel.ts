import type { ChainBlock } from '../chain/block.ts';
import { draw } from '../chain/draw.ts';
import { type ChainHistory, type LeaderElection, roundRobinLeader } from '../chain/leader-election.ts';
import { byzantineFaulty } from '../chain/quorum.ts';

const REMEMBERED_LEADERS = 64;

/**
 * Carousel (Cohen et al., "Be Aware of Your Leaders", arXiv 2110.00960; relab/hotstuff leaderrotation/carousel.go; the
 * election of DiemBFT v4): the leader is drawn among those who signed the certificate of the committed head, without
 * the authors of the last f blocks; where the chain has no committed head at the right round, round robin.
 *
 * The right round is three below: the certificate of round r−2 commits r−3 and arrives with the proposal of r−1, whose
 * voters must know the leader of r to send it their votes. So each certificate of two consecutive rounds elects the
 * leader of two rounds later, as DiemBFT v4 has it. Validators that have not seen it go round robin and differ.
 */
export class Carousel implements LeaderElection {
	readonly #size: number;
	readonly #history: ChainHistory;
	readonly #elected = new Map<number, number>();

	constructor(size: number, history: ChainHistory) {
		this.#size = size;
		this.#history = history;
	}

	leader(round: number): number {
		return this.#elected.get(round) ?? roundRobinLeader(round, this.#size);
	}

	certified(block: ChainBlock): void {
		const { committed } = this.#history;
		const round = block.round + 2;
		const head = this.#history.block(block.parentQc.blockId);
		if (!head || head.height === 0 || head.round + 1 !== block.round || this.#elected.has(round)) return;
		if (committed[head.height] !== head) return;
		this.#elected.set(round, carouselLeader(block.parentQc.signers, this.#lastAuthors(head), round));
		if (this.#elected.size > REMEMBERED_LEADERS) this.#elected.delete(this.#elected.keys().next().value as number);
	}

	/** Distinct authors of the newest committed blocks, at most f, looked for among the last n blocks. */
	#lastAuthors(head: ChainBlock): Set<number> {
		const faulty = byzantineFaulty(this.#size);
		const authors = new Set<number>();
		const lowest = Math.max(1, head.height - this.#size);
		for (let height = head.height; height >= lowest && authors.size < faulty; height--)
			authors.add((this.#history.committed[height] as ChainBlock).proposer);
		return authors;
	}
}

/** At least f+1 of the 2f+1 signers are left; any order of the signers gives the same leader. */
export function carouselLeader(signers: readonly number[], excluded: ReadonlySet<number>, round: number): number {
	const candidates = signers.filter((signer) => !excluded.has(signer)).sort((a, b) => a - b);
	return candidates[draw([round], candidates.length)] as number;
}
