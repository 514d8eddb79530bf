import type { ClearingFault } from './outcome.ts';

/** A result that is wrong throughout is told by this many places of each kind. */
const MOST_OF_ONE_CODE = 100;

/** Where the parts of a checker report what they find. */
export interface FaultReport<Code extends string> {
	readonly add: (code: Code, at: number | null) => void;
}

export interface FaultList<Code extends string> extends FaultReport<Code> {
	readonly found: readonly ClearingFault<Code>[];
}

export function faultList<Code extends string>(): FaultList<Code> {
	const found: ClearingFault<Code>[] = [];
	const counts = new Map<Code, number>();
	return {
		found,
		add: (code, at) => {
			const count = counts.get(code) ?? 0;
			counts.set(code, count + 1);
			if (count < MOST_OF_ONE_CODE) found.push({ code, at });
		},
	};
}
