import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/main/core/contracts/engine/create-engine.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import type { OrderBody } from '../../../src/shared/codec/order-terms.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { modules, START } from '../../fixtures/engine-market.ts';
import { anyTerms } from '../../fixtures/order-arbitraries.ts';
import { OrderDesk } from '../../fixtures/order-desk.ts';

const OWNERS = ['home-01', 'home-02', 'home-03'];
const NAMES = ['a', 'b', 'c', 'd'];
const BATCHES = ['x', 'y'];
const PERIODS = 4;
/** Of a curve's collateral or a price of the tests; every amount is bounded well below it. */
const BALANCE = 400_000;

const terms = anyTerms({ periods: PERIODS, tick: 1_000, lotWh: 10, priceTicks: 60, quantityLots: 60, names: NAMES });
const owner = fc.constantFrom(...OWNERS);
/** Home 3 acts for home 1 within limits. */
const DELEGATE = 'home-03';
const PRINCIPAL = 'home-01';

type Step =
	| { readonly kind: 'place'; readonly who: string; readonly isFor: boolean; readonly orders: readonly OrderBody[] }
	| { readonly kind: 'amend'; readonly who: string; readonly pick: number; readonly terms: OrderBody }
	| { readonly kind: 'shrink'; readonly who: string; readonly pick: number }
	| { readonly kind: 'cancel'; readonly who: string; readonly pick: number }
	| {
			readonly kind: 'batch';
			readonly who: string;
			readonly isFor: boolean;
			readonly batch: string;
			readonly rows: readonly OrderBody[];
			readonly allOrNone: boolean;
	  }
	| { readonly kind: 'again' }
	| { readonly kind: 'suspend' | 'readmit'; readonly who: string };

const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 5,
		arbitrary: fc.record({
			kind: fc.constant('place' as const),
			who: owner,
			isFor: fc.boolean(),
			orders: fc.array(terms, { minLength: 1, maxLength: 2 }),
		}),
	},
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('amend' as const), who: owner, pick: fc.nat(), terms }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('shrink' as const), who: owner, pick: fc.nat() }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), who: owner, pick: fc.nat() }) },
	{
		weight: 6,
		arbitrary: fc.record({
			kind: fc.constant('batch' as const),
			who: owner,
			isFor: fc.boolean(),
			batch: fc.constantFrom(...BATCHES),
			rows: fc.array(terms, { maxLength: 6 }),
			allOrNone: fc.boolean(),
		}),
	},
	{ weight: 2, arbitrary: fc.constant({ kind: 'again' as const }) },
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constantFrom('suspend' as const, 'readmit' as const, 'readmit' as const),
			who: owner,
		}),
	},
);

function openDesk(): OrderDesk {
	const desk = new OrderDesk(
		{ periodMs: HOUR_MS / 4, lotWh: 10 },
		{ balance: BALANCE, market: { ordersPerParticipant: 6 } },
	);
	const limits = {
		zones: ['F'],
		sides: ['bid' as const, 'offer' as const],
		priceMin: -40_000,
		priceMax: 40_000,
		quantityWhPerProduct: 4_000,
		collateralMax: 60_000,
	};
	const term = { validFrom: START, validUntil: START + 48 * HOUR_MS };
	expect(desk.do(PRINCIPAL, calls.identity.delegate({ to: DELEGATE, scope: 'orders', limits, ...term }))).toBe(null);
	return desk;
}

/** Runs one step; null where the book holds nothing that it could be about. */
function play(desk: OrderDesk, each: Step, last: Extract<Step, { kind: 'batch' }> | null): string | null | undefined {
	const pick = (at: number): number | undefined => [...desk.book().keys()][at % Math.max(1, desk.book().size)];
	switch (each.kind) {
		case 'place': {
			const principal = each.isFor && each.who === DELEGATE ? PRINCIPAL : null;
			const orders = each.orders.map((order) => ({ product: 'F-24', ...order }));
			return desk.do(each.who, calls.auction.placeOrders({ owner: principal, orders }));
		}
		case 'amend': {
			const n = pick(each.pick);
			return n === undefined ? undefined : desk.amend(each.who, `O-F-24-${n}`, each.terms);
		}
		case 'shrink': {
			const n = pick(each.pick);
			const old = n === undefined ? undefined : desk.book().get(n)?.terms;
			if (!old || !('quantityWh' in old) || old.quantityWh <= 10) return undefined;
			return desk.amend(each.who, `O-F-24-${n}`, { ...old, quantityWh: 10 });
		}
		case 'cancel': {
			const n = pick(each.pick);
			return n === undefined ? undefined : desk.cancel(each.who, `O-F-24-${n}`);
		}
		case 'batch': {
			const principal = each.isFor && each.who === DELEGATE ? PRINCIPAL : null;
			return desk.batch(each.who, each.batch, each.rows, { owner: principal, allOrNone: each.allOrNone });
		}
		case 'again':
			return last ? play(desk, { ...last, allOrNone: false }, null) : undefined;
		case 'suspend':
			return desk.do('market', calls.identity.suspend({ participant: each.who, reason: 'test' }));
		case 'readmit':
			return desk.do('market', calls.identity.readmit({ participant: each.who, reason: 'test' }));
	}
}

/** Worst cost of an order, from its terms alone and in rational arithmetic of its own. */
function worstCost(order: OrderBody): number {
	const sign = order.side === 'bid' ? 1 : -1;
	const cost = (price: number, quantityWh: number): number =>
		Math.max(0, Math.trunc((sign * price * quantityWh) / 1_000));
	if ('profileWh' in order)
		return cost(
			order.price,
			order.profileWh.reduce((a, b) => a + b, 0),
		);
	const times = order.period === undefined ? PERIODS : 1;
	if (!('points' in order)) return times * cost(order.price, order.quantityWh);
	let sum = 0;
	order.points.forEach(({ price, quantityWh }, at) => {
		const before = order.points[at - 1];
		const dearest = before && order.curve === 'linear' ? Math.max(sign * price, sign * before.price) * sign : price;
		sum += cost(dearest, quantityWh - (before?.quantityWh ?? 0));
	});
	return times * sum;
}

/** Prices at which an order would trade in a period, or null where it takes no part. */
function quoteIn(order: OrderBody, period: number): number | null {
	if ('profileWh' in order) return (order.profileWh[period] as number) > 0 ? order.price : null;
	if (order.period !== undefined && order.period !== period) return null;
	return 'points' in order ? (order.points[0]?.price as number) : order.price;
}

function requireSound(desk: OrderDesk): void {
	const book = [...desk.book()];
	let escrow = 0;
	for (const [n, entry] of book) {
		expect(entry.escrow, `order ${n}`).toBe(worstCost(entry.terms));
		escrow += entry.escrow;
	}
	expect(desk.escrow).toBe(escrow);
	for (const who of OWNERS) {
		const own = book.filter(([, { participant }]) => participant === who);
		const names = own.flatMap(([, each]) => each.terms.name ?? []);
		expect(new Set(names).size, `names of ${who}`).toBe(names.length);
		expect(own.filter(([, { batch }]) => batch === null).length).toBeLessThanOrEqual(6);
		requireNoCrossing(own.map(([, each]) => each.terms));
		requireFamilies(own.map(([, each]) => each.terms));
		expect(desk.market.balance(who)).toBeGreaterThanOrEqual(0);
	}
	const delegated = book.filter(([, { delegate }]) => delegate === DELEGATE);
	const used = delegated.reduce((sum, [, each]) => sum + each.escrow, 0);
	expect(used).toBeLessThanOrEqual(60_000);
	const counted = desk.market.engine.state.get(`identity/delegated/${PRINCIPAL}/${DELEGATE}`);
	expect(counted ? decode(counted, 64) : 0).toBe(used);
}

function requireNoCrossing(own: readonly OrderBody[]): void {
	for (let period = 0; period < PERIODS; period++) {
		const quotes = (side: 'bid' | 'offer'): number[] =>
			own.flatMap((order) => (order.side === side ? (quoteIn(order, period) ?? []) : []));
		const [bid, offer] = [
			Math.max(Number.NEGATIVE_INFINITY, ...quotes('bid')),
			Math.min(Number.POSITIVE_INFINITY, ...quotes('offer')),
		];
		expect(offer + 10_000).toBeGreaterThan(bid);
	}
}

function requireFamilies(own: readonly OrderBody[]): void {
	const parents = new Map(own.flatMap((order) => ('profileWh' in order ? [[order.name, order.parent] as const] : [])));
	for (const order of own) {
		if (!('profileWh' in order)) continue;
		let generations = 1;
		for (let at = order.parent; at !== undefined; at = parents.get(at)) {
			expect(parents.has(at), `parent ${at}`).toBe(true);
			generations += 1;
			expect(generations).toBeLessThanOrEqual(3);
		}
	}
}

describe('order entry', () => {
	it('keeps collateral, names, crossings, families and limits right through any sequence of calls', () => {
		const seen = new Map<string, number>();
		fc.assert(
			fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), (steps) => {
				const desk = openDesk();
				let last: Extract<Step, { kind: 'batch' }> | null = null;
				let positions = 0;
				for (const each of steps) {
					const before = new Map(desk.book());
					const code = play(desk, each, last);
					if (code === undefined) continue;
					const what = `${each.kind} ${code ?? 'ok'}`;
					seen.set(what, (seen.get(what) ?? 0) + 1);
					if (each.kind === 'batch' && code === null) last = each;
					requireSound(desk);
					const after = desk.book();
					if (code !== null) expect(after).toEqual(before);
					for (const [n] of after) if (!before.has(n)) expect(n).toBeGreaterThanOrEqual(positions);
					positions = Math.max(positions, ...[...after.keys()].map((n) => n + 1));
				}
			}),
			{ numRuns: 60 },
		);
		for (const kind of ['place', 'amend', 'shrink', 'cancel', 'batch', 'again', 'suspend', 'readmit'])
			expect(seen.get(`${kind} ok`) ?? 0, kind).toBeGreaterThan(0);
		for (const code of ['ORDER_CROSSES_OWN', 'ORDER_NAME_TAKEN', 'PARTICIPANT_SUSPENDED', 'CALL_FORBIDDEN'])
			expect(
				[...seen.keys()].some((what) => what.endsWith(code)),
				code,
			).toBe(true);
	});

	it('changes nothing when an accepted batch is sent once more', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 8 }), fc.array(terms, { maxLength: 8 }), (steps, rows) => {
				const desk = openDesk();
				for (const each of steps) if (each.kind !== 'suspend') play(desk, each, null);
				if (desk.batch('home-02', 'z', rows) !== null) return;
				const { taken } = desk.last('orders-taken');
				const good = taken.map(([index]) => rows[index] as OrderBody);
				const book = desk.book();
				expect(desk.batch('home-02', 'z', good)).toBe(null);
				const again = desk.last('orders-taken');
				expect(again.unchanged.map(([, n]) => n)).toEqual(taken.map(([, n]) => n));
				expect([again.taken, again.amended, again.withdrawn, again.refused]).toEqual([[], [], [], []]);
				expect(desk.book()).toEqual(book);
			}),
			{ numRuns: 60 },
		);
	});

	it('gives the same state on every engine, also on one that is restarted between any two blocks', () => {
		fc.assert(
			fc.property(fc.array(step, { minLength: 4, maxLength: 14 }), (steps) => {
				const desk = openDesk();
				for (const each of steps) play(desk, each, null);
				const { market } = desk;
				let engine = createEngine({ genesis: market.genesis }, modules);
				market.blocks.forEach((block, at) => {
					engine = createEngine({ genesis: market.genesis }, modules, engine.leaves());
					const { stateRoot, eventsRoot } = engine.execute(block);
					const first = market.results[at];
					expect([toHex(stateRoot), toHex(eventsRoot)]).toEqual(
						[first?.stateRoot, first?.eventsRoot].map((root) => toHex(root as Uint8Array)),
					);
				});
			}),
			{ numRuns: 25 },
		);
	});
});
