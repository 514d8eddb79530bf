import { describe, expect, it } from 'vitest';
import { attentionList } from '../../../src/renderer/features/overview/attention-list.ts';
import { eveningShortfall, priceRuns, tradeOf } from '../../../src/renderer/features/overview/day-model.ts';
import { overviewFinding, tradeSentence } from '../../../src/renderer/features/overview/finding.ts';
import { monotoneCurve, ticksFromZero } from '../../../src/renderer/ui/curve.ts';
import { cellState, hourIndexOf, hourX } from '../../../src/renderer/ui/day-scale.ts';
import type { MarketHour, NodeStatus } from '../../../src/shared/contract/index.ts';
import { createStoryDay, NOW } from '../../fixtures/console/story-day.ts';

const story = createStoryDay();
const { day } = story.market;
const status = story.status(NOW);
const deeds = story.market.deeds.map((deed) => deed.summary);
const hourAt = (index: number) => day.hours[index] as MarketHour;

describe('what needs the person', () => {
	it('puts a lost quorum before all deadlines', () => {
		const broken: NodeStatus = { ...status, quorum: { ...status.quorum, connected: 2 } };
		const items = attentionList(broken, deeds, day.hours, NOW);
		expect(items[0]?.kind).toBe('quorum');
		expect(overviewFinding(items).key).toBe('quorum');
	});

	it('counts the deeds that await this console and names their first deadline', () => {
		const mine = deeds.filter((deed) => deed.needsMe);
		const finding = overviewFinding(attentionList(status, deeds, day.hours, NOW));
		expect([finding.key, finding.count, finding.at]).toEqual([
			'deeds',
			mine.length,
			Math.min(...mine.map((deed) => deed.deadline)),
		]);
	});

	it('says that nothing needs the person and which gate closes next', () => {
		const finding = overviewFinding(attentionList(status, [], day.hours, NOW));
		expect([finding.key, finding.hour]).toEqual(['gate', hourAt(16).start]);
	});

	it('lists an hour whose readings are overdue while trades wait for them', () => {
		const late = day.hours.map((hour, index) =>
			index === 13 ? { ...hour, generatedWh: null, state: 'delivered' as const } : hour,
		);
		expect(attentionList(status, [], late, NOW).find((item) => item.kind === 'reading')).toMatchObject({
			start: hourAt(13).start,
		});
	});
});

describe('the day', () => {
	it('tells delivered, agreed and previewed energy apart', () => {
		const previews = new Map([[hourAt(16).product as string, { price: 254_000, volumeWh: 3_200 }]]);
		expect(tradeOf(hourAt(13), previews)?.certainty).toBe('final');
		expect(tradeOf(hourAt(15), previews)?.certainty).toBe('agreed');
		expect(tradeOf(hourAt(16), previews)).toEqual({ price: 254_000, volumeWh: 3_200, certainty: 'preview' });
		expect(tradeOf(hourAt(16), new Map())).toBeNull();
		expect(tradeOf(hourAt(2), previews)).toBeNull();
	});

	it('averages the price over the energy and says nothing before the first trade', () => {
		const sentence = tradeSentence(day);
		expect(sentence?.averagePrice).toBe(Math.round(day.totals.paidByBuyers / day.totals.tradedWh) * 1000);
		expect(tradeSentence({ ...day, totals: { ...day.totals, tradedWh: 0 } })).toBeNull();
	});

	it('adds up only forecast hours at the end of the day as its shortfall', () => {
		const shortfall = eveningShortfall(day.hours);
		expect(shortfall?.index).toBeGreaterThan(15);
		expect(shortfall?.to).toBe(hourAt(23).end);
		expect(eveningShortfall(day.hours.map((hour) => ({ ...hour, generatedWh: 0, consumedWh: 1 })))).toBeNull();
	});

	it('joins equal tariffs into runs that cover the day', () => {
		const runs = priceRuns(day.hours, 'tariff');
		expect(runs[0]?.from).toBe(0);
		expect(runs.at(-1)?.to).toBe(24);
		expect(runs.every((run, index) => index === 0 || runs[index - 1]?.to === run.from)).toBe(true);
	});

	it('gives days of 23, 24 and 25 hours the same width', () => {
		for (const hours of [23, 24, 25]) expect(hourX(hours, 1376, hours)).toBe(1376);
		expect(hourX(0, 1376, 25)).toBe(136);
	});

	it('finds now within its hour, and nowhere outside the day', () => {
		expect(hourIndexOf(day.hours, NOW)).toBeCloseTo(15 + 37 / 60 + 32 / 3600, 6);
		expect(hourIndexOf(day.hours, hourAt(0).start - 1)).toBeNull();
	});

	it('marks only a gate that closes within the hour', () => {
		expect(cellState(hourAt(16), NOW)).toBe('gate');
		expect(cellState(hourAt(18), NOW)).toBe('open');
	});
});

describe('curves', () => {
	it('never overshoot a metered value', () => {
		const path = monotoneCurve([
			[0, 0],
			[10, 100],
			[20, 100],
			[30, 20],
		]);
		const heights = [...path.matchAll(/,(-?[\d.]+)/g)].map((match) => Number(match[1]));
		expect(Math.min(...heights)).toBeGreaterThanOrEqual(0);
		expect(Math.max(...heights)).toBeLessThanOrEqual(100);
	});

	it('have axes that begin at zero and reach the largest value', () => {
		expect(ticksFromZero(36.6, 4)).toEqual([0, 10, 20, 30, 40]);
		expect(ticksFromZero(0.54, 3)).toEqual([0, 0.2, 0.4, 0.6]);
	});
});
