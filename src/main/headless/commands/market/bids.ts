import { Command } from 'commander';
import type { BidRow } from '../../../../shared/formats/bid-row.ts';
import { type BidImport, readBids } from '../../../../shared/formats/bid-rows.ts';
import type { BidDraft, ImportTerms } from '../../../../shared/formats/bid-terms.ts';
import { readImportTerms } from '../../../../shared/formats/bid-terms-file.ts';
import { writeRejects } from '../../../../shared/formats/bid-write.ts';
import { faultMessage } from '../../../../shared/formats/fault.ts';
import { EXIT } from '../../exit-codes.ts';
import { requireOtherFile, writeRejectFile } from '../../reject-file.ts';
import { readText, readTextPieces } from '../../text-pieces.ts';

interface CheckFlags {
	readonly terms: string;
	readonly previous?: string;
	readonly rejects?: string;
	readonly json?: boolean;
}

/** Refused rows that a terminal shows. */
const SHOWN_ROWS = 50;

/** `market bids`: files of bids, before anything is sent. */
export function marketBidsCommand(): Command {
	const check = new Command('check')
		.description('check a file of bids against the terms of products, with a verdict for every row')
		.argument('<file>', 'CSV, or - for standard input')
		.requiredOption('--terms <file>', 'terms of the products as JSON')
		.option('--previous <file>', 'the file that was sent before: rows are compared with it by name')
		.option('--rejects <file>', 'write the refused rows here, with code and reason')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
	return new Command('bids').description('files of bids').addCommand(check.exitOverride());
}

async function run(file: string, flags: CheckFlags): Promise<void> {
	await requireOtherFile(flags.rejects, [file, flags.terms, ...(flags.previous === undefined ? [] : [flags.previous])]);
	const terms = readImportTerms(await readText(flags.terms));
	const previous = flags.previous === undefined ? undefined : await previousOf(flags.previous, terms);
	const bids = await readBids(readTextPieces(file), { terms, previous });
	if (flags.rejects !== undefined) await writeRejectFile(flags.rejects, [writeRejects(bids)]);
	process.stdout.write(flags.json ? `${JSON.stringify(reportOf(bids))}\n` : summaryOf(bids));
	if (bids.summary.errors > 0) process.exitCode = EXIT.failure;
}

/** What the earlier file sent: its rows without fault, gates aside, since they may have closed meanwhile. */
async function previousOf(file: string, terms: ImportTerms): Promise<Map<string, BidDraft>> {
	const { rows } = await readBids(readTextPieces(file), { terms: { ...terms, now: null } });
	return new Map(rows.flatMap(({ name, order }) => (order === undefined ? [] : [[name, order] as const])));
}

function reportOf({ header, delimiter, rows, summary }: BidImport) {
	const plain = rows.map(({ cells: _, ...row }) => ({
		...row,
		...(row.code === undefined ? {} : { message: messageOf(row) }),
	}));
	return { header, delimiter, rows: plain, summary };
}

function messageOf({ code, details = {} }: Pick<BidRow, 'code' | 'details'>): string {
	return code === undefined ? '' : faultMessage({ code, details });
}

function summaryOf({ rows, summary }: BidImport): string {
	const refused = rows.filter(({ verdict }) => verdict === 'error');
	const shown = refused.slice(0, SHOWN_ROWS).map((row) => `  line ${row.line}: ${row.code}: ${messageOf(row)}`);
	return [
		`${summary.rows} rows: ${summary.ok} new, ${summary.amended} amended, ${summary.unchanged} unchanged, ${summary.errors} refused`,
		...(summary.cancelled.length === 0 ? [] : [`${summary.cancelled.length} sent before and missing here: cancelled`]),
		...shown,
		...(refused.length > SHOWN_ROWS ? [`  and ${refused.length - SHOWN_ROWS} more; --rejects writes all`] : []),
		'',
	].join('\n');
}
