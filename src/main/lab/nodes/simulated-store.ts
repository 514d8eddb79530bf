import type { Block, CommitProof, CommittedBlock } from '../../../shared/codec/block.ts';
import type { Digest, Sha256 } from '../../../shared/codec/bytes.ts';
import { epochGenesisId } from '../../../shared/codec/epoch.ts';
import type { EpochChangeProof } from '../../../shared/proofs/epoch-change.ts';
import { encodeCreditLedger } from '../../core/consensus/credit-codec.ts';
import type { CreditLedger } from '../../core/consensus/credit-ledger.ts';
import { createEpoch } from '../../core/consensus/epoch.ts';
import type { Epoch, PersistRecord, Recovery } from '../../core/consensus/types.ts';
import { CoreRecords, committedHeader } from '../protocols/c-lbft/core-driver.ts';
import { endOf, executeBlock, type SimulatedState, stateRoot } from './simulated-state.ts';

export interface SimulatedGenesis {
	readonly chainId: string;
	readonly genesisId: Digest;
	readonly state: SimulatedState;
}

/** A committed block with the state after it; null where the block is void. */
interface Kept extends CommittedBlock {
	readonly blockId: Digest;
	readonly after: { readonly state: SimulatedState; readonly stateRoot: Digest } | null;
}

export interface StoredBlock extends CommittedBlock {
	readonly block: Block;
	readonly proof: CommitProof;
	readonly blockId: Digest;
	readonly stateRoot: Digest;
	readonly ledger: CreditLedger;
}

/** What survives a crash: the core's records, the executed blocks with their state, the epochs. */
export class SimulatedStore {
	readonly #genesis: SimulatedGenesis;
	readonly #sha256: Sha256;
	readonly #records = new CoreRecords();
	/** Executed ones, then those that are void at the end of the present epoch. */
	readonly #blocks: Kept[] = [];
	readonly #void = new Map<number, readonly Kept[]>();
	readonly #handovers = new Map<number, EpochChangeProof>();
	#state: SimulatedState;
	#epoch: Epoch;

	constructor(genesis: SimulatedGenesis, sha256: Sha256) {
		this.#genesis = genesis;
		this.#sha256 = sha256;
		this.#state = genesis.state;
		const root = stateRoot(genesis.state, sha256);
		const { chainId, genesisId, state } = genesis;
		this.#epoch = createEpoch(chainId, state.epoch, { genesisId, stateRoot: root, credit: state.credit });
	}

	/** The epoch that this validator is in. */
	get epoch(): Epoch {
		return this.#epoch;
	}

	/** State after the newest executed block. */
	get state(): SimulatedState {
		return this.#state;
	}

	/** Of the newest executed block. */
	get height(): number {
		return this.#state.height;
	}

	/** Of the newest committed block, void ones included. */
	get committedHeight(): number {
		return this.#blocks.length;
	}

	at(height: number): StoredBlock | null {
		const kept = this.#blocks[height - 1];
		if (!kept?.after) return null;
		const { block, proof, blockId, after } = kept;
		return { block, proof, blockId, stateRoot: after.stateRoot, ledger: after.state.credit };
	}

	write(records: readonly PersistRecord[]): void {
		this.#records.write(records);
	}

	/** Stores the next block and executes it; null where it is void. */
	append(block: Block, blockId: Digest, proof: CommitProof): Digest | null {
		const endsAt = this.epochEndsAt;
		if (endsAt !== null && block.header.height > endsAt) {
			this.#blocks.push({ block, blockId, proof, after: null });
			return null;
		}
		this.#state = executeBlock(this.#state, block, blockId, this.#sha256);
		const root = stateRoot(this.#state, this.#sha256);
		this.#blocks.push({ block, blockId, proof, after: { state: this.#state, stateRoot: root } });
		return root;
	}

	/** As the newest executed block tells it. */
	get epochEndsAt(): number | null {
		return endOf(this.#state, this.#epoch.epoch);
	}

	/** Begins the next epoch, which the state describes already; as the real store's `persistEpoch`. */
	persistEpoch(proof: EpochChangeProof): void {
		const { epoch: description, credit, height } = this.#state;
		this.#void.set(this.#epoch.epoch, this.#blocks.splice(height));
		this.#records.clear();
		this.#handovers.set(description.epoch, proof);
		const root = this.#blocks[height - 1]?.after?.stateRoot as Digest;
		const genesisId = epochGenesisId(this.#genesis.chainId, description, root, this.#sha256);
		this.#epoch = createEpoch(this.#genesis.chainId, description, { genesisId, stateRoot: root, credit });
	}

	epochProof(epoch: number): EpochChangeProof | null {
		return this.#handovers.get(epoch) ?? null;
	}

	/** Committed blocks of an epoch from a height on, with the void ones at its end. */
	*blocksOf(epoch: number, fromHeight: number): IterableIterator<CommittedBlock & { readonly blockId: Digest }> {
		let height = fromHeight;
		for (; height <= this.#blocks.length; height++) {
			const kept = this.#blocks[height - 1];
			if (kept?.block.header.epoch !== epoch) break;
			yield kept;
		}
		for (const kept of this.#void.get(epoch) ?? []) if (kept.block.header.height >= height) yield kept;
	}

	recovery(): Recovery {
		const { startHeight, validators } = this.#epoch;
		const first = Math.max(startHeight, this.#blocks.length - (8 * validators.length + 64));
		const creditBefore = this.#blocks[first - 1]?.after?.state.credit;
		return {
			records: this.#records.list(),
			committed: this.#blocks
				.slice(first)
				.map(({ block, blockId, after }) => committedHeader({ block, blockId, stateRoot: after?.stateRoot ?? null })),
			credit: first === startHeight || !creditBefore ? null : encodeCreditLedger(creditBefore),
			epochEndsAt: this.epochEndsAt,
			tipProof: this.#blocks.at(-1)?.proof ?? null,
		};
	}
}
