import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { BUNDLE_PART_BYTES } from '../audit/bundle-part.ts';
import { base } from './errors.ts';
import { height, hex, name, share, timeMs } from './scalars.ts';

/** Parts that a node sends ahead of what `received` has told it: 4 MiB. */
export const BUNDLE_PARTS_AHEAD = 16;

export const auditSelection = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('all') }),
	/** All blocks whose time lies in it, both ends inclusive. */
	z.object({ kind: z.literal('period'), from: timeMs, to: timeMs }),
	z.object({ kind: z.literal('trade'), id: name }),
	z.object({ kind: z.literal('participant'), id: name }),
]);

export const exportNews = z.discriminatedUnion('kind', [
	/** Comes first: what `received` names. */
	z.object({ kind: z.literal('begun'), export: name }),
	z.object({ kind: z.literal('progress'), phase: z.enum(['certifying', 'state', 'blocks']), share: share.unwrap() }),
	/** Parts of the body in order, then those of the head, which stand before them in the file. */
	z.object({
		kind: z.literal('part'),
		place: z.enum(['head', 'body']),
		data: z.base64().max(Math.ceil(BUNDLE_PART_BYTES / 3) * 4),
	}),
	/** Comes last. */
	z.object({
		kind: z.literal('done'),
		/** CID of the bundle's root. */
		root: z.string(),
		/** Block after which the state is certified. */
		height,
		bytes: z.int(),
		blocks: z.int(),
		events: z.int(),
		trades: z.int(),
		deeds: z.int(),
	}),
]);

export type AuditSelection = z.infer<typeof auditSelection>;
export type ExportNews = z.infer<typeof exportNews>;

export const auditContract = {
	/** What a verifier must hold beside a bundle: the file's text, and its SHA-256 to compare by another way. */
	trustRoot: base.output(z.object({ text: z.string(), digest: hex, epoch: z.int(), chainId: z.string() })),
	/** Makes a bundle while the chain goes on; one at a time for a node, ended by ending the stream. */
	export: base.input(z.object({ selection: auditSelection })).output(eventIterator(exportNews)),
	/** So many parts in all have been taken over: the node goes on with the next ones. */
	received: base.input(z.object({ export: name, parts: z.int().min(0) })).output(z.object({ parts: z.int() })),
};
