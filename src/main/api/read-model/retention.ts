/**
 * How much the read models remember. Whatever falls out stays on disk, in blocks; figures that a view shows "since
 * the start" (rewards, balances, points) are running sums and lose nothing.
 */
export interface Retention {
	/** Products with their orders, trades and deeds. The oldest finished product goes first. */
	readonly products: number;
	/** Orders of all retained products together. */
	readonly orders: number;
	/** Sealed, refused and expired deeds in the list of ended ones. */
	readonly endedDeeds: number;
	/** Hours of meter readings, counted back from the newest reading. */
	readonly readingHours: number;
	/** Single readings, kept so that a corrected version replaces the earlier one in its hour's sum. */
	readonly readings: number;
	/** Periods of all participants' statements together. The product settled first goes first. */
	readonly statementPeriods: number;
	/** Granular certificates; the hours produced first go first. */
	readonly certificates: number;
	/** Edges of the provenance graph; the oldest is overwritten, and a node without edges is forgotten. */
	readonly edges: number;
	/** Folded credit steps of one validator or participant. */
	readonly creditSteps: number;
	/** Consensus rounds as this node saw them; lost on restart. */
	readonly rounds: number;
	/** Governance proposals, open ones always among them. */
	readonly proposals: number;
	/** Grants of the access record, those in force always among them. */
	readonly grants: number;
	/** Entries of one place's fee schedule, those ahead among them. */
	readonly feeRows: number;
	/** Epochs whose validators and parameters are remembered. */
	readonly epochs: number;
	/** Blocks that the shares and sparklines of the standings look back on. */
	readonly windowBlocks: number;
}

export const DEFAULT_RETENTION: Retention = {
	products: 4_000,
	orders: 400_000,
	endedDeeds: 2_000,
	readingHours: 1_488,
	readings: 400_000,
	statementPeriods: 400_000,
	certificates: 100_000,
	edges: 2_000_000,
	creditSteps: 400,
	rounds: 20_480,
	proposals: 1_000,
	grants: 20_000,
	feeRows: 400,
	epochs: 1_000,
	windowBlocks: 1_000,
};
