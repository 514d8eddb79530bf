import type { Evidence, ValidatorIndex } from '../../../shared/codec/block.ts';
import type { CreditParameters } from '../../../shared/codec/credit-parameters.ts';
import { type Offence, offenceOf } from '../../../shared/proofs/evidence.ts';
import type { LedgerBlock, ValidatorCredit } from './credit-ledger.ts';

/** What a proof in a committed header found a validator guilty of. */
export interface Conviction {
	readonly offence: Offence;
	/** Rounds of the two statements. */
	readonly rounds: readonly [number, number];
}

export type CreditRule = 'own-block' | 'vote-credited' | 'vote-missed' | 'blamed' | 'outage' | 'convicted';

/** One step of one validator's figures, with the rule that moved it. */
export interface CreditChange {
	readonly validator: ValidatorIndex;
	readonly rule: CreditRule;
	/** Figures after the change, and by how much they moved: 0 at a bound. */
	readonly credit: number;
	readonly change: number;
	readonly participation: number;
	readonly participationChange: number;
	readonly benchedUntil: number;
	/** The block's own round, the round voted in, the round that failed, or that of the block with the evidence. */
	readonly round: number;
	/** Height of the block led, voted for, or with the evidence; 0 for failed rounds. */
	readonly height: number;
	/** True for a vote that the header carried late: its proposer is the carrier who is paid for it. */
	readonly late: boolean;
	/** With the rule `convicted` only: what to slash for. The header's proposer is the carrier. */
	readonly conviction: Conviction | null;
}

/** The figures while one block's rules run over them. */
export class CreditDraft {
	readonly validators: ValidatorCredit[];
	readonly changes: CreditChange[] = [];
	readonly #parameters: CreditParameters;
	readonly #convicted: Set<ValidatorIndex>;

	constructor(
		ledger: { readonly validators: readonly ValidatorCredit[]; readonly convicted: readonly ValidatorIndex[] },
		parameters: CreditParameters,
	) {
		this.validators = [...ledger.validators];
		this.#parameters = parameters;
		this.#convicted = new Set(ledger.convicted);
	}

	/** Ascending. */
	convicted(): ValidatorIndex[] {
		return [...this.#convicted].sort((a, b) => a - b);
	}

	/** Credit 1, participation 0, benched until the epoch ends; once. */
	convict({ offender, first, second }: Evidence, round: number, height: number): void {
		const before = this.validators[offender];
		const offence = offenceOf(first, second);
		if (!before || !offence || this.#convicted.has(offender)) return;
		this.#set(
			offender,
			{ ...before, credit: 1, participation: 0, benchedUntil: Number.MAX_SAFE_INTEGER },
			{
				rule: 'convicted',
				round,
				height,
				late: false,
				conviction: { offence, rounds: [first.round, second.round] },
			},
		);
		this.#convicted.add(offender);
	}

	ownBlock(validator: ValidatorIndex, round: number, height: number): void {
		const before = this.#at(validator);
		const { maxCredit, ownBlockGain } = this.#parameters;
		const credit = Math.min(maxCredit, before.credit + ownBlockGain);
		const failures = credit === maxCredit ? 0 : before.failures;
		this.#set(validator, { ...before, credit, failures }, { rule: 'own-block', round, height, late: false });
	}

	voteCredited(validator: ValidatorIndex, block: LedgerBlock, late: boolean): void {
		const before = this.#at(validator);
		const participation = Math.min(this.#parameters.maxParticipation, before.participation + this.#parameters.voteGain);
		const { round, height } = block;
		this.#set(validator, { ...before, participation }, { rule: 'vote-credited', round, height, late });
	}

	voteMissed(validator: ValidatorIndex, block: LedgerBlock): void {
		const before = this.#at(validator);
		const participation = Math.max(0, before.participation - this.#parameters.missLoss);
		const { round, height } = block;
		this.#set(validator, { ...before, participation }, { rule: 'vote-missed', round, height, late: false });
	}

	/** The bench counts from the round of the block that carries the blame. */
	blamed(validator: ValidatorIndex, round: number, carrierRound: number): void {
		const before = this.#at(validator);
		const failures = Math.min(this.#parameters.maxFailures, before.failures + 1);
		const benchedUntil = carrierRound + this.validators.length * 2 ** (failures + 1);
		const credit = Math.max(1, before.credit >> 3);
		this.#set(
			validator,
			{ ...before, credit, failures, benchedUntil },
			{ rule: 'blamed', round, height: 0, late: false },
		);
	}

	outage(validator: ValidatorIndex, round: number): void {
		const before = this.#at(validator);
		const credit = Math.max(1, before.credit - ((before.credit - (before.credit >> 3)) >> 2));
		this.#set(validator, { ...before, credit }, { rule: 'outage', round, height: 0, late: false });
	}

	#at(validator: ValidatorIndex): ValidatorCredit {
		return this.validators[validator] as ValidatorCredit;
	}

	#set(
		validator: ValidatorIndex,
		after: ValidatorCredit,
		why: Pick<CreditChange, 'rule' | 'round' | 'height' | 'late'> & Partial<Pick<CreditChange, 'conviction'>>,
	): void {
		if (this.#convicted.has(validator)) return;
		const before = this.#at(validator);
		this.validators[validator] = after;
		this.changes.push({
			validator,
			credit: after.credit,
			change: after.credit - before.credit,
			participation: after.participation,
			participationChange: after.participation - before.participation,
			benchedUntil: after.benchedUntil,
			conviction: null,
			...why,
		});
	}
}
