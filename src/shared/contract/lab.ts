import { z } from 'zod';

/** Protocols that the lab compares, C-LBFT first. */
export const LAB_PROTOCOLS = [
	'c-lbft',
	'libra-bft',
	'pbft',
	'hotstuff',
	'jolteon',
	'jolteon-reputation',
	'carousel',
	'raft',
] as const;
export const LAB_FAULTS = ['none', 'crash', 'mute', 'flap', 'slow'] as const;
export const LAB_LATENCIES = ['unit', 'lan', 'five-regions'] as const;
/** `message`: every message of every replica; `round`: leaders and votes only, on the same election code. */
export const LAB_LEVELS = ['message', 'round'] as const;

export const labProtocolSchema = z.enum(LAB_PROTOCOLS);
export const labFaultSchema = z.enum(LAB_FAULTS);
export const labLatencySchema = z.enum(LAB_LATENCIES);

export const labRunSchema = z.object({
	protocols: z.array(labProtocolSchema).min(1).max(LAB_PROTOCOLS.length),
	validators: z.int().min(4).max(100),
	/** Validators that the fault strikes, at most f. */
	faulty: z.int().min(0).max(33),
	fault: labFaultSchema,
	latency: labLatencySchema,
	rounds: z.int().min(100).max(100_000),
	seeds: z.array(z.int().min(0).max(4_294_967_295)).min(1).max(32),
	/** Off: C-LBFT with equal, constant weights and no bench, the ablation. */
	credit: z.boolean(),
});
export type LabRun = z.infer<typeof labRunSchema>;

const percentiles = z.object({ p50: z.number(), p99: z.number() });

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
});
export type LabResult = z.infer<typeof labResultSchema>;
