import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeHeap } from '../../../src/main/lab/network/time-heap.ts';
import { Random } from '../../../src/main/lab/random.ts';

/** Null takes the next item out; a number puts one in at that time. */
const steps = fc.array(fc.option(fc.nat({ max: 40 }), { freq: 3 }), { maxLength: 4_000 });

describe('the heap of times', () => {
	it('gives items by time, and equal times in the order they came, however pushes and pops are mixed', () => {
		fc.assert(
			fc.property(steps, (script) => {
				const heap = new TimeHeap();
				const model: { at: number; item: number }[] = [];
				script.forEach((at, item) => {
					if (at !== null) {
						heap.push(at, item);
						model.push({ at, item });
						return;
					}
					model.sort((a, b) => a.at - b.at || a.item - b.item);
					const expected = model.shift();
					expect(heap.nextAt).toBe(expected?.at ?? Number.POSITIVE_INFINITY);
					expect(heap.pop()).toBe(expected?.item ?? -1);
				});
				expect(heap.size).toBe(model.length);
			}),
			{ numRuns: 60 },
		);
	});

	it('keeps that order far beyond its first size', () => {
		const random = new Random(5);
		const heap = new TimeHeap();
		const times = Array.from({ length: 10_000 }, () => random.between(0, 500));
		times.forEach((at, item) => {
			heap.push(at, item);
		});
		const expected = times.map((at, item) => ({ at, item })).sort((a, b) => a.at - b.at || a.item - b.item);
		expect(expected.map(() => heap.pop())).toEqual(expected.map(({ item }) => item));
	});
});
