import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShardedMap } from '../../../src/main/api/read-model/sharded-map.ts';

describe('a map in parts', () => {
	it('answers as one map does, whatever is set and deleted', () => {
		const key = fc.oneof(
			fc.nat(40).map((n) => `order O-P-${n}`),
			fc.string({ maxLength: 3 }),
		);
		const step = fc.tuple(key, fc.option(fc.nat()));
		fc.assert(
			fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
				const model = new Map<string, number>();
				const map = new ShardedMap<number>();
				for (const [name, value] of steps) {
					if (value === null) expect(map.delete(name)).toBe(model.delete(name));
					else {
						map.set(name, value);
						model.set(name, value);
					}
					expect(map.get(name)).toBe(model.get(name));
					expect(map.size).toBe(model.size);
				}
			}),
		);
	});
});
