import { form } from './call-form.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from './ids.ts';
import { bytes, integer, literal, type Reader, record, text } from './reader.ts';
import type { TimeMs } from './units.ts';

/** Bytes of a wrapped content key: ephemeral X25519 key, encrypted key, tag. */
export const WRAPPED_KEY_BYTES = 80;

/** What a grant opens: one document, or all that are about a participant, a meter or a deed, those to come included. */
export interface GrantScope {
	readonly kind: 'document' | 'participant' | 'meter' | 'deed';
	readonly id: string;
}

export interface GrantAccess {
	readonly grantee: string;
	readonly scope: GrantScope;
	/** No key is released from then on. */
	readonly until: TimeMs;
	/** Why, for the record. */
	readonly purpose: string;
}

export interface RevokeAccess {
	readonly grant: string;
	readonly reason: string;
}

/** The grantee asks those who hold the key for it. */
export interface RequestKey {
	readonly grant: string;
	readonly document: string;
}

/** Whoever may read a document hands its content key to a grantee. */
export interface ReleaseKey {
	readonly grant: string;
	readonly document: string;
	/** `wrapKey` of the content key to the grantee's encryption key, 80 bytes. */
	readonly wrappedKey: Uint8Array;
}

export const ACCESS_LIMITS = {
	purposeCharacters: 280,
	/** Longest time from a grant to its end, ms: 5 years of 366 days. */
	lifetimeMs: 5 * 366 * 24 * 3_600_000,
	/** Grants in force of one grantor. */
	grantsPerGrantor: 1_000,
	/** Grants in force of one scope. */
	grantsPerScope: 64,
	/** Requests of one grant that await a release. */
	requestsPerGrant: 256,
	/** Releases of one document to one grantee that the state keeps; the oldest gives way, and stays in the events. */
	releasesPerGrantee: 8,
} as const;

/** By what right a grant was given: the scope is the grantor's own, or the market operator lets an auditor look. */
export const GRANT_RIGHTS = ['owner', 'regulator'] as const;

export type GrantRight = (typeof GRANT_RIGHTS)[number];

const derived = identifier(DERIVED_ID_MAX_CHARACTERS);
const words = text(ACCESS_LIMITS.purposeCharacters, 1);
const scope: Reader<GrantScope> = record<GrantScope>({
	kind: literal('document', 'participant', 'meter', 'deed'),
	id: derived,
});

export const accessForms = {
	grant: form<GrantAccess>(
		'traceability',
		'grant',
		record<GrantAccess>({ grantee: identifier(), scope, until: integer(), purpose: words }),
	),
	revoke: form<RevokeAccess>('traceability', 'revoke', record<RevokeAccess>({ grant: derived, reason: words })),
	requestKey: form<RequestKey>(
		'traceability',
		'request-key',
		record<RequestKey>({ grant: derived, document: derived }),
	),
	releaseKey: form<ReleaseKey>(
		'traceability',
		'release-key',
		record<ReleaseKey>({ grant: derived, document: derived, wrappedKey: bytes(WRAPPED_KEY_BYTES) }),
	),
} as const;

/** The record of who may read what, and who was given a key. */
export type AccessEvent =
	| {
			kind: 'access-granted';
			/** `A-<grantor>-<n>`. */
			grant: string;
			grantor: string;
			grantee: string;
			scope: GrantScope;
			until: TimeMs;
			purpose: string;
			right: GrantRight;
	  }
	| { kind: 'access-revoked'; grant: string; by: string; reason: string }
	/** Its time has come; no key is released under it any more. */
	| { kind: 'access-expired'; grant: string }
	| { kind: 'key-requested'; grant: string; document: string; grantee: string }
	| {
			kind: 'key-released';
			grant: string;
			document: string;
			grantee: string;
			by: string;
			/** The grantee's encryption key to which it was wrapped. */
			encryptionKey: Uint8Array;
			wrappedKey: Uint8Array;
	  };
