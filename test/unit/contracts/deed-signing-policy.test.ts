import { describe, expect, it } from 'vitest';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { ProductTerms } from '../../../src/shared/codec/product-terms.ts';
import type { SigningPolicy } from '../../../src/shared/codec/signing-policy.ts';
import { DeedMarket, policy, QUARTERS } from '../../fixtures/deed-market.ts';
import { EngineMarket, hourProduct, START } from '../../fixtures/engine-market.ts';

const DEED = 'D-F-24-0';
const isSealed = ({ events }: ReturnType<DeedMarket['sign']>) => events.some(({ kind }) => kind === 'deed-sealed');

describe('a signing policy', () => {
	it('seals once generator and user have signed and the threshold is reached, and takes no signature after', () => {
		const deeds = new DeedMarket({ signing: policy({ threshold: 3, marketOperator: true, witnesses: ['home-05'] }) });
		expect(deeds.drafts[0]).toMatchObject({ threshold: 3, order: 'free' });
		expect(deeds.drafts[0]?.signers.map(({ as }) => as)).toEqual([
			'generator',
			'user',
			'grid-operator',
			'market-operator',
			'witness',
		]);
		for (const signer of ['grid', 'market', 'home-05', 'home-01'])
			expect(isSealed(deeds.sign(signer, DEED))).toBe(false);
		expect(isSealed(deeds.sign('home-02', DEED))).toBe(true);
		const two = new DeedMarket({ signing: policy({ threshold: 2 }) });
		two.sign('home-02', DEED);
		expect(isSealed(two.sign('home-01', DEED))).toBe(true);
		expect(two.sign('grid', DEED).code).toBe('DEED_CLOSED');
	});

	it('takes signatures of an ordered deed in order alone', () => {
		const deeds = new DeedMarket({ signing: policy({ order: 'ordered', witnesses: ['home-04'] }) });
		const order = ['home-01', 'home-02', 'grid', 'home-04'];
		order.forEach((signer, turn) => {
			for (const early of order.slice(turn + 1)) expect(deeds.sign(early, DEED).code).toBe('DEED_OUT_OF_TURN');
			expect(deeds.sign(signer, DEED).code).toBeNull();
		});
		expect(deeds.sign('home-04', DEED).code).toBe('DEED_CLOSED');
	});

	it('has a participant of two capacities sign once', () => {
		const deeds = new DeedMarket({ signing: policy({ threshold: 4, witnesses: ['home-01'] }) });
		expect(deeds.drafts[0]).toMatchObject({ threshold: 3, signers: { length: 3 } });
		for (const signer of ['home-01', 'grid']) deeds.sign(signer, DEED);
		expect(isSealed(deeds.sign('home-02', DEED))).toBe(true);
	});

	it.each<[string, Partial<SigningPolicy>, Partial<ProductTerms>, string]>([
		['an unknown witness', { witnesses: ['nobody'] }, {}, 'PARTICIPANT_UNKNOWN'],
		['a witness twice', { witnesses: ['home-05', 'home-05'] }, {}, 'DEED_POLICY'],
		['the grid operator as witness', { witnesses: ['grid'] }, {}, 'DEED_POLICY'],
		['the market operator twice', { marketOperator: true, witnesses: ['market'] }, {}, 'DEED_POLICY'],
		['more signatures than signers', { threshold: 4 }, {}, 'DEED_POLICY'],
		['pairs where orders trade one by one', { deedPer: 'counterparties' }, { mechanism: 'continuous' }, 'DEED_POLICY'],
		['pairs of listings', { deedPer: 'counterparties' }, { mechanism: 'listing' }, 'DEED_POLICY'],
	])('is refused at the opening: %s', (_name, signing, terms, code) => {
		const market = new EngineMarket();
		market.send(
			'market',
			calls.auction.openProducts({ products: [hourProduct(24, { ...terms, signing: policy(signing) })] }),
		);
		expect(market.block(START + 1).receipts.at(-1)).toMatchObject({ ok: false, code });
	});
});

describe('the default of a deed at its deadline', () => {
	const inDefault = (deeds: DeedMarket) =>
		deeds.passDeadline().flatMap((event) => (event.kind === 'deed-expired' ? [event.inDefault] : []));

	it('is of every missing signer where the threshold is not reached', () => {
		const deeds = new DeedMarket({ signing: policy({ threshold: 3, witnesses: ['home-05'] }) });
		deeds.sign('home-01', DEED);
		expect(inDefault(deeds)).toEqual([['home-02', 'grid', 'home-05']]);
	});

	it('is of the missing party alone where it is', () => {
		const deeds = new DeedMarket({ signing: policy({ threshold: 3, witnesses: ['home-05', 'home-04'] }) });
		for (const signer of ['home-01', 'grid', 'home-05']) deeds.sign(signer, DEED);
		expect(inDefault(deeds)).toEqual([['home-02']]);
	});

	it('is of the one whose turn it was in an ordered deed', () => {
		const deeds = new DeedMarket({ signing: policy({ order: 'ordered' }) });
		deeds.sign('home-01', DEED);
		expect(inDefault(deeds)).toEqual([['home-02']]);
	});
});

describe('a deed of two counterparties', () => {
	const orders = [
		{ home: 'home-01', side: 'offer', quantityWh: 400 },
		{ home: 'home-03', side: 'offer', quantityWh: 300 },
		{ home: 'home-02', side: 'bid', quantityWh: 500 },
		{ home: 'home-04', side: 'bid', quantityWh: 200 },
	] as const;
	const signing = policy({ deedPer: 'counterparties' });

	it('holds all their trades of the product, and every trade is in one deed', () => {
		const deeds = new DeedMarket({ signing, product: QUARTERS, orders });
		const made = deeds.market.events.flatMap((event) => (event.kind === 'trade-made' ? [event] : []));
		const pairs = new Set(made.map(({ seller, buyer }) => `${seller}/${buyer}`));
		expect(deeds.drafts.map(({ deed }) => deed)).toEqual([...pairs].map((_, n) => `D-F-24-${n}`));
		expect(made.length).toBeGreaterThan(pairs.size);
		const held = [...deeds.documents.values()].flatMap(({ trades, generator, user }) =>
			trades.map(({ trade, quantityWh, amount }) => ({ trade, seller: generator, buyer: user, quantityWh, amount })),
		);
		expect(held).toEqual(
			made.map(({ trade, seller, buyer, quantityWh, amount }) => ({ trade, seller, buyer, quantityWh, amount })),
		);
	});

	it('holds 128 trades at most; the pair’s others are in its next deeds', () => {
		const many = Array.from({ length: 50 }, (_, n) => [
			{ home: 'home-01', side: 'offer', quantityWh: 100 + n } as const,
			{ home: 'home-02', side: 'bid', quantityWh: 150 - n } as const,
		]).flat();
		const deeds = new DeedMarket({ signing, product: QUARTERS, orders: many });
		const made = deeds.market.events.flatMap((event) => (event.kind === 'trade-made' ? [event.trade] : []));
		expect(made.length).toBeGreaterThan(256);
		const held = [...deeds.documents.values()].map(({ trades }) => trades.map(({ trade }) => trade));
		expect(held.flat()).toEqual(made);
		expect(held.slice(0, -1).map(({ length }) => length)).toEqual(held.slice(0, -1).map(() => 128));
		expect(deeds.passDeadline().filter(({ kind }) => kind === 'deed-expired')).toHaveLength(held.length);
		expect(deeds.market.balance('$escrow/F-24')).toBe(0);
	});

	it('is sealed, refused and expired as a whole, and the rest settles to zero', () => {
		const deeds = new DeedMarket({ signing, product: QUARTERS, orders });
		const money = deeds.money;
		const [sealed, refused] = deeds.drafts as [(typeof deeds.drafts)[0], (typeof deeds.drafts)[0]];
		for (const { participant } of sealed.signers) expect(deeds.sign(participant, sealed.deed).code).toBeNull();
		expect(deeds.refuse('grid', refused.deed).code).toBeNull();
		const expired = deeds.passDeadline().filter(({ kind }) => kind === 'deed-expired');
		expect(expired).toHaveLength(deeds.drafts.length - 2);
		const document = deeds.documents.get(sealed.deed);
		const settled = deeds.settle();
		expect(settled.residue).toBe(0);
		const contracted = settled.statements.filter(({ contractedWh }) => contractedWh !== 0);
		const energyWh = document?.trades.reduce((sum, { quantityWh }) => sum + quantityWh, 0);
		expect(contracted.map(({ participant, contractedWh }) => [participant, contractedWh])).toEqual([
			[document?.generator, energyWh],
			[document?.user, -(energyWh ?? 0)],
		]);
		expect(deeds.market.balance('$escrow/F-24')).toBe(0);
		expect(deeds.money).toBe(money);
	});
});
