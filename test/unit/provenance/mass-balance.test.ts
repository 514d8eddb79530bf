import { describe, expect, it } from 'vitest';
import { graphPartOf } from '../../../src/shared/provenance/graph.ts';
import { balanceOf, isBalanced, massBalances } from '../../../src/shared/provenance/mass-balance.ts';
import { provenanceOf, tradedHours } from '../../fixtures/traded-hours.ts';

const market = tradedHours(3);
const chain = graphPartOf(market.chainId, provenanceOf(market));

describe('the mass balance', () => {
	it('closes at every settlement, trade and settled reading of a chain', () => {
		const balances = massBalances(chain.edges);
		const due = balances.filter(({ mustBalance }) => mustBalance);
		expect(new Set(due.map(({ node }) => node.type))).toEqual(new Set(['settlement', 'trade', 'reading']));
		expect(due.filter((balance) => !isBalanced(balance))).toEqual([]);
		expect(due.some(({ inWh }) => inWh > 0)).toBe(true);
	});

	it('has at the ends together as much taken as given, but for readings that a correction replaced', () => {
		const open = massBalances(chain.edges).filter(({ mustBalance }) => !mustBalance);
		expect(open.reduce((sum, { residueWh }) => sum + residueWh, 0)).toBe(0);
	});

	it.each([
		['energy that a trade does not pass on', 'trade', 'settlement'],
		['energy that a settlement loses', 'settlement', 'grid'],
		['energy that a settled reading keeps', 'reading', 'settlement'],
	] as const)('shows %s', (_what, from, to) => {
		const at = chain.edges.findLastIndex(
			(edge) => edge.relation === 'energyFlow' && edge.from.type === from && edge.to.type === to,
		);
		const edge = chain.edges[at] as (typeof chain.edges)[number];
		const forged = chain.edges.with(at, { ...edge, energyWh: (edge.energyWh ?? 0) - 1 });
		const wrong = massBalances(forged).filter((balance) => !isBalanced(balance));
		expect(wrong.map(({ node, residueWh }) => [node.type, node.id, residueWh])).toContainEqual([from, edge.from.id, 1]);
	});

	it('leaves a reading open until a settlement uses it', () => {
		expect(balanceOf('reading', 500, 0, false)).toEqual({ inWh: 500, outWh: 0, residueWh: 500, mustBalance: false });
		expect(isBalanced(balanceOf('reading', 500, 0, true))).toBe(false);
		const reading = { type: 'reading', id: 'R' } as const;
		const edges = [
			{ from: { type: 'meter', id: 'M' }, to: reading, relation: 'energyFlow', energyWh: 500 },
			{ from: { type: 'settlement', id: 'S' }, to: reading, relation: 'used', energyWh: null },
		] as const;
		const mustOf = (some: Parameters<typeof massBalances>[0]) =>
			massBalances(some).find(({ node }) => node.id === 'R')?.mustBalance;
		expect(mustOf(edges.slice(0, 1))).toBe(false);
		expect(mustOf(edges)).toBe(true);
	});

	it('lets a certificate hold what is unused, and give no more than it got', () => {
		expect(isBalanced(balanceOf('certificate', 5, 3, false))).toBe(true);
		expect(isBalanced(balanceOf('certificate', 5, 6, false))).toBe(false);
	});
});
