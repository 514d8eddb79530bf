import { describe, expect, it } from 'vitest';
import { massBalance } from '../../../src/renderer/features/trace/balance.ts';
import { traceFinding } from '../../../src/renderer/features/trace/findings.ts';
import { layoutFlow } from '../../../src/renderer/features/trace/flow-layout.ts';
import { readLanes } from '../../../src/renderer/features/trace/lanes.ts';
import { pathLedger } from '../../../src/renderer/features/trace/path-ledger.ts';
import { keyOf, parseKey } from '../../../src/renderer/features/trace/reference.ts';
import { buildFlow, COLUMN_MAX, COLUMNS, type Flow, isCrowded } from '../../../src/renderer/features/trace/stations.ts';
import type { TraceReference } from '../../../src/shared/contract/index.ts';
import { createStoryDay } from '../../fixtures/console/story-day.ts';

const story = createStoryDay();
const DEED: TraceReference = { type: 'deed', id: 'D-F-2017-07-28T13-0' };

function ask(focus: TraceReference, depth = 4, direction: 'back' | 'forward' | 'both' = 'both') {
	const answer = story.graph.query({ focus, depth, direction, limit: 1_000, expandHubs: false });
	if (!answer) throw new Error(`the story has no ${focus.id}`);
	return answer;
}

/** Largest difference between what enters and leaves any inner station, Wh. */
function imbalance(flow: Flow): number {
	let worst = 0;
	for (const station of flow.stations) {
		const into = flow.links.filter((link) => link.to === station.key).reduce((sum, link) => sum + link.wh, 0);
		const out = flow.links.filter((link) => link.from === station.key).reduce((sum, link) => sum + link.wh, 0);
		const stubs = flow.stubs.filter((stub) => stub.station === station.key);
		const inStubs = stubs
			.filter((stub) => stub.kind === 'from-grid' || stub.kind === 'unseen-in')
			.reduce((sum, stub) => sum + stub.wh, 0);
		const outStubs = stubs.reduce((sum, stub) => sum + stub.wh, 0) - inStubs;
		if (station.column !== 'generated') worst = Math.max(worst, Math.abs(into + inStubs - station.wh));
		if (station.column !== 'delivered' && station.column !== 'certified')
			worst = Math.max(worst, Math.abs(out + outStubs - station.wh));
	}
	return worst;
}

const FOCUSES: readonly TraceReference[] = [
	DEED,
	{ type: 'trade', id: 'T-F-2017-07-28T10-1' },
	{ type: 'participant', id: 'home-06' },
	{ type: 'participant', id: 'home-07' },
	{ type: 'auction', id: 'F-2017-07-28T09' },
	{ type: 'meter', id: 'meter-home-01' },
	{ type: 'grid', id: 'grid-company' },
];

describe('the flow picture', () => {
	it.each(FOCUSES)('conserves energy at every station around $type $id, one by one and grouped', (focus) => {
		for (const depth of [1, 2, 4, 8]) {
			const lanes = readLanes(ask(focus, depth));
			expect(imbalance(buildFlow(lanes, false))).toBe(0);
			expect(imbalance(buildFlow(lanes, true))).toBe(0);
		}
	});

	it('draws the same energy grouped as one by one', () => {
		const lanes = readLanes(ask({ type: 'participant', id: 'home-07' }));
		const traded = (flow: Flow) =>
			flow.stations.filter((station) => station.column === 'deeds').reduce((sum, station) => sum + station.wh, 0);
		expect(traded(buildFlow(lanes, true))).toBe(traded(buildFlow(lanes, false)));
		expect(traded(buildFlow(lanes, true))).toBe(lanes.lanes.reduce((sum, lane) => sum + lane.wh, 0));
	});

	it('keeps every column legible, whatever the number of nodes', () => {
		const lanes = readLanes(ask({ type: 'grid', id: 'grid-company' }, 6));
		expect(lanes.lanes.length).toBeGreaterThan(40);
		expect(isCrowded(lanes)).toBe(true);
		for (const grouped of [true, false]) {
			const flow = buildFlow(lanes, grouped);
			for (const column of COLUMNS)
				expect(flow.stations.filter((station) => station.column === column).length).toBeLessThanOrEqual(COLUMN_MAX);
			const picture = layoutFlow(flow, { width: 960, height: 400, left: 90, right: 120, top: 60 });
			for (const column of picture.columns) {
				const bars = picture.stations.filter((station) => station.column === column.column).sort((a, b) => a.y - b.y);
				for (let i = 1; i < bars.length; i++)
					expect((bars[i]?.y ?? 0) - ((bars[i - 1]?.y ?? 0) + (bars[i - 1]?.height ?? 0))).toBeGreaterThan(0);
				expect(Math.max(...bars.map((bar) => bar.y + bar.height))).toBeLessThanOrEqual(picture.height);
			}
		}
	});

	it('gives bands the width of their energy on one scale', () => {
		const picture = layoutFlow(buildFlow(readLanes(ask(DEED)), false), {
			width: 960,
			height: 400,
			left: 90,
			right: 120,
			top: 60,
		});
		for (const ribbon of picture.ribbons)
			expect(ribbon.height).toBeCloseTo(Math.max(1.2, ribbon.link.wh * picture.scale), 6);
		for (const station of picture.stations) {
			const out = picture.ribbons.filter((ribbon) => ribbon.link.from === station.key);
			for (const ribbon of out) {
				expect(ribbon.y0).toBeGreaterThanOrEqual(station.y - 0.01);
				expect(ribbon.y0 + ribbon.height).toBeLessThanOrEqual(station.y + Math.max(station.height, 1.2) + 1.3);
			}
		}
	});

	it('marks only the path through the focus', () => {
		const lanes = readLanes(ask(DEED));
		expect(lanes.lanes.filter((lane) => lane.hot).map((lane) => lane.deed)).toEqual([keyOf(DEED)]);
		const meter = readLanes(ask({ type: 'meter', id: 'meter-home-01' }));
		const hot = meter.lanes.filter((lane) => lane.hot);
		expect(hot.length).toBeGreaterThan(0);
		expect(hot.every((lane) => lane.sellerName === 'home-01' || lane.buyerName === 'home-01')).toBe(true);
	});

	it('draws what is contracted but not settled as planned, with its contracted energy', () => {
		const answer = ask(DEED, 2);
		const unsettled = { ...answer, edges: answer.edges.filter((edge) => edge.energyWh === null) };
		const lanes = readLanes(unsettled);
		const trade = answer.nodes.find((node) => node.type === 'trade' && node.distance === 1);
		expect(lanes.lanes.find((lane) => lane.hot)).toMatchObject({
			planned: true,
			wh: trade?.facts.find((fact) => fact.key === 'quantity')?.value,
		});
		expect(imbalance(buildFlow(lanes, false))).toBe(0);
	});
});

describe('the path as a ledger', () => {
	it('leads from the meter through seller, trade and deed to the buyer, with in = out + left at each step', () => {
		const steps = pathLedger(readLanes(ask(DEED)));
		expect(steps.map((step) => step.step)).toEqual(['reading', 'seller', 'trade', 'deed', 'buyer']);
		for (const step of steps) {
			expect(step.inWh).toBe(step.outWh + step.leftWh);
			expect(step.left.reduce((sum, each) => sum + each.wh, 0)).toBe(step.leftWh);
			expect(step.balance).toBe('balanced');
		}
		const [, seller, trade] = steps;
		expect(seller?.outWh).toBe(trade?.inWh);
	});

	it('is empty where no trade is near the focus', () => {
		const lone = ask({ type: 'participant', id: 'home-10' }, 1);
		expect(
			pathLedger(readLanes({ ...lone, edges: [], nodes: lone.nodes.filter((node) => node.type !== 'trade') })),
		).toEqual([]);
	});
});

describe('the mass balance of a node', () => {
	it('states what is not drawn, so that in and out always meet', () => {
		const answer = ask(DEED, 1);
		for (const node of answer.nodes.filter((each) => each.type === 'settlement')) {
			const balance = massBalance(node, answer.edges, (key) => key);
			const sum = (lines: readonly { wh: number }[]) => lines.reduce((total, line) => total + line.wh, 0);
			expect(sum(balance.inward) + balance.unseenIn).toBe(node.balance.inWh);
			expect(sum(balance.outward) + balance.unseenOut).toBe(node.balance.outWh);
			expect(balance.residueWh).toBe(0);
		}
	});
});

describe('the address of a node', () => {
	it('survives the URL, ids with colons included', () => {
		for (const reference of [DEED, { type: 'reading' as const, id: 'R-M:1-5' }])
			expect(parseKey(keyOf(reference))).toEqual(reference);
		for (const text of ['', 'deed', 'deed:', 'nonsense:x', null, 7]) expect(parseKey(text)).toBeNull();
	});
});

describe('the trace headline', () => {
	const finding = (focus: TraceReference, depth = 4) => {
		const answer = ask(focus, depth);
		return traceFinding(answer, readLanes(answer));
	};

	it('says that energy reached its buyer only when the deed is sealed and the trade settled', () => {
		expect(finding(DEED)).toMatchObject({ kind: 'reached', wh: 700, seller: 'home-01', buyer: 'home-12' });
		const answer = ask(DEED);
		const unsettled = { ...answer, edges: answer.edges.filter((edge) => edge.energyWh === null) };
		expect(traceFinding(unsettled, readLanes(unsettled)).kind).toBe('sealed');
		const awaiting = {
			...unsettled,
			nodes: answer.nodes.map((node) =>
				keyOf(node) === keyOf(DEED)
					? {
							...node,
							facts: [
								{ key: 'state', value: 'awaiting', unit: 'text' as const },
								{ key: 'signed', value: '1 / 3', unit: 'text' as const },
							],
						}
					: node,
			),
		};
		expect(traceFinding(awaiting, readLanes(awaiting))).toMatchObject({ kind: 'awaiting', missing: 2 });
	});

	it('sums what a home sold and bought, and leaves out what it did not do', () => {
		const both = finding({ type: 'participant', id: 'home-07' });
		const deeds = story.market.deeds
			.map((deed) => deed.summary)
			.filter(
				(deed) =>
					deed.state === 'sealed' &&
					deed.deliveryEnd <= deed.deadline &&
					(deed.seller === 'home-07' || deed.buyer === 'home-07'),
			);
		const settled = deeds.filter((deed) => story.market.products.get(deed.product)?.state === 'settled');
		const sum = (side: 'seller' | 'buyer') =>
			settled.filter((deed) => deed[side] === 'home-07').reduce((total, deed) => total + deed.quantityWh, 0);
		expect(both).toMatchObject({ kind: 'home', soldWh: sum('seller'), boughtWh: sum('buyer'), deeds: settled.length });
		expect(finding({ type: 'participant', id: 'home-09' })).toMatchObject({ kind: 'homeSold', boughtWh: 0 });
	});
});
