import { type ClearingAnswer, clearAgain } from '../../shared/audit/clear-again.ts';
import { type BlockPlace, blockPlaces, eventsOf } from '../../shared/audit/read-blocks.ts';
import type { WalkView } from '../../shared/audit/walk/bundle-walk.ts';
import { ChainsWalk, type WalkAsked } from '../../shared/audit/walk/chains-walk.ts';

/** Walks one verified bundle: its blocks are read once, when they are first asked for. */
export interface BundleWalker {
	/** Null where the bundle does not tell of it. */
	view(asked: WalkAsked): Promise<WalkView | null>;
	clearAgain(chain: string, product: string): Promise<ClearingAnswer>;
}

export function createBundleWalker(bundle: Uint8Array): BundleWalker {
	let reading: Promise<{ readonly walk: ChainsWalk; readonly blocks: readonly BlockPlace[] }> | null = null;
	async function read(): Promise<{ readonly walk: ChainsWalk; readonly blocks: readonly BlockPlace[] }> {
		const walk = new ChainsWalk();
		const blocks = await blockPlaces(bundle);
		for (const block of blocks)
			for (const placed of eventsOf(block, 'no-edges')) walk.onEvent(placed, null, block.chain);
		return { walk, blocks };
	}
	const whole = () => {
		reading ??= read();
		return reading;
	};
	return {
		view: async (asked) => (await whole()).walk.view(asked),
		async clearAgain(chain, product) {
			const { walk, blocks } = await whole();
			const auction = walk.view({ focus: { type: 'auction', id: product }, chain, deed: null, asOf: null });
			const [from = 0] = auction?.moments ?? [];
			return clearAgain(
				product,
				blocks.filter((block) => block.chain === chain && block.height >= from),
			);
		},
	};
}
