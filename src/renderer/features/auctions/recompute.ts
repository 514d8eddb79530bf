import type { Auction } from '../../../shared/contract/index.ts';
import type { Cleared } from '../../workers/product-clearing.ts';

export type ResultPart = 'price' | 'interval' | 'volume' | 'welfare' | 'flows' | 'fills' | 'verdicts' | 'trades';

const WH_PER_KWH = 1000n;

/** In what the committed result differs from the one computed here; empty when every part is identical. */
export function differences(auction: Auction, cleared: Cleared): readonly ResultPart[] {
	const committed = auction.result;
	if (!committed) return [];
	const found: ResultPart[] = [];
	const rangesOf = (zone: number) => cleared.prices[zone]?.ranges ?? [];
	const isSame = (of: 'price' | 'low' | 'high'): boolean =>
		committed.prices.every((zone, at) => zone[of].every((figure, period) => figure === rangesOf(at)[period]?.[of]));
	if (!isSame('price')) found.push('price');
	if (!isSame('low') || !isSame('high')) found.push('interval');
	if (committed.volumeWh !== cleared.volumeWh) found.push('volume');
	if (BigInt(committed.welfare) !== cleared.welfare / WH_PER_KWH) found.push('welfare');
	if (committed.flows.some(({ flowWh }, at) => flowWh.some((flow, period) => flow !== cleared.flows[at]?.[period])))
		found.push('flows');
	// Results and trades of a large product come in over several blocks: only what is told already can differ.
	const told = auction.orders
		.map((order, at) => ({ order, due: cleared.orders[at] }))
		.filter(({ order }) => order.filledWh !== null);
	if (told.some(({ order, due }) => order.filledWh !== due?.filledWh)) found.push('fills');
	if (told.some(({ order, due }) => order.verdict?.kind !== due?.verdict.kind)) found.push('verdicts');
	const pairs = cleared.trades.map(({ bid, offer, quantityWh }) => `${bid} ${offer} ${quantityWh}`);
	const committedPairs = auction.trades.map(({ bid, offer, quantityWh }) => `${bid} ${offer} ${quantityWh}`);
	const isTold = auction.trades.length >= committed.trades;
	if (isTold && pairs.toSorted().join('\n') !== committedPairs.toSorted().join('\n')) found.push('trades');
	return found;
}
