import type { Digest } from './bytes.ts';
import { encode, type Plain } from './cbor.ts';
import type { ContractEvent } from './events.ts';
import type { Receipt } from './receipt.ts';
import type { TimeMs } from './units.ts';

/**
 * What the state remembers of an executed block. The leaf `chain/history` of the authenticated state holds the Merkle
 * accumulator over all records, block h at index h − 1, so that every receipt and event since genesis can be proven
 * against any later state root.
 */
export interface BlockRecord {
	readonly height: number;
	readonly time: TimeMs;
	readonly receiptsRoot: Digest;
	readonly eventsRoot: Digest;
}

export const HISTORY_PATH = 'chain/history';

/** Value of the leaf `chain/history`. */
export interface ChainHistory {
	readonly count: number;
	readonly peaks: readonly Digest[];
	/** `merkleRoot` of all records. */
	readonly root: Digest;
}

export function encodeBlockRecord({ height, time, receiptsRoot, eventsRoot }: BlockRecord): Uint8Array {
	return encode([height, time, receiptsRoot, eventsRoot]);
}

/** Item of the Merkle list behind `receiptsRoot`. */
export function encodeReceipt(receipt: Receipt): Uint8Array {
	return encode(receipt as unknown as Plain);
}

/** Item of the Merkle list behind `eventsRoot`. */
export function encodeEvent(event: ContractEvent): Uint8Array {
	return encode(event as unknown as Plain);
}
