import { describe, expect, it } from 'vitest';
import { labelShifts, logBounds } from '../../../src/renderer/features/consensus/finality-charts.ts';
import { findingOf, quorumMargin, slowValidator } from '../../../src/renderer/features/consensus/findings.ts';
import { summaryOver } from '../../fixtures/console/story-consensus.ts';

const hour = summaryOver(3_600_000);
const level = hour.validators.map((validator) => ({ ...validator, voteMs: { p50: 2, p99: 4 } }));

describe('the consensus headline', () => {
	it('says that a slow validator is not felt only when its votes come after the round is final', () => {
		expect(slowValidator(hour)?.name).toBe('Dogwood');
		expect(findingOf(hour)).toMatchObject({ kind: 'slow-but-unfelt', validator: 'Dogwood', p50: hour.finalityMs?.p50 });
	});

	it('says that it is felt only when the quorum has no vote to spare', () => {
		const quorum = { validators: 4, needed: 3, connected: 3 };
		expect(findingOf({ ...hour, quorum })).toMatchObject({ kind: 'slow-and-felt', validator: 'Dogwood' });
		const late = { p50: 900, p95: 950, p99: 990 };
		expect(findingOf({ ...hour, finalityMs: late }).kind).toBe('rounds-lost');
	});

	it('calls nobody slow after a handful of rounds', () => {
		expect(slowValidator({ ...hour, rounds: 5 })).toBeNull();
	});

	it('puts a lost quorum before everything else', () => {
		const quorum = { validators: 4, needed: 3, connected: 2 };
		expect(quorumMargin(quorum)).toBe(-1);
		expect(findingOf({ ...hour, quorum }).kind).toBe('quorum-lost');
	});

	it('never states a finality before a round is final', () => {
		expect(findingOf({ ...hour, finalityMs: null })).toEqual({ kind: 'nothing-final' });
	});

	it('counts lost rounds when nobody is slow, and says so when none was lost', () => {
		expect(findingOf({ ...hour, validators: level })).toMatchObject({ kind: 'rounds-lost', lost: hour.roundsLost });
		expect(findingOf({ ...hour, validators: level, roundsLost: 0 })).toMatchObject({ kind: 'steady' });
	});
});

describe('the finality trend', () => {
	it('encloses all values between two powers of two', () => {
		expect(logBounds([3.9, 21])).toEqual({ min: 2, max: 32 });
		expect(logBounds([])).toEqual({ min: 1, max: 2 });
		expect(logBounds([4, 4])).toEqual({ min: 4, max: 8 });
	});

	it('keeps end labels apart when the percentiles meet', () => {
		const shifts = labelShifts([5, 5, 5], { min: 2, max: 16 });
		const gaps = [(shifts[1] as number) - (shifts[0] as number), (shifts[2] as number) - (shifts[1] as number)];
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(13.9);
		expect(labelShifts([16, 8, 4], { min: 2, max: 16 })).toEqual([0, 0, 0]);
	});
});
