import { useI18n } from 'vue-i18n';
import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import { type ErrorDetails, render } from '../../shared/errors/coded-error.ts';
import { type CodedFailure, codedFailure } from '../rpc/failure.ts';
import { presentCatalogue } from './error-catalogue.ts';

/** A failure as a person reads it: its code, what happened, why, and what to do next. */
export interface Explained {
	readonly code: string;
	readonly message: string;
	readonly cause: string;
	readonly action: string;
}

/** Explains any failure of a call in the language on screen. */
export function useFailureText(): (error: unknown) => Explained {
	const { locale } = useI18n();
	return (error) => explainFailure(codedFailure(error), locale.value);
}

/**
 * Like `useFailureText`, of a failure that was answered as data. A code of a newer node keeps its name, and any code
 * stands alone until the catalogue has come.
 */
export function explainFailure(failure: CodedFailure, language: string): Explained {
	const { code } = failure;
	if (!presentCatalogue()) return { code, message: code, cause: '', action: '' };
	return (
		catalogueText(failure, language) ?? {
			...(catalogueText({ code: 'CONSOLE_UNEXPECTED', details: { reason: code } }, language) as Explained),
			code,
		}
	);
}

/** What the catalogue says of a code in a language of the console; null for a code that it does not have, and until it has come. */
export function catalogueText({ code, details }: CodedFailure, language: string): Explained | null {
	const catalogue = presentCatalogue();
	if (!catalogue || !Object.hasOwn(catalogue, code)) return null;
	const entry = catalogue[code as ErrorCode];
	const spoken = language === 'zh-CN' ? 'zh' : 'en';
	return {
		code,
		message: render(entry[spoken], withReadableInstants(details as ErrorDetails, language)),
		cause: entry.cause[spoken],
		action: entry.action[spoken],
	};
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

/** Instants among the details as this machine's clock shows them: they are of the machine, not of the market. */
function withReadableInstants(details: ErrorDetails, language: string): ErrorDetails {
	const words = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
		dateStyle: 'medium',
		timeStyle: 'medium',
	});
	return Object.fromEntries(
		Object.entries(details).map(([name, value]) => [
			name,
			typeof value === 'string' && INSTANT.test(value) ? words.format(new Date(value)) : value,
		]),
	);
}
