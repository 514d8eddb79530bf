import type { EpochDescription } from '../../../../shared/codec/epoch.ts';
import type { GenesisValidator } from '../../../../shared/codec/genesis-document.ts';
import { type CreditLedger, genesisLedger, type ValidatorCredit } from '../../consensus/credit-ledger.ts';

/**
 * The ledger that an epoch starts with. Validators that stay keep their figures, within the new bounds, and what is
 * left of their bench in rounds, which begin again at 1; the convicted stay at credit 1 but are tried anew. Those that
 * join start at the joining credit.
 *
 * @param ledger after the last block of the epoch before
 * @param validators of the epoch before
 */
export function epochLedger(
	ledger: CreditLedger,
	validators: readonly GenesisValidator[],
	{ startHeight, validators: next, credit: parameters }: EpochDescription,
): CreditLedger {
	const { joiningCredit, genesisParticipation, maxCredit, maxParticipation } = parameters;
	const before = new Map(validators.map(({ id }, index) => [id, index]));
	const joining: ValidatorCredit = {
		credit: joiningCredit,
		participation: genesisParticipation,
		failures: 0,
		benchedUntil: 0,
	};
	const figuresOf = ({ id }: GenesisValidator): ValidatorCredit => {
		const index = before.get(id);
		const figures = index === undefined ? undefined : ledger.validators[index];
		if (index === undefined || !figures) return joining;
		const { credit, participation, failures, benchedUntil } = figures;
		return {
			credit: Math.min(credit, maxCredit),
			participation: Math.min(participation, maxParticipation),
			failures: Math.min(failures, parameters.maxFailures),
			benchedUntil: ledger.convicted.includes(index) ? 0 : Math.max(0, benchedUntil - ledger.round),
		};
	};
	const everyone = next.map((_, index) => index);
	return {
		...genesisLedger(next.length, parameters),
		height: startHeight,
		validators: next.map(figuresOf),
		blocks: [{ height: startHeight, round: 0, earns: false, voters: everyone }],
	};
}
