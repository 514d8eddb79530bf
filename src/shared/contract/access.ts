import { z } from 'zod';
import { ACCESS_LIMITS, GRANT_RIGHTS } from '../codec/access.ts';
import { base } from './errors.ts';
import { height, hex, name, timeMs } from './scalars.ts';

export const grantScope = z.object({ kind: z.enum(['document', 'participant', 'meter', 'deed']), id: name });

const keyRequest = z.object({ document: name, at: timeMs, height });

export const grantView = z.object({
	grant: name,
	grantor: name,
	grantorName: name,
	grantee: name,
	granteeName: name,
	scope: grantScope,
	grantedAt: timeMs,
	grantedHeight: height,
	/** No key is released from then on. */
	until: timeMs,
	purpose: z.string(),
	/** By what right: the scope is the grantor's own, or the market operator lets an auditor look. */
	right: z.enum(GRANT_RIGHTS),
	state: z.enum(['in-force', 'revoked', 'expired']),
	endedAt: timeMs.nullable(),
	endedHeight: height.nullable(),
	/** Of a revocation. */
	reason: z.string().nullable(),
	/** This console holds the grantor's, the grantee's key. */
	byMe: z.boolean(),
	toMe: z.boolean(),
	/** Documents whose keys were asked for and not released. */
	requests: z.array(keyRequest),
	/** The newest 64, oldest first: who handed which key over, in which block. */
	releases: z.array(keyRequest.extend({ by: name, byName: name, transactionId: hex.nullable() })),
	/** How many there ever were. */
	released: z.int(),
});

const outcome = z.object({ grant: name, height, transactionId: hex });

export type GrantScopeView = z.infer<typeof grantScope>;
export type GrantView = z.infer<typeof grantView>;
export type AccessOutcome = z.infer<typeof outcome>;

/** Who may read what is encrypted. Calls answer when their block is final. */
export const accessContract = {
	/** The access record, newest first; `mine`: only grants by and to identities of this console. */
	list: base
		.input(
			z.object({
				mine: z.boolean().default(false),
				state: z.enum(['in-force', 'ended', 'any']).default('any'),
				/** Only of this document, as a grant's own scope, or requested or released under it. */
				document: name.nullable().default(null),
				limit: z.int().min(1).max(500).default(100),
			}),
		)
		.output(z.object({ asOfHeight: height, grants: z.array(grantView), total: z.int() })),
	/** `participant`: identity of this console that grants. */
	grant: base
		.input(
			z.object({
				participant: name,
				grantee: name,
				scope: grantScope,
				until: timeMs,
				purpose: z.string().min(1).max(ACCESS_LIMITS.purposeCharacters),
			}),
		)
		.output(outcome),
	revoke: base
		.input(z.object({ grant: name, reason: z.string().min(1).max(ACCESS_LIMITS.purposeCharacters) }))
		.output(outcome),
	/** Asks the holders for the key of a document, as the grantee. */
	request: base.input(z.object({ grant: name, document: name })).output(outcome),
	/** Hands the key over by hand, as `participant`, which can read the document; the grantor's own node does so unasked. */
	release: base.input(z.object({ participant: name, grant: name, document: name })).output(outcome),
};
