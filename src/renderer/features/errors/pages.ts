import { catalogue, type ErrorCode } from '../../../shared/errors/catalogue.ts';

/** One code as its page shows it, in one language; messages keep their {details}. */
export interface ErrorPage {
	readonly code: string;
	readonly message: string;
	readonly cause: string;
	readonly action: string;
}

/** Every code of the catalogue by name, in a language of the console. */
export function errorPages(language: string): readonly ErrorPage[] {
	const spoken = language === 'zh-CN' ? 'zh' : 'en';
	return (Object.keys(catalogue) as ErrorCode[]).sort().map((code) => {
		const entry = catalogue[code];
		return { code, message: entry[spoken], cause: entry.cause[spoken], action: entry.action[spoken] };
	});
}

/** Pages that hold every word, in the code or in any sentence. */
export function matchingPages(pages: readonly ErrorPage[], text: string): readonly ErrorPage[] {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	return pages.filter(({ code, message, cause, action }) => {
		const hay = `${code} ${message} ${cause} ${action}`.toLowerCase();
		return words.every((word) => hay.includes(word));
	});
}
