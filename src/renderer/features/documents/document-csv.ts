import type { DocumentView } from '../../../shared/contract/index.ts';
import type { CsvCell } from '../../app/csv.ts';
import { signedCount } from './document-queue.ts';

export const CSV_HEADER = [
	'document',
	'type',
	'about_type',
	'about_id',
	'depositor',
	'signed',
	'threshold',
	'signers',
	'order',
	'status',
	'stored_bytes',
	'cid',
	'commitment',
	'digest',
	'deposited_at',
	'deadline',
	'readers',
	'replica',
	'other_holders',
] as const;

export function csvRow(document: DocumentView): readonly CsvCell[] {
	return [
		document.document,
		document.type,
		document.about?.type ?? null,
		document.about?.id ?? null,
		document.depositor,
		signedCount(document),
		document.threshold,
		document.signers.map(({ participant }) => participant).join(' '),
		document.order,
		document.status,
		document.storedBytes,
		document.cid,
		document.commitment,
		document.digest,
		new Date(document.depositedAt).toISOString(),
		document.signers.length > 0 ? new Date(document.deadline).toISOString() : null,
		document.readers.join(' '),
		document.replica,
		document.holders,
	];
}
