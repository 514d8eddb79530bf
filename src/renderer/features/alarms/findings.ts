import type { AlarmList, AlarmView } from '../../../shared/contract/index.ts';

/** What the list says first. `n` is the number in its sentence. */
export type AlarmFinding =
	| { readonly kind: 'flood' | 'unacknowledged' | 'standing' | 'held' | 'calm'; readonly n: number }
	| { readonly kind: 'one'; readonly n: 1; readonly alarm: AlarmView };

export function findingOf(list: AlarmList): AlarmFinding {
	if (list.floodSince !== null) return { kind: 'flood', n: list.raisesInWindow };
	const unacknowledged = list.unacknowledged.reduce((sum, each) => sum + each, 0);
	const newest = list.alarms.find(({ id }) => id === list.newest);
	if (unacknowledged === 1 && newest) return { kind: 'one', n: 1, alarm: newest };
	if (unacknowledged > 0) return { kind: 'unacknowledged', n: unacknowledged };
	const active = list.active.reduce((sum, each) => sum + each, 0);
	if (active > 0) return { kind: 'standing', n: active };
	const held = list.shelved + list.outOfService;
	return held > 0 ? { kind: 'held', n: held } : { kind: 'calm', n: 0 };
}

/** The words of a row that a filter looks through. */
export function matches(text: string, filter: string): boolean {
	return filter
		.toLowerCase()
		.split(/\s+/)
		.every((word) => text.toLowerCase().includes(word));
}
