import { z } from 'zod';
import { base } from './errors.ts';
import { height, name, share } from './scalars.ts';

const percentiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });

/** One round as this node saw it; all times in wall ms since its proposal arrived (or was made). */
export const roundView = z.object({
	round: z.int().min(0),
	height: height.nullable(),
	leader: z.int().min(0),
	transactions: z.int(),
	/** Wall clock, ms since 1970, of the round's entry. */
	enteredAt: z.number(),
	outcome: z.enum(['running', 'final', 'certified', 'lost']),
	votes: z.array(z.object({ validator: z.int(), ms: z.number() })),
	orderVotes: z.array(z.object({ validator: z.int(), ms: z.number() })),
	certifiedMs: z.number().nullable(),
	finalMs: z.number().nullable(),
	finalBy: z.enum(['order', 'two-chain', 'sync']).nullable(),
	/** Whom this node had awaited when it timed out, and why; null when it did not. */
	timeout: z.object({ awaitedLeader: z.int(), reason: z.string() }).nullable(),
});

export const consensusSummary = z.object({
	height,
	round: z.int(),
	epoch: z.int(),
	quorum: z.object({ validators: z.int(), needed: z.int(), connected: z.int() }),
	/** Wall ms since the newest commit. */
	sinceCommitMs: z.number().nullable(),
	/** Over the window. Null before the first final round. */
	finalityMs: percentiles.nullable(),
	/** Median of proposal→certificate and certificate→final. */
	phasesMs: z.object({ certify: z.number(), order: z.number() }).nullable(),
	rounds: z.int(),
	roundsLost: z.int(),
	/** Equal slots, oldest first, over the part of the window that this node saw; empty slots have null. */
	trend: z.array(z.object({ at: z.number(), finalityMs: percentiles.nullable(), blocks: z.int() })),
	/** Buckets of finality over the window. */
	distribution: z.array(z.object({ fromMs: z.number(), toMs: z.number(), rounds: z.int() })),
	validators: z.array(
		z.object({
			index: z.int(),
			id: name,
			name,
			me: z.boolean(),
			connected: z.boolean(),
			voteMs: z.object({ p50: z.number(), p99: z.number() }).nullable(),
			missed: z.int(),
			led: z.int(),
			lost: z.int(),
			credit: z.int(),
			/** As in the standings. */
			benchedUntilRound: z.int().nullable(),
			votes: share,
		}),
	),
	/** Rows by validator, columns of `roundsPerCell` rounds, oldest first: votes not seen. */
	missed: z.object({ fromRound: z.int(), roundsPerCell: z.int(), rows: z.array(z.array(z.int())) }),
	/** The slowest or lost round of the window. */
	worst: roundView.nullable(),
	bottleneck: z.object({ eventLoopDelayP99Ms: z.number() }),
});

export type RoundView = z.infer<typeof roundView>;
export type ConsensusSummary = z.infer<typeof consensusSummary>;

export const consensusContract = {
	summary: base
		.input(z.object({ windowMs: z.int().min(10_000).max(86_400_000).default(3_600_000) }))
		.output(consensusSummary),
	/** Without a round: the newest that has ended. */
	round: base.input(z.object({ round: z.int().min(1).optional() })).output(roundView.nullable()),
};
