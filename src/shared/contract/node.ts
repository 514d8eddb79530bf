import { z } from 'zod';
import { base } from './errors.ts';
import { nodeDeskContract } from './node-desk.ts';
import { height, hex, name, timeMs } from './scalars.ts';

export const peer = z.object({
	validator: z.int().min(0),
	id: name,
	name,
	connected: z.boolean(),
	/** Median of recent heartbeats; null before the first. */
	roundTripMs: z.number().nullable(),
	/** Wall ms by which this node's clock is ahead of the peer's, by its last heartbeat; null before the first. */
	clockAheadMs: z.number().nullable().default(null),
});

/** A participant whose key this node's keystore holds: the person at the console acts as it. */
export const identity = z.object({
	participant: name,
	name,
	role: z.string(),
	/** Ed25519 public key. */
	publicKey: hex,
});

export const nodeStatus = z.object({
	version: z.string(),
	chainId: z.string(),
	market: z.string(),
	/** ISO 4217. */
	currency: z.string().length(3),
	/** Fixed offset of the market zone from UTC. */
	utcOffsetMinutes: z.int(),
	validator: z.object({ index: z.int().min(0), id: name, name }).nullable(),
	phase: z.enum(['starting', 'syncing', 'validating', 'observing', 'stopping', 'failed']),
	/** Named start phases with their durations so far. */
	phases: z.array(z.object({ name: z.string(), ms: z.number() })),
	height,
	round: z.int().min(0),
	epoch: z.int().min(0),
	/** Time of the newest final block; null at genesis. */
	headTime: timeMs.nullable(),
	stateRoot: hex,
	clock: z.object({ now: timeMs, speed: z.number().positive() }),
	quorum: z.object({ validators: z.int(), needed: z.int(), connected: z.int() }),
	/** Proposal seen to final, wall ms, over the last rounds; null before the first. */
	finalityMs: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
	peers: z.array(peer),
	identities: z.array(identity),
	mempool: z.object({ transactions: z.int(), bytes: z.int() }),
	process: z.object({
		residentBytes: z.int(),
		/** p99 of the event loop's delay over the last minute. */
		eventLoopDelayP99Ms: z.number(),
		uptimeSeconds: z.number(),
	}),
	dataDirectory: z.string(),
});

export type Identity = z.infer<typeof identity>;
export type NodeStatus = z.infer<typeof nodeStatus>;

export const nodeContract = {
	status: base.output(nodeStatus),
	...nodeDeskContract,
};
