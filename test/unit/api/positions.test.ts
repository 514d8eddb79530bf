import { describe, expect, it } from 'vitest';
import { hoursOfDay, ownerPositions, productDays } from '../../../src/main/api/position-views.ts';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { OrderBody } from '../../../src/shared/codec/order-terms.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import type { BidOwner } from '../../../src/shared/contract/index.ts';
import {
	EngineMarket,
	hourProduct,
	modules,
	neighbourhoodGenesis,
	START,
	sha256,
} from '../../fixtures/engine-market.ts';

const DAY_START = START + 24 * HOUR_MS;
const PERIODS = 3;

/** A product of three hours; home 1 sells 300 Wh of the second to home 2, and 400 Wh of offers in each stand open first. */
function marketAt(stage: 'open' | 'cleared'): EngineMarket {
	const market = new EngineMarket(neighbourhoodGenesis());
	const deliveryEnd = DAY_START + PERIODS * HOUR_MS;
	const terms = hourProduct(24, { deliveryEnd, signingDeadline: deliveryEnd + 1, settlementTime: deliveryEnd + 2 });
	market.send('market', calls.auction.openProducts({ products: [terms] }));
	market.block(START + 1);
	const place = (owner: string, order: OrderBody): void =>
		market.send(owner, calls.auction.placeOrders({ owner: null, orders: [{ product: 'F-24', ...order }] }));
	place('home-01', { side: 'offer', price: 60_000, quantityWh: 400 });
	place('home-02', { side: 'bid', price: 100_000, quantityWh: 300, period: 1 });
	market.block(START + 2);
	if (stage === 'cleared') market.block(terms.gateClosure);
	return market;
}

function modelOf(market: EngineMarket): ReadModel {
	const { genesis } = market;
	const model = new ReadModel({ genesis, hasher: modules.hasher, utcOffsetMinutes: 0, wallNow: () => 0 });
	market.blocks.forEach((block, at) => {
		const result = market.results[at] as (typeof market.results)[number];
		const transactionIds = block.transactions.map(sha256);
		model.apply({ ...result, block, transactionIds } as unknown as ExecutedBlock);
	});
	return model;
}

const ownerOf = (owner: string): BidOwner => ({
	owner,
	name: owner,
	role: 'prosumer',
	sender: owner,
	senderName: owner,
	zone: 'F',
	sides: ['bid', 'offer'],
	balance: 0,
	credit: 800,
	suspended: false,
	delegation: null,
});

function positionsAt(stage: 'open' | 'cleared') {
	const model = modelOf(marketAt(stage));
	const [day] = productDays(model);
	const hours = hoursOfDay(model, day as string);
	const first = hours.indexOf(DAY_START);
	const [seller, buyer] = ownerPositions(model, ['home-01', 'home-02'].map(ownerOf), hours);
	const inHours = (column: readonly (number | null)[] | undefined) => column?.slice(first, first + PERIODS);
	return { seller, buyer, inHours, hours };
}

describe('positions of owners', () => {
	it('have the open orders in each of their hours until the product clears', () => {
		const { seller, buyer, inHours } = positionsAt('open');
		expect(inHours(seller?.openOfferWh)).toEqual([400, 400, 400]);
		expect(inHours(seller?.orders)).toEqual([1, 1, 1]);
		expect(inHours(buyer?.openBidWh)).toEqual([0, 300, 0]);
		expect(inHours(seller?.soldWh)).toEqual([0, 0, 0]);
	});

	it('have the trades in their hours once it has cleared, and nothing open', () => {
		const { seller, buyer, inHours } = positionsAt('cleared');
		expect(inHours(seller?.soldWh)).toEqual([0, 300, 0]);
		expect(inHours(buyer?.boughtWh)).toEqual([0, 300, 0]);
		expect(inHours(buyer?.boughtMoney)).toEqual(inHours(seller?.soldMoney));
		expect(inHours(seller?.openOfferWh)).toEqual([0, 0, 0]);
	});

	it('price a deviation at the tariff and the feed-in price where the product has no rule of its own', () => {
		const { seller, inHours, hours } = positionsAt('cleared');
		const { tariff, feedIn } = hourProduct(24);
		expect(inHours(seller?.shortPrice)).toEqual([tariff, tariff, tariff]);
		expect(inHours(seller?.longPrice)).toEqual([feedIn, feedIn, feedIn]);
		expect(inHours(seller?.settledMoney)).toEqual([null, null, null]);
		expect(seller?.meters.every(({ meteredWh }) => meteredWh.length === hours.length)).toBe(true);
	});
});
