import type { BlockHeader } from '../../../shared/codec/block.ts';
import { DEFAULT_CREDIT } from '../../../shared/codec/credit-parameters.ts';
import type { GenesisValidator } from '../../../shared/codec/genesis.ts';
import type { MicroMoney } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from './block-step.ts';
import { CreditTrail } from './credit-trail.ts';
import type { Retention } from './retention.ts';
import { type VoteCount, VoteWindow } from './vote-window.ts';

export interface ValidatorRecord {
	readonly index: number;
	readonly id: string;
	readonly name: string;
	readonly operator: string;
	readonly credit: CreditTrail;
	readonly participation: CreditTrail;
	benchedUntil: number;
	earned: MicroMoney;
}

/** Credit, participation, votes and rewards of each validator. */
export class ValidatorStandings {
	readonly records: readonly ValidatorRecord[];
	readonly #window: VoteWindow;
	#round = 0;

	constructor(validators: readonly GenesisValidator[], limits: Retention) {
		this.#window = new VoteWindow(limits.windowBlocks);
		this.records = validators.map(({ id, name, operator }, index) => ({
			index,
			id,
			name,
			operator,
			credit: new CreditTrail(DEFAULT_CREDIT.genesisCredit, limits),
			participation: new CreditTrail(DEFAULT_CREDIT.genesisParticipation, limits),
			benchedUntil: 0,
			earned: 0,
		}));
	}

	get windowBlocks(): number {
		return this.#window.blocks;
	}

	/** Round of the newest committed block. */
	get round(): number {
		return this.#round;
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
		if (rule === 'vote-credited' || rule === 'vote-missed')
			record.participation.add(rule, participationChange, participation, subject, height, time);
		else record.credit.add(rule, change, credit, subject, height, time);
	}

	reward({ validator, amount }: EventOf<'reward-paid'>): void {
		const record = validator === null ? undefined : this.records[validator];
		if (record) record.earned += amount;
	}

	count(validator: number): VoteCount {
		return this.#window.count(validator);
	}
}
