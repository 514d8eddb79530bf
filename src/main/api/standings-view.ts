import type { EpochDescription } from '../../shared/codec/epoch.ts';
import type { CreditStep, ParticipantStanding, ValidatorStanding } from '../../shared/contract/index.ts';
import { STANDING } from '../core/contracts/incentive/standing.ts';
import type { CreditTrail } from './read-model/credit-trail.ts';
import { type ConsoleServices, isMine } from './services.ts';

const SPARK_POINTS = 32;

type Scope = Pick<ConsoleServices, 'node' | 'model'>;

/** Highest credit first; equal credit by participation, then by index. */
export function validatorStandings({ node, model }: Scope): ValidatorStanding[] {
	const { validators, asOfHeight } = model;
	return [...validators.records]
		.sort(
			(a, b) =>
				b.credit.current - a.credit.current || b.participation.current - a.participation.current || a.index - b.index,
		)
		.map((record, place) => {
			const { led, blocks, credited, missed } = validators.count(record.index);
			return {
				index: record.index,
				id: record.id,
				name: record.name,
				operator: record.operator,
				rank: place + 1,
				credit: record.credit.current,
				participation: record.participation.current,
				benchedUntilRound: validators.benchedUntil(record),
				leads: shareOf(led, blocks),
				votesCredited: shareOf(credited, credited + missed),
				missed,
				earned: record.earned,
				spark: record.credit.sample(asOfHeight, SPARK_POINTS),
				me: record.index === node.self,
			};
		});
}

/** Highest credit first; equal credit by points, then by id. */
export function participantStandings(scope: Scope): ParticipantStanding[] {
	const { directory, participants, balances, asOfHeight } = scope.model;
	return [...directory.participants.values()]
		.map((entry) => ({ entry, record: participants.of(entry.id) }))
		.sort(
			(a, b) =>
				b.record.credit.current - a.record.credit.current ||
				b.record.points - a.record.points ||
				(a.entry.id < b.entry.id ? -1 : 1),
		)
		.map(({ entry, record }, place) => ({
			participant: entry.id,
			name: entry.name,
			role: entry.role,
			rank: place + 1,
			credit: record.credit.current,
			delivered: shareOf(record.deliveredWh, record.contractedWh),
			deedsInTime: shareOf(record.deedsSigned, record.deedsSigned + record.deedsMissed),
			readingsInTime: shareOf(record.readingsInTime, record.readingsInTime + record.readingsMissed),
			points: record.points,
			pointsSpent: record.pointsSpent,
			feePointsMax: record.feePointsMax,
			balance: balances.of(entry.id),
			spark: record.credit.sample(asOfHeight, SPARK_POINTS),
			me: isMine(scope, entry.id),
		}));
}

function shareOf(part: number, whole: number): number | null {
	return whole === 0 ? null : part / whole;
}

/** Steps of both figures in one list, oldest first by their last block. */
export function stepsOf(credit: CreditTrail, participation: CreditTrail | null): CreditStep[] {
	const steps: CreditStep[] = credit.steps.map((step) => ({ figure: 'credit', ...step }));
	for (const step of participation?.steps ?? []) steps.push({ figure: 'participation', ...step });
	return steps.sort((a, b) => a.lastHeight - b.lastHeight);
}

/** Figures of the rules, by the names that the explanation's sentences use. */
export function validatorRuleParameters({ validators, credit }: EpochDescription): Record<string, number> {
	const { genesisCredit, maxCredit, ownBlockGain, genesisParticipation, voteGain, missLoss } = credit;
	return {
		genesisCredit,
		creditMax: maxCredit,
		ownBlockGain,
		/** A blamed leader keeps credit ≫ this. */
		blameShift: 3,
		/** Bench of the first failure, in rounds; it doubles with each. */
		benchRounds: validators.length * 4,
		genesisParticipation,
		voteGain,
		missedVoteLoss: missLoss,
	};
}

export function participantRuleParameters(): Record<string, number> {
	return {
		start: STANDING.creditStart,
		creditMax: STANDING.creditMax,
		deedSigned: STANDING.signedInTime,
		deedMissed: -STANDING.deedMissed,
		readingInTime: STANDING.readingInTime,
		readingMissed: -STANDING.readingMissed,
		deliveredGain: STANDING.deliveredInFull,
		deliveredLoss: -STANDING.deliveredNothing,
	};
}
