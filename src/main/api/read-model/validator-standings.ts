import type { BlockHeader } from '../../../shared/codec/block.ts';
import type { GenesisValidator } from '../../../shared/codec/genesis-document.ts';
import type { ValidatorFigures } from '../../../shared/codec/governance-events.ts';
import type { MicroMoney } from '../../../shared/codec/units.ts';
import type { ConvictionView } from '../../../shared/contract/index.ts';
import type { EventOf, EventStep } from './block-step.ts';
import { CreditTrail } from './credit-trail.ts';
import type { Retention } from './retention.ts';
import { type VoteCount, VoteWindow } from './vote-window.ts';

export interface ValidatorRecord {
	/** In the epoch in force, or the last one that it served in. */
	index: number;
	readonly id: string;
	name: string;
	operator: string;
	readonly credit: CreditTrail;
	readonly participation: CreditTrail;
	benchedUntil: number;
	/** In the epoch in force. */
	conviction: ConvictionView | null;
	/** Rewards, less what was slashed. */
	earned: MicroMoney;
}

/** Validators that left and are remembered, so that one that comes back goes on with its own history. */
const FORMER_MAX = 512;

/** Credit, participation, votes and rewards of each validator of the epoch in force. */
export class ValidatorStandings {
	/** By index in the epoch. */
	records: readonly ValidatorRecord[] = [];
	readonly #known = new Map<string, ValidatorRecord>();
	readonly #limits: Retention;
	#window: VoteWindow;
	#round = 0;

	constructor(limits: Retention) {
		this.#limits = limits;
		this.#window = new VoteWindow(limits.windowBlocks);
	}

	/** Blocks that the shares look back on: those of the epoch in force, at most. */
	get windowBlocks(): number {
		return this.#window.blocks;
	}

	/** Round of the newest committed block. */
	get round(): number {
		return this.#round;
	}

	/** The validators of an epoch, each with the figures that it starts with. */
	enterEpoch({ description, figures }: EventOf<'epoch-changed'>, { height, time }: EventStep): void {
		this.records = description.validators.map((validator, index) =>
			this.#entered(validator, index, figures[index] as ValidatorFigures, String(description.epoch), { height, time }),
		);
		this.#window = new VoteWindow(this.#limits.windowBlocks);
		this.#round = 0;
		const serving = new Set(this.records.map(({ id }) => id));
		for (const id of this.#known.keys()) {
			if (this.#known.size <= serving.size + FORMER_MAX) break;
			if (!serving.has(id)) this.#known.delete(id);
		}
	}

	enter(header: BlockHeader, transactionCount: number): void {
		this.#round = header.round;
		this.#window.add(header, transactionCount);
	}

	move(event: EventOf<'validator-credit'>, { height, time }: EventStep): void {
		const record = this.records[event.validator];
		if (!record) return;
		record.benchedUntil = event.benchedUntil;
		const { rule, change, credit, participation, participationChange } = event;
		const subject = String(event.round);
		const isVote = rule === 'vote-credited' || rule === 'vote-missed';
		if (!isVote) record.credit.add(rule, change, credit, subject, height, time);
		if (isVote || participationChange !== 0)
			record.participation.add(rule, participationChange, participation, subject, height, time);
	}

	reward({ validator, amount }: EventOf<'reward-paid'>): void {
		const record = validator === null ? undefined : this.records[validator];
		if (record) record.earned += amount;
	}

	slash({ validator, amount, offence, rounds, round, height }: EventOf<'validator-slashed'>): void {
		const record = this.records[validator];
		if (!record) return;
		record.earned -= amount;
		record.conviction = { offence, rounds: [...rounds], round, height, slashed: amount };
	}

	/** First round in which it may lead again; null when it may, the largest safe integer until the epoch ends. */
	benchedUntil({ benchedUntil }: ValidatorRecord): number | null {
		return benchedUntil > this.#round ? benchedUntil : null;
	}

	count(validator: number): VoteCount {
		return this.#window.count(validator);
	}

	#entered(
		{ id, name, operator }: GenesisValidator,
		index: number,
		{ credit, participation, benchedUntil }: ValidatorFigures,
		epoch: string,
		{ height, time }: Pick<EventStep, 'height' | 'time'>,
	): ValidatorRecord {
		const known = this.#known.get(id);
		if (known) {
			Object.assign(known, { index, name, operator, benchedUntil, conviction: null });
			for (const [trail, value] of [
				[known.credit, credit],
				[known.participation, participation],
			] as const)
				if (trail.current !== value) trail.add('new-epoch', value - trail.current, value, epoch, height, time);
			return known;
		}
		const record: ValidatorRecord = {
			index,
			id,
			name,
			operator,
			credit: new CreditTrail(credit, this.#limits, height),
			participation: new CreditTrail(participation, this.#limits, height),
			benchedUntil,
			conviction: null,
			earned: 0,
		};
		this.#known.set(id, record);
		return record;
	}
}
