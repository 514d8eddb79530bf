import { describe, expect, it } from 'vitest';
import { regionalReport } from '../../../../src/main/demo/regions/regional-report.ts';
import { auditSupply } from '../../../../src/main/demo/regions/supply/audit-supply.ts';
import { compareStates, type FinalState } from '../../../../src/main/demo/regions/supply/final-states.ts';
import { SupplyLedger } from '../../../../src/main/demo/regions/supply/supply-ledger.ts';
import type { DemoReport } from '../../../../src/main/demo/report.ts';
import { bridgeAccount } from '../../../../src/shared/codec/accounts.ts';
import { encode, type Plain } from '../../../../src/shared/codec/cbor.ts';
import { CrossingHistory } from '../../../fixtures/crossing-history.ts';

const region: DemoReport = {
	ok: true,
	validators: 4,
	height: 100,
	transactions: 50,
	auctions: 3,
	trades: 5,
	energyWh: 1_000,
	deedsSealed: 5,
	settlementImbalance: 0,
	stateRootsIdentical: true,
	commitLatencyMs: { p50: 1, p99: 2 },
	wallSeconds: 1,
};
const facts = {
	packets: 9,
	lotsMoved: 2,
	anchors: 6,
	isSupplyConstant: true,
	mainRoots: ['aa', 'aa'],
	latenciesMs: [10, 20, 30],
	startedMs: performance.now(),
};

describe('the report of a demo of several regions', () => {
	it('sums over the regions and adds what crossed', () => {
		expect(regionalReport([region, { ...region, auctions: 4 }], facts)).toMatchObject({
			ok: true,
			validators: 8,
			height: 200,
			auctions: 7,
			energyWh: 2_000,
			commitLatencyMs: { p50: 20, p99: 30 },
			regions: 2,
			packets: 9,
			lotsMoved: 2,
			anchors: 6,
			supplyConstant: true,
		});
	});

	it.each([
		['a sum that does not hold', [region, region], { ...facts, isSupplyConstant: false }],
		['a region that is not whole', [region, { ...region, ok: false }], facts],
		['main validators that disagree', [region, region], { ...facts, mainRoots: ['aa', 'bb'] }],
		['a main validator that cannot say', [region, region], { ...facts, mainRoots: ['aa', null] }],
	])('is not ok with %s', (_, reports, changed) => {
		expect(regionalReport(reports, changed).ok).toBe(false);
	});

	it('lets no region’s imbalance make up for another’s', () => {
		const reports = [
			{ ...region, settlementImbalance: 3 },
			{ ...region, settlementImbalance: -3 },
		];
		expect(regionalReport(reports, facts).settlementImbalance).toBe(6);
	});
});

/** A chain's end as its state leaves say, of a participant and its account of the other chain. */
function chainOf(chainId: string, leaves: { readonly [path: string]: Plain }): FinalState {
	const genesis = { participants: [{ id: 'x', balance: 1_000 }], validators: [], market: { rewardBudget: 0 } };
	return {
		node: {
			chainId,
			genesis: genesis as unknown as FinalState['node']['genesis'],
			stateValues: async (paths) =>
				paths.map((path) => (leaves[path] === undefined ? null : encode(leaves[path] as Plain))),
		},
		accounts: new Set([bridgeAccount(chainId === 'A' ? 'B' : 'A')]),
	};
}

describe('the final states of chains that traded', () => {
	const history = new CrossingHistory();
	history.add({ kind: 'money', end: 'executed', amount: 40, reversed: false });
	history.add({ kind: 'certificates', end: 'executed', amount: 70, reversed: false });
	const ledger = auditSupply(history.histories);
	const a = {
		'ledger/account/x': 960,
		[`ledger/account/${bridgeAccount('B')}`]: 40,
		[`certificates/held/${bridgeAccount('B')}/GC-2`]: [[0, 70]],
	};
	const b = {
		'ledger/account/x': 1_040,
		[`ledger/account/${bridgeAccount('A')}`]: -40,
		'bridge/foreign/A:GC-2': { here: [[0, 70]] },
	};

	it('agree with what their events came to', async () => {
		expect(await compareStates(ledger, [chainOf('A', a), chainOf('B', b)])).toEqual([]);
	});

	it.each([
		['money that nobody sent', { ...a, 'ledger/account/x': 961 }, b],
		['another account of the other chain', { ...a, [`ledger/account/${bridgeAccount('B')}`]: 39 }, b],
		['a certificate that is not locked any more', { ...a, [`certificates/held/${bridgeAccount('B')}/GC-2`]: [] }, b],
		['a certificate that grew', a, { ...b, 'bridge/foreign/A:GC-2': { here: [[0, 71]] } }],
	])('do not with %s', async (_, leavesA, leavesB) => {
		expect(await compareStates(ledger, [chainOf('A', leavesA), chainOf('B', leavesB)])).not.toEqual([]);
	});

	it('of chains that nothing crossed between hold nothing of each other', async () => {
		const nothing = { 'ledger/account/x': 1_000 };
		const chains = [chainOf('A', nothing), chainOf('B', nothing)];
		expect(await compareStates(new SupplyLedger(), chains)).toEqual([]);
	});
});
