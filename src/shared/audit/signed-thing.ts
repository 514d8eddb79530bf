import type { ContractEvent } from '../codec/events.ts';

/** The deed or document that an event is about; null for any other. */
export function signedThing(event: ContractEvent): string | null {
	switch (event.kind) {
		case 'deed-drafted':
		case 'deed-amended':
		case 'deed-signed':
		case 'deed-sealed':
		case 'deed-refused':
		case 'deed-expired':
			return event.deed;
		case 'document-deposited':
		case 'document-signed':
		case 'document-sealed':
		case 'document-refused':
		case 'document-expired':
			return event.document;
		default:
			return null;
	}
}
