import { sha256 } from '@noble/hashes/sha2.js';
import { toHex, utf8 } from '../../codec/bytes.ts';
import { encode } from '../../codec/cbor.ts';
import type { Market } from '../market.ts';
import type { RankedPeriod } from './ranked-orders.ts';

const DOMAIN = 'gridquorum/muda/v1';

export type Half = Pick<RankedPeriod, 'bids' | 'offers'>;

export interface Lottery {
	halfOf(trader: string): 0 | 1;
	/** Who has the lower place is served first. */
	placeOf(trader: string): number;
}

/** The split and the lot of a market: SHA-256 of its seed and the trader; without a seed, of its orders. */
export function lotteryOf(market: Market): Lottery {
	const seed = market.seed ?? toHex(sha256(canonicalOrders(market)));
	const lots = new Map<string, Uint8Array>();
	const lotOf = (trader: string): Uint8Array => {
		const known = lots.get(trader) ?? sha256(utf8(`${DOMAIN}/${seed}/${trader}`));
		lots.set(trader, known);
		return known;
	};
	return {
		halfOf: (trader) => (((lotOf(trader)[0] as number) & 1) === 0 ? 0 : 1),
		placeOf: (trader) =>
			lotOf(trader)
				.subarray(1, 7)
				.reduce((place, byte) => place * 256 + byte, 0),
	};
}

function canonicalOrders({ orders }: Market): Uint8Array {
	return encode(orders.map(({ side, price, quantity, period, owner }) => [side, price, quantity, period, owner ?? -1]));
}
