import { energyOf, outsideOf, type WhRanges } from '../../certificates/wh-ranges.ts';
import type { CheckBoard } from '../check-board.ts';
import { because } from '../reasons.ts';
import { type AcrossPair, channelFault, isCovered, isUsed } from './across-chain.ts';

/**
 * What a chain has of another one's certificates, used up or not, is locked there for it: no Wh is of use on both. Both
 * are shown whole, and so far that each shows what the other did.
 */
export function checkLocked(pairs: readonly AcrossPair[], board: CheckBoard): void {
	for (const pair of pairs) {
		const { here, there } = pair;
		if (!here.isWhole || !there.isWhole || !isUsed(pair)) continue;
		if (!isCovered(pair)) {
			board.count('locked-certificates', 'channels-not-shown');
			continue;
		}
		const locked = here.certificates.lockedFor(there.chainId);
		const admitted = there.certificates.hereFrom(here.chainId);
		for (const [certificate, ranges] of admitted)
			board.guard('locked-certificates', () => {
				for (const range of ranges) {
					const [free] = outsideOf(locked.get(certificate) ?? [], range);
					if (!free) continue;
					const [fromWh, toWh] = free;
					throw channelFault(there.chainId, because('is-of-use-on-both', { certificate, fromWh, toWh }));
				}
			});
		if (locked.size > 0) board.count('locked-certificates', 'wh-locked', sumOf(locked));
		if (admitted.size > 0) board.count('locked-certificates', 'wh-admitted', sumOf(admitted));
	}
}

function sumOf(certificates: ReadonlyMap<string, WhRanges>): number {
	let sumWh = 0;
	for (const ranges of certificates.values()) sumWh += energyOf(ranges);
	return sumWh;
}
