import { useI18n } from 'vue-i18n';
import type { AuditCheck } from '../../../shared/audit/check-board.ts';
import type { ErrorDetails } from '../../../shared/errors/coded-error.ts';
import { catalogueText, type Explained } from '../../app/failure.ts';
import type { Formatter } from '../../app/formatter.ts';

export interface Findings {
	/** Name of a check. */
	nameOf(check: string): string;
	/** What a check counted or found wrong. */
	detailOf(check: AuditCheck): string;
	/** Null for a code that the catalogue does not have, and until it has come. */
	explain(fault: { readonly code: string; readonly details: ErrorDetails }): Explained | null;
}

/** What a verifier found, in the language on screen. */
export function useFindings(format: () => Formatter): Findings {
	const { t, te, locale } = useI18n();

	const nameOf = (check: string): string => (te(`audit.checkName.${check}`) ? t(`audit.checkName.${check}`) : check);

	/** Facts that are words themselves: the English sentences already hold them. */
	function inLanguage(details: ErrorDetails): ErrorDetails {
		const name = `audit.reason.${details.because}`;
		const reason = typeof details.because === 'string' && te(name) ? t(name, { ...details }) : null;
		const isPart = typeof details.part === 'string' && locale.value !== 'en';
		return {
			...details,
			...(reason !== null && { reason, what: reason }),
			...(isPart && { part: nameOf(String(details.part)) }),
		};
	}

	const explain: Findings['explain'] = ({ code, details }) =>
		catalogueText({ code, details: inLanguage(details) }, locale.value);

	function detailOf({ state, counts, fault }: AuditCheck): string {
		if (fault) {
			const detail = explain(fault)?.message ?? fault.code;
			return fault.faults > 1 ? t('audit.fault.more', { detail, n: format().count(fault.faults) }) : detail;
		}
		if (state === 'not-reached') return t('audit.fault.notReached');
		if (counts.length === 0) return t('audit.fault.nothing');
		return counts
			.map(({ thing, count }) => t(`audit.counted.${thing}`, { n: format().count(count) }, count))
			.join(locale.value === 'en' ? ', ' : '，');
	}

	return { nameOf, detailOf, explain };
}
