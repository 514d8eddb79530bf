import { describe, expect, it } from 'vitest';
import { activeVoters, applyCredit } from '../../../src/main/core/consensus/credit.ts';
import { decodeCreditLedger, encodeCreditLedger } from '../../../src/main/core/consensus/credit-codec.ts';
import { type CreditLedger, genesisLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import type { Evidence } from '../../../src/shared/codec/block.ts';
import { type HeaderSketch, sketchHeader, sketchTimeouts } from '../../fixtures/headers.ts';

const ALL = [0, 1, 2, 3];

/** Applies blocks of one transaction each. */
function grow(ledger: CreditLedger, sketches: readonly HeaderSketch[], transactions = 1): CreditLedger {
	return sketches.reduce((at, sketch) => applyCredit(at, sketchHeader(sketch), transactions).ledger, ledger);
}

/** `count` consecutive blocks after the ledger's, all votes in. */
function quiet(ledger: CreditLedger, count: number, proposer: (i: number) => number = (i) => i % 4): CreditLedger {
	const sketches = Array.from({ length: count }, (_, i) => ({
		height: ledger.height + 1 + i,
		round: ledger.round + 1 + i,
		proposer: proposer(i),
		voters: ALL,
	}));
	return grow(ledger, sketches);
}

describe('leader credit', () => {
	it('starts at 500 and gains 100 for an own non-empty block, at most 1000', () => {
		let ledger = genesisLedger(4);
		expect(ledger.validators[2]?.credit).toBe(500);
		ledger = quiet(ledger, 4, () => 2);
		expect(ledger.validators[2]?.credit).toBe(900);
		ledger = quiet(ledger, 2, () => 2);
		expect(ledger.validators[2]?.credit).toBe(1000);
	});

	it('gains nothing for an empty block', () => {
		const step = applyCredit(genesisLedger(4), sketchHeader({ height: 1, round: 1, proposer: 3, voters: [] }), 0);
		expect(step.ledger.validators[3]?.credit).toBe(500);
		expect(step.changes).toEqual([]);
	});

	it('is not healed by votes', () => {
		let ledger = grow(genesisLedger(4), [
			{
				height: 1,
				round: 2,
				parentRound: 0,
				proposer: 1,
				timeouts: [sketchTimeouts(1, [{ awaited: 0 }, { awaited: 0 }])],
			},
		]);
		const fallen = ledger.validators[0]?.credit;
		ledger = quiet(ledger, 30, (i) => 1 + (i % 3));
		expect(ledger.validators[0]?.credit).toBe(fallen);
	});

	it('falls to an eighth and benches n·2^(k+1) rounds at the k-th blamed failure', () => {
		let ledger = genesisLedger(4);
		const seen: [number, number][] = [];
		for (let k = 1; k <= 13; k++) {
			const failed = ledger.round + 1;
			const round = failed + 1;
			ledger = grow(ledger, [
				{
					height: ledger.height + 1,
					round,
					parentRound: ledger.round,
					proposer: 1,
					voters: ALL,
					timeouts: [sketchTimeouts(failed, [{ awaited: 0 }, { awaited: 0 }, { awaited: 0 }])],
				},
			]);
			const entry = ledger.validators[0];
			seen.push([entry?.credit ?? 0, (entry?.benchedUntil ?? 0) - round]);
		}
		expect(seen.slice(0, 4)).toEqual([
			[62, 16],
			[7, 32],
			[1, 64],
			[1, 128],
		]);
		expect(seen[11]).toEqual([1, 4 * 2 ** 13]);
		expect(seen[12]).toEqual([1, 4 * 2 ** 13]);
	});

	it('forgets the count of failures only when credit is full again', () => {
		let ledger = grow(genesisLedger(4), [
			{
				height: 1,
				round: 2,
				parentRound: 0,
				proposer: 1,
				timeouts: [sketchTimeouts(1, [{ awaited: 0 }, { awaited: 0 }])],
			},
		]);
		ledger = quiet(ledger, 9, () => 0);
		expect(ledger.validators[0]).toMatchObject({ credit: 962, failures: 1 });
		ledger = quiet(ledger, 1, () => 0);
		expect(ledger.validators[0]).toMatchObject({ credit: 1000, failures: 0 });
	});
});

describe('blame', () => {
	const failing = (names: Parameters<typeof sketchTimeouts>[1]) =>
		applyCredit(
			genesisLedger(4),
			sketchHeader({ height: 1, round: 2, parentRound: 0, proposer: 1, timeouts: [sketchTimeouts(1, names)] }),
			1,
		).changes.filter((change) => change.rule === 'blamed');

	it('needs f+1 signers who name the same leader', () => {
		expect(failing([{ awaited: 0 }, { awaited: 2 }, { awaited: 3 }])).toEqual([]);
		expect(failing([{ awaited: 0 }, { awaited: 0 }, { awaited: 3 }]).map((change) => change.validator)).toEqual([0]);
	});

	it('counts only the reason "no proposal"', () => {
		expect(
			failing([{ awaited: 0 }, { awaited: 0, reason: 'no-quorum' }, { awaited: 0, reason: 'payload-missing' }]),
		).toEqual([]);
	});

	it('is decided once, at the first certificate carried', () => {
		const certificate = sketchTimeouts(1, [{ awaited: 0 }, { awaited: 0 }]);
		const ledger = grow(genesisLedger(4), [
			{ height: 1, round: 2, parentRound: 0, proposer: 1, timeouts: [certificate] },
			{ height: 2, round: 3, proposer: 2, voters: ALL, timeouts: [certificate] },
		]);
		expect(ledger.validators[0]?.failures).toBe(1);
	});

	it('reaches back 20 blocks and no further', () => {
		const certificate = sketchTimeouts(1, [{ awaited: 0 }, { awaited: 0 }]);
		const at = (height: number) => {
			const before = quiet(
				grow(genesisLedger(4), [{ height: 1, round: 2, parentRound: 0, proposer: 1 }]),
				height - 2,
				(i) => 1 + (i % 3),
			);
			return grow(before, [{ height, round: before.round + 1, proposer: 1, voters: ALL, timeouts: [certificate] }])
				.validators[0]?.failures;
		};
		expect(at(21)).toBe(1);
		expect(at(22)).toBe(0);
	});

	it('never falls on the leader of a round that holds a committed block', () => {
		const before = quiet(genesisLedger(4), 3);
		const after = grow(before, [
			{
				height: 4,
				round: 4,
				proposer: 3,
				voters: ALL,
				timeouts: [sketchTimeouts(2, [{ awaited: 1 }, { awaited: 1 }])],
			},
		]);
		expect(after.validators[1]?.failures).toBe(0);
	});

	it('becomes a small loss for each, without a bench, when a gap has more than f failed leaders', () => {
		const ledger = grow(genesisLedger(4), [
			{
				height: 1,
				round: 3,
				parentRound: 0,
				proposer: 2,
				timeouts: [
					sketchTimeouts(1, [{ awaited: 0 }, { awaited: 0 }]),
					sketchTimeouts(2, [{ awaited: 1 }, { awaited: 1 }]),
				],
			},
		]);
		expect(ledger.validators.map((entry) => entry.credit)).toEqual([391, 391, 600, 500]);
		expect(ledger.validators.every((entry) => entry.benchedUntil === 0)).toBe(true);
	});
});

describe('participation', () => {
	it('gains 2 for a vote in the certificate of a committed non-empty block', () => {
		const ledger = grow(genesisLedger(4), [
			{ height: 1, round: 1, proposer: 0 },
			{ height: 2, round: 2, proposer: 1, voters: [0, 1, 2] },
		]);
		expect(ledger.validators.map((entry) => entry.participation)).toEqual([502, 502, 502, 500]);
	});

	it('gains the same for a late vote, once', () => {
		const ledger = grow(genesisLedger(4), [
			{ height: 1, round: 1, proposer: 0 },
			{ height: 2, round: 2, proposer: 1, voters: [0, 1, 2] },
			{ height: 3, round: 3, proposer: 1, late: [{ round: 1, voter: 3 }] },
			{ height: 4, round: 4, proposer: 1, late: [{ round: 1, voter: 3 }] },
		]);
		expect(ledger.validators[3]?.participation).toBe(502);
	});

	it('loses 4 when the 5th descendant comes without the vote, not before', () => {
		const sketches: HeaderSketch[] = [{ height: 1, round: 1, proposer: 0 }];
		for (let height = 2; height <= 6; height++)
			sketches.push({ height, round: height, proposer: 0, voters: height === 2 ? [0, 1, 2] : ALL });
		const five = grow(genesisLedger(4), sketches.slice(0, 5));
		expect(five.validators[3]?.participation).toBe(506);
		expect(grow(genesisLedger(4), sketches).validators[3]?.participation).toBe(504);
	});

	it('does not move for empty blocks', () => {
		const ledger = grow(
			genesisLedger(4),
			Array.from({ length: 12 }, (_, i) => ({ height: i + 1, round: i + 1, proposer: 0, voters: [0, 1, 2] })),
			0,
		);
		expect(ledger.validators.every((entry) => entry.participation === 500)).toBe(true);
	});

	it('stays within 0 and 1000', () => {
		const ledger = grow(
			genesisLedger(4),
			Array.from({ length: 400 }, (_, i) => ({ height: i + 1, round: i + 1, proposer: 0, voters: [0, 1, 2] })),
		);
		expect(ledger.validators.map((entry) => entry.participation)).toEqual([1000, 1000, 1000, 0]);
	});
});

describe('the ledger', () => {
	it('counts as active who signed one of the last 4 committed certificates, late votes included', () => {
		let ledger = quiet(genesisLedger(4), 5);
		expect(activeVoters(ledger)).toEqual([true, true, true, true]);
		const without: HeaderSketch[] = Array.from({ length: 4 }, (_, i) => ({
			height: ledger.height + 1 + i,
			round: ledger.round + 1 + i,
			proposer: 0,
			voters: [0, 1, 2],
		}));
		ledger = grow(ledger, without);
		expect(activeVoters(ledger)).toEqual([true, true, true, false]);
		const late = grow(ledger, [
			{ height: 10, round: 10, proposer: 0, voters: [0, 1, 2], late: [{ round: 8, voter: 3 }] },
		]);
		expect(activeVoters(late)[3]).toBe(true);
	});

	it('encodes to canonical bytes and back', () => {
		const ledger = grow(quiet(genesisLedger(7), 9), [
			{
				height: 10,
				round: 14,
				parentRound: 9,
				proposer: 6,
				voters: [1, 4],
				timeouts: [sketchTimeouts(11, [{ awaited: 5 }])],
			},
		]);
		expect(decodeCreditLedger(encodeCreditLedger(ledger))).toEqual(ledger);
	});

	it('keeps a bounded window', () => {
		const ledger = quiet(genesisLedger(4), 200);
		expect(ledger.blocks).toHaveLength(5);
		expect(ledger.proposers).toHaveLength(4);
		expect(ledger.gaps).toHaveLength(0);
	});
});

describe('a proof of guilt', () => {
	const proof = (offender: number): Evidence => ({
		offender,
		first: { kind: 'order-vote', round: 3, blockId: new Uint8Array(32), signature: new Uint8Array(64) },
		second: { kind: 'order-vote', round: 3, blockId: new Uint8Array(32).fill(1), signature: new Uint8Array(64) },
	});
	const convicting = (ledger: CreditLedger, offender: number, proposer = 0) => ({
		...sketchHeader({ height: ledger.height + 1, round: ledger.round + 1, proposer, voters: ALL }),
		evidence: [proof(offender)],
	});

	it('sets credit 1 and participation 0 and benches until the epoch ends', () => {
		const before = quiet(genesisLedger(4), 6);
		const { ledger, changes } = applyCredit(before, convicting(before, 2), 1);
		expect(ledger.convicted).toEqual([2]);
		expect(ledger.validators[2]).toMatchObject({
			credit: 1,
			participation: 0,
			benchedUntil: Number.MAX_SAFE_INTEGER,
		});
		expect(changes[0]).toMatchObject({
			validator: 2,
			rule: 'convicted',
			round: 7,
			height: 7,
			conviction: { offence: 'double-order-vote', rounds: [3, 3] },
		});
		expect(decodeCreditLedger(encodeCreditLedger(ledger))).toEqual(ledger);
	});

	it('lets the convicted gain and lose nothing more, not even in the same block', () => {
		const before = quiet(genesisLedger(4), 6);
		const { ledger, changes } = applyCredit(before, convicting(before, 2, 2), 1);
		expect(changes.filter(({ validator }) => validator === 2).map(({ rule }) => rule)).toEqual(['convicted']);
		const later = quiet(ledger, 8, () => 2);
		expect(later.validators[2]).toEqual(ledger.validators[2]);
		const gap = sketchHeader({
			height: later.height + 1,
			round: later.round + 2,
			parentRound: later.round,
			proposer: 0,
			timeouts: [sketchTimeouts(later.round + 1, [{ awaited: 2 }, { awaited: 2 }])],
		});
		expect(applyCredit(later, gap, 1).ledger.validators[2]).toEqual(ledger.validators[2]);
	});

	it('counts once', () => {
		const before = quiet(genesisLedger(4), 6);
		const once = applyCredit(before, convicting(before, 2), 1).ledger;
		const { ledger, changes } = applyCredit(once, convicting(once, 2), 1);
		expect(ledger.convicted).toEqual([2]);
		expect(changes.filter(({ rule }) => rule === 'convicted')).toEqual([]);
	});
});
