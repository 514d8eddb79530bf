import type { Offence } from '../../../shared/proofs/evidence.ts';
import type { ExecutedBlock } from '../types.ts';

/** Who a block convicts of what, as operators want it in the log. */
export interface Conviction {
	/** Id. */
	readonly validator: string;
	readonly epoch: number;
	readonly offence: Offence;
	/** Of the two statements that prove it. */
	readonly rounds: readonly [number, number];
	/** Of the block that carries the proof. */
	readonly height: number;
	/** Taken from the validator's incentive balance, in micro units of money. */
	readonly slashed: number;
}

export function convictionsIn({ events }: Pick<ExecutedBlock, 'events'>): Conviction[] {
	return events.flatMap((event) => {
		if (event.kind !== 'validator-slashed') return [];
		const { id, epoch, offence, rounds, height, amount } = event;
		return [{ validator: id, epoch, offence, rounds, height, slashed: amount }];
	});
}
