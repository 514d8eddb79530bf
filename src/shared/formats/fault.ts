import { catalogue, type ErrorCode } from '../errors/catalogue.ts';
import { type ErrorDetails, render } from '../errors/coded-error.ts';

/** Why a row is refused: a code of the catalogue and the facts that belong to it, as an error would carry them. */
export interface Fault {
	readonly code: ErrorCode;
	/** The column's name as the file writes it, where one cell is at fault. */
	readonly column?: string;
	readonly details: ErrorDetails;
}

/** The fault in a sentence. */
export function faultMessage(fault: Fault, language: 'en' | 'zh' = 'en'): string {
	return render(catalogue[fault.code][language], fault.details);
}

/** A cell of any length, short enough for a message. */
export function shownCell(text: string): string {
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
