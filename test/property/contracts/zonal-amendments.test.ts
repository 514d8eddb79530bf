import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeedDocument } from '../../../src/shared/codec/deed.ts';
import { deedTotals } from '../../../src/shared/deeds/deed-sums.ts';
import { DeedMarket, policy, QUARTERS } from '../../fixtures/deed-market.ts';

const ESCROW = '$escrow/F-24';
const CONGESTION = '$congestion';

/** home-01 and home-02 in North, the others in South. */
const zoneOf = (id: string): string => (id === 'home-01' || id === 'home-02' ? 'N' : 'S');

/** North's energy is cheap, and the border lets 600 Wh of each quarter-hour pass: the prices differ. */
const ORDERS = [
	{ home: 'home-01', side: 'offer', price: 50_000, quantityWh: 2_000 },
	{ home: 'home-02', side: 'bid', price: 80_000, quantityWh: 300 },
	{ home: 'home-03', side: 'bid', price: 200_000, quantityWh: 1_000 },
	{ home: 'home-04', side: 'offer', price: 120_000, quantityWh: 1_000 },
] as const;

function zonalDeeds(fee: number, deedPer: 'trade' | 'counterparties'): DeedMarket {
	return new DeedMarket({
		signing: policy({ deedPer }),
		product: {
			...QUARTERS,
			zones: ['N', 'S'],
			wheelingFee: 10_000,
			borders: [{ from: 'N', to: 'S', minWh: [0], maxWh: [600], fee }],
		},
		orders: ORDERS,
		zoneOf,
	});
}

/** All that a deed's user pays. */
function dueOf(document: DeedDocument): number {
	const { amount, fee, border, congestion } = deedTotals(document);
	return amount + fee + border + congestion;
}

const amendments = fc.array(
	fc.record({
		deed: fc.nat(),
		who: fc.constantFrom('generator' as const, 'user' as const, 'grid-operator' as const),
		/** Shares of each trade's energy that stay, in thousandths: most leave a fraction of a micro-unit. */
		parts: fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 128, maxLength: 128 }),
	}),
	{ minLength: 1, maxLength: 8 },
);

describe('amending deeds across a congested border', () => {
	it('conserves money to the unit, in escrow, for buyers, and when it is settled', { timeout: 120_000 }, () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 40 }).map((ticks) => ticks * 1_000),
				fc.constantFrom('trade' as const, 'counterparties' as const),
				amendments,
				(fee, deedPer, steps) => {
					const deeds = zonalDeeds(fee, deedPer);
					const { market, drafts, money } = deeds;
					const documents = () => drafts.map(({ deed }) => deeds.documents.get(deed) as DeedDocument);
					const paid = (field: 'fee' | 'border' | 'congestion') =>
						documents().reduce((sum, document) => sum + deedTotals(document)[field], 0);
					const owed = () => documents().reduce((sum, document) => sum + dueOf(document), 0);
					expect(paid('congestion')).toBeGreaterThan(0);
					expect(market.balance(ESCROW)).toBe(owed());
					for (const { deed: at, who, parts } of steps) {
						const draft = drafts[at % drafts.length] as (typeof drafts)[number];
						const before = deeds.documents.get(draft.deed) as DeedDocument;
						const signer = before.signers.find(({ as }) => as === who)?.participant as string;
						const quantitiesWh = before.trades.map(({ quantityWh }, n) =>
							Math.floor((quantityWh * (parts[n] as number)) / 1_000),
						);
						const had = market.balance(before.user);
						if (deeds.amend(signer, draft.deed, { quantitiesWh, annex: null }).code !== null) continue;
						const after = deeds.documents.get(draft.deed) as DeedDocument;
						// A transaction costs its sender 100.
						const cost = signer === before.user ? 100 : 0;
						expect(market.balance(before.user) - had).toBe(dueOf(before) - dueOf(after) - cost);
						expect(market.balance(ESCROW)).toBe(owed());
						expect(deeds.money).toBe(money);
					}
					for (const document of documents())
						for (const { participant } of document.signers) deeds.sign(participant, document.deed);
					const congested = market.balance(CONGESTION);
					const settled = deeds.settle();
					expect([settled.residue, settled.congestion]).toEqual([0, paid('congestion')]);
					expect(market.balance(CONGESTION) - congested).toBe(paid('congestion'));
					expect(market.balance(ESCROW)).toBe(0);
					expect(deeds.money).toBe(money);
				},
			),
			{ numRuns: 12 },
		);
	});
});
