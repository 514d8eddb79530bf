import type { ContractEvent } from '../codec/events.ts';
import type { GenesisDocument } from '../codec/genesis-document.ts';
import type { Receipt } from '../codec/receipt.ts';
import type { TimeMs } from '../codec/units.ts';
import type { Selection } from './bundle-form.ts';
import { ParticipantParts } from './select-participant.ts';
import { PeriodParts } from './select-period.ts';
import { TradeParts } from './select-trade.ts';

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

/** Null where everything is shown. */
export function partsOf(selection: Selection, genesis: GenesisDocument): SelectedParts | null {
	switch (selection.kind) {
		case 'trade':
			return new TradeParts(selection.id);
		case 'participant':
			return new ParticipantParts(selection.id, genesis);
		case 'period':
			return new PeriodParts(selection);
		default:
			return null;
	}
}

/** Whether every part of a block of this time belongs to the selection. */
export function takesWholeBlock(selection: Selection, time: number): boolean {
	return selection.kind === 'all' || (selection.kind === 'period' && time >= selection.from && time <= selection.to);
}
