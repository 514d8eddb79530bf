import type { Block, CommitProof, CommittedBlock } from '../../shared/codec/block.ts';
import type { Digest } from '../../shared/codec/bytes.ts';
import { applyCredit } from '../core/consensus/credit.ts';
import { encodeCreditLedger } from '../core/consensus/credit-codec.ts';
import { type CreditLedger, genesisLedger } from '../core/consensus/credit-ledger.ts';
import type { PersistRecord, Recovery } from '../core/consensus/types.ts';

export interface StoredBlock extends CommittedBlock {
	readonly block: Block;
	readonly proof: CommitProof;
	readonly blockId: Digest;
	readonly stateRoot: Digest;
	readonly ledger: CreditLedger;
}

/** What survives a crash: the core's records and the executed blocks. */
export class SimulatedStore {
	readonly #records = new Map<string, Uint8Array>();
	readonly #blocks: StoredBlock[] = [];
	readonly #validators: number;

	constructor(validators: number) {
		this.#validators = validators;
	}

	get height(): number {
		return this.#blocks.length;
	}

	at(height: number): StoredBlock | null {
		return this.#blocks[height - 1] ?? null;
	}

	write(records: readonly PersistRecord[]): void {
		for (const { key, value } of records) {
			if (value) this.#records.set(key, value);
			else this.#records.delete(key);
		}
	}

	append(block: Block, blockId: Digest, proof: CommitProof, stateRoot: Digest): void {
		const before = this.#ledgerAt(this.height);
		const { ledger } = applyCredit(before, block.header, block.transactions.length);
		this.#blocks.push({ block, blockId, proof, stateRoot, ledger });
	}

	recovery(): Recovery {
		const first = Math.max(0, this.height - (8 * this.#validators + 64));
		return {
			records: Array.from(this.#records, ([key, value]) => ({ key, value })),
			committed: this.#blocks.slice(first).map(({ block, blockId, stateRoot }) => ({
				header: block.header,
				blockId,
				stateRoot,
				transactions: block.transactions.length,
			})),
			credit: first === 0 ? null : encodeCreditLedger(this.#ledgerAt(first)),
			epochEndsAt: null,
			tipProof: this.at(this.height)?.proof ?? null,
		};
	}

	#ledgerAt(height: number): CreditLedger {
		return this.at(height)?.ledger ?? genesisLedger(this.#validators);
	}
}
