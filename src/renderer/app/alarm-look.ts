import type { AlarmView } from '../../shared/contract/index.ts';

/** Solid awaits acknowledgement, outlined was acknowledged or is held back, dashed is back to normal. */
export function lookOf({ state, active }: Pick<AlarmView, 'state' | 'active'>): 'solid' | 'outline' | 'dashed' {
	if (state === 'returned' || !active) return 'dashed';
	return state === 'unacknowledged' ? 'solid' : 'outline';
}
