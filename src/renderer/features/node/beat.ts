import { onScopeDispose } from 'vue';
import { connectionState } from '../../rpc/connection.ts';

/** Asks again and again while the view stands and can be seen: figures of the machine change without a block. */
export function useBeat(ask: () => unknown, everyMs: number): void {
	const timer = setInterval(() => {
		if (!document.hidden && connectionState.value === 'online') void ask();
	}, everyMs);
	onScopeDispose(() => clearInterval(timer));
}
