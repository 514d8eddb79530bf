import type { LabRun } from '../../../shared/contract/lab.ts';
import { LAB_FAULTS, LAB_PROTOCOLS } from '../../../shared/contract/lab-terms.ts';
import type { MessageBounds } from '../run/lab-job.ts';
import type { LabStudy } from '../run/lab-study.ts';
import type { ParticipationStudy } from '../run/participation.ts';

export const REPORT_SIZES = [4, 10, 31, 100] as const;
/** Where the crash of a leader is studied: the goal holds at any size, and larger ones take long. */
export const LEADER_CRASH_SIZES = [4, 10, 31] as const;
export const REPORT_LATENCIES = ['unit', 'five-regions'] as const;

/** One lab run of the report; its result is kept under its name, so that an interrupted report goes on. */
export interface ComparisonCell {
	readonly kind: 'comparison';
	readonly name: string;
	readonly run: LabRun;
	readonly bounds: MessageBounds;
}

/** A study at one size: shares of votes and blocks, with credit on or off, or the crash of a leader. */
export interface StudyCell {
	readonly kind: 'study';
	readonly name: string;
	readonly study: LabStudy;
}

export type ReportCell = ComparisonCell | StudyCell;

interface Effort {
	readonly rounds: number;
	readonly seeds: readonly number[];
	/** By number of validators: messages of one job, and seeds of the message level. */
	readonly messages: Readonly<Record<number, { readonly messages: number; readonly seeds: number }>>;
}

const FULL: Effort = {
	rounds: 14_000,
	seeds: [1, 2, 3, 4, 5],
	messages: {
		4: { messages: 100_000, seeds: 5 },
		10: { messages: 400_000, seeds: 5 },
		31: { messages: 600_000, seeds: 3 },
		100: { messages: 2_400_000, seeds: 3 },
	},
};

const QUICK: Effort = {
	rounds: 4_000,
	seeds: [1, 2],
	messages: {
		4: { messages: 10_000, seeds: 1 },
		10: { messages: 30_000, seeds: 1 },
		31: { messages: 120_000, seeds: 1 },
		100: { messages: 0, seeds: 1 },
	},
};

/** Rounds per validator over which each must lead its fair share (c-lbft § 10). */
const FAIRNESS_ROUNDS = 400;

/** Everything that the report needs, the cheap first. */
export function reportCells(options: { readonly quick: boolean }): ReportCell[] {
	const effort = options.quick ? QUICK : FULL;
	return REPORT_SIZES.flatMap((size) => [
		...participationCells(size, effort),
		...leaderCrashCells(size, effort),
		...REPORT_LATENCIES.flatMap((latency) =>
			LAB_FAULTS.map((fault) => comparisonCell({ size, fault, latency, credit: true }, effort)),
		),
		...LAB_FAULTS.map((fault) => comparisonCell({ size, fault, latency: 'unit', credit: false }, effort)),
	]);
}

export interface CellKey {
	readonly size: number;
	readonly fault: LabRun['fault'];
	readonly latency: LabRun['latency'];
	readonly credit: boolean;
}

export function cellName({ size, fault, latency, credit }: CellKey): string {
	return `n${size}-${fault}-${latency}${credit ? '' : '-credit-off'}`;
}

function comparisonCell(key: CellKey, effort: Effort): ComparisonCell {
	const { size, fault, latency, credit } = key;
	const { messages, seeds } = effort.messages[size] as { messages: number; seeds: number };
	return {
		kind: 'comparison',
		name: cellName(key),
		run: {
			protocols: credit ? [...LAB_PROTOCOLS] : ['c-lbft'],
			validators: size,
			faulty: Math.floor((size - 1) / 3),
			fault,
			latency,
			rounds: effort.rounds,
			seeds: [...effort.seeds],
			credit,
			level: 'round',
		},
		bounds: { messages, finalityRounds: 2_000, seeds },
	};
}

function participationCells(size: number, effort: Effort): StudyCell[] {
	return [true, false].flatMap((credit) =>
		(['fair', 'censor', 'collude'] as const).map((behaviour) => ({
			kind: 'study' as const,
			name: participationName(size, behaviour, credit),
			study: {
				kind: 'participation' as const,
				behaviour,
				validators: size,
				rounds: behaviour === 'fair' ? FAIRNESS_ROUNDS * size : effort.rounds,
				seeds: effort.seeds,
				credit,
			},
		})),
	);
}

function leaderCrashCells(size: number, effort: Effort): StudyCell[] {
	if (!LEADER_CRASH_SIZES.some((studied) => studied === size)) return [];
	const study: LabStudy = {
		kind: 'leader-crash',
		protocols: LAB_PROTOCOLS,
		validators: size,
		seeds: effort.seeds.slice(0, 2),
	};
	return [{ kind: 'study', name: leaderCrashName(size), study }];
}

export function leaderCrashName(size: number): string {
	return `n${size}-leader-crash`;
}

export function participationName(size: number, behaviour: ParticipationStudy['behaviour'], credit: boolean): string {
	return `n${size}-${behaviour}${credit ? '' : '-credit-off'}`;
}
