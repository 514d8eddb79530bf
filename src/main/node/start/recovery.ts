import type { CommittedHeader, Epoch, Recovery } from '../../core/consensus/types.ts';
import type { Store } from '../store/types.ts';

/** Committed blocks that the core wants back: enough for credit, election and late votes. */
function windowOf(validators: number): number {
	return 8 * validators + 64;
}

/** What the store hands the core after a start; every committed block of the epoch must have been executed. */
export async function readRecovery(
	store: Store,
	{ startHeight, validators }: Pick<Epoch, 'startHeight' | 'validators'>,
	epochEndsAt: number | null,
): Promise<Recovery> {
	const last = store.committedHeight;
	const lowest = Math.max(startHeight + 1, last - windowOf(validators.length) + 1);
	const committed: CommittedHeader[] = [];
	for (let height = last; height >= lowest; height--) {
		const stored = await store.block(height);
		// Below a snapshot only as many blocks are stored as came with it.
		if (!stored && height < store.historyFrom) break;
		if (!stored) throw new Error(`block ${height} is missing in the store`);
		const { header, transactions } = stored.block;
		const stateRoot = (await store.execution(height))?.stateRoot ?? null;
		committed.push({ header, blockId: stored.blockId, stateRoot, transactions: transactions.length });
	}
	committed.reverse();
	const first = committed[0]?.header.height ?? last + 1;
	// Below a snapshot credit is not known: the first ledger is the snapshot's own.
	const creditHeight = Math.max(first - 1, store.historyFrom - 1);
	const credit = creditHeight > startHeight ? ((await store.execution(creditHeight))?.credit ?? null) : null;
	const tipProof = last > startHeight ? ((await store.block(last))?.proof ?? null) : null;
	return { records: await store.consensusRecords(), committed, credit, epochEndsAt, tipProof };
}
