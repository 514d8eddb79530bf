import { catalogue } from '../errors/catalogue.ts';
import { render } from '../errors/coded-error.ts';
import { BID_COLUMNS } from './bid-columns.ts';
import type { BidImport } from './bid-rows.ts';
import type { BidDraft } from './bid-terms.ts';
import { type CsvCell, csvLine } from './csv-write.ts';
import { writeDecimal } from './decimal.ts';

const HEADER = [
	'name',
	'product',
	'period',
	'side',
	'type',
	'price',
	'quantity_wh',
	'profile_wh',
	'min_acceptance',
	'parent',
	'exclusive_group',
	'visible_wh',
	'points',
];

/** Writes bids as a file that imports to the same drafts: prices per kWh, energy in Wh. */
export function writeBids(drafts: readonly BidDraft[]): string {
	return csvLine(HEADER) + drafts.map((draft) => csvLine(cellsOf(draft))).join('');
}

function cellsOf(draft: BidDraft): CsvCell[] {
	const isCurve = draft.kind === 'curve';
	return [
		draft.name,
		draft.product,
		draft.period ?? 'all',
		draft.side,
		draft.kind,
		isCurve ? null : writeDecimal(draft.price, 6),
		isCurve || draft.profileWh !== undefined ? null : draft.quantityWh,
		draft.profileWh?.join('|') ?? null,
		draft.minAcceptancePpm === undefined ? null : writeDecimal(draft.minAcceptancePpm, 6),
		draft.parent ?? null,
		draft.exclusiveGroup ?? null,
		draft.visibleWh ?? null,
		draft.points?.map(({ price, quantityWh }) => `${quantityWh}@${writeDecimal(price, 6)}`).join('|') ?? null,
	];
}

/**
 * The refused rows as they came, each with code and reason in two more columns that an import leaves out of account:
 * corrected in place, the file is imported as it is.
 */
export function writeRejects(bids: BidImport, language: 'en' | 'zh' = 'en'): string {
	const { rows, delimiter } = bids;
	const header = bids.header ?? BID_COLUMNS.map(({ key }) => key);
	const refused = rows.filter(({ verdict }) => verdict === 'error');
	const width = refused.reduce((most, { cells }) => Math.max(most, cells.length), header.length);
	const line = (cells: readonly string[], code: string, reason: string): string =>
		csvLine([...cells, ...Array.from({ length: width - cells.length }, () => ''), code, reason], delimiter);
	const lines = refused.map(({ cells, code, details }) =>
		code === undefined ? '' : line(cells, code, render(catalogue[code][language], details ?? {})),
	);
	return line(header, 'reject_code', 'reject_reason') + lines.join('');
}
