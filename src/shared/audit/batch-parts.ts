import type { Sha256 } from '../codec/bytes.ts';
import { forms, readArguments } from '../codec/calls.ts';
import type { ContractEvent } from '../codec/events.ts';
import { readingsBatchId } from '../codec/ids.ts';
import { merkleLeaf } from '../codec/merkle.ts';
import { encodeReading, type Reading } from '../codec/metering-calls.ts';
import type { Receipt } from '../codec/receipt.ts';
import { decodeTransaction } from '../codec/transaction.ts';
import { CodedError } from '../errors/coded-error.ts';
import type { AuditBlock } from './audit-block.ts';
import type { BatchPart } from './bundle-form.ts';
import { hiddenTops } from './partial-list.ts';
import { because } from './reasons.ts';

type Recorded = Extract<ContractEvent, { kind: 'reading-recorded' }>;

/** Readings are shown one by one, with their place in what the source signed, where the whole call is not shown. */
export function batchParts(
	block: AuditBlock,
	shown: {
		readonly events: readonly number[];
		readonly isCarried: (receipt: Receipt, at: number) => boolean;
	},
	sha256: Sha256,
): BatchPart[] {
	const parts: BatchPart[] = [];
	const shownEvents = new Set(shown.events);
	let next = 0;
	block.receipts.forEach((receipt, at) => {
		if (receipt.transactionId === null) return;
		const transaction = block.transactions[next++] as Uint8Array;
		if (shown.isCarried(receipt, at)) return;
		const recorded: Recorded[] = [];
		for (let place = receipt.firstEvent; place < receipt.firstEvent + receipt.eventCount; place++) {
			const event = block.events[place] as ContractEvent;
			if (event.kind === 'reading-recorded' && shownEvents.has(place)) recorded.push(event);
		}
		if (recorded.length > 0) parts.push(partOf(readingsOf(transaction), recorded, sha256));
	});
	return parts;
}

function readingsOf(transaction: Uint8Array): readonly Reading[] {
	return readArguments(forms.metering.submitReadings, decodeTransaction(transaction).arguments).readings;
}

function partOf(readings: readonly Reading[], recorded: readonly Recorded[], sha256: Sha256): BatchPart {
	const leaves = readings.map((reading) => merkleLeaf(encodeReading(reading), sha256));
	let from = 0;
	const at = recorded.map((event) => {
		const place = readings.findIndex((reading, index) => index >= from && isSame(reading, event));
		if (place < 0)
			throw new CodedError('BUNDLE_READING', { reading: event.reading, ...because('call-does-not-hold-it') });
		from = place + 1;
		return place;
	});
	const batch = recorded[0]?.batch ?? readingsBatchId(new Uint8Array(32));
	const isAll = at.length === readings.length;
	return { batch, at: isAll ? null : at, siblings: isAll ? [] : hiddenTops(leaves, at, sha256) };
}

function isSame(a: Reading, b: Reading): boolean {
	return (
		a.meter === b.meter &&
		a.start === b.start &&
		a.end === b.end &&
		a.generatedWh === b.generatedWh &&
		a.consumedWh === b.consumedWh
	);
}
