import type { ChainClock, ExecutedBlock, GridquorumNode } from '../../node/types.ts';

/** Blocks of others that are compared; fewer say nothing. */
const BLOCKS = 32;
const BLOCKS_MIN = 8;

type ClockNode = Pick<GridquorumNode, 'clock' | 'self' | 'snapshot' | 'onBlock'>;

/** Wall ms by which the system clock has moved against the chain clock, which runs on by itself once it was read. */
export function systemClockShiftMs(clock: ChainClock, wallNow: number): number {
	const { anchorChainMs, anchorWallMs, speed } = clock.setting;
	return anchorWallMs + (clock.now() - anchorChainMs) / speed - wallNow;
}

/**
 * How far this node's clock stands apart from those of the other validators: by the median of its links' heartbeats, or,
 * without one, by blocks. A block becomes final a little after the time that its proposer wrote into it, so the shortest
 * such wait of many blocks is the offset and one short latency.
 */
export class ClockWatch {
	readonly #node: ClockNode;
	readonly #waits: number[] = [];
	readonly #release: () => void;

	constructor({ node }: { readonly node: ClockNode }) {
		this.#node = node;
		this.#release = node.onBlock((block) => this.#take(block));
	}

	/** Wall ms, the larger of both ways to tell; positive when this node is ahead. */
	offsetMs(wallNow: number): number {
		const shift = systemClockShiftMs(this.#node.clock, wallNow);
		const apart = this.#byHeartbeats() ?? this.#byBlocks();
		if (apart === null) return shift;
		return Math.abs(apart) > Math.abs(shift) ? apart : shift;
	}

	close(): void {
		this.#release();
	}

	#byHeartbeats(): number | null {
		const ahead = this.#node
			.snapshot()
			.peers.flatMap(({ clockAheadMs = null }) => (clockAheadMs === null ? [] : [clockAheadMs]))
			.sort((a, b) => a - b);
		// Of an even number the one nearer to nothing: half the peers may be those that are off.
		const middle = ahead.slice((ahead.length - 1) >> 1, (ahead.length >> 1) + 1);
		return middle.length === 0 ? null : middle.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a));
	}

	#byBlocks(): number | null {
		return this.#waits.length < BLOCKS_MIN ? null : Math.min(...this.#waits);
	}

	#take({ block, finalisedAtMs }: ExecutedBlock): void {
		const { header } = block;
		// What comes by catching up was final long before.
		const { phase } = this.#node.snapshot();
		if (phase !== 'validating') {
			this.#waits.length = 0;
			return;
		}
		if (header.proposer === this.#node.self) return;
		const { anchorChainMs, anchorWallMs, speed } = this.#node.clock.setting;
		this.#waits.push(finalisedAtMs - (anchorWallMs + (header.time - anchorChainMs) / speed));
		if (this.#waits.length > BLOCKS) this.#waits.shift();
	}
}
