import type { Block } from '../../../../shared/codec/block.ts';
import { concat, type Digest, type Sha256 } from '../../../../shared/codec/bytes.ts';
import type { GenesisDocument } from '../../../../shared/codec/genesis-document.ts';
import { createEngine } from '../../../core/contracts/engine/create-engine.ts';
import type { Engine } from '../../../core/contracts/types.ts';
import type { Hasher, Verifier } from '../../../core/ports.ts';
import { totalMoney } from '../../checks/money.ts';
import { SimulatedMempool } from '../../nodes/simulated-mempool.ts';
import type { LabPayload } from '../replica.ts';
import { standInFor } from './lab-block.ts';
import { labGenesisState } from './lab-epoch.ts';

export interface PayloadRequest {
	readonly round: number;
	readonly maxBytes: number;
	/** Ids of transactions in blocks that are not committed yet. */
	readonly exclude: readonly Digest[];
}

/** What one replica puts into its blocks and does with final ones. */
export interface ReplicaExecution {
	propose(request: PayloadRequest, load: LabPayload): readonly Uint8Array[];
	/** Blocks come in height order, each once. @returns the state root after the block */
	execute(block: Block, blockId: Digest): Digest;
}

/** How the replicas of a run execute. */
export interface Execution {
	readonly genesisStateRoot: Digest;
	create(self: number): ReplicaExecution;
}

/** Blocks hold one stand-in for the load; root = H(root before ‖ block id): nearly free, and any difference shows. */
export function standInExecution(sha256: Sha256): Execution {
	const genesisStateRoot = labGenesisState(sha256);
	return {
		genesisStateRoot,
		create: (self) => {
			let root = genesisStateRoot;
			return {
				propose: ({ round }, load) => standInFor(load, self, round),
				execute: (_block, blockId) => {
					root = sha256(concat(root, blockId));
					return root;
				},
			};
		},
	};
}

export interface EngineExecution extends Execution {
	/** The engines of the replicas created so far, by replica; of twins the later one. */
	readonly engines: ReadonlyMap<number, Engine>;
	/** Sum of all accounts at genesis, read from the leaves. */
	readonly genesisMoney: bigint;
}

/**
 * The real contract engine at every replica, over signed transactions that all of them have from the start. A block
 * holds as many as the load says, in the order given.
 */
export function engineExecution(
	{ genesis, transactions }: { readonly genesis: GenesisDocument; readonly transactions: readonly Uint8Array[] },
	modules: { readonly hasher: Hasher; readonly verifier: Verifier },
): EngineExecution {
	const sha256 = (bytes: Uint8Array): Uint8Array => modules.hasher.sha256(bytes);
	const engines = new Map<number, Engine>();
	const first = createEngine({ genesis }, modules);
	return {
		engines,
		genesisMoney: totalMoney(first),
		genesisStateRoot: first.stateRoot,
		create: (self) => {
			const engine = createEngine({ genesis }, modules);
			engines.set(self, engine);
			const waiting = new SimulatedMempool(sha256);
			for (const transaction of transactions) waiting.add(transaction);
			return {
				propose: ({ maxBytes, exclude }, load) => waiting.select(maxBytes, exclude).slice(0, load.transactions),
				execute: (block) => {
					waiting.remove(block.transactions);
					return engine.execute(block).stateRoot;
				},
			};
		},
	};
}
