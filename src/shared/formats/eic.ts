import { CodedError } from '../errors/coded-error.ts';

/**
 * Energy Identification Codes (EIC), the 16-character codes by which Europe's power market names parties, areas and
 * metering points: two characters of the issuing office, a letter for the kind of object, twelve characters of the
 * office's choice, and a check character.
 *
 * Source: ENTSO-E, The Energy Identification Coding Scheme Reference Manual 5.x, "Overall structure" and "Check
 * character".
 */
export const EIC_CHARACTERS = 16;

/** What a code's third character says that it names. */
export const EIC_OBJECT_TYPES = {
	A: 'substation',
	T: 'tie-line',
	V: 'location',
	W: 'resource object',
	X: 'party',
	Y: 'area',
	Z: 'measurement point',
} as const;

export type EicObjectType = keyof typeof EIC_OBJECT_TYPES;

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-';
const EIC_FORM = /^[0-9]{2}[ATVWXYZ][0-9A-Z-]{12}[0-9A-Z]$/;

/**
 * The check character of the first 15: each character's value (0…9, A = 10 … Z = 35, - = 36) is multiplied by 16 less
 * its position counted from 0, and the check value is 36 − ((sum − 1) mod 37). Offices issue no code for which that
 * is 36, a hyphen.
 */
export function eicCheckCharacter(first15: string): string {
	let sum = 0;
	for (let position = 0; position < EIC_CHARACTERS - 1; position += 1)
		sum += ALPHABET.indexOf(first15[position] as string) * (EIC_CHARACTERS - position);
	return ALPHABET[36 - ((sum + 36) % 37)] as string;
}

/** Whether the text is an EIC with the right check character, in capitals as it is issued. */
export function isEic(text: string): boolean {
	return EIC_FORM.test(text) && eicCheckCharacter(text) === text[EIC_CHARACTERS - 1];
}

/** @returns the kind of object that a valid code names, or null where the text is none */
export function eicObjectType(text: string): EicObjectType | null {
	return isEic(text) ? (text[2] as EicObjectType) : null;
}

/**
 * @param type the kind of object that must be named; any where left out
 * @returns the text itself
 * @throws CodedError EIC_INVALID for another form, EIC_CHECK_WRONG with the check character that belongs to the first
 * 15, EIC_TYPE_WRONG where the code names another kind of object
 */
export function requireEic(text: string, type?: EicObjectType): string {
	if (!EIC_FORM.test(text)) throw new CodedError('EIC_INVALID', { code: shown(text) });
	const expected = eicCheckCharacter(text);
	const found = text[EIC_CHARACTERS - 1] as string;
	if (found !== expected) throw new CodedError('EIC_CHECK_WRONG', { code: text, found, expected });
	if (type !== undefined && text[2] !== type)
		throw new CodedError('EIC_TYPE_WRONG', { code: text, found: text[2] as string, expected: type });
	return text;
}

/** A wrong text may have any length; the message keeps its beginning. */
function shown(text: string): string {
	return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
