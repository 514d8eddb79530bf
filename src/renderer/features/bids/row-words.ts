import type { BidRow, BidVerdict } from '../../../shared/formats/bid-row.ts';
import { catalogueText } from '../../app/failure.ts';
import type { MarkKind } from '../../ui/mark-kind.ts';

export const VERDICTS = ['ok', 'amended', 'unchanged', 'error'] as const satisfies readonly BidVerdict[];

export const VERDICT_MARKS: { readonly [V in BidVerdict]: MarkKind } = {
	ok: 'ok',
	amended: 'half',
	unchanged: 'none',
	error: 'bad',
};

/** Why a row is refused and what to do, in the language on screen; '' for a good one. */
export function faultWords({ code, details }: Pick<BidRow, 'code' | 'details'>, language: string): string {
	if (code === undefined) return '';
	const text = catalogueText({ code, details: details ?? {} }, language);
	return text ? `${text.message} ${text.action}` : code;
}
