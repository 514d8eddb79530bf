/** The figures of the credit rule that the chain answers with; absent ones leave their part of the what-if out. */
export type RuleParameters = { readonly [name: string]: number };

export interface WhatIf {
	/** The slider's unit: own blocks committed (validators) or deeds signed in time (participants). */
	readonly unit: 'own-block' | 'deed-signed';
	readonly gain: number;
	/** Credit after 0, 1, 2 … units, up to the first at the bound. */
	readonly path: readonly number[];
}

const PATH_MAX = 120;

/** Credit of a leader that is blamed for `rounds` failed rounds: each leaves credit ≫ shift, never less than 1. */
export function afterBlame(credit: number, rounds: number, shift: number): number {
	let value = credit;
	for (let i = 0; i < rounds; i++) value = Math.max(1, value >> shift);
	return value;
}

/** Rounds on the bench after the k-th blamed failure since the credit was last full; it doubles with each. */
export function benchRounds(first: number, failures: number, maxFailures = 12): number {
	return failures < 1 ? 0 : first * 2 ** (Math.min(failures, maxFailures) - 1);
}

/** The rule's own arithmetic, one unit after the other: +gain, at most the bound. Null without the rule's figures. */
export function whatIf(kind: 'validator' | 'participant', credit: number, parameters: RuleParameters): WhatIf | null {
	const gain = kind === 'validator' ? parameters.ownBlockGain : parameters.deedSigned;
	const max = parameters.creditMax;
	if (!gain || gain < 0 || !max) return null;
	const path = [credit];
	while ((path.at(-1) as number) < max && path.length <= PATH_MAX)
		path.push(Math.min(max, (path.at(-1) as number) + gain));
	return { unit: kind === 'validator' ? 'own-block' : 'deed-signed', gain, path };
}

/** Share of the draw when leaders are drawn by credit and all are eligible; null when all credits are 0. */
export function drawShare(credit: number, others: readonly number[]): number | null {
	const sum = others.reduce((total, each) => total + each, credit);
	return sum === 0 ? null : credit / sum;
}
