import { type ClearingAnswer, clearAgain } from '../../shared/audit/clear-again.ts';
import { type BlockPlace, blockPlaces, eventsOf } from '../../shared/audit/read-blocks.ts';
import { BundleWalk, type WalkView } from '../../shared/audit/walk/bundle-walk.ts';
import type { ProvenanceNode } from '../../shared/codec/provenance.ts';

/** What of a bundle is looked at. */
export interface WalkAsked {
	readonly focus: ProvenanceNode;
	readonly deed: string | null;
	/** Block after which is looked; null for the newest. */
	readonly asOf: number | null;
}

/** Walks one verified bundle: its blocks are read once, when they are first asked for. */
export interface BundleWalker {
	/** Null where the bundle does not tell of it. */
	view(asked: WalkAsked): Promise<WalkView | null>;
	clearAgain(product: string): Promise<ClearingAnswer>;
}

export function createBundleWalker(bundle: Uint8Array): BundleWalker {
	let reading: Promise<{ readonly walk: BundleWalk; readonly blocks: readonly BlockPlace[] }> | null = null;
	async function read(): Promise<{ readonly walk: BundleWalk; readonly blocks: readonly BlockPlace[] }> {
		const walk = new BundleWalk();
		const blocks = await blockPlaces(bundle);
		for (const block of blocks) for (const placed of eventsOf(block, 'no-edges')) walk.onEvent(placed);
		return { walk, blocks };
	}
	const whole = () => {
		reading ??= read();
		return reading;
	};
	return {
		view: async (asked) => (await whole()).walk.view(asked),
		async clearAgain(product) {
			const { walk, blocks } = await whole();
			const auction = walk.view({ focus: { type: 'auction', id: product }, deed: null, asOf: null });
			const [from = 0] = auction?.moments ?? [];
			return clearAgain(
				product,
				blocks.filter(({ height }) => height >= from),
			);
		},
	};
}
