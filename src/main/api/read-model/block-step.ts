import { toHex } from '../../../shared/codec/bytes.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import type { Receipt } from '../../../shared/codec/receipt.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { ExecutedBlock } from '../../node/types.ts';

/** Where an event stands: its block, and the transaction that caused it. */
export interface EventStep {
	readonly height: number;
	readonly time: TimeMs;
	/** Lower-case hex; null for scheduled work. */
	readonly transactionId: string | null;
}

export type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

/** Each event of the block in order, with the transaction whose receipt covers it. */
export function* eventsOf(block: ExecutedBlock): Generator<readonly [ContractEvent, EventStep], void, undefined> {
	const { height, time } = block.block.header;
	let at = 0;
	let receipt: Receipt | undefined = block.receipts[0];
	let step: EventStep | null = null;
	for (let index = 0; index < block.events.length; index++) {
		while (receipt && index >= receipt.firstEvent + receipt.eventCount) {
			receipt = block.receipts[++at];
			step = null;
		}
		if (!step) {
			const covers = receipt !== undefined && index >= receipt.firstEvent;
			step = { height, time, transactionId: covers && receipt?.transactionId ? toHex(receipt.transactionId) : null };
		}
		yield [block.events[index] as ContractEvent, step];
	}
}
