import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundledWeek } from '../../../src/main/demo/bundled-week.ts';
import type { DemoLog } from '../../../src/main/demo/demo-log.ts';
import { createMarketPlan, type MarketPlan } from '../../../src/main/demo/market/market-plan.ts';
import { MarketRun } from '../../../src/main/demo/market/market-run.ts';
import { OPERATORS } from '../../../src/main/demo/market/terms.ts';
import { readNeighbourhood } from '../../../src/main/demo/neighbourhood/read-neighbourhood.ts';
import { createReport } from '../../../src/main/demo/report.ts';
import { modules } from '../../fixtures/engine-market.ts';
import { MarketNode } from '../../fixtures/market-node.ts';
import { smallNeighbourhood, withFiles } from '../../fixtures/neighbourhood-files.ts';

const week = bundledWeek(fileURLToPath(new URL('../../../resources', import.meta.url)));
const never = new AbortController().signal;

async function weekPlan(hours: number): Promise<MarketPlan> {
	return createMarketPlan(await readNeighbourhood(week, { from: '2017-07-28', hours }), { feedIn: 50_000 });
}

async function openRun(plan: MarketPlan, market: MarketNode, played: readonly string[] = []) {
	const warnings: string[] = [];
	const log: DemoLog = {
		info: () => undefined,
		warn: (facts, message) => void warnings.push(`${message} ${JSON.stringify(facts)}`),
		error: (facts, message) => void warnings.push(`${message} ${JSON.stringify(facts)}`),
	};
	const run = new MarketRun(
		{ plan, played, stallTimeoutMs: 5_000 },
		{ node: market.node, clock: market, hasher: modules.hasher, log },
	);
	await run.open();
	return { run, warnings };
}

describe('a hurried market run', () => {
	it('settles a day of twelve homes with every deed sealed and no call refused', async () => {
		const plan = await weekPlan(24);
		const market = new MarketNode(plan);
		const { run, warnings } = await openRun(plan, market);
		await run.hurry(Number.POSITIVE_INFINITY, never);
		expect(warnings).toEqual([]);
		const report = createReport(run, { validators: 1, roots: ['one'], startedMs: performance.now() });
		expect(report).toMatchObject({ ok: true, auctions: 24, settlementImbalance: 0, stateRootsIdentical: true });
		expect(report.trades).toBeGreaterThan(50);
		expect(report.deedsSealed).toBe(report.trades);
		expect(report.energyWh).toBeGreaterThan(20_000);
		expect(run.view.products.size).toBe(0);
		expect(run.view.deeds.size).toBe(0);
	});

	it('offers and bids exactly what the meter will read', async () => {
		const plan = await weekPlan(24);
		const market = new MarketNode(plan);
		const { run } = await openRun(plan, market);
		await run.hurry(Number.POSITIVE_INFINITY, never);
		const placed = new Map<string, number>();
		for (const { events } of market.executed)
			for (const event of events)
				if (event.kind === 'order-placed') {
					const key = `${event.product}/${event.participant}`;
					const signed = event.side === 'offer' ? event.quantityWh : -event.quantityWh;
					placed.set(key, (placed.get(key) ?? 0) + signed);
				}
		for (const { terms, readings } of plan.hours)
			for (const [index, { loadWh, pvWh }] of readings.entries()) {
				const net = placed.get(`${terms.product}/${plan.homes[index]?.id}`) ?? 0;
				expect(net).toBe(pvWh - loadWh);
			}
	});

	it('goes on after a restart at any block and does nothing twice', async () => {
		const plan = await weekPlan(10);
		const whole = new MarketNode(plan);
		const first = await openRun(plan, whole);
		await first.run.hurry(Number.POSITIVE_INFINITY, never);
		const broken = new MarketNode(plan);
		for (const stop of [3, 9, 21, 40]) {
			const { run } = await openRun(plan, broken);
			const abort = new AbortController();
			broken.node.onBlock(({ block }) => {
				if (block.header.height >= stop) abort.abort();
			});
			await run.hurry(Number.POSITIVE_INFINITY, abort.signal).catch((error: unknown) => {
				expect(abort.signal.aborted, String(error)).toBe(true);
			});
			await run.desk.settle();
			run.close();
		}
		const last = await openRun(plan, broken);
		await last.run.hurry(Number.POSITIVE_INFINITY, never);
		const { auctions, trades, energyWh, deedsSealed, settled, settlementImbalance } = last.run.view.totals;
		const { totals } = first.run.view;
		expect({ auctions, trades, energyWh, deedsSealed, settled, settlementImbalance }).toEqual({
			auctions: totals.auctions,
			trades: totals.trades,
			energyWh: totals.energyWh,
			deedsSealed: totals.deedsSealed,
			settled: totals.settled,
			settlementImbalance: 0,
		});
		expect(last.run.isOver).toBe(true);
	});

	it('leaves deeds that outlast it to the person who plays a signer, and signs the others', async () => {
		const plan = await weekPlan(14);
		const market = new MarketNode(plan);
		const { run } = await openRun(plan, market, [OPERATORS.grid]);
		const until = (plan.hours[12]?.terms.deliveryStart ?? 0) + 60_000;
		await run.hurry(until, never);
		expect(market.now()).toBeGreaterThanOrEqual(until);
		expect(run.view.totals.deedsSealed).toBeGreaterThan(0);
		expect(run.view.deeds.size).toBeGreaterThan(0);
		for (const deed of run.view.deeds.values()) expect([...deed.awaiting]).toEqual([OPERATORS.grid]);
	});

	it('leaves the deeds of whoever is played from now on, and takes over those of whoever is no longer', async () => {
		const plan = await weekPlan(14);
		const market = new MarketNode(plan);
		const { run } = await openRun(plan, market);
		const until = (plan.hours[12]?.terms.deliveryStart ?? 0) + 60_000;
		const awaited = () => [...run.view.deeds.values()].flatMap(({ awaiting }) => [...awaiting]);
		await run.hurry((plan.hours[10]?.terms.deliveryStart ?? 0) + 60_000, never);
		expect(awaited()).toEqual([]);
		run.play([OPERATORS.grid]);
		await run.hurry(until, never);
		expect(new Set(awaited())).toEqual(new Set([OPERATORS.grid]));
		run.play([]);
		await run.hurry(until, never);
		expect(awaited()).toEqual([]);
	});

	it('trades nothing and still settles where the tariff leaves no room above the feed-in price', async () => {
		const texts = smallNeighbourhood('+05:45', ['2024-05-01']);
		const plan = await withFiles(texts, async (files) =>
			createMarketPlan(await readNeighbourhood(files, { from: null, hours: 5 }), { feedIn: 300_000 }),
		);
		const market = new MarketNode(plan);
		const { run, warnings } = await openRun(plan, market);
		await run.hurry(Number.POSITIVE_INFINITY, never);
		expect(warnings).toEqual([]);
		expect(run.isOver).toBe(true);
		expect(run.view.totals).toMatchObject({ auctions: 5, trades: 0, settled: 5, settlementImbalance: 0 });
	});

	it('gives up with a code when work is due and no block comes', async () => {
		const plan = await weekPlan(2);
		const market = new MarketNode(plan);
		const { run } = await openRun(plan, market);
		market.node.onBlock(({ events }) => {
			if (events.some(({ kind }) => kind === 'order-placed')) market.isStalled = true;
		});
		const short = new MarketRun(
			{ plan, played: [], stallTimeoutMs: 50 },
			{ node: market.node, clock: market, hasher: modules.hasher, log: { info() {}, warn() {}, error() {} } },
		);
		await short.open();
		await expect(short.hurry(Number.POSITIVE_INFINITY, never)).rejects.toMatchObject({ code: 'DEMO_STALLED' });
		expect(run.isOver).toBe(false);
	});

	it('reports a run that lost its calls as not ok', async () => {
		const plan = await weekPlan(1);
		const market = new MarketNode(plan);
		const lost = { ...market.node, call: () => Promise.reject(new Error('no quorum')) };
		const run = new MarketRun(
			{ plan, played: [], stallTimeoutMs: 5_000 },
			{ node: lost, clock: market, hasher: modules.hasher, log: { info() {}, warn() {}, error() {} } },
		);
		await run.open();
		await run.hurry(Number.POSITIVE_INFINITY, never);
		expect(createReport(run, { validators: 1, roots: ['one'], startedMs: 0 }).ok).toBe(false);
	});
});
