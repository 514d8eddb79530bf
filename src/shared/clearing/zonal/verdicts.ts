import type { Verdict } from '../outcome.ts';
import type { OrderColumns, TiedLevel, ZonesShares } from './zones.ts';

type LimitVerdict = Extract<Verdict, { kind: 'accepted' | 'marginal' | 'out-of-price' | 'no-cross' }>;

const ACCEPTED: LimitVerdict = { kind: 'accepted' };

/** Why each row fared as it did. `isPriced`: whether its zone has a price. */
export function verdictsOf(
	{ zones, bids, limits }: OrderColumns,
	{ keys, levels }: Pick<ZonesShares, 'keys' | 'levels'>,
	tick: number,
	isPriced: readonly boolean[],
): LimitVerdict[] {
	const outside = isPriced.map((priced): LimitVerdict => ({ kind: priced ? 'out-of-price' : 'no-cross' }));
	const tied = levels.map((level, zone) => levelVerdict(level, outside[zone] as LimitVerdict));
	return Array.from(limits, (limit, row) => {
		const zone = zones[row] as number;
		const isBid = bids[row] === 1;
		const beyond = (2 * limit) / tick + (isBid ? 1 : 0) - (keys[zone] as number);
		if (beyond === 0) return tied[zone] as LimitVerdict;
		return beyond > 0 === isBid ? ACCEPTED : (outside[zone] as LimitVerdict);
	});
}

function levelVerdict({ shareOf, acceptedOf }: TiedLevel, outside: LimitVerdict): LimitVerdict {
	if (acceptedOf === 0) return outside;
	return acceptedOf === shareOf ? ACCEPTED : { kind: 'marginal', shareOf, acceptedOf };
}
