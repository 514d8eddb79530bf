import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { inQueueOrder, lacksOnlyMe, sumsOf } from '../../../src/renderer/features/signatures/queue.ts';
import { isSignable, verifyDeed } from '../../../src/renderer/features/signatures/verification.ts';
import type { DeedDetail } from '../../../src/shared/contract/index.ts';
import { createStoryMarket } from '../../fixtures/console/story-day.ts';
import { CHAIN_ID } from '../../fixtures/console/story-genesis.ts';

const { deeds } = createStoryMarket();
const mine = deeds.find((deed) => deed.summary.needsMe) as DeedDetail;
const verify = (detail: DeedDetail) => verifyDeed(detail, CHAIN_ID, sha256);
const failed = (detail: DeedDetail) => verify(detail).checks.filter((check) => !check.ok);

describe('deed verified on this machine', () => {
	it('passes a deed whose bytes say what the queue shows', () => {
		expect(failed(mine)).toEqual([]);
		expect(isSignable(mine, verify(mine))).toBe(true);
		expect(verify(mine).digest).toBe(mine.digest);
	});

	it('cannot sign what cannot be decoded', () => {
		const broken = { ...mine, document: `${mine.document}00` };
		const verification = verify(broken);
		expect(verification.document).toBeNull();
		expect(isSignable(broken, verification)).toBe(false);
	});

	it('finds a digest that is not that of the bytes', () => {
		const other = { ...mine, digest: mine.digest.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) };
		expect(failed(other)).toEqual([{ check: 'digest', ok: false, faults: ['digest'] }]);
		expect(isSignable(other, verify(other))).toBe(false);
	});

	it('finds a deed written for another chain', () => {
		expect(verifyDeed(mine, 'other-chain', sha256).checks.find((check) => !check.ok)?.check).toBe('chain');
	});

	it('names the figure that the queue shows otherwise than the bytes', () => {
		const cheaper = { ...mine, summary: { ...mine.summary, amount: mine.summary.amount - 1 } };
		expect(failed(cheaper)).toEqual([{ check: 'terms', ok: false, faults: ['amount'] }]);
	});

	it('does not sign against a check that the node found wrong', () => {
		const warned: DeedDetail = {
			...mine,
			checks: mine.checks.map((check) => (check.check === 'clearing' ? { ...check, ok: false } : check)),
		};
		expect(isSignable(warned, verify(warned))).toBe(false);
	});
});

describe('queue of signatures', () => {
	const queue = inQueueOrder(deeds.map((deed) => deed.summary));

	it('puts what needs me first, then what waits for others, then what has ended, newest first', () => {
		const ranks = queue.map((deed) =>
			deed.needsMe ? 0 : deed.state === 'awaiting' ? 1 : deed.state === 'sealed' ? 2 : 3,
		);
		expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
		const ended = queue.filter((deed) => deed.state === 'sealed').map((deed) => deed.endedAt ?? 0);
		expect(ended).toEqual(ended.toSorted((a, b) => b - a));
	});

	it('tells a deed that lacks only me from one that lacks others too', () => {
		expect(lacksOnlyMe(mine.summary)).toBe(true);
		const two = { ...mine.summary, signers: mine.summary.signers.map((signer) => ({ ...signer, signedAt: null })) };
		expect(lacksOnlyMe(two)).toBe(false);
	});

	it('adds up a batch to the micro-unit', () => {
		const batch = queue.filter((deed) => deed.needsMe);
		const sums = sumsOf(batch);
		expect(sums.escrow).toBe(sums.amount + sums.fee);
		expect(sums.deadline).toBe(Math.min(...batch.map((deed) => deed.deadline)));
		expect(sumsOf([]).deadline).toBeNull();
	});
});
