import type { Store } from '../store/types.ts';
import { LEAVES_AT_ONCE, type LeafCount, type NodeLedger } from './types.ts';

/** Reads the store as it stands; blocks go on meanwhile. */
export function createNodeLedger(store: Store): NodeLedger {
	return {
		get kept() {
			return { from: store.historyFrom, to: store.executedHeight };
		},
		heightOf: (blockId) => store.heightOf(blockId),
		place: (transactionId) => store.transaction(transactionId),
		async leavesFrom(path, count) {
			const state = store.freezeState();
			const height = store.executedHeight;
			try {
				return { height, leaves: await state.leavesFrom(path, Math.min(count, LEAVES_AT_ONCE)) };
			} finally {
				await state.release();
			}
		},
		async countLeaves() {
			const spaces = new Map<string, { leaves: number; bytes: number }>();
			const height = store.executedHeight;
			for await (const chunk of store.stateLeaves())
				for (const { path, value } of chunk) {
					const space = path.split('/', 1)[0] as string;
					const before = spaces.get(space) ?? { leaves: 0, bytes: 0 };
					spaces.set(space, { leaves: before.leaves + 1, bytes: before.bytes + value.length });
				}
			return { height, spaces: spaces satisfies ReadonlyMap<string, LeafCount> };
		},
	};
}
