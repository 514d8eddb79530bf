import type { CreditLedger } from '../../core/consensus/credit-ledger.ts';
import { type Election, electLeader } from '../../core/consensus/election.ts';

/**
 * The ablation "credit off": C-LBFT's election with equal, constant weights and without a bench. What does not depend on
 * credit stays: recent votes, the pause of the last f proposers, and leaders that failed since the anchor.
 */
export const electWithoutCredit: Election = (basis, round, sha256) =>
	electLeader({ ...basis, ledger: withEqualWeights(basis.ledger) }, round, sha256);

const EQUAL = { credit: 1, participation: 0, failures: 0, benchedUntil: 0 };
const equalised = new WeakMap<CreditLedger, CreditLedger>();

/** A ledger is immutable and elects for many rounds and replicas: its equalised copy is made once. */
function withEqualWeights(ledger: CreditLedger): CreditLedger {
	const known = equalised.get(ledger);
	if (known) return known;
	const copy = { ...ledger, validators: ledger.validators.map(() => EQUAL) };
	equalised.set(ledger, copy);
	return copy;
}
