import type { ConsensusSummary } from '../../../shared/contract/index.ts';
import { ascending, percentileOf, percentilesOf } from './percentiles.ts';
import type { RoundLog, RoundRecord } from './round-log.ts';
import { certifyMsOf, finalityMsOf, roundViewOf, voteMsOf } from './round-view.ts';

const TREND_SLOTS = 60;
const BUCKETS = 24;
const HEAT_COLUMNS = 60;
/** Vote times sorted for one summary, over all validators: keeps it within a few milliseconds. */
const VOTE_SAMPLES = 32_000;

export interface ValidatorRounds {
	readonly voteMs: { readonly p50: number; readonly p99: number } | null;
	readonly missed: number;
	readonly led: number;
	readonly lost: number;
}

export type RoundStatistics = Pick<
	ConsensusSummary,
	'sinceCommitMs' | 'finalityMs' | 'phasesMs' | 'rounds' | 'roundsLost' | 'trend' | 'distribution' | 'missed' | 'worst'
> & { readonly validators: readonly ValidatorRounds[] };

/** Statistics of the rounds entered in the last `windowMs` before `now` (Unix wall ms). */
export function roundStatistics(log: RoundLog, validators: number, windowMs: number, now: number): RoundStatistics {
	const from = now - windowMs;
	const records: RoundRecord[] = [];
	for (const record of log.newestFirst()) {
		if (record.enteredAt < from) break;
		records.push(record);
	}
	records.reverse();
	const ended = records.filter(({ outcome }) => outcome !== 'running');
	const final = ended.flatMap((record) => {
		const ms = finalityMsOf(record);
		return ms === null ? [] : [{ record, ms }];
	});
	const sorted = ascending(final.map(({ ms }) => ms));
	const lost = ended.filter(({ outcome }) => outcome === 'lost');
	return {
		sinceCommitMs: sinceCommit(log, now),
		finalityMs: percentilesOf(sorted),
		phasesMs: phasesOf(final),
		rounds: ended.length,
		roundsLost: lost.length,
		trend: trendOf(final, from, windowMs),
		distribution: distributionOf(sorted),
		validators: Array.from({ length: validators }, (_, index) => validatorRounds(ended, index, validators)),
		missed: heatOf(ended, validators),
		worst: worstOf(lost, final),
	};
}

/** Was certified, so Q votes existed: a vote that this node has not seen counts as missed. */
function wasVoted({ outcome, proposedWall }: RoundRecord): boolean {
	return proposedWall !== null && (outcome === 'final' || outcome === 'certified');
}

function sinceCommit(log: RoundLog, now: number): number | null {
	for (const record of log.newestFirst()) {
		if (record.finalWall !== null) return Math.max(0, now - record.enteredAt - (record.finalWall - record.enteredWall));
	}
	return null;
}

function phasesOf(final: readonly { record: RoundRecord; ms: number }[]): { certify: number; order: number } | null {
	const certify: number[] = [];
	const order: number[] = [];
	for (const { record, ms } of final) {
		const certified = certifyMsOf(record);
		if (certified === null) continue;
		certify.push(certified);
		order.push(Math.max(0, ms - certified));
	}
	if (certify.length === 0) return null;
	return { certify: percentileOf(ascending(certify), 0.5), order: percentileOf(ascending(order), 0.5) };
}

function trendOf(
	final: readonly { record: RoundRecord; ms: number }[],
	from: number,
	windowMs: number,
): RoundStatistics['trend'] {
	const slotMs = windowMs / TREND_SLOTS;
	const slots = Array.from({ length: TREND_SLOTS }, (): number[] => []);
	for (const { record, ms } of final) {
		slots[Math.min(TREND_SLOTS - 1, Math.floor((record.enteredAt - from) / slotMs))]?.push(ms);
	}
	return slots.map((values, index) => ({
		at: from + index * slotMs,
		finalityMs: percentilesOf(ascending(values)),
		blocks: values.length,
	}));
}

/** Equal buckets up to the 99th percentile, and one above it for the tail. */
function distributionOf(sorted: Float64Array): RoundStatistics['distribution'] {
	if (sorted.length === 0) return [];
	const low = Math.floor(sorted[0] as number);
	const high = Math.max(low + 1, Math.ceil(percentileOf(sorted, 0.99)));
	const width = (high - low) / (BUCKETS - 1);
	const buckets = Array.from({ length: BUCKETS }, (_, index) => ({
		fromMs: low + index * width,
		toMs: index === BUCKETS - 1 ? Math.max(high + width, sorted.at(-1) as number) : low + (index + 1) * width,
		rounds: 0,
	}));
	for (const ms of sorted) {
		const bucket = buckets[Math.min(BUCKETS - 1, Math.max(0, Math.floor((ms - low) / width)))];
		if (bucket) bucket.rounds += 1;
	}
	return buckets;
}

function validatorRounds(ended: readonly RoundRecord[], validator: number, validators: number): ValidatorRounds {
	const sampled = ended.slice(-Math.max(100, Math.floor(VOTE_SAMPLES / validators)));
	const times: number[] = [];
	for (const record of sampled) {
		const ms = voteMsOf(record, validator);
		if (ms !== null) times.push(ms);
	}
	const sorted = ascending(times);
	let missed = 0;
	let led = 0;
	let lost = 0;
	for (const record of ended) {
		if (record.leader === validator) {
			led += 1;
			if (record.outcome === 'lost') lost += 1;
		}
		if (wasVoted(record) && Number.isNaN(record.votes[validator])) missed += 1;
	}
	return {
		voteMs: sorted.length === 0 ? null : { p50: percentileOf(sorted, 0.5), p99: percentileOf(sorted, 0.99) },
		missed,
		led,
		lost,
	};
}

function heatOf(ended: readonly RoundRecord[], validators: number): RoundStatistics['missed'] {
	const fromRound = ended[0]?.round ?? 0;
	const span = ended.length === 0 ? 0 : (ended.at(-1) as RoundRecord).round - fromRound + 1;
	const roundsPerCell = Math.max(1, Math.ceil(span / HEAT_COLUMNS));
	const columns = Math.ceil(span / roundsPerCell);
	const rows = Array.from({ length: validators }, () => new Array<number>(columns).fill(0));
	for (const record of ended) {
		if (!wasVoted(record)) continue;
		const column = Math.floor((record.round - fromRound) / roundsPerCell);
		for (let validator = 0; validator < validators; validator++) {
			const row = rows[validator] as number[];
			if (Number.isNaN(record.votes[validator])) row[column] = (row[column] ?? 0) + 1;
		}
	}
	return { fromRound, roundsPerCell, rows };
}

/** The newest lost round, else the slowest final one. */
function worstOf(
	lost: readonly RoundRecord[],
	final: readonly { record: RoundRecord; ms: number }[],
): RoundStatistics['worst'] {
	const newestLost = lost.findLast(({ leader }) => leader !== null);
	if (newestLost) return roundViewOf(newestLost);
	let slowest: { record: RoundRecord; ms: number } | undefined;
	for (const each of final) if (!slowest || each.ms > slowest.ms) slowest = each;
	return slowest ? roundViewOf(slowest.record) : null;
}
