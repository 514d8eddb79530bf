import type { Selection } from '../../../shared/audit/bundle-form.ts';
import type { BundlePlace, BundleSummary } from './compose-messages.ts';

export type ExportPhase = 'certifying' | 'state' | 'blocks';

/** What an export says while it goes on; `done` comes last. */
export type BundleNews =
	| { readonly kind: 'progress'; readonly phase: ExportPhase; readonly share: number }
	/** Parts of the body in order, then those of the head, which stands before them in the file. */
	| { readonly kind: 'part'; readonly place: BundlePlace; readonly data: Uint8Array }
	/** `height`: block after which the state is certified. */
	| ({ readonly kind: 'done'; readonly height: number } & BundleSummary);

/** Audit bundles of a running node. */
export interface NodeAudit {
	/**
	 * One at a time; ends with the signal, which also lets go of all that it holds.
	 * @throws CodedError BUNDLE_BUSY, BUNDLE_SELECTION, BUNDLE_HISTORY_SHORT, BUNDLE_STANDSTILL, BUNDLE_UNCERTIFIED,
	 * BUNDLE_REPLAY_OTHER, WORKER_FAILED, NODE_STOPPED, or the signal's reason
	 */
	exportBundle(selection: Selection, signal: AbortSignal): AsyncGenerator<BundleNews, void, undefined>;
}
