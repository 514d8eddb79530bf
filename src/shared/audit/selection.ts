import type { GenesisDocument } from '../codec/genesis-document.ts';
import type { Selection } from './bundle-form.ts';
import { CertificateParts } from './select-certificate.ts';
import { ParticipantParts } from './select-participant.ts';
import { PeriodParts } from './select-period.ts';
import { TradeParts } from './select-trade.ts';
import type { SelectedParts } from './selected-parts.ts';

/** Null where everything is shown. */
export function partsOf(selection: Selection, genesis: GenesisDocument): SelectedParts | null {
	switch (selection.kind) {
		case 'trade':
			return new TradeParts(selection.id);
		case 'participant':
			return new ParticipantParts(selection.id, genesis);
		case 'certificate':
			return new CertificateParts(selection.id);
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
