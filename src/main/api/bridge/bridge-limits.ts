/** How much of each connected chain the console remembers; what falls out stays in the blocks. */
export const BRIDGE_RETENTION = {
	/** Closed packets of a chain, both directions together; packets on the way are never forgotten. */
	closedPackets: 20_000,
	/** Lots of a chain, both directions together; the oldest that is no longer under way goes first. */
	lots: 20_000,
	/** Offers of a chain that have ended. */
	endedOffers: 2_000,
	/** Anchored state roots of a chain. */
	anchors: 10_000,
	/** Ranges of certificates that crossed, of a chain. */
	ranges: 20_000,
} as const;
