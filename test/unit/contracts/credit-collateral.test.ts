import { describe, expect, it } from 'vitest';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import type { OrderBody, OrderTerms } from '../../../src/shared/codec/order-terms.ts';
import type { ProductTerms } from '../../../src/shared/codec/product-terms.ts';
import { participantStandingPath } from '../../../src/shared/codec/state-paths.ts';
import { certifiedMarket } from '../../fixtures/certified-market.ts';
import { type EngineMarket, hourProduct, START } from '../../fixtures/engine-market.ts';

const BUYER = 'home-02';
const HOUR = 24;

/** home-02 let one deed lapse: its credit is 750, and an order needs 850/800 of what it may cost. */
function afterDefault(change: Partial<ProductTerms> = {}): EngineMarket {
	const market = certifiedMarket();
	const first = hourProduct(2);
	market.send('market', calls.auction.openProducts({ products: [first, hourProduct(HOUR, change)] }));
	market.block(START + 1);
	place(market, 'home-01', { side: 'offer', price: 100_000, quantityWh: 100 }, first.product);
	place(market, BUYER, { side: 'bid', price: 200_000, quantityWh: 100 }, first.product);
	market.block(START + 2);
	market.signAll(market.block(first.gateClosure), (participant) => participant !== BUYER);
	market.block(first.gateClosure + 1);
	market.block(first.signingDeadline);
	market.block(first.settlementTime);
	expect(decode(market.engine.state.get(participantStandingPath(BUYER)) as Uint8Array, 1_000)).toMatchObject({
		credit: 750,
	});
	return market;
}

function place(market: EngineMarket, home: string, order: OrderBody, product = `F-${HOUR}`): void {
	market.send(home, calls.auction.placeOrders({ owner: null, orders: [{ ...order, product } as OrderTerms] }));
}

const NOW = hourProduct(2).settlementTime + 10;
const escrow = (market: EngineMarket) => market.balance(`$escrow/F-${HOUR}`);
const last = (market: EngineMarket) => market.results.at(-1)?.receipts.at(-1)?.code;
const bid = (quantityWh: number, price = 200_000): OrderBody => ({ side: 'bid', price, quantityWh });

describe('credit below 800', () => {
	it('asks for more collateral, which comes back when the order is withdrawn', () => {
		const market = afterDefault();
		const before = market.balance(BUYER);
		place(market, BUYER, bid(1_000));
		market.block(NOW);
		expect(escrow(market)).toBe(212_500);
		market.send(BUYER, calls.auction.cancelOrders({ orders: [`O-F-${HOUR}-0`] }));
		market.block(NOW + 1);
		expect(escrow(market)).toBe(0);
		expect(market.balance(BUYER)).toBe(before - 200);
	});

	it('refuses an order that the balance covers at its cost alone, before anything changes', () => {
		const market = afterDefault();
		const spare = market.balance(BUYER) - 205_000 - 200;
		market.send(BUYER, calls.ledger.transfer({ to: 'home-01', amount: spare }));
		market.block(NOW);
		const orders = [bid(500), bid(500)].map((each): OrderTerms => ({ ...each, product: `F-${HOUR}` }) as OrderTerms);
		market.send(BUYER, calls.auction.placeOrders({ owner: null, orders }));
		market.block(NOW + 1);
		expect(last(market)).toBe('FUNDS_SHORT');
		expect(escrow(market)).toBe(0);
		expect(market.balance(BUYER)).toBe(205_000);
	});

	it('keeps for a trade what the trade costs, and gives the rest back', () => {
		const market = afterDefault();
		const before = market.balance(BUYER);
		place(market, BUYER, bid(1_000));
		place(market, 'home-01', { side: 'offer', price: 100_000, quantityWh: 600 });
		market.block(NOW);
		const { gateClosure, settlementTime } = hourProduct(HOUR);
		market.signAll(market.block(gateClosure));
		const trade = market.events.filter((event) => event.kind === 'trade-made').at(-1);
		expect(escrow(market)).toBe((trade?.amount ?? 0) + (trade?.fee ?? 0));
		expect(market.balance(BUYER)).toBe(before - 100 - escrow(market));
		market.block(gateClosure + 1);
		market.block(settlementTime);
		expect(escrow(market)).toBe(0);
	});

	it('keeps its share for the rest of an order that trades in parts', () => {
		const market = afterDefault({ mechanism: 'continuous' });
		const before = market.balance(BUYER);
		place(market, BUYER, bid(1_000));
		market.block(NOW);
		place(market, 'home-01', { side: 'offer', price: 100_000, quantityWh: 400 });
		market.block(NOW + 1);
		const trade = market.events.filter((event) => event.kind === 'trade-made').at(-1);
		const owed = (trade?.amount ?? 0) + (trade?.fee ?? 0);
		expect(owed).toBeGreaterThan(0);
		expect(escrow(market)).toBe(owed + 127_500);
		market.block(hourProduct(HOUR).gateClosure);
		market.block(hourProduct(HOUR).gateClosure + 1);
		expect(escrow(market)).toBe(owed);
		expect(market.balance(BUYER)).toBe(before - 100 - owed);
	});

	it('counts anew when the order is amended, and not before', () => {
		const market = afterDefault();
		place(market, BUYER, bid(1_000));
		market.block(NOW);
		market.send(
			BUYER,
			calls.auction.amendOrders({ orders: [{ order: `O-F-${HOUR}-0`, terms: bid(400) as OrderBody }] }),
		);
		market.block(NOW + 1);
		expect(escrow(market)).toBe(85_000);
	});
});

describe('an offer that says it is renewable', () => {
	const claim: OrderBody = { side: 'offer', price: 100_000, quantityWh: 10, source: 'renewable' };

	it('is taken from the owner of a renewable device alone', () => {
		const market = afterDefault();
		place(market, 'home-02', claim);
		market.block(NOW);
		expect(last(market)).toBe('SOURCE_UNMETERED');
		place(market, 'home-01', claim);
		market.block(NOW + 1);
		expect(last(market)).toBeNull();
	});

	it('is held to it in a listing that is taken, too', () => {
		const market = afterDefault({ mechanism: 'listing' });
		place(market, 'home-03', { side: 'bid', price: 150_000, quantityWh: 100, source: 'renewable' });
		market.block(NOW);
		const take = { owner: null, order: `O-F-${HOUR}-0`, quantityWh: 100, source: 'renewable' } as const;
		market.send('home-02', calls.auction.take(take));
		market.block(NOW + 1);
		expect(last(market)).toBe('SOURCE_UNMETERED');
		market.send('home-01', calls.auction.take(take));
		market.block(NOW + 2);
		expect(last(market)).toBeNull();
	});
});
