import { isAbsolute, resolve } from 'node:path';
import { pathOfLink } from './deep-link.ts';

/** What the system asks the program to show: a view of the console, or an audit bundle. */
export type Wanted =
	| { readonly kind: 'view'; readonly path: string }
	| { readonly kind: 'bundle'; readonly file: string };

/** Audit bundles are content archives; nothing else is opened by its name. */
export const bundleEnding = '.car';

/**
 * What a command line asks for: the system appends one link or one file to the program's own arguments. Switches and
 * their values name neither.
 *
 * @param directory against which a relative file name is resolved
 */
export function wantedOf(commandArguments: readonly string[], directory: string): Wanted | null {
	const last = commandArguments.at(-1);
	if (last === undefined || last.startsWith('-')) return null;
	return last.startsWith('gridquorum:')
		? wantedLink(last)
		: wantedFile(isAbsolute(last) ? last : resolve(directory, last));
}

export function wantedLink(link: string): Wanted | null {
	const path = pathOfLink(link);
	return path === null ? null : { kind: 'view', path };
}

export function wantedFile(file: string): Wanted | null {
	return file.toLowerCase().endsWith(bundleEnding) && !file.includes('\0') ? { kind: 'bundle', file } : null;
}
