import type { Selection } from '../../../shared/audit/bundle-form.ts';
import type { AuditSource, ComposedBundle } from '../../../shared/audit/compose.ts';
import type { Digest } from '../../../shared/codec/bytes.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import type { ErrorDetails } from '../../../shared/errors/coded-error.ts';
import type { StateLeaf } from '../../core/contracts/types.ts';

/** What is certified of a chain that goes on. */
export interface CertifiedTip
	extends Pick<AuditSource, 'height' | 'headers' | 'commitProof' | 'epochs' | 'validators' | 'epochStart'> {
	/** After block `height`; the first of `headers` states it. */
	readonly stateRoot: Digest;
}

/** What the composing thread is started with. */
export interface ComposeInput {
	/** Canonical bytes of the genesis document. */
	readonly genesis: Uint8Array;
	readonly selection: Selection;
	readonly tip: CertifiedTip;
}

/** Consecutive blocks and their results, as they are stored. */
export interface StoredRange {
	/** Canonical bytes of `CommittedBlock`s. */
	readonly blocks: readonly Uint8Array[];
	readonly executions: readonly Uint8Array[];
}

/** `head`: what stands before all of `body`; it is known last. */
export type BundlePlace = 'head' | 'body';

/** What the composing thread asks of the node; one question at a time. */
export type ComposeCall =
	/** The next leaves of the state; none when all were given. Answered by `StateLeaf[]`. */
	| { readonly op: 'leaves' }
	/** Answered by a `StoredRange` from that height on, at least one block long. */
	| { readonly op: 'blocks'; readonly from: number }
	/** An encrypted block of a document. Answered by its bytes; null where this node does not hold it. */
	| { readonly op: 'document-block'; readonly cid: Uint8Array }
	/** At most `BUNDLE_PART_BYTES`; answered by null when it was taken over. */
	| { readonly op: 'part'; readonly place: BundlePlace; readonly data: Uint8Array };

export type ComposeAnswer = readonly StateLeaf[] | StoredRange | Uint8Array | null;

/** What a bundle came to. */
export interface BundleSummary extends Pick<ComposedBundle, 'root' | 'counts'> {
	readonly bytes: number;
}

export type ComposeMessage =
	| { readonly kind: 'call'; readonly call: ComposeCall }
	| { readonly kind: 'done'; readonly summary: BundleSummary }
	| {
			readonly kind: 'failed';
			readonly code: ErrorCode | null;
			readonly details: ErrorDetails;
			readonly message: string;
	  };
