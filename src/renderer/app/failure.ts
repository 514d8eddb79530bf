import { useI18n } from 'vue-i18n';
import { catalogue, type ErrorCode } from '../../shared/errors/catalogue.ts';
import { type ErrorDetails, render } from '../../shared/errors/coded-error.ts';
import { codedFailure } from '../rpc/failure.ts';

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
		if (Object.hasOwn(catalogue, code)) {
			const entry = catalogue[code as ErrorCode];
			const language = locale.value === 'zh-CN' ? 'zh' : 'en';
			return {
				code,
				message: render(entry[language], details as ErrorDetails),
				cause: entry.cause[language],
				action: entry.action[language],
			};
		}
		const known = ['OFFLINE', 'TIMEOUT', 'UNEXPECTED'].includes(code) ? code : 'UNEXPECTED';
		return {
			code,
			message: t(`errors.${known}.message`),
			cause: t(`errors.${known}.cause`, { reason: String(details.reason ?? '') }),
			action: t(`errors.${known}.action`),
		};
	};
}
