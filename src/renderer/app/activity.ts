import { useClient } from '../rpc/client.ts';
import { connectionState } from '../rpc/connection.ts';

/** Signs of a person within this time count as one. */
const EVERY_MS = 30_000;

/**
 * Tells the node that somebody is at this console, so that keys which lock by themselves stay open meanwhile. Called
 * once at start.
 */
export function tellActivity(): void {
	let toldAt = Number.NEGATIVE_INFINITY;
	const tell = (): void => {
		if (connectionState.value !== 'online' || performance.now() - toldAt < EVERY_MS) return;
		toldAt = performance.now();
		// A console that only observes is refused, and a node that is away locks by itself: neither is news here.
		useClient()
			.node.active()
			.catch(() => undefined);
	};
	for (const sign of ['pointerdown', 'keydown', 'wheel'] as const)
		window.addEventListener(sign, tell, { capture: true, passive: true });
}
