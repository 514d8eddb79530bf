import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOf } from '../../../src/shared/codec/units.ts';
import { DeedMarket, type Drafted, policy, QUARTERS } from '../../fixtures/deed-market.ts';

const OTHERS = ['home-04', 'home-05', 'metering'] as const;
const PEOPLE = ['home-01', 'home-02', 'home-03', 'grid', 'market', ...OTHERS] as const;

const policies = fc
	.record({
		deedPer: fc.constantFrom('trade' as const, 'counterparties' as const),
		order: fc.constantFrom('free' as const, 'ordered' as const),
		marketOperator: fc.boolean(),
		witnesses: fc.uniqueArray(fc.constantFrom(...OTHERS), { maxLength: 3 }),
		part: fc.double({ min: 0, max: 1, noNaN: true }),
		all: fc.boolean(),
	})
	.map(({ part, all, ...change }) => {
		const most = 3 + (change.marketOperator ? 1 : 0) + change.witnesses.length;
		return policy({ ...change, threshold: all ? null : 2 + Math.floor(part * (most - 2)) });
	});

const actions = fc.array(
	fc.oneof(
		{ weight: 8, arbitrary: fc.record({ kind: fc.constant('sign' as const), who: fc.constantFrom(...PEOPLE) }) },
		{
			weight: 2,
			arbitrary: fc.record({
				kind: fc.constant('amend' as const),
				who: fc.constantFrom(...PEOPLE),
				parts: fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 4, maxLength: 4 }),
			}),
		},
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant('stale' as const), who: fc.constantFrom(...PEOPLE) }) },
	),
	{ minLength: 4, maxLength: 24 },
);

type Action = typeof actions extends fc.Arbitrary<(infer T)[]> ? T : never;
type Amendment = Extract<Action, { kind: 'amend' }>;

/** What the rule says of one deed, followed beside the chain. */
class ExpectedDeed {
	status: 'pending' | 'sealed' = 'pending';
	version = 1;
	signed = new Set<string>();
	readonly draft: Drafted;

	constructor(draft: Drafted) {
		this.draft = draft;
	}

	get #parties(): readonly string[] {
		const isParty = ({ as }: Drafted['signers'][number]): boolean => as === 'generator' || as === 'user';
		return this.draft.signers.filter(isParty).map(({ participant }) => participant);
	}

	isOpenTo(who: string): boolean {
		return this.status === 'pending' && this.draft.signers.some(({ participant }) => participant === who);
	}

	canSign(who: string): boolean {
		const [next] = this.draft.signers.filter(({ participant }) => !this.signed.has(participant));
		const isTurn = this.draft.order === 'free' || next?.participant === who;
		return this.isOpenTo(who) && isTurn && !this.signed.has(who);
	}

	sign(who: string): void {
		this.signed.add(who);
		const haveParties = this.#parties.every((party) => this.signed.has(party));
		if (haveParties && this.signed.size >= this.draft.threshold) this.status = 'sealed';
	}

	amend(who: string): void {
		this.version += 1;
		this.signed = new Set();
		this.sign(who);
	}
}

/** @returns whether the chain took it */
function tryAmendment(deeds: DeedMarket, expected: ExpectedDeed, { who, parts }: Amendment): boolean {
	const { deed } = expected.draft;
	const before = deeds.documents.get(deed)?.trades ?? [];
	const quantitiesWh = before.map(({ quantityWh }, at) => Math.floor((quantityWh * (parts[at] as number)) / 10));
	const isChange = quantitiesWh.some((wh, at) => wh !== before[at]?.quantityWh) && quantitiesWh.some((wh) => wh > 0);
	const isDue = expected.isOpenTo(who) && expected.version <= 3 && isChange;
	expect(deeds.amend(who, deed, { quantitiesWh, annex: null }).code === null).toBe(isDue);
	if (isDue) expected.amend(who);
	return isDue;
}

/** @returns whether the chain took it */
function take(deeds: DeedMarket, expected: ExpectedDeed, step: Action): boolean {
	if (step.kind === 'amend') return tryAmendment(deeds, expected, step);
	const { deed, digest } = expected.draft;
	if (step.kind === 'stale') {
		const other = expected.version === 1 ? new Uint8Array(32) : digest;
		expect(deeds.sign(step.who, deed, deeds.signatureOf(step.who, other)).code).not.toBeNull();
		return false;
	}
	const isDue = expected.canSign(step.who);
	expect(deeds.sign(step.who, deed).code === null).toBe(isDue);
	if (isDue) expected.sign(step.who);
	return isDue;
}

function expectSettled(deeds: DeedMarket, { draft, status }: ExpectedDeed): void {
	const ends = deeds.passDeadline().flatMap((event) => (event.kind === 'deed-expired' ? [event.deed] : []));
	expect(ends.includes(draft.deed)).toBe(status !== 'sealed');
	const { statements, residue } = deeds.settle();
	const trades = deeds.documents.get(draft.deed)?.trades ?? [];
	for (const { amount, fee, quantityWh, price, wheelingFee } of trades)
		expect([amount, fee]).toEqual([amountOf(quantityWh, price), amountOf(quantityWh, wheelingFee)]);
	const energyWh = trades.reduce((sum, { quantityWh }) => sum + quantityWh, 0);
	const contracted = statements.find(({ participant }) => participant === draft.signers[0]?.participant);
	expect(contracted?.contractedWh ?? 0).toBe(status === 'sealed' ? energyWh : 0);
	expect(residue).toBe(0);
	expect(deeds.market.balance('$escrow/F-24')).toBe(0);
}

describe('deeds of random policies, signers, orders and amendments', () => {
	it('are sealed exactly by the rule, and conserve money and energy', { timeout: 120_000 }, () => {
		fc.assert(
			fc.property(policies, actions, (signing, steps) => {
				const deeds = new DeedMarket({ signing, product: QUARTERS });
				const money = deeds.money;
				const expected = new ExpectedDeed(deeds.drafts[0] as Drafted);
				for (const step of steps) {
					if (!take(deeds, expected, step)) continue;
					const events = deeds.market.results.at(-1)?.events ?? [];
					expect(events.some(({ kind }) => kind === 'deed-sealed')).toBe(expected.status === 'sealed');
				}
				expectSettled(deeds, expected);
				expect(deeds.money).toBe(money);
			}),
			{ numRuns: 40 },
		);
	});

	it('take no signature of another version, deed, chain or domain', { timeout: 60_000 }, () => {
		const deeds = new DeedMarket({ signing: null, product: QUARTERS });
		const [first, second] = deeds.drafts.map(({ deed }) => deed) as [string, string];
		const chains = fc.string({ minLength: 1, maxLength: 20 }).filter((chain) => chain !== deeds.market.chainId);
		fc.assert(
			fc.property(fc.constantFrom('home-01', 'home-02', 'grid'), chains, (signer, chain) => {
				const own = deeds.digestOf(first);
				const wrong = [
					deeds.signatureOf(signer, deeds.digestOf(second)),
					deeds.signatureOf(signer, own, chain),
					deeds.signatureOf(signer === 'grid' ? 'home-01' : 'grid', own),
					deeds.plainSignatureOf(signer, own),
				];
				for (const signature of wrong) expect(deeds.sign(signer, first, signature).code).toBe('DEED_SIGNATURE');
			}),
			{ numRuns: 20 },
		);
		expect(deeds.sign('grid', first).code).toBeNull();
	});
});
