import { describe, expect, it } from 'vitest';
import type { Errand } from '../../../../src/main/demo/market/agent.ts';
import type { PlannedHour } from '../../../../src/main/demo/market/market-plan.ts';
import { CertificateSeller } from '../../../../src/main/demo/regions/certificate-seller.ts';
import { OfferTaker } from '../../../../src/main/demo/regions/offer-taker.ts';
import { RegionBook } from '../../../../src/main/demo/regions/region-book.ts';
import { TieTrader } from '../../../../src/main/demo/regions/tie-trader.ts';
import { forms } from '../../../../src/shared/codec/calls.ts';
import { decode } from '../../../../src/shared/codec/cbor.ts';
import type { ContractEvent } from '../../../../src/shared/codec/events.ts';
import { HOUR_MS } from '../../../../src/shared/codec/units.ts';
import { blockOf, cleared, opened, ordered, REGION_TERMS, sealed, traded } from '../../../fixtures/region-events.ts';

const { gateOpening, gateClosure, deliveryEnd, settlementTime } = REGION_TERMS;
const trader = 'tie-trader';
const hours = new Map<string, PlannedHour>([['P', { terms: REGION_TERMS, day: '', localHour: 10, readings: [] }]]);
const shortly = gateClosure - 20 * 60_000;

/** Regions A and B by their events; A trades towards B. */
function twoRegions(capacityW = 5_000) {
	const books = new Map(['A', 'B'].map((chain) => [chain, new RegionBook({ trader })]));
	const heights = new Map<string, number>();
	const hear = (chain: string, time: number, ...events: readonly ContractEvent[]): void => {
		const height = (heights.get(chain) ?? 0) + 1;
		heights.set(chain, height);
		books.get(chain)?.apply(blockOf(height, time, ...events));
	};
	const agent = new TieTrader({ trader, chain: 'A', capacityW }, { books, hours });
	hear('A', gateOpening, opened());
	hear('B', gateOpening, opened());
	return { agent, books, hear };
}

const calls = [...Object.values(forms.bridge), forms.auction.placeOrders];

/** What each errand asks for, without the capital that the trader begins with. */
function asked(errands: readonly Errand[]) {
	return errands
		.filter(({ name }) => !name.startsWith('capital'))
		.map(({ participant, call }) => {
			const form = calls.find(({ contract, method }) => contract === call.contract && method === call.method);
			const value = form?.read(decode(call.arguments, 100_000), 'arguments') as object;
			return { participant, method: call.method, ...value } as { [key: string]: unknown };
		});
}

/** A lot or an offer of it under way from A to B. */
function left(packet: string, to: string, quantityWh: number, trade = 'T-P-0'): ContractEvent {
	const contents = { kind: 'lot', from: trader, to, lot: { product: 'P', trade, quantityWh } };
	return { kind: 'packet-sent', packet, chain: 'B', sequence: 0, contents, timeoutAt: 1 } as unknown as ContractEvent;
}

describe('the trader of a tie', () => {
	it('bids shortly before the gate closes for what another region lacks and its own has to spare', () => {
		const { agent, hear } = twoRegions();
		hear('A', gateOpening + 1, ordered('a1', 'offer', 900), ordered('a2', 'bid', 200));
		hear('B', gateOpening + 1, ordered('b1', 'bid', 500), ordered('b2', 'offer', 100));
		expect(asked(agent.due(shortly - 1))).toEqual([]);
		expect(agent.nextAt(gateOpening)).toBe(shortly);
		expect(asked(agent.due(shortly))).toEqual([
			{
				participant: trader,
				method: 'place-orders',
				owner: null,
				orders: [{ product: 'P', side: 'bid', price: 135_000, quantityWh: 400 }],
			},
		]);
		hear('A', shortly, ordered(trader, 'bid', 400));
		expect(asked(agent.due(shortly))).toEqual([]);
		expect(asked(agent.due(gateClosure))).toEqual([]);
	});

	it('bids for nothing where the other region has enough, or its own has nothing to spare', () => {
		const { agent, hear } = twoRegions();
		hear('A', gateOpening + 1, ordered('a1', 'offer', 100), ordered('a2', 'bid', 100));
		hear('B', gateOpening + 1, ordered('b1', 'bid', 500));
		expect(asked(agent.due(shortly))).toEqual([]);
	});

	it('bids for no more than the tie carries', () => {
		const { agent, hear } = twoRegions(300);
		hear('A', gateOpening + 1, ordered('a1', 'offer', 900));
		hear('B', gateOpening + 1, ordered('b1', 'bid', 500));
		expect(asked(agent.due(shortly))).toMatchObject([{ orders: [{ quantityWh: 300 }] }]);
	});

	it('offers what it bought to those who went short, once the deed is sealed, and nothing twice', () => {
		const { agent, hear } = twoRegions();
		hear('B', gateOpening + 1, ordered('b1', 'bid', 500), ordered('b2', 'bid', 700));
		hear('B', gateClosure, cleared(), traded('T-P-9', 'b1', 200, 1));
		hear('A', gateClosure, cleared(), traded('T-P-0', trader, 900, 90_000));
		expect(asked(agent.due(gateClosure + 1))).toEqual([]);
		hear('A', gateClosure + 1, ...sealed('T-P-0', trader, 900));
		const plan = asked(agent.due(gateClosure + 2));
		const lots = plan.map(({ taker, to, goods, quantityWh }) => [
			taker ?? to,
			(goods as { quantityWh: number } | undefined)?.quantityWh ?? quantityWh,
		]);
		expect(lots).toEqual([
			['b2', 700],
			['b1', 200],
		]);
		hear('A', gateClosure + 3, left('X-A-B-1', 'b1', 200));
		expect(asked(agent.due(gateClosure + 4))).toEqual(plan.slice(0, 1));
		hear('A', gateClosure + 5, left('X-A-B-2', 'b2', 700));
		expect(asked(agent.due(gateClosure + 6))).toEqual([]);
		hear('A', gateClosure + 7, { kind: 'lot-returned', packet: 'X-A-B-2' } as unknown as ContractEvent);
		expect(asked(agent.due(gateClosure + 8))).toEqual(plan.slice(0, 1));
		expect(asked(agent.due(deliveryEnd))).toEqual([]);
	});

	it('asks for the middle between its cost and the tariff', () => {
		const { agent, hear } = twoRegions();
		hear('B', gateOpening + 1, ...[1, 2, 3, 4, 5, 6].map((n) => ordered(`b${n}`, 'bid', 100)));
		hear('B', gateClosure, cleared());
		hear('A', gateClosure, cleared(), traded('T-P-0', trader, 600, 60_000), ...sealed('T-P-0', trader, 600));
		const offers = asked(agent.due(gateClosure + 2)).filter(({ method }) => method === 'offer');
		expect(offers.length).toBeGreaterThan(0);
		// 100 Wh: cost 10,000, tariff 22,000.
		for (const { price, expiresAt } of offers)
			expect({ price, expiresAt }).toEqual({ price: 16_000, expiresAt: deliveryEnd });
	});

	it('sends its capital to the next region once', () => {
		const { agent, hear } = twoRegions();
		expect(agent.due(0)).toMatchObject([{ participant: trader, name: 'capital B', call: { method: 'send-money' } }]);
		const contents = { kind: 'money', from: trader, to: trader, amount: 5 };
		hear('A', 1, { kind: 'packet-sent', packet: 'X-A-B-0', chain: 'B', contents } as unknown as ContractEvent);
		expect(agent.due(0)).toEqual([]);
	});
});

describe('those to whom something is offered from another region', () => {
	function standing(price: number, taker: string) {
		const { books, hear } = twoRegions();
		const goods = { kind: 'lot', lot: { product: 'P', trade: 'T-P-0', quantityWh: 1_000 } };
		const offer = { kind: 'offer-opened', offer: 'X-B-A-0', chain: 'B', seller: trader, taker, goods, price };
		hear('A', gateClosure, { ...offer, expiresAt: deliveryEnd } as unknown as ContractEvent);
		const book = books.get('A') as RegionBook;
		return { hear, taker: new OfferTaker({ book, hours, takes: (participant) => participant !== 'person' }) };
	}

	it('take a lot that costs no more than the tariff would, before it expires, once', () => {
		const { taker, hear } = standing(220_000, 'a1');
		expect(asked(taker.due(deliveryEnd - 1))).toEqual([{ participant: 'a1', method: 'take', offer: 'X-B-A-0' }]);
		expect(taker.due(deliveryEnd)).toEqual([]);
		hear('A', gateClosure + 1, { kind: 'offer-taken', offer: 'X-B-A-0' } as unknown as ContractEvent);
		expect(taker.due(gateClosure + 2)).toEqual([]);
	});

	it('leave what is dearer, and what a person decides about', () => {
		expect(standing(220_001, 'a1').taker.due(gateClosure)).toEqual([]);
		expect(standing(1, 'person').taker.due(gateClosure)).toEqual([]);
	});
});

describe('homes with certificates that nobody bought', () => {
	const comesAt = settlementTime + HOUR_MS;
	function issued(certificate: string, owner: string, quantityWh: number): ContractEvent {
		return { kind: 'certificate-issued', certificate, product: 'P', owner, quantityWh } as unknown as ContractEvent;
	}

	it('send the longest range that one of them holds an hour after the settlement, once a product', () => {
		const { books, hear } = twoRegions();
		const book = books.get('A') as RegionBook;
		const seller = new CertificateSeller({ owners: new Set(['a1', 'a2']), chain: 'B', buyer: trader }, { book });
		hear('A', settlementTime, issued('GC-1', 'a1', 1_000), issued('GC-2', 'a2', 700), issued('GC-3', 'grid', 9_000));
		hear('A', settlementTime, { kind: 'product-settled', product: 'P' } as unknown as ContractEvent);
		const used = { kind: 'certificate-cancelled', certificate: 'GC-1', owner: 'a1', fromWh: 0, toWh: 400 };
		hear('A', settlementTime + 1, used as unknown as ContractEvent);
		expect(seller.due(comesAt)).toEqual([]);
		hear('A', comesAt - 1);
		expect(seller.due(comesAt - 1)).toEqual([]);
		const [only, ...others] = asked(seller.due(comesAt));
		expect(others).toEqual([]);
		const parts = (only?.['goods'] as { parts: unknown } | undefined)?.parts ?? only?.['parts'];
		expect({ participant: only?.['participant'], parts }).toEqual({
			participant: 'a2',
			parts: [{ certificate: 'GC-2', fromWh: 0, toWh: 700 }],
		});
		const contents = { kind: 'certificates', from: 'a2', to: trader, lot: null, parts: [{ terms: { product: 'P' } }] };
		hear('A', comesAt, { kind: 'packet-sent', packet: 'X-A-B-0', chain: 'B', contents } as unknown as ContractEvent);
		expect(seller.due(comesAt + 1)).toEqual([]);
	});
});
