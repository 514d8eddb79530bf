import { describe, expect, it } from 'vitest';
import { eventsFrom } from '../../../src/main/node/execution/packed-result.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';

const transfer = (amount: number): ContractEvent => ({
	kind: 'transfer',
	from: 'a',
	to: 'b',
	amount,
	reason: 'escrow-released',
	subject: 'O-P-1',
});
const cleared = (n: number, orders: number): ContractEvent => ({
	kind: 'orders-cleared',
	product: `P${n}`,
	fills: Array.from({ length: orders }, (_, order) => ({
		order: `O-P${n}-${order}`,
		quantityWh: 1,
		verdict: { kind: 'accepted' },
		zone: 0,
		priority: 0,
	})),
});

function parts(events: readonly ContractEvent[]): (readonly ContractEvent[])[] {
	const all: (readonly ContractEvent[])[] = [];
	for (let from = 0; from < events.length; from += all.at(-1)?.length ?? 0) all.push(eventsFrom(events, from));
	return all;
}

describe('the events of a block on their way from the worker', () => {
	it('come in parts that are small, whole and in order', () => {
		const events = Array.from({ length: 5_000 }, (_, amount) => transfer(amount));
		const all = parts(events);
		expect(all.flat()).toEqual(events);
		expect(all.length).toBeGreaterThan(2);
	});

	it('come one at a time where each has thousands of rows', () => {
		const events = [cleared(0, 10_000), transfer(1), cleared(1, 10_000)];
		expect(parts(events).map(({ length }) => length)).toEqual([1, 1, 1]);
	});

	it('are none after the last', () => {
		expect(eventsFrom([transfer(1)], 1)).toEqual([]);
	});
});
