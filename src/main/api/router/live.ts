import type { ConsoleServices } from '../services.ts';
import { contract } from './procedure.ts';
import { heldSubscription } from './subscription.ts';

export function liveProcedures({ live }: ConsoleServices) {
	return {
		subscribe: contract.live.subscribe.handler(async ({ context, signal }) =>
			heldSubscription(context, live.subscribe(signal), signal),
		),
	};
}
