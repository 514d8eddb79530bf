import { z } from 'zod';
import { PROVENANCE_TYPES } from '../codec/provenance.ts';
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
	/** Energy along all flow edges of the whole graph into and out of the node, not only the drawn ones. */
	inWh: energyWh.nullable(),
	outWh: energyWh.nullable(),
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
	relation: z.string(),
	energyWh: energyWh.nullable(),
	height,
});

export type TraceNode = z.infer<typeof traceNode>;
/** What the graph says of a node, wherever the search met it. */
export type TraceThing = z.infer<typeof traceContextNode>;
export type TraceEdge = z.infer<typeof traceEdge>;
export type TraceReference = z.infer<typeof traceReference>;

export const traceContract = {
	graph: base
		.input(
			z.object({
				focus: traceReference,
				direction: z.enum(['back', 'forward', 'both']).default('both'),
				depth: z.int().min(1).max(10).default(4),
				limit: z.int().min(10).max(1_000).default(400),
				/** Also follow nodes with hundreds of edges (the grid, a large participant); the focus is always followed. */
				expandHubs: z.boolean().default(false),
				/** Also answer the whole flow of the auction that the focus belongs to. */
				context: z.boolean().default(false),
			}),
		)
		.output(
			z.object({
				focus: traceReference,
				nodes: z.array(traceNode),
				edges: z.array(traceEdge),
				/**
				 * All energy of the focus's auction, cones included: trades, deeds, settlements and what these took in and gave
				 * off. Null when not asked for, and for a focus without an auction of its own.
				 */
				context: z
					.object({
						auction: z.string(),
						nodes: z.array(traceContextNode),
						edges: z.array(traceEdge),
						truncated: z.boolean(),
					})
					.nullable(),
				/** Breadth-first search stopped at the limit. */
				truncated: z.boolean(),
				asOfHeight: height,
				milliseconds: z.number(),
			}),
		),
	/** By part of an id or name; newest first. Without text: the newest sealed deeds. */
	search: base
		.input(z.object({ text: z.string().max(100), limit: z.int().min(1).max(50).default(20) }))
		.output(z.array(z.object({ type: traceNodeType, id: z.string(), label: z.string(), height, time: timeMs }))),
	/** Where the graph opens: the largest sealed deed of the newest settled product, else the newest deed. */
	start: base.output(z.object({ focus: traceReference.nullable(), participant: name.nullable() })),
};
