import { SupplyLedger } from './supply-ledger.ts';
import type { SupplyStep } from './supply-steps.ts';

/**
 * Goes through the histories of chains that trade with each other, in time order, and through everything that crossed.
 * @param histories by chain, each in its own order from the first block on
 */
export function auditSupply(histories: ReadonlyMap<string, readonly SupplyStep[]>): SupplyLedger {
	const ledger = new SupplyLedger();
	const queues = [...histories.values()].map((steps) => ({ steps, next: 0 }));
	while (true) {
		const heads = queues
			.flatMap((queue) => {
				const step = queue.steps[queue.next];
				return step ? [{ queue, step }] : [];
			})
			.toSorted((a, b) => a.step.time - b.step.time);
		// Two chains' clocks may differ by a little: a cause goes before its effect whatever they say.
		const head = heads.find(({ step }) => ledger.isReady(step)) ?? heads[0];
		if (!head) break;
		ledger.apply(head.step);
		head.queue.next += 1;
	}
	ledger.finish();
	return ledger;
}
