import type { ContractEvent } from '../codec/events.ts';
import type { Receipt } from '../codec/receipt.ts';
import type { TimeMs } from '../codec/units.ts';

/**
 * Which parts of the chain a selection takes in. It learns them from the events in chain order, all of them where a
 * bundle is made, those of the bundle where one is verified: what it then does not want is one too many.
 */
export interface SelectedParts {
	/** In chain order. `receipt` is that of the call or task that told the event. */
	note(event: ContractEvent, receipt: Receipt, time: TimeMs): void;
	/** Once all is noted; in a block that is not shown whole. */
	wantsEvent(event: ContractEvent, time: TimeMs, receipt: Receipt): boolean;
	/** Whether all events of the receipt are wanted, and it too, also without any. */
	wantsAllOf(receipt: Receipt): boolean;
	/** Whether the call's signed bytes go with the receipt of a wanted event. */
	carriesCall(receipt: Receipt): boolean;
	/** Leaves of the state that show that nothing was left out; ascending. */
	statePaths(): readonly string[];
	/** Null where what was selected is on the chain. */
	missing(): string | null;
}
