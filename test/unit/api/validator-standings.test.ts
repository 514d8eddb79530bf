import { describe, expect, it } from 'vitest';
import type { EventOf, EventStep } from '../../../src/main/api/read-model/block-step.ts';
import { DEFAULT_RETENTION } from '../../../src/main/api/read-model/retention.ts';
import { ValidatorStandings } from '../../../src/main/api/read-model/validator-standings.ts';
import { DEFAULT_CREDIT } from '../../../src/shared/codec/credit-parameters.ts';
import { DEFAULT_CONSENSUS } from '../../../src/shared/codec/genesis.ts';
import type { ValidatorFigures } from '../../../src/shared/codec/governance-events.ts';
import { newValidator } from '../../fixtures/governance.ts';
import { sketchHeader } from '../../fixtures/headers.ts';

const FRESH: ValidatorFigures = { credit: 500, participation: 500, failures: 0, benchedUntil: 0 };
const at = (height: number): EventStep => ({ height, time: height * 1_000, transactionId: null });

function epoch(number: number, startHeight: number, validators: { readonly [id: string]: Partial<ValidatorFigures> }) {
	const event: EventOf<'epoch-changed'> = {
		kind: 'epoch-changed',
		description: {
			epoch: number,
			startHeight,
			startTime: startHeight * 1_000,
			validators: Object.keys(validators).map((id) => newValidator(id)),
			consensus: DEFAULT_CONSENSUS,
			credit: DEFAULT_CREDIT,
		},
		figures: Object.values(validators).map((figures) => ({ ...FRESH, ...figures })),
	};
	return event;
}

const ownBlock = (validator: number, id: string, credit: number): EventOf<'validator-credit'> => ({
	kind: 'validator-credit',
	validator,
	id,
	epoch: 0,
	credit,
	participation: 500,
	change: 100,
	participationChange: 0,
	rule: 'own-block',
	round: 3,
	height: 3,
	carrierHeight: 3,
	benchedUntil: 0,
});

/** a, b and c begin; then a leaves, d joins, and b and c move up. */
function afterHandover(): ValidatorStandings {
	const standings = new ValidatorStandings(DEFAULT_RETENTION);
	standings.enterEpoch(epoch(0, 0, { a: {}, b: {}, c: {} }), at(0));
	for (let height = 1; height <= 9; height++)
		standings.enter(sketchHeader({ height, round: height, proposer: 1, voters: [0, 1] }), 1);
	standings.move(ownBlock(1, 'b', 600), at(3));
	const reward = { kind: 'reward-paid', to: '$validator/b', validator: 1, reason: 'voter', epoch: 0 } as const;
	standings.reward({ ...reward, amount: 70, height: 3, round: 3 });
	standings.enterEpoch(epoch(1, 9, { b: { credit: 600 }, c: { benchedUntil: 4 }, d: { credit: 100 } }), at(9));
	return standings;
}

describe('the standings of validators', () => {
	it('follow a validator to its new place, with its history and what it earned', () => {
		const [b, c, d] = afterHandover().records;
		expect([b?.id, c?.id, d?.id]).toEqual(['b', 'c', 'd']);
		expect(b).toMatchObject({ index: 0, earned: 70 });
		expect(b?.credit.steps).toMatchObject([{ rule: 'own-block', after: 600, lastHeight: 3 }]);
		expect(c).toMatchObject({ index: 1, benchedUntil: 4, earned: 0 });
		expect(d?.credit).toMatchObject({ current: 100, opening: { credit: 100, height: 9 } });
	});

	it('count votes and blocks of the epoch in force alone, whose indices these are', () => {
		const standings = afterHandover();
		expect(standings.windowBlocks).toBe(0);
		for (let height = 10; height <= 20; height++)
			standings.enter(sketchHeader({ height, round: height - 9, proposer: 0, voters: height === 10 ? [] : [0, 2] }), 1);
		expect(standings.count(0)).toMatchObject({ led: 11, blocks: 11, missed: 0 });
		expect(standings.count(1)).toMatchObject({ credited: 0, missed: 6 });
		expect(standings.round).toBe(11);
	});

	it('remember one that left, and tell what changed when it comes back', () => {
		const standings = afterHandover();
		standings.enterEpoch(epoch(2, 30, { b: { credit: 600 }, a: { credit: 100 } }), at(30));
		const a = standings.records[1];
		expect(a?.credit.current).toBe(100);
		expect(a?.credit.steps).toMatchObject([{ rule: 'new-epoch', change: -400, after: 100, subject: '2' }]);
	});

	it('show a conviction in both figures and take what was slashed from the earnings', () => {
		const standings = afterHandover();
		const convicted = { ...ownBlock(0, 'b', 1), change: -599, participation: 0, participationChange: -500 };
		standings.move({ ...convicted, rule: 'convicted', benchedUntil: Number.MAX_SAFE_INTEGER }, at(12));
		const who = { kind: 'validator-slashed', validator: 0, id: 'b', epoch: 1, offence: 'double-vote' } as const;
		standings.slash({ ...who, amount: 70, rounds: [2, 2], round: 3, height: 12 });
		const [b] = standings.records;
		expect(b).toMatchObject({ earned: 0, benchedUntil: Number.MAX_SAFE_INTEGER });
		expect([b?.credit.current, b?.participation.current]).toEqual([1, 0]);
		expect(b?.participation.steps.at(-1)).toMatchObject({ rule: 'convicted', change: -500 });
		expect(b?.conviction).toEqual({ offence: 'double-vote', rounds: [2, 2], round: 3, height: 12, slashed: 70 });
		expect(b && standings.benchedUntil(b)).toBe(Number.MAX_SAFE_INTEGER);
		standings.enterEpoch(epoch(2, 20, { b: { credit: 1 }, c: {} }), at(20));
		expect(standings.records[0]?.conviction).toBeNull();
	});
});
