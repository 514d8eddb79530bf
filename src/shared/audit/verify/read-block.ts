import { decode } from '../../codec/cbor.ts';
import type { ContractEvent } from '../../codec/events.ts';
import type { Receipt } from '../../codec/receipt.ts';
import type { Transaction } from '../../codec/transaction.ts';
import type { BatchPart, BlockNode } from '../bundle-form.ts';
import { SECTION_MAX_BYTES } from '../car.ts';
import { isCheckedBytes, isEdge, isEnergyEdge } from './checked-events.ts';

/** An event of the bundle at its place in the chain. */
export interface PlacedEvent {
	readonly height: number;
	readonly time: number;
	/** In its block. */
	readonly index: number;
	readonly event: ContractEvent;
}

/** A call or task, its signed bytes where the bundle has them, and those of its events that the bundle has. */
export interface PlacedCall {
	readonly height: number;
	readonly time: number;
	readonly index: number;
	readonly receipt: Receipt;
	readonly transaction: Uint8Array | null;
	readonly events: readonly PlacedEvent[];
}

/** A call that is kept until everything is read, with what was signed. */
export interface KeptCall extends PlacedCall {
	readonly signed: Transaction | null;
}

/** What the certified state says of the selection, by path; null where the leaf is absent. */
export type ProvenStates = ReadonlyMap<string, unknown>;

export interface ReadBlock {
	readonly calls: readonly PlacedCall[];
	readonly batches: readonly BatchPart[];
	/** Events that belong to no shown receipt, and signed bytes that belong to none. */
	readonly strayEvents: number;
	readonly strayTransactions: number;
	/** Every receipt and event is shown. */
	readonly isWhole: boolean;
}

/** Which events are wanted: all, all but provenance edges, or those alone that the checks of a whole chain read. */
export type EventChoice = 'all' | 'no-edges' | 'checked';

/**
 * What a block node says, in the order of the chain. Receipts and events are decoded as they are: their bytes are bound
 * to the certified history, which only canonical ones entered.
 * @param modules.isId whether signed bytes have a transaction id
 */
export function readBlockNode(
	node: BlockNode,
	options: { readonly wants: EventChoice },
	modules: { readonly isId: (transaction: Uint8Array, id: Uint8Array) => boolean },
): ReadBlock {
	const { height, time, receipts, events, transactions, batches } = node;
	const calls: PlacedCall[] = [];
	let nextEvent = 0;
	let nextTransaction = 0;
	let strayEvents = 0;
	receipts.items.forEach((encoded, order) => {
		const receipt = decode(encoded, SECTION_MAX_BYTES) as Receipt;
		const { firstEvent, eventCount, transactionId } = receipt;
		const placed: PlacedEvent[] = [];
		for (; nextEvent < events.items.length; nextEvent++) {
			const index = events.at === null ? nextEvent : (events.at[nextEvent] as number);
			if (index >= firstEvent + eventCount) break;
			if (index < firstEvent) {
				strayEvents += 1;
				continue;
			}
			const bytes = events.items[nextEvent] as Uint8Array;
			if (!isWanted(bytes, options.wants)) continue;
			placed.push({ height, time, index, event: decode(bytes, SECTION_MAX_BYTES) as ContractEvent });
		}
		const next = transactions[nextTransaction];
		const isOurs = transactionId !== null && next !== undefined && modules.isId(next, transactionId);
		if (isOurs) nextTransaction += 1;
		const index = receipts.at === null ? order : (receipts.at[order] as number);
		calls.push({ height, time, index, receipt, transaction: isOurs ? next : null, events: placed });
	});
	return {
		calls,
		batches,
		strayEvents: strayEvents + events.items.length - nextEvent,
		strayTransactions: transactions.length - nextTransaction,
		isWhole: receipts.at === null && events.at === null,
	};
}

function isWanted(bytes: Uint8Array, wants: EventChoice): boolean {
	if (wants === 'all') return true;
	if (isEdge(bytes)) return wants === 'checked' && isEnergyEdge(bytes);
	return wants === 'no-edges' || isCheckedBytes(bytes);
}
