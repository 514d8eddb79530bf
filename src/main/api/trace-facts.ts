import type { TraceNode } from '../../shared/contract/index.ts';

export type Fact = TraceNode['facts'][number];

export type FactLine = readonly [key: string, value: string | number | null | undefined, unit: Fact['unit']];

/** Leaves out what is not known. */
export function facts(...list: readonly FactLine[]): Fact[] {
	return list.flatMap(([key, value, unit]) => (value === null || value === undefined ? [] : [{ key, value, unit }]));
}
