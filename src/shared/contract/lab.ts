import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base } from './errors.ts';
import { LAB_CONSOLE_LIMITS, LAB_FAULTS, LAB_LATENCIES, LAB_LEVELS, LAB_PROTOCOLS } from './lab-terms.ts';

export const labProtocolSchema = z.enum(LAB_PROTOCOLS);
export const labFaultSchema = z.enum(LAB_FAULTS);
export const labLatencySchema = z.enum(LAB_LATENCIES);
export const labLevelSchema = z.enum(LAB_LEVELS);

const labRunFields = z.object({
	protocols: z
		.array(labProtocolSchema)
		.min(1)
		.max(LAB_PROTOCOLS.length)
		.refine((names) => new Set(names).size === names.length, 'names a protocol twice'),
	validators: z.int().min(4).max(100),
	/** Validators that the fault strikes, at most f = ⌊(n−1)/3⌋. */
	faulty: z.int().min(0).max(33),
	fault: labFaultSchema,
	latency: labLatencySchema,
	rounds: z.int().min(100).max(100_000),
	seeds: z
		.array(z.int().min(0).max(4_294_967_295))
		.min(1)
		.max(32)
		.refine((seeds) => new Set(seeds).size === seeds.length, 'names a seed twice'),
	/** Off: C-LBFT with equal, constant weights and no bench, the ablation. */
	credit: z.boolean(),
	/** Where the statistics over all rounds come from; finality, throughput and messages are always of the message level. */
	level: labLevelSchema,
});

const isTolerable = ({ validators, faulty }: { validators: number; faulty: number }): boolean =>
	3 * faulty < validators;
const TOLERABLE = { path: ['faulty'], error: 'is more than f = ⌊(n−1)/3⌋ validators, which no protocol bears' };

export const labRunSchema = labRunFields.refine(isTolerable, TOLERABLE);
export type LabRun = z.infer<typeof labRunSchema>;

export const labConsoleRunSchema = labRunFields
	.extend({
		rounds: labRunFields.shape.rounds.max(LAB_CONSOLE_LIMITS.rounds),
		seeds: labRunFields.shape.seeds.max(LAB_CONSOLE_LIMITS.seeds),
		level: z.literal('round').default('round'),
	})
	.refine(isTolerable, TOLERABLE);

const percentiles = z.object({ p50: z.number(), p99: z.number() });
const sample = z.object({
	level: labLevelSchema,
	/** Rounds per seed that count, after the warm-up. */
	rounds: z.int().min(0),
	warmUpRounds: z.int().min(0),
	seeds: z.int().min(1),
});

/** Means over the seeds. */
export const labResultSchema = z.object({
	protocol: labProtocolSchema,
	/** Rounds without a final block among those after the warm-up, 0…1. */
	roundsLostShare: z.number(),
	/** From the proposal's sending until the Q-th validator holds it final, in mean one-way delays of the network. */
	finalityDelays: percentiles,
	finalityMs: percentiles,
	/** Final transactions per virtual second. */
	throughputTps: z.number(),
	messagesPerDecision: z.number(),
	/** Share of the final blocks by proposer, by validator index. */
	leaderShares: z.array(z.number()),
	/** Distinct proposers among 100 consecutive final blocks, mean. */
	distinctLeadersPer100: z.number(),
	/** Votes of honest, running validators that the chain credits, 0…1; null where the protocol credits none. */
	votesCreditedShare: z.number().nullable(),
	worstCommitGapRounds: z.number(),
	/** What the figures were taken from: `statistics` are the rounds lost, leaders, votes and gaps; `finality` the rest. */
	measured: z.object({ statistics: sample, finality: sample }),
});
export type LabResult = z.infer<typeof labResultSchema>;

/**
 * A run as it goes on. `progress` counts simulated rounds of all protocols and seeds and names the one last worked on;
 * one `result` per protocol as soon as all its seeds are through, in any order; `end` is the last event of a whole run.
 */
export const labEventSchema = z.discriminatedUnion('kind', [
	z.object({
		kind: z.literal('progress'),
		done: z.int().min(0),
		total: z.int().min(1),
		protocol: labProtocolSchema,
		seed: z.int().min(0),
	}),
	z.object({ kind: z.literal('result'), result: labResultSchema }),
	z.object({ kind: z.literal('end'), wallMs: z.int().min(0) }),
]);
export type LabEvent = z.infer<typeof labEventSchema>;

export const labContract = {
	/**
	 * Runs the lab in worker threads beside the node; closing the iterator cancels it. One run at a time per node: a
	 * second one is refused with LAB_BUSY.
	 */
	run: base.input(labConsoleRunSchema).output(eventIterator(labEventSchema)),
};
