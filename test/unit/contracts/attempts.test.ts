import { describe, expect, it } from 'vitest';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { callContext } from '../../fixtures/call-context.ts';
import { EngineMarket, START } from '../../fixtures/engine-market.ts';

const coded = (code: string) => expect.objectContaining({ code });
const fail = (): never => {
	throw new CodedError('FUNDS_SHORT', { account: 'x', balance: 0, needed: 1 });
};

function begun() {
	const context = callContext(new EngineMarket(), 'home-01', START + 1);
	context.block.overlay.begin();
	return { context, space: context.space('toy') };
}

describe('a part of a call that may fail by itself', () => {
	it('keeps what it did when it succeeds', () => {
		const { context, space } = begun();
		expect(context.attempt(() => space.set('a', 1))).toBeNull();
		expect(space.get('a')).toBe(1);
	});

	it('leaves no write, event, schedule or continuation when it fails, and what came before it stays', () => {
		const { context, space } = begun();
		space.set('a', 1);
		space.set('b', 1);
		context.emit({ kind: 'contract-upgraded', contract: 'toy', from: null, to: 1 });
		const before = { writes: context.block.overlay.writes(), steps: context.steps };
		const failure = context.attempt(() => {
			space.set('a', 2);
			space.delete('b');
			space.set('c', 3);
			context.emit({ kind: 'contract-upgraded', contract: 'toy', from: 1, to: 2 });
			context.schedule(START + 5, { contract: 'toy', task: 'work', subject: 'x' });
			context.continueTask();
			fail();
		});
		expect(failure?.code).toBe('FUNDS_SHORT');
		expect(context.block.overlay.writes()).toEqual(before.writes);
		expect(context.block.events).toHaveLength(1);
		expect(context.goesOn).toBe(false);
		expect(context.steps).toBeGreaterThan(before.steps);
	});

	it('keeps a wish to go on that came before it', () => {
		const { context } = begun();
		context.continueTask();
		context.attempt(fail);
		expect(context.goesOn).toBe(true);
	});

	it('may hold another, each undone alone; the whole call undoes both', () => {
		const { context, space } = begun();
		const { overlay } = context.block;
		expect(
			context.attempt(() => {
				space.set('a', 1);
				context.attempt(() => {
					space.set('a', 2);
					fail();
				});
				space.set('b', 1);
			}),
		).toBeNull();
		expect([space.get('a'), space.get('b')]).toEqual([1, 1]);
		overlay.undo();
		expect([space.get('a'), space.get('b')]).toEqual([undefined, undefined]);
		expect(overlay.writes()).toEqual([]);
	});

	it('fails alike for an exception without a code', () => {
		const { context, space } = begun();
		const failure = context.attempt(() => {
			space.set('a', 1);
			throw new RangeError('too deep');
		});
		expect(failure).toMatchObject({ code: 'CALL_FAULT', details: { reason: 'RangeError' } });
		expect(space.get('a')).toBeUndefined();
	});

	it('ends the whole call where the steps run out or an invariant breaks', () => {
		const { context } = begun();
		for (const code of ['CALL_STEP_LIMIT', 'ENGINE_CONSERVATION'] as const)
			expect(() =>
				context.attempt(() => {
					throw new CodedError(code, {});
				}),
			).toThrow(coded(code));
	});
});
