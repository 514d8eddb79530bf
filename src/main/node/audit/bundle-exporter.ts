import type { Selection } from '../../../shared/audit/bundle-form.ts';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import { encodeGenesis } from '../../../shared/codec/genesis.ts';
import type { GenesisDocument } from '../../../shared/codec/genesis-document.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { StateLeaf } from '../../core/contracts/types.ts';
import type { Documents } from '../documents/open-documents.ts';
import type { Log } from '../observe/log.ts';
import type { Store } from '../store/types.ts';
import type { HeldSnapshot, SnapshotKeeper } from '../sync/snapshot-keeper.ts';
import { certifiedEpochs } from './certified-epochs.ts';
import type { CertifiedTip, ComposeCall, StoredRange } from './compose-messages.ts';
import { ComposeThread } from './compose-thread.ts';
import { ShareTeller } from './share-teller.ts';
import type { BundleNews, NodeAudit } from './types.ts';

/** How long the chain may take to certify the state that is frozen. */
const CERTIFY_MS = 60_000;
/** Of one range that the composing thread gets; its first block always fits. */
const RANGE_BLOCKS = 64;
const RANGE_BYTES = 1_048_576;

type HeldDocuments = Pick<Documents, 'heldBlock'>;

/**
 * Makes bundles while the chain goes on: freezes the state on disk, waits until a final header states its root, and has
 * another thread compose what this one reads for it, so that the node does not feel it.
 */
export class BundleExporter implements NodeAudit {
	readonly #genesis: GenesisDocument;
	readonly #store: Store;
	readonly #snapshots: Pick<SnapshotKeeper, 'hold'>;
	readonly #documents: HeldDocuments;
	readonly #log: Log;
	readonly #stopping = new AbortController();
	#running: object | null = null;

	constructor(
		options: { readonly genesis: GenesisDocument },
		modules: {
			readonly store: Store;
			readonly snapshots: Pick<SnapshotKeeper, 'hold'>;
			readonly documents: HeldDocuments;
			readonly log: Log;
		},
	) {
		this.#genesis = options.genesis;
		this.#store = modules.store;
		this.#snapshots = modules.snapshots;
		this.#documents = modules.documents;
		this.#log = modules.log;
	}

	async *exportBundle(selection: Selection, signal: AbortSignal): AsyncGenerator<BundleNews, void, undefined> {
		const ending = AbortSignal.any([signal, this.#stopping.signal]);
		ending.throwIfAborted();
		const { historyFrom } = this.#store;
		if (historyFrom > 1) throw new CodedError('BUNDLE_HISTORY_SHORT', { from: historyFrom });
		if (this.#running) throw new CodedError('BUNDLE_BUSY', {});
		const mine = {};
		this.#running = mine;
		let held: HeldSnapshot | null = null;
		let thread: ComposeThread | null = null;
		const letGo = (): void => {
			held?.release();
			thread?.stop(ending.reason ?? new CodedError('NODE_STOPPED'));
			if (this.#running === mine) this.#running = null;
		};
		// A caller that went away reads no further, so that nothing below would run again.
		ending.addEventListener('abort', letGo, { once: true });
		try {
			yield { kind: 'progress', phase: 'certifying', share: 0 };
			held = await this.#hold(ending);
			const tip = await this.#tipOf(held);
			ending.throwIfAborted();
			thread = new ComposeThread({ genesis: encodeGenesis(this.#genesis), selection, tip });
			yield* this.#serve(thread, { held, passes: selection.kind === 'all' ? 1 : 2 });
		} finally {
			ending.removeEventListener('abort', letGo);
			letGo();
		}
	}

	/** Ends the export that is under way. */
	stop(): void {
		this.#stopping.abort(new CodedError('NODE_STOPPED'));
	}

	/** Of the newest state: whoever exports has just seen it. */
	async #hold(ending: AbortSignal): Promise<HeldSnapshot> {
		const fromHeight = Math.max(1, this.#store.executedHeight);
		const held = await this.#snapshots.hold({ fromHeight, waitMs: CERTIFY_MS }, ending);
		if (held && !ending.aborted) return held;
		held?.release();
		ending.throwIfAborted();
		throw new CodedError('BUNDLE_STANDSTILL', { seconds: CERTIFY_MS / 1_000 });
	}

	async #tipOf({ height, stateRoot, headers, commitProof }: HeldSnapshot): Promise<CertifiedTip> {
		const carrier = headers.findIndex((header) => equalBytes(header.stateRoot, stateRoot));
		const epoch = headers[0]?.epoch ?? 0;
		const epochs = await certifiedEpochs({ genesis: this.#genesis, epoch }, { store: this.#store });
		return { height, stateRoot, headers: headers.slice(carrier), commitProof, ...epochs };
	}

	/** @param options.passes how often the blocks are read */
	async *#serve(
		thread: ComposeThread,
		{ held, passes }: { readonly held: HeldSnapshot; readonly passes: number },
	): AsyncGenerator<BundleNews, void, undefined> {
		const { height } = held;
		const startedMs = performance.now();
		const leaves = held.parts()[Symbol.asyncIterator]();
		const shares = { state: new ShareTeller(held.leaves), blocks: new ShareTeller(height * passes) };
		while (true) {
			const message = await thread.next();
			if (message.kind === 'failed')
				throw message.code ? new CodedError(message.code, message.details) : new Error(message.message);
			if (message.kind === 'done') {
				const { bytes, counts } = message.summary;
				this.#log.info({ height, bytes, ...counts, ms: Math.round(performance.now() - startedMs) }, 'bundle exported');
				yield { kind: 'done', height, ...message.summary };
				return;
			}
			const { call } = message;
			if (call.op === 'part') {
				yield { kind: 'part', place: call.place, data: call.data };
				thread.answer(null);
				continue;
			}
			if (call.op === 'document-block') {
				thread.answer(await this.#documents.heldBlock(call.cid));
				continue;
			}
			let share: number | null;
			if (call.op === 'leaves') {
				const some = await nextLeaves(leaves);
				thread.answer(some);
				share = shares.state.add(some.length);
			} else {
				const range = await this.#range(call, height);
				thread.answer(range);
				share = shares.blocks.add(range.blocks.length);
			}
			if (share !== null) yield { kind: 'progress', phase: call.op === 'leaves' ? 'state' : 'blocks', share };
		}
	}

	async #range({ from }: Extract<ComposeCall, { op: 'blocks' }>, height: number): Promise<StoredRange> {
		const count = Math.min(RANGE_BLOCKS, height - from + 1);
		const [blocks, executions] = await Promise.all([
			this.#store.encodedBlocks(from, count, RANGE_BYTES),
			this.#store.encodedExecutions(from, count, RANGE_BYTES),
		]);
		const common = Math.min(blocks.length, executions.length);
		return { blocks: blocks.slice(0, common), executions: executions.slice(0, common) };
	}
}

async function nextLeaves(leaves: AsyncIterator<readonly StateLeaf[]>): Promise<readonly StateLeaf[]> {
	const next = await leaves.next();
	return next.done ? [] : next.value;
}
