/** Rules that have two defensible answers, by name. A profile never changes: another answer is another version. */
export interface Profile {
	/** Where in the interval of supporting prices the price lies; rounded half down to the tick once, at the end. */
	readonly price: 'midpoint' | 'lower' | 'upper';
	/** Who is served at a price level that is not served in full: all by their share, or the earliest position first. */
	readonly ties: 'pro-rata' | 'time';
	/** Whether at such a level higher participant credit comes first, before shares or time. */
	readonly credit: 'ignored' | 'first';
	/** What a pay-as-bid trade costs: its bid's limit, its offer's, or their midpoint, rounded half down to the tick. */
	readonly discriminatory: 'bid' | 'offer' | 'midpoint';
	/** Nodes that the search for the best block set may visit; a limit in nodes is the same on every machine. */
	readonly searchNodes: number;
}

const defaultV1: Profile = {
	price: 'midpoint',
	ties: 'pro-rata',
	credit: 'ignored',
	discriminatory: 'bid',
	searchNodes: 100_000,
};

/** Every profile that a product or a market file may name. */
export const profiles = {
	'default-v1': defaultV1,
	'lower-price-v1': { ...defaultV1, price: 'lower' },
	'upper-price-v1': { ...defaultV1, price: 'upper' },
	'time-priority-v1': { ...defaultV1, ties: 'time' },
	'credit-priority-v1': { ...defaultV1, credit: 'first' },
	'pay-as-offer-v1': { ...defaultV1, discriminatory: 'offer' },
	'split-the-difference-v1': { ...defaultV1, discriminatory: 'midpoint' },
} as const satisfies { readonly [name: string]: Profile };

export type ProfileName = keyof typeof profiles;
