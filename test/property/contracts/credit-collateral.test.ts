import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { batchRoot, type OrderRow, orderRow } from '../../../src/shared/codec/order-row.ts';
import type { OrderBody, OrderTerms } from '../../../src/shared/codec/order-terms.ts';
import type { ProductMechanism, ProductTerms } from '../../../src/shared/codec/product-terms.ts';
import {
	EngineMarket,
	homeIds,
	hourProduct,
	neighbourhoodGenesis,
	START,
	sha256,
} from '../../fixtures/engine-market.ts';

const HOMES = homeIds(4);
/** Homes that let so many deeds lapse before the day begins: 50 of credit each. */
const LAPSED = [0, 1, 3, 5];
const MECHANISMS: readonly ProductMechanism[] = ['uniform-price', 'pay-as-bid', 'continuous', 'listing'];
const PRODUCT = 'F-24';
const { gateClosure, settlementTime, deliveryEnd } = hourProduct(24);

const terms = fc.record({
	isBid: fc.boolean(),
	price: fc.integer({ min: -80, max: 240 }),
	quantityWh: fc.integer({ min: 1, max: 3_000 }),
});
const action = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('place' as const), who: fc.nat(3), terms }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('amend' as const), who: fc.nat(3), n: fc.nat(12), terms }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), who: fc.nat(3), n: fc.nat(12) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('take' as const), who: fc.nat(3), n: fc.nat(12), terms }) },
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('batch' as const),
			who: fc.nat(3),
			rows: fc.array(terms, { maxLength: 4 }),
		}),
	},
);
const history = fc.record({
	mechanism: fc.constantFrom(...MECHANISMS),
	actions: fc.array(action, { minLength: 5, maxLength: 25 }),
	signs: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
});
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

function bodyOf({ isBid, price, quantityWh }: { isBid: boolean; price: number; quantityWh: number }): OrderBody {
	return { side: isBid ? 'bid' : 'offer', price: price * 1_000, quantityWh };
}

function callOf(each: Action): Call {
	const order = 'n' in each ? `O-${PRODUCT}-${each.n}` : '';
	switch (each.kind) {
		case 'place':
			return calls.auction.placeOrders({
				owner: null,
				orders: [{ ...bodyOf(each.terms), product: PRODUCT } as OrderTerms],
			});
		case 'amend':
			return calls.auction.amendOrders({ orders: [{ order, terms: bodyOf(each.terms) }] });
		case 'cancel':
			return calls.auction.cancelOrders({ orders: [order] });
		case 'take':
			return calls.auction.take({ owner: null, order, quantityWh: each.terms.quantityWh, source: null });
		case 'batch': {
			const orders = each.rows.map((row, at): OrderRow => orderRow({ ...bodyOf(row), name: `row-${at}` } as OrderBody));
			const root = batchRoot(orders, sha256);
			return calls.auction.placeBatch({ batch: 'day', owner: null, product: PRODUCT, root, allOrNone: false, orders });
		}
	}
}

/** Each home buys from the next one in hours of their own, and lets the deed lapse as often as `LAPSED` says. */
function withDefaults(change: Partial<ProductTerms>): EngineMarket {
	const market = new EngineMarket(neighbourhoodGenesis({ homes: 4, balance: 300_000 }));
	const hours = [2, 3, 4, 5, 6];
	const products = [...hours.map((hour) => hourProduct(hour)), hourProduct(24, change)];
	market.send('market', calls.auction.openProducts({ products }));
	market.block(START + 1);
	for (const [round, hour] of hours.entries())
		for (const [at, home] of HOMES.entries()) {
			if (round >= (LAPSED[at] as number)) continue;
			const order = { product: `F-${hour}`, quantityWh: 10 };
			const offer = { ...order, side: 'offer', price: 50_000 } as OrderTerms;
			const bid = { ...order, side: 'bid', price: 200_000 } as OrderTerms;
			market.send(HOMES[0] as string, calls.auction.placeOrders({ owner: null, orders: [offer] }));
			market.send(home, calls.auction.placeOrders({ owner: null, orders: [bid] }));
		}
	market.block(START + 2);
	for (const hour of hours)
		market.signAll(market.block(hourProduct(hour).gateClosure), (who) => who === HOMES[0] || !HOMES.includes(who));
	market.block(hourProduct(7).settlementTime);
	market.block(hourProduct(7).settlementTime + 1);
	return market;
}

function totalMoney({ engine }: EngineMarket): number {
	let total = 0;
	for (const { path, value } of engine.leaves())
		if (path.startsWith('ledger/account/')) total += decode(value, 64) as number;
	return total;
}

/** Whether a bid was taken with more collateral than it may cost. */
function holdsMore(event: ContractEvent): boolean {
	if (event.kind !== 'order-placed' || event.side !== 'bid' || event.price <= 0) return false;
	return event.escrow > Math.floor((event.quantityWh * event.price) / 1_000);
}

describe('collateral that follows credit', () => {
	it('is conserved, comes back whole, and refuses what is not covered before anything changes', () => {
		const codes = new Map<string, number>();
		const above = new Set<ProductMechanism>();
		fc.assert(
			fc.property(history, ({ mechanism, actions, signs }) => {
				const market = withDefaults({ mechanism });
				const total = totalMoney(market);
				let time = hourProduct(7).settlementTime + 1;
				for (const each of actions) {
					const who = HOMES[each.who] as string;
					const before = [market.balance(who), market.balance(`$escrow/${PRODUCT}`)];
					market.send(who, callOf(each));
					const { receipts, events } = market.block(++time);
					const receipt = receipts.at(-1);
					if (receipt?.code) codes.set(receipt.code, (codes.get(receipt.code) ?? 0) + 1);
					if (receipt?.code === 'FUNDS_SHORT')
						expect([market.balance(who), market.balance(`$escrow/${PRODUCT}`)]).toEqual([
							(before[0] as number) - (receipt.fee ?? 0),
							before[1],
						]);
					if (events.some(holdsMore)) above.add(mechanism);
					expect(totalMoney(market)).toBe(total);
				}
				market.signAll(market.block(gateClosure), (who) => signs[HOMES.indexOf(who)] ?? true);
				for (const at of [gateClosure + 1, deliveryEnd, settlementTime, settlementTime + 1]) {
					market.block(at);
					expect(totalMoney(market)).toBe(total);
				}
				expect(market.balance(`$escrow/${PRODUCT}`)).toBe(0);
			}),
			{ numRuns: 40 },
		);
		expect(codes.get('FUNDS_SHORT') ?? 0).toBeGreaterThan(0);
		expect([...above].sort()).toEqual([...MECHANISMS].sort());
	}, 120_000);
});
