import type { FinalBlock, RoundsRecord, RoundWindow } from './rounds-record.ts';

export interface RoundStatistics {
	readonly roundsLostShare: number;
	readonly leaderShares: readonly number[];
	readonly distinctLeadersPer100: number;
	readonly votesCreditedShare: number | null;
	readonly worstCommitGapRounds: number;
}

const LEADER_SPAN = 100;
/** Votes can be credited until the 5th descendant: the newest blocks of a run are still open. */
const OPEN_BLOCKS = 5;

/** Figures of the rounds within the window; `labResultSchema` says what each of them means. */
export function roundStatistics(record: RoundsRecord, window: RoundWindow): RoundStatistics {
	const blocks = record.blocks.filter(({ round }) => round > window.from && round <= window.to);
	const rounds = window.to - window.from;
	return {
		roundsLostShare: rounds > 0 ? 1 - blocks.length / rounds : 0,
		leaderShares: leaderShares(blocks, record.size),
		distinctLeadersPer100: distinctLeaders(blocks),
		votesCreditedShare: votesCreditedShare(record, window),
		worstCommitGapRounds: worstCommitGap(record.commitRounds, window),
	};
}

function leaderShares(blocks: readonly FinalBlock[], size: number): number[] {
	const counts = new Array<number>(size).fill(0);
	for (const { proposer } of blocks) counts[proposer] = (counts[proposer] as number) + 1;
	return counts.map((count) => (blocks.length > 0 ? count / blocks.length : 0));
}

/** Mean over every span of 100 consecutive blocks; of fewer blocks, their distinct proposers. */
function distinctLeaders(blocks: readonly FinalBlock[]): number {
	const inSpan = new Map<number, number>();
	let sum = 0;
	let spans = 0;
	for (let i = 0; i < blocks.length; i++) {
		const { proposer } = blocks[i] as FinalBlock;
		inSpan.set(proposer, (inSpan.get(proposer) ?? 0) + 1);
		if (i >= LEADER_SPAN) {
			const leaving = (blocks[i - LEADER_SPAN] as FinalBlock).proposer;
			const left = (inSpan.get(leaving) as number) - 1;
			if (left === 0) inSpan.delete(leaving);
			else inSpan.set(leaving, left);
		}
		if (i < LEADER_SPAN - 1) continue;
		sum += inSpan.size;
		spans += 1;
	}
	return spans > 0 ? sum / spans : inSpan.size;
}

function votesCreditedShare({ blocks, credited, honest }: RoundsRecord, window: RoundWindow): number | null {
	if (!credited || honest.length === 0) return null;
	const closed = blocks
		.slice(0, Math.max(0, blocks.length - OPEN_BLOCKS))
		.filter(({ round }) => round > window.from && round <= window.to);
	if (closed.length === 0) return null;
	const isHonest = new Set(honest);
	let count = 0;
	for (const { round } of closed) count += (credited.get(round) ?? []).filter((voter) => isHonest.has(voter)).length;
	return count / (closed.length * honest.length);
}

/** From one commit to the next, and from the last one to the window's end: 1 where every round commits. */
function worstCommitGap(commitRounds: readonly number[], window: RoundWindow): number {
	let worst = 0;
	let last = window.from;
	for (const round of commitRounds) {
		if (round > window.to) break;
		if (round <= window.from) {
			last = round;
			continue;
		}
		worst = Math.max(worst, round - last);
		last = round;
	}
	return Math.max(worst, window.to - last);
}
