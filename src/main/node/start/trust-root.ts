import type { TrustRoot } from '../../core/sync/chain-verifier.ts';
import type { Store } from '../store/types.ts';
import { type PresentEpoch, scopeOf } from './epochs.ts';

/** What a follower starts from: the newest block that this node has executed. */
export async function readTrustRoot(store: Store, { description, epoch }: PresentEpoch): Promise<TrustRoot> {
	const height = store.executedHeight;
	const stored = height > description.startHeight ? await store.block(height) : null;
	const { startHeight } = description;
	return { scope: scopeOf(epoch), startHeight, position: { id: stored?.blockId ?? epoch.genesisId, height } };
}
