import type { MarketHour } from '../../../shared/contract/index.ts';

/** Where the auctions open: the gate that closes next, else the newest product that has begun, else the first. */
export function defaultProduct(hours: readonly MarketHour[], now: number | null): string | null {
	const products = hours.filter((hour) => hour.product !== null);
	const open = products.filter((hour) => hour.state === 'open' && hour.gateClosure !== null);
	const next = open.toSorted((a, b) => (a.gateClosure ?? 0) - (b.gateClosure ?? 0))[0];
	const begun = products.findLast((hour) => now !== null && hour.start <= now);
	return (next ?? begun ?? products[0])?.product ?? null;
}
