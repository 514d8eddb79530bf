import type { Auction } from '../../../shared/contract/index.ts';
import type { Cleared } from '../../workers/clearing-messages.ts';

export type ResultPart = 'price' | 'interval' | 'volume' | 'welfare' | 'fills' | 'verdicts' | 'trades';

const WH_PER_KWH = 1000n;

/** In what the committed result differs from the one computed here; empty when every part is identical. */
export function differences(auction: Auction, { result }: Cleared): readonly ResultPart[] {
	const committed = auction.result;
	if (!committed) return [];
	const found: ResultPart[] = [];
	if (committed.price !== result.price) found.push('price');
	if (committed.priceLow !== result.priceLow || committed.priceHigh !== result.priceHigh) found.push('interval');
	if (committed.volumeWh !== result.volume) found.push('volume');
	if (BigInt(committed.welfare) !== floorDivide(result.welfare, WH_PER_KWH)) found.push('welfare');
	if (auction.orders.some((order, at) => order.filledWh !== result.fills[at])) found.push('fills');
	if (auction.orders.some((order, at) => order.verdict?.kind !== result.verdicts[at]?.kind)) found.push('verdicts');
	const pairs = result.trades.map(
		({ bid, offer, quantity }) => `${auction.orders[bid]?.order} ${auction.orders[offer]?.order} ${quantity}`,
	);
	const committedPairs = auction.trades.map(({ bid, offer, quantityWh }) => `${bid} ${offer} ${quantityWh}`);
	if (pairs.toSorted().join('\n') !== committedPairs.toSorted().join('\n')) found.push('trades');
	return found;
}

function floorDivide(value: bigint, divisor: bigint): bigint {
	const quotient = value / divisor;
	return value < 0n && value % divisor !== 0n ? quotient - 1n : quotient;
}
