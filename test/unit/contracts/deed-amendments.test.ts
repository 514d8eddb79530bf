import { describe, expect, it } from 'vitest';
import { DeedMarket, policy, QUARTERS } from '../../fixtures/deed-market.ts';

const DEED = 'D-F-24-0';
const ANNEX = new Uint8Array(32).fill(7);

describe('an amendment of a deed', () => {
	it('lowers quantity and money, returns collateral, voids the signatures and takes the amender’s', () => {
		const deeds = new DeedMarket({ signing: null });
		const money = deeds.money;
		deeds.sign('home-01', DEED);
		const before = deeds.market.balance('home-02');
		const { code, events } = deeds.amend('home-02', DEED, { quantitiesWh: [150], annex: ANNEX });
		expect(code).toBeNull();
		const at = (kind: string) => events.find((event) => event.kind === kind);
		expect(at('deed-amended')).toMatchObject({ version: 2, by: 'home-02', trade: 'T-F-24-0', reason: 'less sun' });
		expect(at('deed-signed')).toMatchObject({ version: 2, participant: 'home-02' });
		expect(deeds.documents.get(DEED)).toMatchObject({
			version: 2,
			former: deeds.drafts[0]?.digest,
			annex: ANNEX,
			trades: [{ quantityWh: 150, amount: 21_750, fee: 1_500 }],
		});
		expect(deeds.market.balance('$escrow/F-24')).toBe(21_750 + 1_500);
		expect(deeds.market.balance('home-02')).toBe(before + 62_000 - 23_250 - 100);
		expect(deeds.sign('grid', DEED).code).toBeNull();
		expect(deeds.sign('home-01', DEED).events.some(({ kind }) => kind === 'deed-sealed')).toBe(true);
		const settled = deeds.settle();
		expect(settled.residue).toBe(0);
		expect(settled.statements.find(({ participant }) => participant === 'home-02')?.contractedWh).toBe(-150);
		expect(deeds.market.balance('$escrow/F-24')).toBe(0);
		expect(deeds.money).toBe(money);
	});

	it('is refused where it raises a quantity, changes nothing, leaves no energy, or is the fourth', () => {
		const deeds = new DeedMarket({ signing: null });
		const codes = (changes: readonly (readonly number[] | null)[]) =>
			changes.map((quantitiesWh) => deeds.amend('home-01', DEED, { quantitiesWh, annex: null }).code);
		expect(codes([[401], [400], null, [0], [1, 1], []])).toEqual(Array.from({ length: 6 }, () => 'DEED_AMENDMENT'));
		expect(codes([[300], [301], [200], [100], [50]])).toEqual([null, 'DEED_AMENDMENT', null, null, 'DEED_AMENDMENT']);
		expect(deeds.amend('home-03', DEED, { quantitiesWh: [10], annex: null }).code).toBe('DEED_NOT_SIGNER');
	});

	it('takes no signature over another version than its own', () => {
		const deeds = new DeedMarket({ signing: null });
		const first = deeds.drafts[0]?.digest as Uint8Array;
		deeds.amend('home-01', DEED, { quantitiesWh: [300], annex: null });
		const second = deeds.digestOf(DEED);
		expect(deeds.sign('grid', DEED, deeds.signatureOf('grid', first)).code).toBe('DEED_SIGNATURE');
		deeds.amend('home-02', DEED, { quantitiesWh: null, annex: ANNEX });
		expect(deeds.sign('grid', DEED, deeds.signatureOf('grid', second)).code).toBe('DEED_SIGNATURE');
		expect(deeds.sign('grid', DEED).code).toBeNull();
	});

	it('is taken out of turn; the others sign in theirs', () => {
		const deeds = new DeedMarket({ signing: policy({ order: 'ordered' }) });
		deeds.sign('home-01', DEED);
		expect(deeds.amend('grid', DEED, { quantitiesWh: [300], annex: null }).code).toBeNull();
		expect(deeds.sign('home-02', DEED).code).toBe('DEED_OUT_OF_TURN');
		expect(deeds.sign('home-01', DEED).code).toBeNull();
		expect(deeds.sign('home-02', DEED).events.some(({ kind }) => kind === 'deed-sealed')).toBe(true);
	});

	it('spares those at the deadline whose signatures it voided, and rewards a signature once', () => {
		const deeds = new DeedMarket({ signing: null });
		deeds.sign('home-01', DEED);
		deeds.amend('home-02', DEED, { quantitiesWh: [300], annex: null });
		const again = deeds.amend('home-02', DEED, { quantitiesWh: [200], annex: null });
		expect(again.events.filter(({ kind }) => kind === 'participant-credit')).toEqual([]);
		const expired = deeds.passDeadline().find((event) => event.kind === 'deed-expired');
		expect(expired?.inDefault).toEqual(['grid']);
		expect(deeds.market.balance('$escrow/F-24')).toBe(0);
		expect(deeds.amend('home-02', DEED, { quantitiesWh: [100], annex: null }).code).toBe('DEED_CLOSED');
	});

	it('gives one trade of several up, and keeps the others', () => {
		const deeds = new DeedMarket({ signing: policy({ deedPer: 'counterparties' }), product: QUARTERS });
		const [draft] = deeds.drafts;
		expect(deeds.drafts).toHaveLength(1);
		expect(deeds.amend('home-01', DEED, { quantitiesWh: [0, 400, 100, 400], annex: null }).code).toBeNull();
		for (const signer of draft?.signers ?? []) deeds.sign(signer.participant, DEED);
		const seller = deeds.settle().statements.find(({ participant }) => participant === 'home-01');
		expect(seller?.contractedWh).toBe(900);
		expect(deeds.market.balance('$escrow/F-24')).toBe(0);
	});
});
