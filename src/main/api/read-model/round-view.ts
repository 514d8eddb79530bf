import type { RoundView } from '../../../shared/contract/index.ts';
import type { RoundRecord } from './round-log.ts';

/** Ms from proposal to final; null when either is missing. A block that came by sync says nothing about latency. */
export function finalityMsOf(record: RoundRecord): number | null {
	if (record.proposedWall === null || record.finalWall === null || record.finalBy === 'sync') return null;
	return Math.max(0, record.finalWall - record.proposedWall);
}

export function certifyMsOf(record: RoundRecord): number | null {
	if (record.proposedWall === null || record.certifiedWall === null) return null;
	return Math.max(0, record.certifiedWall - record.proposedWall);
}

/** Ms from the proposal to this validator's vote; null when none was seen. */
export function voteMsOf(record: RoundRecord, validator: number): number | null {
	const wall = record.votes[validator] as number;
	return Number.isNaN(wall) ? null : Math.max(0, wall - originOf(record));
}

/** Times count from the proposal; in a round without one, from this node's entry. */
function originOf(record: RoundRecord): number {
	return record.proposedWall ?? record.enteredWall;
}

/** Null while this node cannot tell who leads the round. */
export function roundViewOf(record: RoundRecord): RoundView | null {
	if (record.leader === null) return null;
	const origin = originOf(record);
	const since = (wall: number | null): number | null => (wall === null ? null : Math.max(0, wall - origin));
	return {
		round: record.round,
		height: record.height,
		leader: record.leader,
		transactions: record.transactions,
		enteredAt: record.enteredAt,
		outcome: record.outcome,
		votes: arrivals(record.votes, origin),
		orderVotes: arrivals(record.orderVotes, origin),
		certifiedMs: since(record.certifiedWall),
		finalMs: since(record.finalWall),
		finalBy: record.finalBy,
		timeout: record.timeout,
	};
}

function arrivals(walls: Float64Array, origin: number): { validator: number; ms: number }[] {
	const seen: { validator: number; ms: number }[] = [];
	walls.forEach((wall, validator) => {
		if (!Number.isNaN(wall)) seen.push({ validator, ms: Math.max(0, wall - origin) });
	});
	return seen.sort((a, b) => a.ms - b.ms);
}
