import type { CheckBoard } from '../check-board.ts';
import { because } from '../reasons.ts';
import { type AcrossPair, crossingFault } from './across-chain.ts';

/**
 * Energy that left a region is in one place: taken in the other as much as left, or here again, and never both. Its
 * owner, interval and deed are those of its packet, which both sides tell byte for byte.
 */
export function checkLots(pairs: readonly AcrossPair[], board: CheckBoard): void {
	for (const { here, there, own } of pairs)
		for (const { packet, lot } of own.sent.values()) {
			if (!lot) continue;
			const [left, came] = [here.lots.get(packet), there.lots.get(packet)];
			if (!left) continue;
			board.guard('lots', () => {
				if (came && left.returned !== 'no')
					throw crossingFault(packet, because('lot-is-in-both', { chain: here.chainId, other: there.chainId }));
				if (came && came.quantityWh !== left.quantityWh)
					throw crossingFault(packet, because('packet-differs', { chain: here.chainId }));
				board.count('lots', 'lots-that-left');
				if (came) board.count('lots', 'lots-that-came');
			});
		}
}
