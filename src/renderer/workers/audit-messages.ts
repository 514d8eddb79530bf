import type { ItemProofView, StateProofView } from '../../shared/contract/index.ts';

/** One validator of an audited epoch; its place in the list is its index. */
export interface AuditedValidator {
	readonly id: string;
	readonly name: string;
}

/** An epoch whose keys follow from the trust root. */
export interface AuditedEpoch {
	readonly epoch: number;
	readonly startHeight: number;
	readonly validators: readonly AuditedValidator[];
}

export type AuditStepName =
	| 'signature-rule'
	| 'trust-root'
	| 'handover'
	| 'certificate'
	| 'root'
	| 'value'
	| 'history'
	| 'item';

/** A step that holds, verified on this machine; `ms` of wall time. */
export type AuditStep = { readonly ms: number } & (
	| { readonly step: 'signature-rule'; readonly questions: number }
	| { readonly step: 'trust-root'; readonly digest: string; readonly epoch: AuditedEpoch }
	| { readonly step: 'handover'; readonly epoch: AuditedEpoch; readonly signers: readonly string[] }
	| {
			readonly step: 'certificate';
			readonly epoch: number;
			/** Of the header that carries the root. */
			readonly height: number;
			readonly kind: 'order' | 'two-chain';
			/** Names of those whose signatures make it final, of so many validators. */
			readonly signers: readonly string[];
			readonly validators: number;
	  }
	| { readonly step: 'root'; readonly root: string; readonly height: number }
	| { readonly step: 'value'; readonly levels: number }
	/** The block's record among those of so many blocks, in the proven leaf `chain/history`. */
	| { readonly step: 'history'; readonly height: number; readonly blocks: number }
	/** The receipt or event among the block's. */
	| { readonly step: 'item'; readonly kind: ItemProofView['kind']; readonly place: number; readonly of: number }
);

/** The step that does not hold, and the catalogue's code why. */
export interface AuditRefusal {
	readonly step: AuditStepName;
	/** The epoch that a refused handover should lead to; else null. */
	readonly epoch: number | null;
	readonly code: string;
	readonly details: { readonly [key: string]: unknown };
}

/** Steps in order; those after a refused one are not taken. */
export interface AuditOutcome {
	readonly steps: readonly AuditStep[];
	readonly refusal: AuditRefusal | null;
}

export type AuditQuestion =
	/** First: begins anew from a genesis document. `expected`: its digest as an operator compared it, or null. */
	| {
			readonly kind: 'trust';
			readonly chainId: string;
			readonly genesis: Uint8Array;
			readonly expected: string | null;
	  }
	/** To the epoch after the newest verified one. */
	| { readonly kind: 'handover'; readonly epoch: number; readonly proof: string }
	/** That `proof.path` is `path` and has the value shown under a root that a final header carries. */
	| { readonly kind: 'state'; readonly path: string; readonly proof: StateProofView }
	/** That a receipt or event stands in its block, and the block in the history under such a root. */
	| { readonly kind: 'item'; readonly proof: ItemProofView };
