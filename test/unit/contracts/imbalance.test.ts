import { describe, expect, it } from 'vitest';
import { imbalancePrice, residualAmount } from '../../../src/main/core/contracts/settlement/imbalance.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { ImbalanceRule } from '../../../src/shared/codec/imbalance.ts';
import { PRODUCT_MECHANISMS } from '../../../src/shared/codec/product-terms.ts';
import { EngineMarket, homeIds, hourProduct, neighbourhoodGenesis, START } from '../../fixtures/engine-market.ts';

const TERMS = { feedIn: 50_000, tariff: 220_000 };
const price = (imbalance: ImbalanceRule | null, residualWh: number, zoneWh: number, cleared: number | null = 100_000) =>
	imbalancePrice({ ...TERMS, imbalance }, residualWh, { cleared: [cleared], imbalanceWh: [zoneWh] }, 0);

describe('imbalance price', () => {
	const single: ImbalanceRule = { pricing: 'single', component: 30_000 };
	const dual: ImbalanceRule = { pricing: 'dual', component: 30_000 };

	it.each<[string, ImbalanceRule | null, number, number, number | null, number | null]>([
		['no rule, short', null, -10, 5, 100_000, 220_000],
		['no rule, long', null, 10, 5, 100_000, 50_000],
		['single, short in a short zone', single, -10, -5, 100_000, 130_000],
		['single, long in a short zone', single, 10, -5, 100_000, 130_000],
		['single, short in a long zone', single, -10, 5, 100_000, 70_000],
		['single, long in a long zone', single, 10, 5, 100_000, 70_000],
		['single, in a zone that is even', single, 10, 0, 100_000, 100_000],
		['dual, short in a long zone', dual, -10, 5, 100_000, 130_000],
		['dual, long in a short zone', dual, 10, -5, 100_000, 70_000],
		['single without a cleared price, short', single, -10, 5, null, 220_000],
		['dual without a cleared price, long', dual, 10, -5, null, 50_000],
		['nothing beside the contract', dual, 0, -5, 100_000, null],
		['dual below zero, long', dual, 10, 5, -20_000, -50_000],
	])('is that of the rule: %s', (_, rule, residualWh, zoneWh, cleared, expected) => {
		expect(price(rule, residualWh, zoneWh, cleared)).toBe(expected);
	});

	it('lets nobody gain by splitting an imbalance between accounts of one zone, beyond the fractions of a unit', () => {
		for (const rule of [null, single, dual])
			for (const zoneWh of [-700, 0, 700])
				for (const cleared of [-90_000, 0, 100_001, null])
					for (const whole of [-301, -1, 0, 1, 250])
						for (const part of [-999, -1, 0, 7, 1_003]) {
							const of = (energyWh: number) => residualAmount(energyWh, price(rule, energyWh, zoneWh, cleared));
							expect(of(part) + of(whole - part)).toBeLessThanOrEqual(of(whole) + 2);
						}
	});

	it('leaves nothing to gain from being long here and short there where there is one price', () => {
		for (const zoneWh of [-1, 0, 1])
			for (const energyWh of [1, 3, 999, 1_001]) {
				const long = residualAmount(energyWh, price(single, energyWh, zoneWh, 100_007));
				expect(long + residualAmount(-energyWh, price(single, -energyWh, zoneWh, 100_007))).toBe(0);
			}
	});
});

describe('a product with an imbalance rule', () => {
	it('opens only where the mechanism gives its zones a price', () => {
		for (const mechanism of PRODUCT_MECHANISMS) {
			const market = new EngineMarket();
			const product = hourProduct(24, { mechanism, imbalance: { pricing: 'dual', component: 1 } });
			market.send('market', calls.auction.openProducts({ products: [product] }));
			const receipt = market.block(START + 1).receipts.at(-1);
			expect(receipt?.code, mechanism).toBe(mechanism === 'uniform-price' ? null : 'PRODUCT_TERMS');
			if (!receipt?.ok) expect(receipt?.details['field']).toBe('imbalance');
		}
	});

	it('settles many parties over several blocks to the figures of one, each priced by the whole zone', () => {
		const homes = homeIds(300);
		const market = new EngineMarket(neighbourhoodGenesis({ homes: homes.length }));
		const product = hourProduct(24, { imbalance: { pricing: 'single', component: 30_000 } });
		market.send('market', calls.auction.openProducts({ products: [product] }));
		market.block(START + 1);
		const limit = { product: 'F-24', quantityWh: 100, price: 100_000 };
		market.send('home-01', calls.auction.placeOrders({ owner: null, orders: [{ ...limit, side: 'offer' }] }));
		market.send(
			'home-02',
			calls.auction.placeOrders({ owner: null, orders: [{ ...limit, side: 'bid', price: 110_000 }] }),
		);
		market.block(START + 2);
		market.signAll(market.block(product.gateClosure));
		market.block(product.gateClosure + 1);
		market.block(product.signingDeadline);
		const readings = homes.map((home, at) => ({
			meter: `meter-${home}`,
			start: product.deliveryStart,
			end: product.deliveryEnd,
			generatedWh: at === 299 ? 3_000 : 0,
			consumedWh: 10,
		}));
		market.send('metering', market.readings(readings));
		market.block(product.deliveryEnd + 1);
		const first = market.results.length;
		for (let more = 0; more < 8; more++) market.block(product.settlementTime + more);
		const blocks = market.results
			.slice(first)
			.filter(({ events }) => events.some(({ kind }) => kind === 'product-settling' || kind === 'product-settled'));
		expect(blocks.length).toBeGreaterThan(1);
		const statements = market.events.flatMap((event) =>
			event.kind === 'product-settling' || event.kind === 'product-settled' ? event.statements : [],
		);
		expect(statements).toHaveLength(homes.length + 1);
		// 300 × 10 Wh taken, 3,000 Wh given: the zone is even, so that everybody meets the cleared price itself.
		const cleared = market.events.find((event) => event.kind === 'product-cleared')?.price;
		for (const { participant, byPeriod } of statements)
			expect(byPeriod.imbalancePrice, participant).toEqual([participant === 'grid' ? null : cleared]);
		expect(market.events.find((event) => event.kind === 'product-settled')?.residue).toBe(0);
		expect([...market.engine.leaves()].filter(({ path }) => path.startsWith('settlement/'))).toEqual([]);
		expect([...market.engine.leaves()].filter(({ path }) => path.startsWith('auction/price/'))).toEqual([]);
	});
});
