import type { RoundsRecord } from '../measure/rounds-record.ts';
import type { Behaviour } from './behaviour.ts';
import type { RoundRunOptions } from './round-run-options.ts';

/**
 * PBFT reduced to attempts: the primary of view v is v mod n and stays as long as it orders; one that leaves an attempt
 * out is replaced, which costs that attempt.
 */
export function runStableLeaderRounds(options: RoundRunOptions, behaviour: Behaviour): RoundsRecord {
	const { size, rounds } = options;
	const blocks: { round: number; proposer: number }[] = [];
	let view = 0;
	for (let round = 1; round <= rounds; round++) {
		const primary = view % size;
		if (behaviour.proposes(primary)) blocks.push({ round, proposer: primary });
		else view += 1;
	}
	return {
		size,
		rounds,
		blocks,
		honest: behaviour.honest,
		commitRounds: blocks.map(({ round }) => round),
		credited: null,
	};
}
