import { CodedError } from '../../shared/errors/coded-error.ts';
import { readText } from './text-pieces.ts';

/**
 * Reads a file of one JSON object that names its own format; its other fields are the caller's to check.
 * @param refuse throws what a caller says of a file that is none
 * @throws CodedError FORMAT_FILE_UNREADABLE, or as `refuse`
 */
export async function readFormat(
	file: string,
	format: string,
	refuse: (reason: string) => never,
): Promise<{ readonly [name: string]: unknown }> {
	let value: unknown;
	try {
		value = JSON.parse(await readText(file));
	} catch (error) {
		if (error instanceof CodedError) throw error;
		return refuse('it is not JSON');
	}
	const fields = (value ?? {}) as { readonly [name: string]: unknown };
	return fields['format'] === format ? fields : refuse(`its format is not ${format}`);
}
