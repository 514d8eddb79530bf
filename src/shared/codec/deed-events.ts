import type { TimeMs } from './units.ts';

/** In the order in which they sign, where a product orders them. */
export const SIGNER_CAPACITIES = ['generator', 'user', 'grid-operator', 'market-operator', 'witness'] as const;

export type SignerCapacity = (typeof SIGNER_CAPACITIES)[number];

/** Someone who is to sign a deed. */
export interface DeedSignerTerms {
	readonly participant: string;
	readonly as: SignerCapacity;
}

export type DeedEvent =
	| {
			kind: 'deed-drafted';
			deed: string;
			/** First trade of the deed; the document names all. */
			trade: string;
			product: string;
			/** SHA-256 that every signer signs, domain-separated. */
			digest: Uint8Array;
			/** Canonical dag-cbor of the deed; its digest can be recomputed by anyone. */
			document: Uint8Array;
			/** In the order in which they sign, where the product orders them. */
			signers: readonly DeedSignerTerms[];
			/** Signatures that complete it. */
			threshold: number;
			order: 'free' | 'ordered';
			deadline: TimeMs;
	  }
	/** Replaces the deed's document; its signatures are void but for the amending party's own, which follows. */
	| {
			kind: 'deed-amended';
			deed: string;
			trade: string;
			/** 2 for the first amendment. */
			version: number;
			digest: Uint8Array;
			document: Uint8Array;
			by: string;
			reason: string;
	  }
	| {
			kind: 'deed-signed';
			deed: string;
			participant: string;
			as: SignerCapacity;
			/** Version of the deed that was signed, from 1. */
			version: number;
			signature: Uint8Array;
	  }
	/** `digest` is that of the sealed version's document, which all its signatures are over. */
	| { kind: 'deed-sealed'; deed: string; trade: string; version: number; digest: Uint8Array }
	| { kind: 'deed-refused'; deed: string; trade: string; participant: string; reason: string }
	/** Unsigned at the deadline: its trades fall back to the tariff; `inDefault` lose credit. */
	| { kind: 'deed-expired'; deed: string; trade: string; inDefault: readonly string[] };
