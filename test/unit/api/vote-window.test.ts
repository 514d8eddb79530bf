import { describe, expect, it } from 'vitest';
import { VoteWindow } from '../../../src/main/api/read-model/vote-window.ts';
import { sketchHeader } from '../../fixtures/headers.ts';

describe('the vote window', () => {
	function windowOf(
		size: number,
		blocks: number,
		voters: (height: number) => number[],
		late: Parameters<typeof sketchHeader>[0]['late'] = [],
	): VoteWindow {
		const window = new VoteWindow(size);
		for (let height = 1; height <= blocks; height++)
			window.add(
				sketchHeader({
					height,
					round: height,
					proposer: height % 4,
					voters: height === 1 ? [] : voters(height - 1),
					late: height === blocks ? late : [],
				}),
				1,
			);
		return window;
	}

	it('credits a vote to the block that the certificate is of', () => {
		const window = windowOf(100, 20, (height) => (height === 3 ? [0, 1, 2] : [0, 1, 2, 3]));
		expect(window.count(3)).toMatchObject({ credited: 14, missed: 1 });
		expect(window.count(0)).toMatchObject({ credited: 15, missed: 0 });
	});

	it('takes a late vote for the 2nd to 5th ancestor', () => {
		const silent = (height: number): number[] => (height === 12 ? [0, 1, 2] : [0, 1, 2, 3]);
		const window = windowOf(100, 15, silent, [{ round: 12, voter: 3 }]);
		for (let height = 16; height <= 20; height++)
			window.add(sketchHeader({ height, round: height, proposer: 0, voters: [0, 1, 2, 3] }), 1);
		expect(window.count(3)).toMatchObject({ missed: 0 });
	});

	it('holds nobody to a vote for an empty block, nor while its votes can still come', () => {
		const window = new VoteWindow(100);
		for (let height = 1; height <= 20; height++)
			window.add(sketchHeader({ height, round: height, proposer: 0, voters: [0, 1, 2] }), height <= 5 ? 1 : 0);
		expect(window.count(3)).toMatchObject({ credited: 0, missed: 5 });
		expect(windowOf(100, 5, () => [0, 1, 2]).count(3)).toMatchObject({ credited: 0, missed: 0 });
	});

	it('forgets what leaves the window', () => {
		const window = windowOf(10, 50, (height) => (height < 40 ? [0, 1, 2] : [0, 1, 2, 3]));
		expect(window.blocks).toBe(10);
		expect(window.count(3)).toMatchObject({ missed: 0, blocks: 10 });
		expect([0, 1, 2, 3].reduce((sum, validator) => sum + window.count(validator).led, 0)).toBe(10);
	});

	it('tells validator 127 from validator 95', () => {
		const window = windowOf(100, 20, () => [95]);
		expect(window.count(95).credited).toBe(15);
		expect(window.count(127).credited).toBe(0);
	});
});
