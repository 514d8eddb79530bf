import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArrivingOrder, ContinuousBook } from '../../../src/shared/clearing/continuous/continuous-book.ts';
import type { EnergySource, SourcePreference } from '../../../src/shared/clearing/sources.ts';
import { NaiveContinuousBook } from '../../fixtures/naive-continuous-book.ts';

const ZONES = 2;
const FEES = [
	[0, 2],
	[1, 0],
];
const terms = { zones: ZONES, feeOf: (seller: number, buyer: number): number => FEES[seller]?.[buyer] as number };

const source: fc.Arbitrary<EnergySource | null> = fc.option(
	fc.record({ generator: fc.constantFrom('sun', 'wind', 'coal'), isRenewable: fc.boolean() }),
);
const preference: fc.Arbitrary<SourcePreference> = fc.oneof(
	{ weight: 4, arbitrary: fc.constant<SourcePreference>('any') },
	fc.constantFrom<SourcePreference>('renewable', { generator: 'sun' }),
);

type Command =
	| { readonly kind: 'place'; readonly order: Omit<ArrivingOrder, 'id'> }
	| { readonly kind: 'reduce'; readonly pick: number; readonly quantity: number }
	| { readonly kind: 'cancel'; readonly pick: number };

const order: fc.Arbitrary<Omit<ArrivingOrder, 'id'>> = fc
	.record({
		owner: fc.option(fc.integer({ min: 0, max: 3 })),
		side: fc.constantFrom('bid', 'offer'),
		price: fc.integer({ min: -3, max: 9 }),
		quantity: fc.integer({ min: 1, max: 12 }),
		zone: fc.integer({ min: 0, max: ZONES - 1 }),
		preference,
		source,
		visible: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 3 }),
	})
	.map((each) => (each.side === 'bid' ? { ...each, source: null } : { ...each, preference: 'any' }));

const command: fc.Arbitrary<Command> = fc.oneof(
	{ weight: 6, arbitrary: order.map((each): Command => ({ kind: 'place', order: each })) },
	fc.record({ kind: fc.constant('reduce'), pick: fc.nat(), quantity: fc.integer({ min: 1, max: 9 }) }),
	fc.record({ kind: fc.constant('cancel'), pick: fc.nat() }),
);

type Driven = Pick<ContinuousBook, 'place' | 'reduce' | 'cancel'>;

function apply(book: Driven, each: Command, id: number): unknown {
	if (each.kind === 'place') return book.place({ ...each.order, id });
	const target = id === 0 ? 0 : each.pick % id;
	return each.kind === 'reduce' ? book.reduce(target, each.quantity) : book.cancel(target);
}

describe('the book of continuous trading', () => {
	it('does at each step what searching the whole list by the rule does', () => {
		fc.assert(
			fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
				const book = new ContinuousBook(terms);
				const naive = new NaiveContinuousBook(terms);
				commands.forEach((each, id) => {
					const [done, expected] = [apply(book, each, id), apply(naive, each, id)];
					if (each.kind !== 'place') expect(done).toEqual(expected);
					else {
						const { crossesOwn, ...rest } = done as ReturnType<ContinuousBook['place']>;
						const { crossesOwn: crossing, ...others } = expected as ReturnType<ContinuousBook['place']>;
						expect(rest).toEqual(others);
						expect(crossesOwn === null).toBe(crossing === null);
					}
				});
			}),
			{ numRuns: 1_500 },
		);
	});

	it('goes on from its stored state as if it had never stopped', () => {
		fc.assert(
			fc.property(fc.array(command, { maxLength: 40 }), fc.nat({ max: 39 }), (commands, stop) => {
				const straight = new ContinuousBook(terms);
				let other = new ContinuousBook(terms);
				commands.forEach((each, id) => {
					if (id === stop) other = new ContinuousBook(terms, structuredClone(other.stored()));
					expect(apply(other, each, id)).toEqual(apply(straight, each, id));
				});
				expect(other.stored()).toEqual(straight.stored());
			}),
			{ numRuns: 800 },
		);
	});

	it('neither creates nor loses energy, and nobody trades beyond its limit', () => {
		fc.assert(
			fc.property(fc.array(order, { maxLength: 80 }), (orders) => {
				const book = new ContinuousBook(terms);
				const traded = new Array<number>(orders.length).fill(0);
				const refused = new Set<number>();
				orders.forEach((each, id) => {
					const { matches, crossesOwn } = book.place({ ...each, id });
					if (crossesOwn !== null) refused.add(id);
					for (const { bid, offer, quantity, price, fee } of matches) {
						expect(price + fee).toBeLessThanOrEqual(orders[bid]?.price as number);
						expect(price).toBeGreaterThanOrEqual(orders[offer]?.price as number);
						const owner = orders[bid]?.owner;
						if (typeof owner === 'number') expect(owner).not.toBe(orders[offer]?.owner);
						for (const at of [bid, offer]) traded[at] = (traded[at] as number) + quantity;
					}
				});
				orders.forEach(({ quantity }, id) => {
					const expected = refused.has(id) ? 0 : quantity;
					expect((traded[id] as number) + book.restingOf(id)).toBe(expected);
				});
			}),
			{ numRuns: 800 },
		);
	});
});
