import { describe, expect, it } from 'vitest';
import { requireActing, requireOwner } from '../../../src/main/core/contracts/identity/delegations.ts';
import { countDelegatedUse, delegatedUse } from '../../../src/main/core/contracts/identity/order-limits.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { DELEGATION_LIMITS, type Delegation, type OrderLimits } from '../../../src/shared/codec/delegation.ts';
import { createGenesis } from '../../../src/shared/codec/genesis.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { callContext } from '../../fixtures/call-context.ts';
import { EngineMarket, neighbourhoodGenesis, START } from '../../fixtures/engine-market.ts';
import { codesOf } from '../../fixtures/governance.ts';

const UNTIL = START + 1_000;
const LIMITS: OrderLimits = {
	zones: ['F'],
	sides: ['bid'],
	priceMin: 0,
	priceMax: 100_000,
	quantityWhPerProduct: 1_000,
	collateralMax: 100_000,
};
const terms = (change: Partial<Delegation> = {}): Delegation => ({
	to: 'home-02',
	scope: 'orders',
	validFrom: START,
	validUntil: UNTIL,
	limits: LIMITS,
	...change,
});

/** home-01 has delegated so in block 1. */
function delegating(...delegations: readonly Delegation[]): EngineMarket {
	const market = new EngineMarket(neighbourhoodGenesis({ homes: 24 }));
	for (const delegation of delegations) market.send('home-01', calls.identity.delegate(delegation));
	expect(codesOf(market.block(START + 1))).toEqual(delegations.map(() => null));
	return market;
}

const codeOfActing = (market: EngineMarket, sender: string, owner: string | null, time = START + 2) => {
	try {
		requireOwner(callContext(market, sender, time), owner, 'orders');
		return null;
	} catch (error) {
		return codeOf(error);
	}
};

describe('acting for an owner', () => {
	it('is without limits for oneself', () => {
		const market = delegating(terms());
		const context = callContext(market, 'home-01', START + 2);
		for (const owner of [null, 'home-01'])
			expect(requireOwner(context, owner, 'orders')).toMatchObject({
				owner: { id: 'home-01' },
				delegate: null,
				limits: null,
			});
	});

	it('takes a delegation of the scope, and comes with its limits', () => {
		const market = delegating(terms());
		const acting = requireOwner(callContext(market, 'home-02', START + 2), 'home-01', 'orders');
		expect(acting).toMatchObject({ owner: { id: 'home-01' }, delegate: 'home-02', limits: LIMITS });
		expect(() => requireOwner(callContext(market, 'home-02', START + 2), 'home-01', 'readings')).toThrow();
		expect(codeOfActing(market, 'home-03', 'home-01')).toBe('CALL_FORBIDDEN');
		expect(codeOfActing(market, 'home-01', 'home-02')).toBe('CALL_FORBIDDEN');
		expect(codeOfActing(market, 'home-02', 'nobody')).toBe('PARTICIPANT_UNKNOWN');
	});

	it('is possible from validFrom until just before validUntil', () => {
		const market = delegating(terms({ validFrom: START + 10 }));
		expect(
			[START + 9, START + 10, UNTIL - 1, UNTIL].map((at) => codeOfActing(market, 'home-02', 'home-01', at)),
		).toEqual(['CALL_FORBIDDEN', null, null, 'CALL_FORBIDDEN']);
	});

	it('ends with a revocation, and another grant replaces the terms', () => {
		const market = delegating(terms());
		market.send('home-01', calls.identity.delegate(terms({ limits: null })));
		market.block(START + 2);
		expect(requireOwner(callContext(market, 'home-02', START + 3), 'home-01', 'orders').limits).toBeNull();
		market.send('home-02', calls.identity.revoke({ to: 'home-02', scope: 'orders' }));
		market.send('home-01', calls.identity.revoke({ to: 'home-02', scope: 'readings' }));
		market.send('home-01', calls.identity.revoke({ to: 'home-02', scope: 'orders' }));
		market.send('home-01', calls.identity.revoke({ to: 'home-02', scope: 'orders' }));
		expect(codesOf(market.block(START + 3))).toEqual([
			'DELEGATION_UNKNOWN',
			'DELEGATION_UNKNOWN',
			null,
			'DELEGATION_UNKNOWN',
		]);
		expect(codeOfActing(market, 'home-02', 'home-01', START + 4)).toBe('CALL_FORBIDDEN');
	});

	it('is impossible while either is suspended, but a delegate may cancel for a suspended owner', () => {
		for (const suspended of ['home-01', 'home-02']) {
			const market = delegating(terms());
			market.send('market', calls.identity.suspend({ participant: suspended, reason: 'test' }));
			market.block(START + 2);
			expect(codeOfActing(market, 'home-02', 'home-01', START + 3)).toBe('PARTICIPANT_SUSPENDED');
			const cancelling = () => requireActing(callContext(market, 'home-02', START + 3), 'home-01', 'orders');
			if (suspended === 'home-01') expect(cancelling().owner.id).toBe('home-01');
			else expect(cancelling).toThrow(expect.objectContaining({ code: 'PARTICIPANT_SUSPENDED' }));
		}
	});
});

describe('delegations', () => {
	it('are bounded per owner, and revoking one makes room', () => {
		const homes = Array.from(
			{ length: DELEGATION_LIMITS.perOwner },
			(_, n) => `home-${String(n + 2).padStart(2, '0')}`,
		);
		const market = delegating(...homes.map((to) => terms({ to })));
		market.send('home-01', calls.identity.delegate(terms({ to: 'home-20' })));
		market.send('home-01', calls.identity.delegate(terms({ to: 'home-02', limits: null })));
		market.send('home-01', calls.identity.revoke({ to: 'home-03', scope: 'orders' }));
		market.send('home-01', calls.identity.delegate(terms({ to: 'home-20' })));
		expect(codesOf(market.block(START + 2))).toEqual(['DELEGATIONS_TOO_MANY', null, null, null]);
	});

	it('are refused to the unknown and with contradictory terms', () => {
		const market = new EngineMarket();
		market.send('home-01', calls.identity.delegate(terms({ to: 'nobody' })));
		market.send('home-01', calls.identity.delegate(terms({ to: 'home-01' })));
		market.send('home-01', calls.identity.delegate(terms({ scope: 'readings' })));
		expect(codesOf(market.block(START + 1))).toEqual(['PARTICIPANT_UNKNOWN', 'DELEGATION_TERMS', 'DELEGATION_TERMS']);
	});

	it('may stand in the genesis, and are told of there', () => {
		const { format: _format, ...genesis } = neighbourhoodGenesis();
		const participants = genesis.participants.map((each) =>
			each.id === 'home-01' ? { ...each, delegates: [terms()] } : each,
		);
		const market = new EngineMarket(createGenesis({ ...genesis, participants }));
		expect(codeOfActing(market, 'home-02', 'home-01')).toBeNull();
	});
});

describe("what a delegate's orders come to", () => {
	it('is counted by product in energy and over all in collateral, and forgotten with the last order', () => {
		const context = callContext(delegating(terms()), 'home-02', START + 2);
		const use = (product: string) => delegatedUse(context, 'home-01', 'home-02', product);
		const count = (product: string, quantityWh: number, collateral: number) =>
			countDelegatedUse(context, 'home-01', 'home-02', product, { quantityWh, collateral });
		count('F-1', 500, 70);
		count('F-2', 300, 20);
		expect([use('F-1'), use('F-2'), use('F-3')]).toEqual([
			{ quantityWh: 500, collateral: 90 },
			{ quantityWh: 300, collateral: 90 },
			{ quantityWh: 0, collateral: 90 },
		]);
		count('F-1', -500, -70);
		count('F-2', -300, -20);
		const left = context.block.overlay.writes().filter(({ value }) => value !== null);
		expect(left).toEqual([]);
		expect(() => count('F-1', -1, 0)).toThrow(expect.objectContaining({ code: 'UNITS_OVERFLOW' }));
	});
});
