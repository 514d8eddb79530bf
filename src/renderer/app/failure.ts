import { useI18n } from 'vue-i18n';
import { catalogue, type ErrorCode } from '../../shared/errors/catalogue.ts';
import { type ErrorDetails, render } from '../../shared/errors/coded-error.ts';
import { type CodedFailure, codedFailure } from '../rpc/failure.ts';

/** A failure as a person reads it: its code, what happened, why, and what to do next. */
export interface Explained {
	readonly code: string;
	readonly message: string;
	readonly cause: string;
	readonly action: string;
}

/** Explains any failure of a call in the language on screen. */
export function useFailureText(): (error: unknown) => Explained {
	const { t, locale } = useI18n();
	return (error) => {
		const { code, details } = codedFailure(error);
		const known = catalogueText({ code, details }, locale.value);
		if (known) return known;
		const own = ['OFFLINE', 'TIMEOUT', 'UNEXPECTED'].includes(code) ? code : 'UNEXPECTED';
		return {
			code,
			message: t(`errors.${own}.message`),
			cause: t(`errors.${own}.cause`, { reason: String(details.reason ?? '') }),
			action: t(`errors.${own}.action`),
		};
	};
}

/** What the catalogue says of a code in a language of the console; null for a code that it does not have. */
export function catalogueText({ code, details }: CodedFailure, language: string): Explained | null {
	if (!Object.hasOwn(catalogue, code)) return null;
	const entry = catalogue[code as ErrorCode];
	const spoken = language === 'zh-CN' ? 'zh' : 'en';
	return {
		code,
		message: render(entry[spoken], details as ErrorDetails),
		cause: entry.cause[spoken],
		action: entry.action[spoken],
	};
}
