import { OneBlock } from '../checks/one-block.ts';
import type { Decision } from '../protocols/replica.ts';
import type { RecordedDecision } from './run-record.ts';

interface OpenDecision {
	readonly decision: Decision;
	readonly decidedAtMs: Float64Array;
	holders: number;
	quorumAtMs: number;
}

/** Who held what final when; also sees conflicting, skipped and repeated decisions. */
export class DecisionLog {
	readonly violations: string[] = [];
	readonly #blocks = new OneBlock(this.violations);
	readonly #size: number;
	readonly #quorum: number;
	readonly #heights: OpenDecision[] = [];
	readonly #heightOf: Float64Array;
	#quorumRound = 0;

	constructor(size: number, quorum: number) {
		this.#size = size;
		this.#quorum = quorum;
		this.#heightOf = new Float64Array(size);
	}

	/** Highest round of a decision that a quorum holds. */
	get quorumRound(): number {
		return this.#quorumRound;
	}

	add(replica: number, atMs: number, decision: Decision): void {
		const expected = (this.#heightOf[replica] as number) + 1;
		if (decision.height !== expected) {
			this.violations.push(`replica ${replica} decided height ${decision.height} instead of ${expected}`);
			return;
		}
		this.#heightOf[replica] = decision.height;
		const open = this.#open(decision);
		this.#blocks.committed(replica, decision.height, decision.id);
		open.decidedAtMs[replica] = atMs;
		open.holders += 1;
		if (open.holders !== this.#quorum) return;
		open.quorumAtMs = atMs;
		this.#quorumRound = Math.max(this.#quorumRound, decision.round);
	}

	/** Decisions that a quorum holds, ascending. */
	recorded(): RecordedDecision[] {
		return this.#heights
			.filter((open) => open.holders >= this.#quorum)
			.map(({ decision, decidedAtMs, quorumAtMs }) => ({ ...decision, decidedAtMs, quorumAtMs }));
	}

	#open(decision: Decision): OpenDecision {
		const known = this.#heights[decision.height - 1];
		if (known) return known;
		const open: OpenDecision = {
			decision,
			decidedAtMs: new Float64Array(this.#size).fill(Number.POSITIVE_INFINITY),
			holders: 0,
			quorumAtMs: Number.POSITIVE_INFINITY,
		};
		this.#heights[decision.height - 1] = open;
		return open;
	}
}
