import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditSupply } from '../../../src/main/demo/regions/supply/audit-supply.ts';
import type { SupplyStep } from '../../../src/main/demo/regions/supply/supply-steps.ts';
import { CROSSING_ENDS, CROSSING_KINDS, type Crossing, CrossingHistory } from '../../fixtures/crossing-history.ts';

const crossing: fc.Arbitrary<Crossing> = fc.record({
	kind: fc.constantFrom(...CROSSING_KINDS),
	end: fc.constantFrom(...CROSSING_ENDS),
	amount: fc.integer({ min: 1, max: 1_000_000 }),
	reversed: fc.boolean(),
});
const crossings = fc.array(crossing, { minLength: 1, maxLength: 12 });

function historyOf(list: readonly Crossing[]): Map<string, SupplyStep[]> {
	const history = new CrossingHistory();
	for (const each of list) history.add(each);
	return history.histories;
}

/** The histories with one event changed to any number of copies of it. */
function withCopies(histories: ReadonlyMap<string, SupplyStep[]>, place: number, copies: number) {
	let at = 0;
	return new Map(
		[...histories].map(([chain, steps]) => [
			chain,
			steps.map((step) => ({
				...step,
				events: step.events.flatMap((event) =>
					at++ === place ? Array.from({ length: copies }, () => event) : [event],
				),
			})),
		]),
	);
}

function eventsOf(histories: ReadonlyMap<string, SupplyStep[]>): number {
	return [...histories.values()].flat().reduce((sum, { events }) => sum + events.length, 0);
}

describe('the audit of what crosses between chains', () => {
	it('finds no fault in crossings that end in any way, and nothing on its way at the end', () => {
		fc.assert(
			fc.property(crossings, (list) => {
				const { faults } = auditSupply(historyOf(list));
				expect(faults).toEqual([]);
			}),
		);
	});

	it('holds whatever the clocks of the chains say, for a cause goes before its effect', () => {
		fc.assert(
			fc.property(crossings, fc.integer({ min: -50, max: 50 }), (list, ahead) => {
				const histories = historyOf(list);
				const moved = (histories.get('B') ?? []).map((step) => ({ ...step, time: step.time + ahead }));
				expect(auditSupply(new Map([...histories, ['B', moved]])).faults).toEqual([]);
			}),
		);
	});

	it('notices any event that is dropped or doubled', () => {
		fc.assert(
			fc.property(crossings, fc.nat(), fc.constantFrom(0, 2), (list, seed, copies) => {
				const histories = historyOf(list);
				const changed = withCopies(histories, seed % eventsOf(histories), copies);
				expect(auditSupply(changed).faults).not.toEqual([]);
			}),
			{ numRuns: 1_000 },
		);
	});

	it('notices a packet that is still on its way', () => {
		const histories = historyOf([{ kind: 'money', end: 'executed', amount: 5, reversed: false }]);
		const [sent] = histories.get('A') ?? [];
		const cut = new Map([
			['A', sent ? [sent] : []],
			['B', []],
		]);
		expect(auditSupply(cut).faults.map(({ what }) => what)).toEqual(['X-A-B-0 is on its way']);
	});

	it('counts packets that were executed and lots that were admitted', () => {
		const list: Crossing[] = [
			{ kind: 'money', end: 'executed', amount: 5, reversed: false },
			{ kind: 'money', end: 'refused', amount: 5, reversed: true },
			{ kind: 'lot-offer', end: 'executed', amount: 100, reversed: false },
			{ kind: 'lot', end: 'timed-out', amount: 100, reversed: true },
		];
		const { executed, lotsMoved, accounts } = auditSupply(historyOf(list));
		expect({ executed, lotsMoved }).toEqual({ executed: 4, lotsMoved: 1 });
		expect(accounts).toEqual(
			new Map([
				['A B', 5 - 107],
				['B A', 107 - 5],
			]),
		);
	});
});
