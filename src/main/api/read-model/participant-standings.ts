import type { EnergyWh } from '../../../shared/codec/units.ts';
import { STANDING } from '../../core/contracts/incentive/standing.ts';
import type { EventOf, EventStep } from './block-step.ts';
import { CreditTrail } from './credit-trail.ts';
import type { Retention } from './retention.ts';

export interface ParticipantRecord {
	readonly credit: CreditTrail;
	points: number;
	/** Of all that it earned, those that have paid wheeling fees. */
	pointsSpent: number;
	/** Points that its wheeling fees may take in each settlement of a product. */
	feePointsMax: number;
	contractedWh: EnergyWh;
	/** Never more than was contracted, period by period. */
	deliveredWh: EnergyWh;
	deedsSigned: number;
	deedsMissed: number;
	/**
	 * Of a metered participant: settled periods with all readings, and those where the contracted position stood in. Of a
	 * meter operator: readings sent, and those that cost it credit.
	 */
	readingsInTime: number;
	readingsMissed: number;
}

/** Credit, points and conduct of each participant that an event has named. */
export class ParticipantStandings {
	readonly #records = new Map<string, ParticipantRecord>();
	readonly #limits: Retention;

	constructor(limits: Retention) {
		this.#limits = limits;
	}

	/** Opening figures for one that no event has named yet. */
	of(participant: string): ParticipantRecord {
		return this.#records.get(participant) ?? this.#create();
	}

	move(
		{ participant, rule, change, credit, subject }: EventOf<'participant-credit'>,
		{ height, time }: EventStep,
	): void {
		const record = this.#open(participant);
		record.credit.add(rule, change, credit, subject, height, time);
		if (rule === 'reading-missed') record.readingsMissed += 1;
	}

	score({ participant, points, change, reason }: EventOf<'incentive-points'>): void {
		const record = this.#open(participant);
		record.points = points;
		if (reason === 'fees-paid') record.pointsSpent -= change;
	}

	instruct({ participant, pointsMax }: EventOf<'fee-points-instructed'>): void {
		this.#open(participant).feePointsMax = pointsMax;
	}

	sign({ participant }: EventOf<'deed-signed'>): void {
		this.#open(participant).deedsSigned += 1;
	}

	expire({ inDefault }: EventOf<'deed-expired'>): void {
		for (const participant of inDefault) this.#open(participant).deedsMissed += 1;
	}

	/** A reading counts for the meter's operator, who sends it. */
	read(operator: string): void {
		this.#open(operator).readingsInTime += 1;
	}

	/** Delivery and complete readings count for those who have a meter; the grid operator's statement mirrors theirs. */
	settle(
		{ statements }: EventOf<'product-settled' | 'product-settling'>,
		isMetered: (participant: string) => boolean,
	): void {
		for (const { participant, contractedWh, meteredWh, substituted } of statements) {
			if (!isMetered(participant)) continue;
			const record = this.#open(participant);
			if (substituted) {
				record.readingsMissed += 1;
				continue;
			}
			record.readingsInTime += 1;
			record.contractedWh += Math.abs(contractedWh);
			record.deliveredWh += deliveredOf(contractedWh, meteredWh);
		}
	}

	#open(participant: string): ParticipantRecord {
		const known = this.#records.get(participant);
		if (known) return known;
		const record = this.#create();
		this.#records.set(participant, record);
		return record;
	}

	#create(): ParticipantRecord {
		return {
			credit: new CreditTrail(STANDING.creditStart, this.#limits),
			points: 0,
			pointsSpent: 0,
			feePointsMax: 0,
			contractedWh: 0,
			deliveredWh: 0,
			deedsSigned: 0,
			deedsMissed: 0,
			readingsInTime: 0,
			readingsMissed: 0,
		};
	}
}

/** What was delivered of a sale (contracted > 0) or taken of a purchase (contracted < 0), as the meter shows it. */
function deliveredOf(contractedWh: EnergyWh, meteredWh: EnergyWh): EnergyWh {
	const towards = contractedWh < 0 ? -meteredWh : meteredWh;
	return Math.min(Math.max(0, towards), Math.abs(contractedWh));
}
