import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { PROVENANCE_RELATIONS, PROVENANCE_TYPES } from '../codec/provenance.ts';
import { base } from './errors.ts';
import { energyWh, height, name, timeMs } from './scalars.ts';

export const traceNodeType = z.enum(PROVENANCE_TYPES);

export const traceReference = z.object({ type: traceNodeType, id: z.string().min(1).max(256) });

export const traceNode = z.object({
	type: traceNodeType,
	id: z.string(),
	label: z.string(),
	/** Block and time that first named it. */
	height,
	time: timeMs,
	/** Hops from the focus; 0 is the focus itself. */
	distance: z.int(),
	/** Energy along all flow edges of the whole graph into and out of the node, not only the drawn ones; null for none. */
	inWh: energyWh.nullable(),
	outWh: energyWh.nullable(),
	/**
	 * The same as a balance over the node's whole history up to the block of the answer; `residueWh` is in − out and must
	 * be 0 where `mustBalance` says so.
	 */
	balance: z.object({ inWh: energyWh, outWh: energyWh, residueWh: energyWh, mustBalance: z.boolean() }),
	facts: z.array(
		z.object({
			key: z.string(),
			value: z.union([z.string(), z.int()]),
			unit: z.enum(['Wh', 'money', 'price', 'time', 'text', 'hash']),
		}),
	),
});

/** A node outside the search: it has no distance. */
export const traceContextNode = traceNode.omit({ distance: true });

export const traceEdge = z.object({
	from: traceReference,
	to: traceReference,
	relation: z.enum(PROVENANCE_RELATIONS),
	energyWh: energyWh.nullable(),
	/** Block that declared it, and its time. */
	height,
	time: timeMs,
});

/** Chain time from `from` to before `to`. */
export const tracePeriod = z.object({ from: timeMs, to: timeMs });

const walk = {
	focus: traceReference,
	direction: z.enum(['back', 'forward', 'both']).default('both'),
	depth: z.int().min(1).max(10).default(4),
	/** Nodes at most. */
	limit: z.int().min(10).max(1_000).default(400),
	/** Also follow nodes with hundreds of edges (the grid, a large participant); the focus is always followed. */
	expandHubs: z.boolean().default(false),
};

export type TraceNode = z.infer<typeof traceNode>;
/** What the graph says of a node, wherever the search met it. */
export type TraceThing = z.infer<typeof traceContextNode>;
export type TraceEdge = z.infer<typeof traceEdge>;
export type TraceReference = z.infer<typeof traceReference>;

export const traceContract = {
	graph: base
		.input(
			z.object({
				...walk,
				/** Nodes at most; as many as a picture of them stays usable with. */
				limit: z.int().min(10).max(10_000).default(400),
				/** Edges at most. */
				edgeLimit: z.int().min(10).max(20_000).default(2_000),
				/** The graph as it was after this block; null, or a block to come, for the newest. */
				asOf: height.nullable().default(null),
				/** Only edges that blocks of this time declared. */
				period: tracePeriod.nullable().default(null),
				/** Also answer the whole flow of the auction that the focus belongs to. */
				context: z.boolean().default(false),
			}),
		)
		.output(
			z.object({
				focus: traceReference,
				/** With nodes and edges, what the writers of src/shared/provenance take. */
				chainId: z.string(),
				nodes: z.array(traceNode),
				edges: z.array(traceEdge),
				/**
				 * All energy of the focus's auction, cones included: trades, deeds, settlements and what these took in and gave
				 * off, with the signed batches of the readings. Null when not asked for, and for a focus without an auction of its own.
				 */
				context: z
					.object({
						auction: z.string(),
						nodes: z.array(traceContextNode),
						edges: z.array(traceEdge),
						truncated: z.boolean(),
					})
					.nullable(),
				/** A limit was reached, or older edges of a node that was followed are no longer remembered. */
				truncated: z.boolean(),
				/** Every edge from this block on is remembered; 0 while none is forgotten. */
				wholeFrom: height,
				/** The block after which the graph is shown. */
				asOfHeight: height,
				milliseconds: z.number(),
			}),
		),
	/**
	 * New edges at the nodes that the search reaches, block by block, from the subscription on; the first message has none.
	 * An edge joins its other end to the neighbourhood, but a hub that is not followed brings nothing.
	 */
	watch: base.input(z.object(walk)).output(
		eventIterator(
			z.object({
				/** Newest block that this and all earlier messages cover. */
				height,
				nodes: z.array(traceContextNode),
				edges: z.array(traceEdge),
				/** More was new than one message holds: ask again with `graph`. */
				truncated: z.boolean(),
			}),
		),
	),
	/**
	 * By part of an id or name, newest first; by a hash (a deed's or document's digest, a transaction id, a batch's root:
	 * its first 16 hex digits at least; a document's CID). Without any of text, neighbour and period: the newest sealed
	 * deeds.
	 */
	search: base
		.input(
			z.object({
				text: z.string().max(100).default(''),
				/** Only what has an edge with this node: what is a participant's or a meter's. */
				neighbour: traceReference.nullable().default(null),
				/** Only what blocks of this time first named. */
				period: tracePeriod.nullable().default(null),
				type: traceNodeType.nullable().default(null),
				limit: z.int().min(1).max(50).default(20),
			}),
		)
		.output(z.array(z.object({ type: traceNodeType, id: z.string(), label: z.string(), height, time: timeMs }))),
	/** Where the graph opens: the largest sealed deed of the newest settled product, else the newest deed. */
	start: base.output(z.object({ focus: traceReference.nullable(), participant: name.nullable() })),
};
