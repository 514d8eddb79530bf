import { DEFAULT_CREDIT } from '../../../shared/codec/credit-parameters.ts';
import { chainIdOf, type GenesisDocument, genesisDigest } from '../../../shared/codec/genesis.ts';
import { genesisLedger } from '../../core/consensus/credit-ledger.ts';
import type { CommittedHeader, Epoch, Recovery } from '../../core/consensus/types.ts';
import { hasher } from '../crypto/sha256.ts';
import type { Store } from '../store/types.ts';

/** The one epoch that the genesis defines. */
export function epochOf(genesis: GenesisDocument, genesisStateRoot: Uint8Array): Epoch {
	return {
		chainId: chainIdOf(genesis, hasher.sha256),
		epoch: 0,
		validators: genesis.validators.map(({ id, name, publicKey }) => ({ id, name, publicKey })),
		parameters: genesis.consensus,
		credit: DEFAULT_CREDIT,
		startHeight: 0,
		startCredit: genesisLedger(genesis.validators.length),
		genesisId: genesisDigest(genesis, hasher.sha256),
		genesisTime: genesis.time,
		genesisStateRoot,
	};
}

/** Committed blocks that the core wants back: enough for credit, election and late votes. */
function windowOf(validators: number): number {
	return 8 * validators + 64;
}

/** What the store hands the core after a start; every committed block must have been executed. */
export async function readRecovery(store: Store, validators: number): Promise<Recovery> {
	const last = store.committedHeight;
	const first = Math.max(1, last - windowOf(validators) + 1);
	const committed: CommittedHeader[] = [];
	for (let height = first; height <= last; height++) {
		const stored = await store.block(height);
		const execution = await store.execution(height);
		if (!stored) throw new Error(`block ${height} is missing in the store`);
		const { header, transactions } = stored.block;
		committed.push({
			header,
			blockId: stored.blockId,
			stateRoot: execution?.stateRoot ?? null,
			transactions: transactions.length,
		});
	}
	const credit = first > 1 ? ((await store.execution(first - 1))?.credit ?? null) : null;
	return { records: await store.consensusRecords(), committed, credit, epochEndsAt: null, tipProof: null };
}
