import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/main/core/contracts/engine/create-engine.ts';
import type { ExecutionResult } from '../../../src/main/core/contracts/types.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { batchRoot, orderRow } from '../../../src/shared/codec/order-row.ts';
import type { LimitTerms } from '../../../src/shared/codec/order-terms.ts';
import type { ProductTerms } from '../../../src/shared/codec/product-terms.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { SOLAR } from '../../fixtures/certified-market.ts';
import {
	EngineMarket,
	hourProduct,
	modules,
	neighbourhoodGenesis,
	START,
	sha256,
} from '../../fixtures/engine-market.ts';

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

const last = (result: ExecutionResult) => result.receipts.at(-1)?.code ?? null;
const eventsOf = <K extends ContractEvent['kind']>(events: readonly ContractEvent[], kind: K) =>
	events.filter((event): event is EventOf<K> => event.kind === kind);

function open(market: EngineMarket, change: Partial<ProductTerms>): ProductTerms {
	const terms = hourProduct(24, change);
	market.send('market', calls.auction.openProducts({ products: [terms] }));
	expect(last(market.block(START + 1))).toBeNull();
	return terms;
}

function place(market: EngineMarket, owner: string, ...orders: LimitTerms[]): void {
	market.send(
		owner,
		calls.auction.placeOrders({ owner: null, orders: orders.map((order) => ({ ...order, product: 'F-24' })) }),
	);
}

/** home-01 and home-02 in North, the others in South. */
const zoneOf = (id: string): string => (id === 'home-01' || id === 'home-02' ? 'N' : 'S');

describe('a product of two zones', () => {
	const twoZones = (fee: number): Partial<ProductTerms> => ({
		zones: ['N', 'S'],
		wheelingFee: 10_000,
		borders: [{ from: 'N', to: 'S', minWh: [0], maxWh: [600], fee }],
	});

	function cleared(fee: number): EngineMarket {
		const market = new EngineMarket(neighbourhoodGenesis({ zoneOf }));
		open(market, twoZones(fee));
		place(market, 'home-01', { side: 'offer', price: 50_000, quantityWh: 2_000 });
		place(market, 'home-02', { side: 'bid', price: 80_000, quantityWh: 300 });
		place(market, 'home-03', { side: 'bid', price: 200_000, quantityWh: 1_000 });
		place(market, 'home-04', { side: 'offer', price: 120_000, quantityWh: 1_000 });
		market.block(START + 2);
		return market;
	}

	it('has a price in each, a flow up to the border, and the difference on the congestion account', () => {
		const market = cleared(5_000);
		const terms = hourProduct(24, twoZones(5_000));
		const { events } = market.block(terms.gateClosure);
		expect(eventsOf(events, 'product-cleared')).toMatchObject([
			{
				price: null,
				volumeWh: 1_300,
				prices: [
					{ zone: 'N', price: [50_000] },
					{ zone: 'S', price: [120_000] },
				],
				flows: [{ from: 'N', to: 'S', flowWh: [600] }],
				surplus: 39_000,
			},
		]);
		const across = eventsOf(events, 'trade-made').filter((trade) => trade.buyerZone !== trade.sellerZone);
		// 600 Wh bought at 0.12 and sold at 0.05: 42,000, of which the border takes 5,000 per kWh.
		expect(across).toMatchObject([{ quantityWh: 600, amount: 30_000, fee: 6_000, border: 3_000, congestion: 39_000 }]);
		market.signAll({ events } as ExecutionResult);
		market.block(terms.gateClosure + 1);
		market.block(terms.signingDeadline);
		const settled = market.block(terms.settlementTime);
		expect(eventsOf(settled.events, 'product-settled')).toMatchObject([{ residue: 0, congestion: 39_000 }]);
		expect(market.balance('$congestion')).toBe(39_000);
		expect(market.balance('$escrow/F-24')).toBe(0);
		expect(market.balance('home-01')).toBe(50_000_000 + 45_000 - 200);
		expect(market.balance('home-03')).toBe(50_000_000 - 30_000 - 6_000 - 3_000 - 39_000 - 48_000 - 4_000 - 200);
		// Zone fees of 1,300 Wh and the border's, less the deeds' fees.
		expect(market.balance('grid')).toBe(50_000_000 + 13_000 + 3_000 - 100);
	});

	it('pays nothing for a trade whose deed nobody signs', () => {
		const market = cleared(0);
		const terms = hourProduct(24, twoZones(0));
		market.block(terms.gateClosure);
		market.block(terms.signingDeadline);
		market.block(terms.settlementTime);
		expect(market.balance('$congestion')).toBe(0);
		expect(market.balance('$escrow/F-24')).toBe(0);
	});

	it('is not opened for a mechanism that clears one zone alone', () => {
		const market = new EngineMarket(neighbourhoodGenesis({ zoneOf }));
		const terms = hourProduct(24, { ...twoZones(0), mechanism: 'mcafee' });
		market.send('market', calls.auction.openProducts({ products: [terms] }));
		expect(market.block(START + 1).receipts.at(-1)).toMatchObject({
			code: 'PRODUCT_TERMS',
			details: { field: 'zones' },
		});
	});
});

describe('a day of quarter-hours', () => {
	it.each([92, 96, 100])('of %i periods clears, delivers and settles each by itself', (periods) => {
		const market = new EngineMarket(neighbourhoodGenesis());
		const deliveryStart = START + 24 * HOUR_MS;
		const deliveryEnd = deliveryStart + periods * (HOUR_MS / 4);
		const terms = open(market, {
			deliveryEnd,
			periodMs: HOUR_MS / 4,
			signingDeadline: deliveryEnd + 1,
			settlementTime: deliveryEnd + 2,
		});
		place(market, 'home-01', { side: 'offer', price: 60_000, quantityWh: 400 });
		place(market, 'home-02', { side: 'bid', price: 100_000, quantityWh: 100, period: 0 });
		place(market, 'home-03', { side: 'bid', price: 120_000, quantityWh: 500, period: periods - 1 });
		market.block(START + 2);
		const closed = market.block(terms.gateClosure);
		const trades = eventsOf(closed.events, 'trade-made');
		expect(trades.map(({ period, quantityWh }) => [period, quantityWh])).toEqual([
			[0, 100],
			[periods - 1, 400],
		]);
		const [event] = eventsOf(closed.events, 'orders-cleared');
		expect(event?.fills[0]?.verdict).toEqual({ kind: 'several', accepted: 1, cut: 1, rejected: periods - 2 });
		market.signAll(closed);
		market.block(terms.gateClosure + 1);
		const start = deliveryEnd - HOUR_MS / 4;
		const reading = (home: string, generatedWh: number, consumedWh: number) => ({
			meter: `meter-${home}`,
			start,
			end: deliveryEnd,
			generatedWh,
			consumedWh,
		});
		const readings = [reading('home-01', 450, 0), reading('home-03', 0, 300)];
		market.send('metering', market.readings(readings));
		expect(last(market.block(deliveryEnd))).toBeNull();
		const settled = market.block(terms.settlementTime);
		const statement = eventsOf(settled.events, 'product-settled')[0]?.statements.find(
			({ participant }) => participant === 'home-01',
		);
		expect(statement).toMatchObject({ contractedWh: 500, meteredWh: 550, residualWh: 50, residual: 2_500 });
		expect(statement?.byPeriod.contractedWh.at(-1)).toBe(400);
		expect(statement?.byPeriod.meteredWh.at(-1)).toBe(450);
		expect(statement?.byPeriod.substituted).toEqual(Array.from({ length: periods - 1 }, (_, period) => period));
	});
});

describe('a product whose clearing might take more than one task may', () => {
	it('is not opened', () => {
		const limits = { ordersPerProduct: 2, taskStepLimit: 2_000 };
		const market = new EngineMarket(neighbourhoodGenesis({ market: limits }));
		const deliveryEnd = START + 49 * HOUR_MS;
		const day = { deliveryEnd, periodMs: HOUR_MS / 4, signingDeadline: deliveryEnd, settlementTime: deliveryEnd + 1 };
		market.send('market', calls.auction.openProducts({ products: [hourProduct(24, day)] }));
		market.send('market', calls.auction.openProducts({ products: [hourProduct(24)] }));
		const { receipts } = market.block(START + 1);
		expect(receipts.filter(({ sender }) => sender).map(({ code }) => code)).toEqual(['PRODUCT_COST', null]);
	});
});

describe('carriage fees by date', () => {
	const DAY = 24 * HOUR_MS;

	it('hold from the start of the period on, and are frozen with the product', () => {
		const market = new EngineMarket(neighbourhoodGenesis());
		const place_ = { kind: 'zone', zone: 'F' } as const;
		const entries = [
			{ from: START + HOUR_MS, fee: 10_000 },
			{ from: START + DAY + HOUR_MS / 2, fee: 20_000 },
		];
		market.send('grid', calls.auction.setFees({ place: place_, entries }));
		expect(last(market.block(START + 1))).toBeNull();
		const terms = hourProduct(24, { wheelingFee: null, periodMs: HOUR_MS / 4 });
		market.send('market', calls.auction.openProducts({ products: [terms] }));
		const opened = market.block(START + 2);
		expect(eventsOf(opened.events, 'product-opened')[0]?.zoneFees).toEqual([[10_000, 10_000, 20_000, 20_000]]);
		market.send('grid', calls.auction.setFees({ place: place_, entries: [{ from: START + DAY, fee: 90_000 }] }));
		market.block(START + HOUR_MS + 1);
		place(market, 'home-01', { side: 'offer', price: 50_000, quantityWh: 100 });
		place(market, 'home-02', { side: 'bid', price: 65_000, quantityWh: 100 });
		market.block(START + HOUR_MS + 2);
		const { events } = market.block(terms.gateClosure);
		expect(eventsOf(events, 'trade-made').map(({ period, fee }) => [period, fee])).toEqual([
			[0, 1_000],
			[1, 1_000],
		]);
	});

	it('are announced ahead, in order, by the grid operator alone', () => {
		const market = new EngineMarket(neighbourhoodGenesis());
		const set = (sender: string, ...from: number[]) => {
			const entries = from.map((at) => ({ from: at, fee: 0 }));
			market.send(sender, calls.auction.setFees({ place: { kind: 'border', from: 'F', to: 'G' }, entries }));
			return last(market.block(market.engine.height + START + 1));
		};
		expect(set('market', START + DAY)).toBe('CALL_FORBIDDEN');
		expect(set('grid', START + 1)).toBe('FEE_SCHEDULE');
		expect(set('grid', START + DAY, START + DAY)).toBe('FEE_SCHEDULE');
		expect(set('grid', START + DAY, START + DAY + 1)).toBeNull();
	});
});

describe('a cancelled product', () => {
	it('gives all collateral back, frees its hours and never clears', () => {
		const market = new EngineMarket(neighbourhoodGenesis());
		const terms = open(market, {});
		place(market, 'home-01', { side: 'bid', price: 200_000, quantityWh: 1_000 });
		market.block(START + 2);
		const cancel = calls.auction.cancelProduct({ product: 'F-24', reason: 'line works' });
		market.send('home-01', cancel);
		expect(last(market.block(START + 3))).toBe('CALL_FORBIDDEN');
		market.send('market', cancel);
		expect(last(market.block(START + 4))).toBeNull();
		market.block(START + 5);
		expect(market.balance('$escrow/F-24')).toBe(0);
		market.send('market', calls.auction.openProducts({ products: [hourProduct(24, { product: 'again' })] }));
		place(market, 'home-02', { side: 'offer', price: 100_000, quantityWh: 1_000 });
		const { receipts } = market.block(START + 6);
		expect(receipts.filter(({ sender }) => sender).map(({ code }) => code)).toEqual([null, 'GATE_CLOSED']);
		const late = [terms.gateClosure, terms.signingDeadline, terms.settlementTime].map((time) => market.block(time));
		expect(late.flatMap((result) => result.receipts).filter(({ ok }) => !ok)).toEqual([]);
		expect(eventsOf(market.events, 'product-cleared').map(({ product }) => product)).toEqual(['again']);
	});

	it('is forgotten in the end, also with an empty book', () => {
		const market = new EngineMarket(neighbourhoodGenesis({ market: { retentionMs: HOUR_MS } }));
		const terms = open(market, {});
		market.send('market', calls.auction.cancelProduct({ product: 'F-24', reason: 'nobody came' }));
		market.block(START + 2);
		market.block(START + 3);
		market.block(START + 3 + HOUR_MS);
		market.block(terms.gateClosure);
		const left = [...market.engine.leaves()].map(({ path }) => path).filter((path) => path.includes('F-24'));
		expect(left).toEqual(['auction/progress/F-24']);
	});

	it('is past cancelling once its gate has closed', () => {
		const market = new EngineMarket(neighbourhoodGenesis());
		const terms = open(market, {});
		market.send('market', calls.auction.cancelProduct({ product: 'F-24', reason: 'late' }));
		expect(last(market.block(terms.gateClosure))).toBe('GATE_CLOSED');
	});
});

describe('a product of 10,000 orders', () => {
	const ROWS = 5_000;

	function fill(market: EngineMarket): ProductTerms {
		const terms = open(market, {});
		for (const [owner, side, sign] of [
			['home-01', 'bid', 1],
			['home-02', 'offer', -1],
		] as const) {
			const orders = Array.from({ length: ROWS }, (_, n) =>
				orderRow({ side, price: 100_000 + sign * 1_000 * (n % 90), quantityWh: 1 + (n % 7), name: `o${n}` }),
			);
			const root = batchRoot(orders, sha256);
			const batch = { batch: 'all', owner: null, product: 'F-24', root, allOrNone: true, orders };
			market.send(owner, calls.auction.placeBatch(batch));
		}
		const { receipts } = market.block(START + 2);
		expect(receipts.filter(({ ok }) => !ok)).toEqual([]);
		return terms;
	}

	it('clears over blocks of bounded size, in which other calls go on, and an engine may restart', () => {
		const market = new EngineMarket(neighbourhoodGenesis());
		const terms = fill(market);
		let restarted = createEngine({ genesis: market.genesis }, modules);
		for (const block of market.blocks) restarted.execute(block);
		/** Blocks until what is due at a time is done, each with a payment; a second engine restarts between them. */
		const drain = (deadline: number): ExecutionResult[] => {
			const results: ExecutionResult[] = [];
			for (let n = 0; n === 0 || market.engine.nextDeadline === deadline; n++) {
				market.send('home-03', calls.ledger.transfer({ to: 'home-04', amount: 1 }));
				const result = market.block(deadline + n);
				results.push(result);
				if (n % 3 === 1) restarted = createEngine({ genesis: market.genesis }, modules, restarted.leaves());
				expect(toHex(restarted.execute(market.blocks.at(-1) as never).stateRoot)).toBe(toHex(result.stateRoot));
				expect(result.receipts.filter(({ ok }) => !ok)).toEqual([]);
				expect(result.receipts.some(({ sender }) => sender === 'home-03')).toBe(true);
				expect(result.events.length).toBeLessThan(2_500);
				expect(n).toBeLessThan(400);
			}
			expect(results.length).toBeGreaterThan(5);
			return results;
		};
		const results = drain(terms.gateClosure);
		const told = results.flatMap(({ events }) => events);
		const [cleared] = eventsOf(told, 'product-cleared');
		expect(eventsOf(told, 'orders-cleared').reduce((sum, { fills }) => sum + fills.length, 0)).toBe(2 * ROWS);
		expect(eventsOf(told, 'trade-made')).toHaveLength(cleared?.trades as number);
		const traded = eventsOf(told, 'trade-made').reduce((sum, { quantityWh }) => sum + quantityWh, 0);
		expect(traded).toBe(cleared?.volumeWh);
		expect([...market.engine.leaves()].filter(({ path }) => path.startsWith('auction/result/'))).toEqual([]);
		const expired = drain(terms.signingDeadline).flatMap(({ events }) => eventsOf(events, 'deed-expired'));
		expect(expired).toHaveLength(cleared?.trades as number);
		const settled = drain(terms.settlementTime).flatMap(({ events }) => eventsOf(events, 'product-settled'));
		expect(settled).toMatchObject([{ residue: 0 }]);
		expect(market.balance('$escrow/F-24')).toBe(0);
	}, 60_000);
});

describe('bids for energy from a source', () => {
	it('pay the price of their own pool, and get nothing else', () => {
		const market = new EngineMarket(neighbourhoodGenesis({ deviceOf: () => SOLAR }));
		const terms = open(market, {});
		place(market, 'home-01', { side: 'offer', price: 50_000, quantityWh: 1_000 });
		place(market, 'home-02', { side: 'offer', price: 120_000, quantityWh: 400, source: 'renewable' });
		place(market, 'home-03', { side: 'bid', price: 200_000, quantityWh: 300, source: 'renewable' });
		place(market, 'home-04', { side: 'bid', price: 90_000, quantityWh: 500 });
		place(market, 'home-05', { side: 'bid', price: 90_000, quantityWh: 100, source: { generator: 'home-02' } });
		market.block(START + 2);
		const { events } = market.block(terms.gateClosure);
		expect(eventsOf(events, 'product-cleared')[0]?.prices).toMatchObject([
			{ zone: 'F', price: [50_000] },
			{ zone: 'F:renewable' },
			{ zone: 'F:home-02', price: [120_000] },
		]);
		expect(eventsOf(events, 'trade-made').map(({ buyer, seller, quantityWh }) => [buyer, seller, quantityWh])).toEqual(
			expect.arrayContaining([
				['home-03', 'home-02', 300],
				['home-04', 'home-01', 500],
			]),
		);
	});
});

describe('a book that cannot be cleared', () => {
	it('is given up: everybody gets all collateral back, and the hours are free', () => {
		const market = new EngineMarket(neighbourhoodGenesis({ zoneOf }));
		const borders = [{ from: 'N', to: 'S', minWh: [500], maxWh: [600], fee: 0 }];
		const terms = open(market, { zones: ['N', 'S'], borders });
		place(market, 'home-01', { side: 'offer', price: 50_000, quantityWh: 100 });
		place(market, 'home-03', { side: 'bid', price: 200_000, quantityWh: 1_000 });
		market.block(START + 2);
		const { events, receipts } = market.block(terms.gateClosure);
		expect(receipts.filter(({ ok }) => !ok)).toEqual([]);
		expect(eventsOf(events, 'product-cancelled')).toMatchObject([{ reason: 'CLEARING_INFEASIBLE' }]);
		expect(eventsOf(events, 'orders-cleared')[0]?.fills.map(({ verdict }) => verdict.kind)).toEqual([
			'cancelled',
			'cancelled',
		]);
		expect(market.balance('$escrow/F-24')).toBe(0);
		expect(market.balance('home-03')).toBe(50_000_000 - 100);
		const late = [terms.signingDeadline, terms.settlementTime].map((time) => market.block(time));
		expect(late.flatMap((result) => result.receipts).filter(({ ok }) => !ok)).toEqual([]);
	});
});
