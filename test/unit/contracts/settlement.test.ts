import { describe, expect, it } from 'vitest';
import type { ExecutionResult } from '../../../src/main/core/contracts/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { SettlementStatement } from '../../../src/shared/codec/events.ts';
import type { Reading } from '../../../src/shared/codec/metering-calls.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { EngineMarket, hourProduct, neighbourhoodGenesis, START } from '../../fixtures/engine-market.ts';

const { deliveryStart, deliveryEnd, gateClosure, settlementTime } = hourProduct(24);
const reading = (home: string, generatedWh: number, consumedWh: number, change: Partial<Reading> = {}): Reading => ({
	meter: `meter-${home}`,
	start: deliveryStart,
	end: deliveryEnd,
	generatedWh,
	consumedWh,
	...change,
});
type StatementSums = Omit<SettlementStatement, 'participant' | 'substituted' | 'byPeriod'>;
const last = (result: ExecutionResult) => result.receipts.at(-1)?.code ?? null;

/** home-01 sells 1,000 Wh to home-02 at 0.145, sealed; delivery is over. */
function delivered(): EngineMarket {
	const market = new EngineMarket();
	market.send('market', calls.auction.openProducts({ products: [hourProduct(24)] }));
	market.block(START + 1);
	const order = { product: 'F-24', quantityWh: 1_000 };
	market.send(
		'home-01',
		calls.auction.placeOrders({ owner: null, orders: [{ ...order, side: 'offer', price: 100_000 }] }),
	);
	market.send(
		'home-02',
		calls.auction.placeOrders({ owner: null, orders: [{ ...order, side: 'bid', price: 200_000 }] }),
	);
	market.block(START + 2);
	market.signAll(market.block(gateClosure));
	market.block(gateClosure + 1);
	market.block(deliveryEnd);
	return market;
}

function settle(
	market: EngineMarket,
	...readings: Reading[]
): { statement(home: string): object | undefined; result: ExecutionResult } {
	market.send('metering', market.readings(readings));
	expect(last(market.block(deliveryEnd + 2))).toBeNull();
	const result = market.block(settlementTime);
	const settled = result.events.find((event) => event.kind === 'product-settled');
	return { result, statement: (home) => settled?.statements.find(({ participant }) => participant === home) };
}

describe('settlement', () => {
	it('pays the trade, the fee, and what was metered beside the contract', () => {
		const market = delivered();
		const { statement } = settle(market, reading('home-01', 1_500, 300), reading('home-02', 0, 1_100));
		const bill = (participant: string, price: number | null, sums: StatementSums) => {
			const { residualWh, ...columns } = sums;
			const byPeriod = Object.fromEntries(Object.entries(columns).map(([name, sum]) => [name, [sum]]));
			return {
				participant,
				...sums,
				substituted: false,
				byPeriod: { ...byPeriod, imbalancePrice: [price], substituted: [] },
			};
		};
		expect(statement('home-01')).toEqual(
			bill('home-01', 50_000, {
				contractedWh: 1_000,
				meteredWh: 1_200,
				residualWh: 200,
				traded: 145_000,
				wheeling: 0,
				border: 0,
				residual: 10_000,
			}),
		);
		expect(statement('home-02')).toEqual(
			bill('home-02', 220_000, {
				contractedWh: -1_000,
				meteredWh: -1_100,
				residualWh: -100,
				traded: -145_000,
				wheeling: -10_000,
				border: 0,
				residual: -22_000,
			}),
		);
		expect(statement('grid')).toEqual(
			bill('grid', null, {
				contractedWh: 0,
				meteredWh: -100,
				residualWh: -100,
				traded: 0,
				wheeling: 10_000,
				border: 0,
				residual: 12_000,
			}),
		);
		expect(statement('home-03')).toBeUndefined();
	});

	it('lets the contracted position stand in for a missing reading, and the operator loses credit', () => {
		const market = delivered();
		const { statement, result } = settle(market, reading('home-02', 0, 1_000));
		expect(statement('home-01')).toMatchObject({
			contractedWh: 1_000,
			meteredWh: 1_000,
			residualWh: 0,
			substituted: true,
		});
		const missed = result.events.filter(
			(event) => event.kind === 'participant-credit' && event.rule === 'reading-missed',
		);
		expect(missed).toHaveLength(4);
	});

	it('charges a shortfall at the tariff and costs credit by its share', () => {
		const market = delivered();
		const { statement, result } = settle(market, reading('home-01', 300, 50), reading('home-02', 0, 1_000));
		expect(statement('home-01')).toMatchObject({ residualWh: -750, residual: -165_000 });
		expect(result.events).toContainEqual(
			expect.objectContaining({ participant: 'home-01', rule: 'delivered', change: -15 }),
		);
		expect(result.events).toContainEqual(
			expect.objectContaining({ participant: 'home-02', rule: 'delivered', change: 1 }),
		);
		expect(result.events).toContainEqual(
			expect.objectContaining({ kind: 'incentive-points', participant: 'home-02', reason: 'order-honoured' }),
		);
	});

	it('lets an account go below zero rather than leave a debt unsettled', () => {
		const market = delivered();
		const { statement } = settle(market, reading('home-01', 0, 1_000_000_000));
		expect(statement('home-01')).toMatchObject({ residual: -220_000_220_000 });
		expect(market.balance('home-01')).toBeLessThan(0);
		market.send('home-01', calls.ledger.transfer({ to: 'home-02', amount: 1 }));
		expect(last(market.block(settlementTime + 1))).toBe('TX_FEE_UNPAID');
	});

	it('settles periods of a quarter-hour from readings that tile them', () => {
		const market = delivered();
		const quarters = [0, 1, 2, 3].map((n) =>
			reading('home-01', 250, 0, {
				start: deliveryStart + (n * HOUR_MS) / 4,
				end: deliveryStart + ((n + 1) * HOUR_MS) / 4,
			}),
		);
		const { statement } = settle(market, ...quarters);
		expect(statement('home-01')).toMatchObject({ meteredWh: 1_000, substituted: false });
	});
});

describe('metering', () => {
	it('corrects by versions and ignores what it already knows', () => {
		const market = delivered();
		market.send('metering', market.readings([reading('home-01', 10, 0)]));
		market.send('metering', market.readings([reading('home-01', 10, 0)]));
		market.send('metering', market.readings([reading('home-01', 20, 0)]));
		const events = market.block(deliveryEnd + 1).events.filter((event) => event.kind === 'reading-recorded');
		expect(events.map(({ reading: id, version }) => [id, version])).toEqual([
			[`R-meter-home-01-${deliveryStart}`, 1],
			[`R-meter-home-01-${deliveryStart}-v2`, 2],
		]);
		const { statement } = settle(market);
		expect(statement('home-01')).toMatchObject({ meteredWh: 20 });
	});

	it.each<[string, string, Reading]>([
		['from a stranger', 'CALL_FORBIDDEN', reading('home-01', 1, 0)],
		['of an unknown meter', 'METER_UNKNOWN', reading('home-77', 1, 0)],
		[
			'off the quarter-hour',
			'READING_PERIOD',
			reading('home-01', 1, 0, { start: deliveryStart + 1, end: deliveryEnd + 1 }),
		],
		['of an odd length', 'READING_PERIOD', reading('home-01', 1, 0, { end: deliveryStart + HOUR_MS * 2 })],
		[
			'outside every product',
			'READING_PERIOD',
			reading('home-01', 1, 0, { start: deliveryStart - HOUR_MS, end: deliveryStart }),
		],
		['of the future', 'READING_FUTURE', reading('home-01', 1, 0, { start: deliveryEnd, end: deliveryEnd + HOUR_MS })],
		[
			'that overlaps another from the start',
			'READING_OVERLAP',
			reading('home-02', 1, 0, { end: deliveryStart + HOUR_MS / 2 }),
		],
		[
			'that overlaps another at the end',
			'READING_OVERLAP',
			reading('home-02', 1, 0, { start: deliveryStart + HOUR_MS / 2 }),
		],
	])('refuses a reading %s and the whole batch with it', (what, code, bad) => {
		const market = delivered();
		market.send('metering', market.readings([reading('home-02', 0, 5)]));
		market.send(what === 'from a stranger' ? 'home-01' : 'metering', market.readings([reading('home-03', 1, 1), bad]));
		const result = market.block(deliveryEnd + 1);
		expect(last(result)).toBe(what === 'from a stranger' ? 'CALL_FORBIDDEN' : code);
		expect(result.events.filter((event) => event.kind === 'reading-recorded')).toHaveLength(1);
	});

	it('does not take a participant for the operator of a meter that bears its name', () => {
		const genesis = neighbourhoodGenesis();
		const meters = [{ id: 'home-02', operator: 'metering', publicKey: null, device: null }];
		const market = new EngineMarket({
			...genesis,
			participants: genesis.participants.map((each) => (each.id === 'home-01' ? { ...each, meters } : each)),
		});
		market.send('market', calls.auction.openProducts({ products: [hourProduct(24)] }));
		market.block(START + 1);
		market.send('metering', market.readings([reading('home-01', 1, 1, { meter: 'home-02' })], 'home-02'));
		expect(last(market.block(deliveryEnd + 1))).toBe('READING_SOURCE');
		market.send('metering', market.readings([reading('home-01', 1, 1, { meter: 'home-02' })]));
		expect(last(market.block(deliveryEnd + 2))).toBeNull();
	});

	it('takes nothing after settlement', () => {
		const market = delivered();
		settle(market, reading('home-01', 1, 0));
		market.send('metering', market.readings([reading('home-01', 2, 0)]));
		expect(last(market.block(settlementTime + 1))).toBe('READING_SETTLED');
	});
});
