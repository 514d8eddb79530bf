import { describe, expect, it } from 'vitest';
import { moneyOf, orderVerdict } from '../../../src/shared/auction/order-results.ts';

describe('an order’s result', () => {
	it.each([
		[1_999n, 1],
		[-1_999n, -1],
		[10n ** 30n, Number.MAX_SAFE_INTEGER],
		[-(10n ** 30n), Number.MIN_SAFE_INTEGER],
	])('has %s of price and quantity as %i of money, always a safe integer', (value, money) => {
		expect(moneyOf(value)).toBe(money);
	});

	it('names other orders by their ids', () => {
		const idOf = (position: number): string => `O-F-${position}`;
		expect(orderVerdict({ kind: 'parent-rejected', parent: 3 }, idOf)).toEqual({
			kind: 'parent-rejected',
			parent: 'O-F-3',
		});
		expect(orderVerdict({ kind: 'paradoxically-rejected', foregone: 12_500_000n }, idOf)).toEqual({
			kind: 'paradoxically-rejected',
			foregone: 12_500,
		});
	});
});
