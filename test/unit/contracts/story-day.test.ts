import { describe, expect, it } from 'vitest';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { ContractEvent, SettlementStatement } from '../../../src/shared/codec/events.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { EngineMarket, homeIds, hourProduct, START } from '../../fixtures/engine-market.ts';

type Event<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;
const of = <K extends ContractEvent['kind']>(events: readonly ContractEvent[], kind: K): Event<K>[] =>
	events.filter((event): event is Event<K> => event.kind === kind);

const HOURS = Array.from({ length: 24 }, (_, n) => n + 24);

/** Homes 1 to 3 have surplus by day, homes 4 and 5 need; deterministic made-up figures. */
function energy(home: number, hour: number): { generatedWh: number; consumedWh: number } {
	const sun = Math.max(0, 6 - Math.abs((hour % 24) - 12));
	return { generatedWh: home <= 3 ? sun * (500 + 100 * home) : 0, consumedWh: 300 + 37 * home + 11 * (hour % 24) };
}

function runDay(): EngineMarket {
	const market = new EngineMarket();
	market.send('market', calls.auction.openProducts({ products: HOURS.map((hour) => hourProduct(hour)) }));
	market.block(START + 1);
	homeIds(5).forEach((id, index) => {
		const orders = HOURS.map((hour) => {
			const { generatedWh, consumedWh } = energy(index + 1, hour);
			const net = generatedWh - consumedWh;
			const side = net > 0 ? ('offer' as const) : ('bid' as const);
			return {
				product: `F-${hour}`,
				side,
				price: net > 0 ? 60_000 + 5_000 * index : 200_000 - 7_000 * index,
				quantityWh: Math.abs(net),
			};
		});
		market.send(id, calls.auction.placeOrders({ owner: null, orders: orders.filter((order) => order.quantityWh > 0) }));
	});
	market.block(START + 2);
	for (let time = START + 23 * HOUR_MS; time <= START + 75 * HOUR_MS; time += HOUR_MS / 2) {
		market.signAll(market.block(time));
		const hour = (time - START) / HOUR_MS - 1;
		if (!HOURS.includes(hour)) continue;
		const interval = { start: START + hour * HOUR_MS, end: START + (hour + 1) * HOUR_MS };
		const readings = homeIds(5).map((id, index) => ({ meter: `meter-${id}`, ...interval, ...energy(index + 1, hour) }));
		market.send('metering', market.readings(readings));
	}
	return market;
}

describe('a day of five homes', () => {
	const market = runDay();
	const { events } = market;

	it('fails no call', () => {
		const failed = market.results.flatMap((result) => result.receipts).filter((receipt) => !receipt.ok);
		expect(failed).toEqual([]);
	});

	it('clears every hour and trades in those with sun', () => {
		const cleared = of(events, 'product-cleared');
		expect(cleared).toHaveLength(24);
		for (const event of cleared) expect(event.price === null).toBe(event.volumeWh === 0);
		expect(cleared.filter((event) => event.volumeWh > 0).length).toBeGreaterThanOrEqual(7);
		const traded = of(events, 'trade-made').reduce((sum, trade) => sum + trade.quantityWh, 0);
		expect(traded).toBe(cleared.reduce((sum, event) => sum + event.volumeWh, 0));
	});

	it('seals a deed for every trade', () => {
		const trades = of(events, 'trade-made').map(({ trade }) => trade);
		expect(trades.length).toBeGreaterThan(10);
		expect(
			of(events, 'deed-sealed')
				.map(({ trade }) => trade)
				.sort(),
		).toEqual([...trades].sort());
		expect(of(events, 'deed-expired')).toEqual([]);
	});

	it('settles every hour to the micro-unit with every home on its own reading', () => {
		const settled = of(events, 'product-settled');
		expect(settled).toHaveLength(24);
		for (const { statements, residue } of settled) {
			expect(residue).toBe(0);
			expect(statements.map(({ participant }) => participant)).toEqual([...homeIds(5), 'grid']);
			expect(statements.every(({ substituted }) => !substituted)).toBe(true);
		}
	});

	it('moves each balance by exactly its statements, its parts of the pool and fees', () => {
		const fees = new Map<string, number>();
		for (const { sender, fee } of market.results.flatMap((result) => result.receipts))
			if (sender) fees.set(sender, (fees.get(sender) ?? 0) + fee);
		const earned = (id: string): number =>
			of(events, 'product-settled')
				.flatMap(({ statements }) => statements)
				.filter((statement: SettlementStatement) => statement.participant === id)
				.reduce((sum, { traded, wheeling, residual }) => sum + traded + wheeling + residual, 0);
		const shared = (id: string): number =>
			of(events, 'pool-paid').reduce((sum, { participant, amount }) => sum + (participant === id ? amount : 0), 0);
		for (const id of [...homeIds(5), 'grid', 'metering', 'market'])
			expect(market.balance(id), id).toBe(50_000_000 + earned(id) + shared(id) - (fees.get(id) ?? 0));
		expect(market.balance('$fees')).toBe([...fees.values()].reduce((a, b) => a + b, 0));
		expect(of(events, 'product-settled').every(({ product }) => market.balance(`$escrow/${product}`) === 0)).toBe(true);
	});

	it('pays the pool, after each settlement that finds money in it, by the points earned since the time before', () => {
		const distributions = Map.groupBy(of(events, 'pool-paid'), ({ distribution }) => distribution);
		expect(distributions.size).toBeGreaterThan(5);
		const earned = new Map<string, number>();
		let pointsPaid = 0;
		for (const event of events) {
			if (event.kind === 'incentive-points')
				earned.set(event.participant, (earned.get(event.participant) ?? 0) + event.change);
			if (event.kind !== 'pool-paid') continue;
			expect(event.amount).toBe(Math.floor((event.pool * event.points) / event.pointsInAll));
			pointsPaid += event.points;
		}
		for (const [, paid] of distributions) {
			const [first] = paid;
			expect(paid.reduce((sum, { points }) => sum + points, 0)).toBe(first?.pointsInAll);
			const rest = (first?.pool ?? 0) - paid.reduce((sum, { amount }) => sum + amount, 0);
			expect(rest).toBeGreaterThanOrEqual(0);
			expect(rest).toBeLessThan(paid.length);
		}
		const inAll = [...earned.values()].reduce((a, b) => a + b, 0);
		expect(pointsPaid).toBeGreaterThan(0);
		expect(pointsPaid).toBeLessThanOrEqual(inAll);
	});

	it('balances energy at every reading, settlement and trade node', () => {
		const rest = new Map<string, number>();
		for (const { from, to, energyWh } of of(events, 'provenance')) {
			if (energyWh === null) continue;
			rest.set(`${from.type} ${from.id}`, (rest.get(`${from.type} ${from.id}`) ?? 0) - energyWh);
			rest.set(`${to.type} ${to.id}`, (rest.get(`${to.type} ${to.id}`) ?? 0) + energyWh);
		}
		for (const [node, energyWh] of rest) if (!/^(meter|grid) /.test(node)) expect(energyWh, node).toBe(0);
		const atMeters = [...rest].filter(([node]) => node.startsWith('meter ')).reduce((sum, [, wh]) => sum + wh, 0);
		expect(rest.get('grid grid')).toBe(-atMeters);
	});

	it('leads from a settlement back to meter, order, auction, deed and all three signatures', () => {
		const seller = of(events, 'trade-made')[0]?.seller;
		const edges = of(events, 'provenance').filter(({ relation }) => relation !== 'energyFlow');
		const seen = new Set([`settlement S-${of(events, 'trade-made')[0]?.product}-${seller}`]);
		for (const node of seen)
			for (const { from, to } of edges) if (`${from.type} ${from.id}` === node) seen.add(`${to.type} ${to.id}`);
		const types = new Set([...seen].map((node) => node.split(' ')[0]));
		expect([...types].sort()).toEqual([
			'auction',
			'deed',
			'meter',
			'order',
			'participant',
			'reading',
			'readings',
			'settlement',
			'trade',
		]);
		const deed = [...seen].find((node) => node.startsWith('deed '));
		expect(edges.filter(({ from, to }) => from.type === 'signature' && `deed ${to.id}` === deed)).toHaveLength(3);
	});

	it('prunes settled products a day later and keeps their ids taken', () => {
		market.block(START + 99 * HOUR_MS);
		market.block(START + 100 * HOUR_MS);
		const paths = [...market.engine.leaves()].map(({ path }) => path);
		expect(
			paths.filter((path) => /^(auction\/(order|own|slot)|depository\/deed|metering\/reading)\//.test(path)),
		).toEqual([]);
		expect(paths.filter((path) => path.startsWith('schedule/at/'))).toEqual([]);
		market.send('market', calls.auction.openProducts({ products: [hourProduct(200, { product: 'F-24' })] }));
		expect(market.block(START + 101 * HOUR_MS).receipts.at(-1)).toMatchObject({ ok: false, code: 'PRODUCT_EXISTS' });
	});
});
