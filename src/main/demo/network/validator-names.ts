/** Validators are trees, so that nobody takes a name for a rank. */
const TREES = [
	'Alder',
	'Birch',
	'Cedar',
	'Dogwood',
	'Elm',
	'Fir',
	'Ginkgo',
	'Hazel',
	'Ironwood',
	'Juniper',
	'Katsura',
	'Larch',
	'Maple',
	'Nutmeg',
	'Oak',
	'Pine',
] as const;

const OPERATORS = ['Market operator', 'Homes’ co-op', 'Grid company', 'City auditor'] as const;

export const VALIDATORS_MAX = TREES.length;

export interface ValidatorName {
	readonly name: string;
	readonly operator: string;
}

/** Names of the first `count` validators, 1 ≤ count ≤ 16. */
export function validatorNames(count: number): ValidatorName[] {
	return TREES.slice(0, count).map((name, index) => ({ name, operator: OPERATORS[index] ?? `Operator ${index + 1}` }));
}
