import { describe, expect, it } from 'vitest';
import {
	balanceState,
	certificateMass,
	massBalance,
	unbalancedNodes,
} from '../../../src/renderer/features/trace/balance.ts';
import { certifiedPeriod, certifiedShares } from '../../../src/renderer/features/trace/certified.ts';
import { changeAt, changeNear, changesOf } from '../../../src/renderer/features/trace/changes.ts';
import { layoutFlow } from '../../../src/renderer/features/trace/flow-layout.ts';
import { type Lanes, readLanes } from '../../../src/renderer/features/trace/lanes.ts';
import { lifeOf } from '../../../src/renderer/features/trace/life.ts';
import { pathBetween } from '../../../src/renderer/features/trace/path-finding.ts';
import { pathLedger } from '../../../src/renderer/features/trace/path-ledger.ts';
import { readersOf } from '../../../src/renderer/features/trace/readers.ts';
import { keyOf, withContext } from '../../../src/renderer/features/trace/reference.ts';
import { buildFlow } from '../../../src/renderer/features/trace/stations.ts';
import type { TraceReference, TraceThing } from '../../../src/shared/contract/index.ts';
import { createStoryCertificates } from '../../fixtures/console/story-certificates.ts';
import { createStoryDay } from '../../fixtures/console/story-day.ts';

const story = createStoryDay();
const certificates = createStoryCertificates(story.market);
const DEED: TraceReference = { type: 'deed', id: 'D-F-2017-07-28T13-0' };

function ask(focus: TraceReference, asOf: number | null = null, depth = 4) {
	const answer = story.graph.query({
		focus,
		depth,
		direction: 'both',
		limit: 1_000,
		expandHubs: false,
		context: true,
		asOf,
	});
	if (!answer) throw new Error(`the story has no ${focus.id}`);
	return withContext(answer);
}

function certifiedOf(lanes: Lanes, asOf: number | null = null) {
	const period = certifiedPeriod(lanes);
	if (!period) return [];
	const { certificates: found } = certificates.list({ ...period, participant: null, state: null, limit: 500 });
	return certifiedShares(found, lanes, asOf);
}

const nodeOf = (type: TraceThing['type'], balance: Partial<TraceThing['balance']>): TraceThing => ({
	type,
	id: `${type}-1`,
	label: '',
	height: 1,
	time: 1,
	inWh: null,
	outWh: null,
	facts: [],
	balance: { inWh: 0, outWh: 0, residueWh: 0, mustBalance: false, ...balance },
});

describe('the balance of a node on screen', () => {
	it('is loud only where energy came from nothing or went nowhere', () => {
		expect(balanceState(nodeOf('trade', { inWh: 5, outWh: 5, mustBalance: true }))).toBe('balanced');
		expect(balanceState(nodeOf('trade', { inWh: 5, outWh: 4, residueWh: 1, mustBalance: true }))).toBe('residue');
		expect(balanceState(nodeOf('reading', { inWh: 5, residueWh: 5 }))).toBe('open');
		expect(balanceState(nodeOf('meter', { outWh: 5, residueWh: -5 }))).toBe('end');
		expect(balanceState(nodeOf('deed', {}))).toBe('none');
	});

	it('names the largest residue first', () => {
		const nodes = [
			nodeOf('trade', { inWh: 5, outWh: 4, residueWh: 1, mustBalance: true }),
			nodeOf('settlement', { inWh: 1, outWh: 9, residueWh: -8, mustBalance: true }),
			nodeOf('meter', { outWh: 50, residueWh: -50 }),
		];
		expect(unbalancedNodes(nodes).map(({ type }) => type)).toEqual(['settlement', 'trade']);
		expect(unbalancedNodes(ask(DEED).nodes)).toEqual([]);
	});

	it('reaches the ledger where a settlement does not balance', () => {
		const answer = ask(DEED);
		const broken = {
			...answer,
			nodes: answer.nodes.map((node) =>
				node.type === 'trade'
					? { ...node, balance: { ...node.balance, outWh: node.balance.inWh - 3, residueWh: 3, mustBalance: true } }
					: node,
			),
		};
		const trade = pathLedger(readLanes(broken)).find(({ step }) => step === 'trade');
		expect(trade).toMatchObject({ balance: 'residue', residueWh: 3 });
	});

	it('takes a certificate for what was issued, cancelled, expired and is held', () => {
		const issued = ask(DEED).nodes.find(({ type }) => type === 'certificate') as TraceThing;
		expect(certificateMass(issued)).toMatchObject({ residueWh: 0 });
		const facts = issued.facts.map((fact) => (fact.key === 'held' ? { ...fact, value: Number(fact.value) + 7 } : fact));
		expect(certificateMass({ ...issued, facts })).toMatchObject({ residueWh: -7 });
		expect(certificateMass(nodeOf('trade', {}))).toBeNull();
	});
});

describe('the certified lane', () => {
	it('carries what parts of the sellers’ certificates were cancelled for, and no more than was delivered', () => {
		const lanes = readLanes(ask(DEED));
		const certified = certifiedOf(lanes);
		expect(certified.length).toBeGreaterThan(3);
		for (const buyer of new Set(certified.map(({ settlement }) => settlement))) {
			const covered = certified.filter(({ settlement }) => settlement === buyer);
			const delivered = lanes.lanes.filter((lane) => lane.buyer === buyer);
			const sum = (list: readonly { wh: number }[]) => list.reduce((total, { wh }) => total + wh, 0);
			expect(sum(covered)).toBeLessThanOrEqual(sum(delivered));
		}
	});

	it('is a column after the delivery, whose rest is said to be uncertified', () => {
		const lanes = readLanes(ask(DEED));
		const certified = certifiedOf(lanes);
		for (const grouped of [false, true]) {
			const flow = buildFlow(lanes, grouped, certified);
			const sum = (list: readonly { wh: number }[]) => list.reduce((total, { wh }) => total + wh, 0);
			const column = (name: string) => flow.stations.filter((station) => station.column === name);
			expect(sum(column('certified'))).toBe(sum(certified));
			const rest = sum(flow.stubs.filter(({ kind }) => kind === 'uncertified'));
			expect(sum(column('delivered'))).toBe(sum(certified) + rest);
			const picture = layoutFlow(flow, { width: 960, height: 400, left: 90, right: 120, top: 60 });
			expect(picture.columns.map(({ column: name }) => name).at(-1)).toBe('certified');
		}
	});

	it('is not there before the block that cancelled them', () => {
		const lanes = readLanes(ask(DEED));
		const [first] = certificates.list({
			...(certifiedPeriod(lanes) as { from: number; to: number }),
			participant: null,
			state: 'cancelled',
			limit: 1,
		}).certificates;
		const cancelled = first?.parts[0]?.height as number;
		expect(certifiedOf(lanes, cancelled).length).toBeGreaterThan(0);
		expect(certifiedOf(lanes, cancelled - 1)).toEqual([]);
	});
});

describe('the graph as of a block', () => {
	it('can be looked at after each block in which it grew, and holds only what was declared by then', () => {
		const newest = ask(DEED);
		const changes = changesOf(newest);
		expect(changes.length).toBeGreaterThan(3);
		expect(changes.reduce((sum, { edges }) => sum + edges, 0)).toBe(newest.edges.length);
		for (const { height } of changes.filter((change) => change.height >= (newest.nodes[0]?.height ?? 0)).slice(0, 4)) {
			const then = ask(DEED, height);
			expect(then.edges.every((edge) => edge.height <= height)).toBe(true);
			expect(then.asOfHeight).toBe(height);
		}
	});

	it('finds the change up to a block, and the nearest in time', () => {
		const changes = [10, 20, 40].map((height) => ({ height, time: height * 100, edges: 1 }));
		expect([9, 10, 39, 40, 99].map((height) => changeAt(changes, height))).toEqual([-1, 0, 1, 2, 2]);
		expect([0, 1_400, 1_600, 9_000].map((time) => changeNear(changes, time))).toEqual([0, 0, 1, 2]);
		expect(changeNear([], 5)).toBe(-1);
	});
});

describe('the way between two nodes', () => {
	it('joins them edge by edge and goes round participants, meters and the grid where it can', () => {
		const { edges } = ask(DEED);
		const end = 'certificate:GC-meter-home-01-1501275600000';
		const hops = pathBetween(keyOf(DEED), end, edges) ?? [];
		expect(hops.length).toBeGreaterThan(1);
		let at = keyOf(DEED);
		for (const { edge, to, outward } of hops) {
			expect(keyOf(outward ? edge.from : edge.to)).toBe(at);
			expect(keyOf(outward ? edge.to : edge.from)).toBe(to);
			at = to;
		}
		expect(at).toBe(end);
		expect(hops.slice(0, -1).some(({ to }) => /^(?:participant|meter|grid|readings):/.test(to))).toBe(false);
	});

	it('is null where nothing leads there, and empty to the node itself', () => {
		const { edges } = ask(DEED);
		expect(pathBetween(keyOf(DEED), 'deed:unheard-of', edges)).toBeNull();
		expect(pathBetween(keyOf(DEED), keyOf(DEED), edges)).toEqual([]);
	});
});

describe('documents and grants', () => {
	const answer = ask(DEED);
	const nodes = new Map(answer.nodes.map((node) => [keyOf(node), node]));
	const document = nodes.get('document:E-grid-company-0') as TraceThing;

	it('say who may read the text, by what right and how long', () => {
		expect(readersOf(document, nodes, answer.edges)).toMatchObject([
			{ who: 'grid-company', right: 'depositor', until: null },
			{ who: 'home-01', right: 'named' },
			{ who: 'home-12', right: 'named' },
			{ who: 'auditor', right: 'grant', state: 'inForce', released: 1 },
		]);
	});

	it('have a life of their own, in the order of time', () => {
		const lanes = readLanes(answer);
		expect(lifeOf(document, lanes).map(({ what }) => what)).toEqual(['deposited', 'deadline']);
		const grant = nodes.get('grant:A-grid-company-0') as TraceThing;
		expect(lifeOf(grant, lanes).map(({ what }) => what)).toEqual(['granted', 'until']);
		const certificate = answer.nodes.find(({ type }) => type === 'certificate') as TraceThing;
		expect(lifeOf(certificate, lanes).map(({ what }) => what)).toEqual(['produced', 'issued', 'expires']);
	});
});

describe('a thousand nodes', () => {
	it('are read, laid out and balanced node by node without losing energy', () => {
		const answer = ask({ type: 'participant', id: 'home-07' }, null, 10);
		const lanes = readLanes(answer);
		const flow = buildFlow(lanes, true, certifiedOf(lanes));
		expect(answer.nodes.length).toBeGreaterThan(500);
		layoutFlow(flow, { width: 1_280, height: 600, left: 90, right: 138, top: 66 });
		for (const node of answer.nodes.slice(0, 200)) {
			const mass = massBalance(node, answer.edges, (key) => key);
			const sum = (lines: readonly { wh: number }[]) => lines.reduce((total, line) => total + line.wh, 0);
			expect(sum(mass.inward) + mass.unseenIn).toBe(Math.max(node.balance.inWh, sum(mass.inward)));
		}
	});
});
