import type { RecordedDecision, RunRecord } from '../network/run-record.ts';
import { percentile } from './percentile.ts';
import type { RoundsRecord, RoundWindow } from './rounds-record.ts';

export interface FinalityStatistics {
	readonly finalityDelays: { readonly p50: number; readonly p99: number };
	readonly finalityMs: { readonly p50: number; readonly p99: number };
	readonly throughputTps: number;
	readonly messagesPerDecision: number;
}

/**
 * Finality, throughput and messages of the decisions whose round lies within the window. Messages are those of all
 * replicas from the last decision before the window to the last one within, whatever they were for.
 */
export function finalityStatistics(run: RunRecord, window: RoundWindow): FinalityStatistics {
	const inWindow = run.decisions.filter(({ round }) => round > window.from && round <= window.to);
	const ms = inWindow.map(({ quorumAtMs, proposedAtMs }) => quorumAtMs - proposedAtMs).sort((a, b) => a - b);
	const finalityMs = { p50: percentile(ms, 500), p99: percentile(ms, 990) };
	return {
		finalityMs,
		finalityDelays: { p50: finalityMs.p50 / run.meanDelayMs, p99: finalityMs.p99 / run.meanDelayMs },
		throughputTps: throughput(run, inWindow),
		messagesPerDecision: messagesPerDecision(run, window),
	};
}

/** The same rounds as the round level would record them. @param rounds those that count, from the first */
export function roundsOf(run: RunRecord, rounds: number): RoundsRecord {
	const struck = new Set(run.struck);
	const counting = run.decisions.filter(({ round }) => round <= rounds);
	return {
		size: run.size,
		rounds,
		blocks: counting.map(({ round, proposer }) => ({ round, proposer })),
		honest: Array.from({ length: run.size }, (_, index) => index).filter((index) => !struck.has(index)),
		commitRounds: commitRounds(counting),
		credited: creditedVotes(run.decisions),
	};
}

/** From the moment the last decision before the window was final to the last one within. */
function throughput(run: RunRecord, inWindow: readonly RecordedDecision[]): number {
	const first = inWindow[0];
	const last = inWindow[inWindow.length - 1];
	if (!first || !last) return 0;
	const before = run.decisions[run.decisions.indexOf(first) - 1];
	const spanMs = last.quorumAtMs - (before?.quorumAtMs ?? first.proposedAtMs);
	const transactions = inWindow.reduce((sum, { payload }) => sum + payload.transactions, 0);
	return spanMs > 0 ? (transactions * 1000) / spanMs : 0;
}

function messagesPerDecision({ decisions, messagesAtRound }: RunRecord, window: RoundWindow): number {
	let before = { round: 0, messages: 0 };
	let last = before;
	for (const [round, messages] of messagesAtRound) {
		if (round > window.to) break;
		last = { round, messages };
		if (round <= window.from) before = last;
	}
	const decided = decisions.filter(({ round }) => round > before.round && round <= last.round).length;
	return decided > 0 ? (last.messages - before.messages) / decided : 0;
}

/** Decisions that a quorum came to hold at one instant are one commit, of the newest of them. */
function commitRounds(decisions: readonly RecordedDecision[]): number[] {
	return decisions.flatMap((decision, place) =>
		decisions[place + 1]?.quorumAtMs === decision.quorumAtMs ? [] : [decision.round],
	);
}

function creditedVotes(decisions: readonly RecordedDecision[]): ReadonlyMap<number, readonly number[]> | null {
	const byRound = new Map<number, Set<number>>();
	for (const { credits } of decisions) {
		for (const { round, voters } of credits) {
			const known = byRound.get(round) ?? new Set<number>();
			byRound.set(round, known);
			for (const voter of voters) known.add(voter);
		}
	}
	if (byRound.size === 0) return null;
	return new Map(Array.from(byRound, ([round, voters]) => [round, [...voters]]));
}
