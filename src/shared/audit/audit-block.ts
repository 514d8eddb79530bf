import type { ContractEvent } from '../codec/events.ts';
import type { Receipt } from '../codec/receipt.ts';
import type { TimeMs } from '../codec/units.ts';

/** What a block of the chain did. */
export interface AuditBlock {
	readonly height: number;
	readonly time: TimeMs;
	readonly receipts: readonly Receipt[];
	readonly events: readonly ContractEvent[];
	/** Signed bytes, in the order of those receipts that have a transaction. */
	readonly transactions: readonly Uint8Array[];
}
