import type { Selection } from '../../../shared/audit/bundle-form.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from '../../../shared/codec/ids.ts';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const STAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/;
const OFFSET = /(Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 86_400_000;

/** Reads `all`, `trade:ID`, `participant:ID`, `certificate:ID` or `period:FROM..TO`. @throws CodedError OPTION_INVALID */
export function selectionOption(value: string): Selection {
	if (value === 'all') return { kind: 'all' };
	const [, kind, rest = ''] = /^(trade|participant|certificate|period):(.+)$/.exec(value) ?? [];
	if ((kind === 'trade' || kind === 'participant' || kind === 'certificate') && isName(rest)) return { kind, id: rest };
	if (kind === 'period') {
		const [from, to, more] = rest.split('..');
		const start = timeOf(from ?? '', false);
		const end = timeOf(to ?? '', true);
		if (start !== null && end !== null && start <= end && more === undefined) return { kind, from: start, to: end };
	}
	throw new CodedError('OPTION_INVALID', {
		option: '--select',
		value,
		expected: 'all, trade:ID, participant:ID, certificate:ID or period:FROM..TO with ISO 8601 times or dates',
	});
}

export interface AcrossOption {
	readonly home: string;
	/** Null: what goes with the selection of the chain that is exported. */
	readonly selection: Selection | null;
}

/** Reads `DIR` or `DIR:SELECT`, which may be given several times. @throws CodedError OPTION_INVALID */
export function acrossOption(value: string, before: readonly AcrossOption[] = []): readonly AcrossOption[] {
	const [, home, selection] = /^(.+?):(all|(?:trade|participant|certificate|period):.+)$/.exec(value) ?? [];
	if (home === undefined || selection === undefined) return [...before, { home: value, selection: null }];
	return [...before, { home, selection: selectionOption(selection) }];
}

function isName(text: string): boolean {
	try {
		return identifier(DERIVED_ID_MAX_CHARACTERS)(text, 'id') === text;
	} catch (error) {
		if (codeOf(error) === null) throw error;
		return false;
	}
}

/** UTC unless an offset is given; a day as an end is taken in whole. */
function timeOf(text: string, isEnd: boolean): number | null {
	if (DAY.test(text)) {
		const start = Date.parse(`${text}T00:00:00Z`);
		if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== text) return null;
		return isEnd ? start + DAY_MS - 1 : start;
	}
	if (!STAMP.test(text)) return null;
	const time = Date.parse(OFFSET.test(text) ? text : `${text}Z`);
	return Number.isNaN(time) ? null : time;
}
