/** Validators are trees, so that nobody takes a name for a rank. */
const TREES = [
	'alder',
	'birch',
	'cedar',
	'dogwood',
	'elm',
	'fir',
	'ginkgo',
	'hazel',
	'ironwood',
	'juniper',
	'katsura',
	'larch',
	'maple',
	'nutmeg',
	'oak',
	'pine',
] as const;

const OPERATORS = ['Market operator', 'Homes’ co-op', 'Grid company', 'City auditor'] as const;

export const VALIDATORS_MAX = TREES.length;

export interface ValidatorName {
	readonly id: string;
	readonly name: string;
	readonly operator: string;
}

/** Names of the first `count` validators, 1 ≤ count ≤ 16. */
export function validatorNames(count: number): ValidatorName[] {
	return TREES.slice(0, count).map((id, index) => ({
		id,
		name: `${id[0]?.toUpperCase()}${id.slice(1)}`,
		operator: OPERATORS[index] ?? `Operator ${index + 1}`,
	}));
}
