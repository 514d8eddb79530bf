import type { ConsensusSummary } from '../../../shared/contract/index.ts';
import { TimeSlices } from '../time-slices.ts';
import { ascending, percentileOf, percentilesOf } from './percentiles.ts';
import type { RoundLog, RoundRecord } from './round-log.ts';
import { certifyMsOf, finalityMsOf, roundViewOf, voteMsOf } from './round-view.ts';

const TREND_SLOTS = 60;
/** With fewer final rounds a slot’s p95 and p99 are one and the same: a short run gets fewer, longer slots. */
const ROUNDS_PER_SLOT = 24;
const TREND_SLOTS_MIN = 8;
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

interface FinalRound {
	readonly record: RoundRecord;
	readonly ms: number;
}

/** Statistics of the rounds entered in the last `windowMs` before `now` (Unix wall ms), computed in time slices. */
export async function roundStatistics(
	log: RoundLog,
	validators: number,
	windowMs: number,
	now: number,
): Promise<RoundStatistics> {
	const from = now - windowMs;
	const ended: RoundRecord[] = [];
	for (const record of log.newestFirst()) {
		if (record.enteredAt < from) break;
		if (record.outcome !== 'running') ended.push(record);
	}
	ended.reverse();
	const slices = new TimeSlices();
	const pause = async (): Promise<void> => {
		if (slices.isOver) await slices.next();
	};
	const final: FinalRound[] = [];
	for (const record of ended) {
		const ms = finalityMsOf(record);
		if (ms !== null) final.push({ record, ms });
	}
	const sorted = ascending(final.map(({ ms }) => ms));
	await pause();
	const lost = ended.filter(({ outcome }) => outcome === 'lost');
	const phasesMs = phasesOf(final);
	await pause();
	const trend = trendOf(final, Math.max(from, ended[0]?.enteredAt ?? from), now);
	await pause();
	const heat = heatColumns(ended);
	const perValidator: ReturnType<typeof validatorRounds>[] = [];
	for (let validator = 0; validator < validators; validator++) {
		perValidator.push(validatorRounds(ended, validator, validators, heat));
		await pause();
	}
	return {
		sinceCommitMs: sinceCommit(log, now),
		finalityMs: percentilesOf(sorted),
		phasesMs,
		rounds: ended.length,
		roundsLost: lost.length,
		trend,
		distribution: distributionOf(sorted),
		validators: perValidator.map(({ rounds }) => rounds),
		missed: {
			fromRound: heat.fromRound,
			roundsPerCell: heat.roundsPerCell,
			rows: perValidator.map(({ heatRow }) => heatRow),
		},
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

function phasesOf(final: readonly FinalRound[]): { certify: number; order: number } | null {
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

/** @param from first round of the window, Unix wall ms; before it this node saw nothing that could be drawn */
function trendOf(final: readonly FinalRound[], from: number, now: number): RoundStatistics['trend'] {
	const count = Math.max(TREND_SLOTS_MIN, Math.min(TREND_SLOTS, Math.floor(final.length / ROUNDS_PER_SLOT)));
	const slotMs = Math.max(1, now - from) / count;
	const slots = Array.from({ length: count }, (): number[] => []);
	for (const { record, ms } of final) {
		slots[Math.min(count - 1, Math.floor((record.enteredAt - from) / slotMs))]?.push(ms);
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

interface HeatColumns {
	readonly fromRound: number;
	readonly roundsPerCell: number;
	readonly columns: number;
}

function heatColumns(ended: readonly RoundRecord[]): HeatColumns {
	const fromRound = ended[0]?.round ?? 0;
	const span = ended.length === 0 ? 0 : (ended.at(-1) as RoundRecord).round - fromRound + 1;
	const roundsPerCell = Math.max(1, Math.ceil(span / HEAT_COLUMNS));
	return { fromRound, roundsPerCell, columns: Math.ceil(span / roundsPerCell) };
}

function validatorRounds(
	ended: readonly RoundRecord[],
	validator: number,
	validators: number,
	heat: HeatColumns,
): { readonly rounds: ValidatorRounds; readonly heatRow: number[] } {
	const firstSampled = ended.length - Math.max(100, Math.floor(VOTE_SAMPLES / validators));
	const heatRow = new Array<number>(heat.columns).fill(0);
	const times: number[] = [];
	let missed = 0;
	let led = 0;
	let lost = 0;
	ended.forEach((record, at) => {
		const ms = at >= firstSampled ? voteMsOf(record, validator) : null;
		if (ms !== null) times.push(ms);
		if (record.leader === validator) {
			led += 1;
			if (record.outcome === 'lost') lost += 1;
		}
		if (!wasVoted(record) || !Number.isNaN(record.votes[validator])) return;
		missed += 1;
		const column = Math.floor((record.round - heat.fromRound) / heat.roundsPerCell);
		heatRow[column] = (heatRow[column] ?? 0) + 1;
	});
	const sorted = ascending(times);
	const voteMs = sorted.length === 0 ? null : { p50: percentileOf(sorted, 0.5), p99: percentileOf(sorted, 0.99) };
	return { rounds: { voteMs, missed, led, lost }, heatRow };
}

/** The newest lost round, else the slowest final one. */
function worstOf(lost: readonly RoundRecord[], final: readonly FinalRound[]): RoundStatistics['worst'] {
	const newestLost = lost.findLast(({ leader }) => leader !== null);
	if (newestLost) return roundViewOf(newestLost);
	let slowest: { record: RoundRecord; ms: number } | undefined;
	for (const each of final) if (!slowest || each.ms > slowest.ms) slowest = each;
	return slowest ? roundViewOf(slowest.record) : null;
}
