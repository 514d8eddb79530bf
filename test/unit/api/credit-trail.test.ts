import { describe, expect, it } from 'vitest';
import { CreditTrail } from '../../../src/main/api/read-model/credit-trail.ts';

const LIMITS = { creditSteps: 3, windowBlocks: 10 };

describe('a credit trail', () => {
	it('folds equal consecutive steps, gains apart from losses', () => {
		const trail = new CreditTrail(500, LIMITS);
		trail.add('own-block', 100, 600, '1', 1, 1_000);
		trail.add('own-block', 100, 700, '3', 3, 3_000);
		trail.add('delivered', 1, 701, 'a', 4, 4_000);
		trail.add('delivered', -5, 696, 'b', 5, 5_000);
		expect(trail.steps).toEqual([
			{
				rule: 'own-block',
				count: 2,
				change: 200,
				after: 700,
				firstHeight: 1,
				lastHeight: 3,
				subject: null,
				time: 3_000,
			},
			{ rule: 'delivered', count: 1, change: 1, after: 701, firstHeight: 4, lastHeight: 4, subject: 'a', time: 4_000 },
			{ rule: 'delivered', count: 1, change: -5, after: 696, firstHeight: 5, lastHeight: 5, subject: 'b', time: 5_000 },
		]);
	});

	it('always adds up: what falls out of the steps moves the opening', () => {
		const trail = new CreditTrail(500, LIMITS);
		let credit = 500;
		for (let height = 1; height <= 40; height++) {
			const change = height % 2 === 0 ? 7 : -3;
			credit += change;
			trail.add(height % 2 === 0 ? 'up' : 'down', change, credit, null, height, height);
		}
		expect(trail.steps).toHaveLength(3);
		expect(trail.opening).toEqual({ credit: credit - 7 + 3 - 7, height: 37 });
		expect(trail.opening.credit + trail.steps.reduce((sum, { change }) => sum + change, 0)).toBe(trail.current);
	});

	it('samples the window evenly, oldest first, and holds the last value', () => {
		const trail = new CreditTrail(500, LIMITS);
		trail.add('x', 100, 600, null, 95, 1);
		trail.add('x', 100, 700, null, 100, 1);
		expect(trail.sample(100, 5)).toEqual([500, 500, 600, 600, 700]);
		expect(trail.sample(200, 2)).toEqual([700, 700]);
	});

	it('keeps its points within the window however often the value changes', () => {
		const trail = new CreditTrail(500, LIMITS);
		for (let height = 1; height <= 1_000; height++) trail.add(`r${height % 2}`, 1, 500 + height, null, height, height);
		expect(trail.sample(1_000, 10)).toEqual([1_491, 1_492, 1_493, 1_494, 1_495, 1_496, 1_497, 1_498, 1_499, 1_500]);
	});
});
