import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarketPlan } from '../../../src/main/demo/market/market-plan.ts';
import { MarketRun } from '../../../src/main/demo/market/market-run.ts';
import { readNeighbourhood } from '../../../src/main/demo/neighbourhood/read-neighbourhood.ts';
import { createReport } from '../../../src/main/demo/report.ts';
import { modules } from '../../fixtures/engine-market.ts';
import { MarketNode } from '../../fixtures/market-node.ts';
import { type NeighbourhoodTexts, withFiles } from '../../fixtures/neighbourhood-files.ts';

const FEED_IN = 50_000;
const TICK = 1_000;
const WHEELING_FEE = 10_000;
const DAY = '2031-02-03';

interface Reading {
	readonly start: string;
	readonly home: string;
	/** Generated less used: an offer where positive, a bid where negative. */
	readonly surplusWh: number;
}

/** What a reader of the documentation would compute by hand, from the text of the files alone. */
function expectedEnergyWh({ meters, tariff }: NeighbourhoodTexts, start: string): number {
	const rows = (text: string) =>
		text
			.trim()
			.split('\n')
			.slice(1)
			.map((row) => row.split(','));
	const readings = rows(meters).map(
		([stamp, home, load, pv]): Reading => ({
			start: stamp as string,
			home: home as string,
			surplusWh: Number(pv) - Number(load),
		}),
	);
	const retail = rows(tariff).find(([stamp]) => stamp === start)?.[1] as string;
	const steps = readings
		.filter((reading) => reading.start === start)
		.flatMap((reading) => stepsOf(reading, Math.round(Number(retail) * 1_000_000)));
	// As much as possible changes hands: the best over all prices that somebody named.
	return steps.reduce((most, { price }) => {
		const wanted = steps.filter((step) => step.side === 'bid' && step.price - WHEELING_FEE >= price);
		const given = steps.filter((step) => step.side === 'offer' && step.price <= price);
		return Math.max(most, Math.min(sumOf(wanted), sumOf(given)));
	}, 0);
}

function sumOf(steps: readonly { quantityWh: number }[]): number {
	return steps.reduce((sum, { quantityWh }) => sum + quantityWh, 0);
}

function stepsOf({ start, home, surplusWh }: Reading, tariff: number) {
	const room = tariff - FEED_IN;
	const quantityWh = Math.abs(surplusWh);
	if (quantityWh === 0 || room < 2 * TICK) return [];
	const sixteenBits = (text: string) =>
		Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 4), 16);
	const temper = Math.floor((260 * sixteenBits(home)) / 65_536);
	const mood = Math.floor((120 * sixteenBits(`${home}/${Date.parse(start)}`)) / 65_536);
	const step = (wh: number, permille: number) => {
		const give = Math.floor((room * permille) / 1_000);
		return surplusWh > 0
			? { side: 'offer', quantityWh: wh, price: Math.ceil((FEED_IN + give) / TICK) * TICK }
			: { side: 'bid', quantityWh: wh, price: Math.floor((tariff - give) / TICK) * TICK };
	};
	const share = 40 + temper + mood;
	if (quantityWh < 400) return [step(quantityWh, share)];
	const first = Math.ceil((quantityWh * 3) / 5);
	return [step(first, share), step(quantityWh - first, share + 180)];
}

const energyWh = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 6_000 }), fc.constant(400));
const neighbourhood = fc
	.record({ homes: fc.integer({ min: 1, max: 7 }), hours: fc.integer({ min: 1, max: 5 }) })
	.chain(({ homes, hours }) =>
		fc.record({
			names: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/), { minLength: homes, maxLength: homes }),
			readings: fc.array(fc.tuple(energyWh, energyWh), { minLength: homes * hours, maxLength: homes * hours }),
			prices: fc.array(fc.integer({ min: -20, max: 900 }), { minLength: hours, maxLength: hours }),
			order: fc.array(fc.double({ noNaN: true }), { minLength: homes * hours, maxLength: homes * hours }),
		}),
	)
	.map(({ names, readings, prices, order }) => {
		const stamps = prices.map((_, hour) => `${DAY}T0${hour}:00:00+05:30`);
		const rows = readings.map(([load, pv], index) => ({
			text: `${stamps[Math.floor(index / names.length)]},${names[index % names.length]},${load},${pv}`,
			place: order[index] as number,
		}));
		const shuffled = rows.toSorted((a, b) => a.place - b.place).map(({ text }) => text);
		const texts: NeighbourhoodTexts = {
			homes: `home,pv_kw\n${names.map((name) => `${name},1.5`).join('\n')}\n`,
			meters: `start,home,load_wh,pv_wh\n${shuffled.join('\n')}\n`,
			tariff: `start,usd_per_kwh,kg_co2_per_kwh\n${stamps.map((stamp, hour) => `${stamp},${(prices[hour] as number) / 1_000},0.2`).join('\n')}\n`,
		};
		return { texts, stamps };
	});

describe('the market of any neighbourhood', () => {
	it('reports what follows from its files: energy, trades, deeds, and money that is neither made nor lost', async () => {
		await fc.assert(
			fc.asyncProperty(neighbourhood, async ({ texts, stamps }) => {
				const plan = await withFiles(texts, async (files) =>
					createMarketPlan(await readNeighbourhood(files, { from: DAY, hours: stamps.length }), { feedIn: FEED_IN }),
				);
				const market = new MarketNode(plan);
				const warnings: object[] = [];
				const run = new MarketRun(
					{ plan, played: [], stallTimeoutMs: 20_000 },
					{
						node: market.node,
						clock: market,
						hasher: modules.hasher,
						log: {
							info: () => undefined,
							warn: (facts) => warnings.push(facts),
							error: (facts) => warnings.push(facts),
						},
					},
				);
				await run.open();
				await run.hurry(Number.POSITIVE_INFINITY, new AbortController().signal);
				run.close();
				const events = market.executed.flatMap((block) => block.events);
				const trades = events.filter((event) => event.kind === 'trade-made');
				const expectedWh = stamps.map((stamp) => expectedEnergyWh(texts, stamp));
				const tradedWh = plan.hours.map(({ terms }) =>
					sumOf(trades.filter(({ product }) => product === terms.product)),
				);
				expect(tradedWh).toEqual(expectedWh);
				expect(events.filter((event) => event.kind === 'product-settled').map(({ residue }) => residue)).toEqual(
					stamps.map(() => 0),
				);
				expect(warnings).toEqual([]);
				expect(createReport(run, { validators: 1, roots: ['one'], startedMs: performance.now() })).toMatchObject({
					ok: true,
					height: market.executed.length,
					auctions: stamps.length,
					trades: trades.length,
					energyWh: expectedWh.reduce((sum, wh) => sum + wh, 0),
					deedsSealed: trades.length,
					settlementImbalance: 0,
				});
			}),
			{ numRuns: 40 },
		);
	});
});
