import type { AlarmKind } from '../../../shared/alarms/catalogue.ts';
import type { AlarmSource } from '../../../shared/contract/alarms.ts';
import type { NodeSnapshot } from '../../node/types.ts';
import type { Product } from '../read-model/product.ts';
import type { RoundStatistics } from '../read-model/round-statistics.ts';

/** Space of the disk that holds the data directory, and how long it lasts. */
export interface DiskFacts {
	readonly freeBytes: number;
	readonly totalBytes: number;
	/** Null while it was not watched for long enough, or does not fill. */
	readonly daysUntilFull: number | null;
}

/** Unix wall ms of the newest backup of the keys; without one, of the data directory's beginning. */
export interface BackupFacts {
	readonly newestAt: number;
}

export interface MarketFacts {
	/** Chain time. */
	readonly now: number;
	readonly products: Iterable<Product>;
	/** Participants whose keys the node holds. */
	readonly identities: readonly string[];
	/** Deeds whose turn it is to be signed by one of them. */
	readonly awaiting: Iterable<{ readonly id: string; readonly deadline: number }>;
	readonly nameOf: (participant: string) => string;
	/** Money that is not reserved. */
	readonly balanceOf: (participant: string) => number;
	readonly metersOf: (participant: string) => readonly string[];
	/** Whether a reading of the meter for a time has come. */
	readonly hasReading: (meter: string, at: number) => boolean;
}

/** Of one connected chain, as this one recorded it; money in micro-units, times of this chain. */
export interface RegionFacts {
	readonly chain: string;
	readonly isFrozen: boolean;
	/** When the newest state root came. */
	readonly updatedAt: number;
	readonly trustPeriodMs: number;
	/** When the oldest packet on the way was sent; null while none is. */
	readonly oldestOpenAt: number | null;
	readonly balance: number;
	/** Prices of open offers of this chain, which lower the balance when they are taken. */
	readonly reserved: number;
	readonly moneyLimit: number;
}

export interface BridgeFacts {
	/** Chain time. */
	readonly now: number;
	readonly regions: readonly RegionFacts[];
}

export interface NetworkFacts {
	readonly snapshot: Pick<NodeSnapshot, 'phase' | 'peers' | 'uptimeSeconds' | 'eventLoopDelayP99Ms'>;
	/** Index among the validators; null for an observer. */
	readonly self: number | null;
	readonly validators: readonly { readonly id: string; readonly name: string }[];
	readonly needed: number;
	/** Of the last ten minutes of wall time. */
	readonly rounds: Pick<RoundStatistics, 'rounds' | 'roundsLost' | 'finalityMs' | 'sinceCommitMs'> & {
		readonly voted: number;
		readonly missed: readonly number[];
	};
}

/** Facts of the machine; null where they cannot be known yet. */
export interface MachineFacts {
	/** Wall ms; positive when this node is ahead. */
	readonly clockOffsetMs: number | null;
	readonly eventLoopDelayP99Ms: number | null;
	readonly disk: DiskFacts | null;
	readonly backup: BackupFacts | null;
	/** Unix wall ms. */
	readonly wallNow: number;
}

/** Everything that conditions are judged by. A part that is null cannot be judged now; what stands stays. */
export interface AlarmFacts {
	readonly market: MarketFacts | null;
	readonly bridge: BridgeFacts | null;
	readonly network: NetworkFacts | null;
	readonly machine: MachineFacts;
}

/** The figure of one condition. */
export interface Measurement {
	readonly subject: string | null;
	readonly subjectName?: string;
	readonly value: number;
	/** Most pressing first. */
	readonly names?: readonly string[];
	readonly source?: Partial<AlarmSource>;
}

/** By kind; a kind that is absent cannot be judged now. A subject that is absent from a kind is normal. */
export type Measurements = Partial<Record<AlarmKind, readonly Measurement[]>>;
