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

	const explain: Findings['explain'] = ({ code, details }) => {
		const name = `audit.reason.${details.because}`;
		if (typeof details.because !== 'string' || !te(name)) return catalogueText({ code, details }, locale.value);
		const reason = t(name, { ...details });
		return catalogueText({ code, details: { ...details, reason, what: reason } }, locale.value);
	};

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

	return {
		nameOf: (check) => (te(`audit.checkName.${check}`) ? t(`audit.checkName.${check}`) : check),
		detailOf,
		explain,
	};
}
