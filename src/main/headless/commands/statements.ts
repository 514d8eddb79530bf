import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import { settlementId } from '../../../shared/codec/ids.ts';
import type { MicroMoney } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { formatStamp } from '../../../shared/formats/calendar.ts';
import { writeDecimal } from '../../../shared/formats/decimal.ts';
import { openTimeZone } from '../../../shared/formats/time-zone.ts';
import { statementCsv } from '../../../shared/statements/statement-csv.ts';
import {
	addFigures,
	NO_FIGURES,
	type StatementLine,
	type StatementProduct,
	statementLines,
} from '../../../shared/statements/statement-lines.ts';
import {
	linesWithin,
	STATEMENT_GROUPS,
	type StatementGroup,
	type StatementRow,
	statementRows,
} from '../../../shared/statements/statement-rows.ts';
import { openStopped } from '../../node/forensics/stopped-node.ts';
import type { Store } from '../../node/store/types.ts';
import { nodeDirectory } from '../node-directory.ts';
import { choiceOption } from '../option-values.ts';

interface StatementsFlags {
	readonly home: string;
	readonly participant: string;
	readonly month: string;
	readonly by: StatementGroup;
	readonly zone: string;
	readonly csv?: string;
	readonly json?: boolean;
}

/** `statements`: a participant's bill from the blocks of a node that does not run. */
export function statementsCommand(): Command {
	return new Command('statements')
		.description('print the settlement statements of a participant for a month, from the blocks of a stopped node')
		.requiredOption('--home <dir>', 'data directory of a node, or of a demo')
		.requiredOption('--participant <id>', 'whose statements')
		.requiredOption('--month <month>', 'local month YYYY-MM', monthOption)
		.option('--by <group>', STATEMENT_GROUPS.join(', '), choiceOption('--by', STATEMENT_GROUPS), 'day')
		.option('--zone <zone>', 'time zone of the month and its days, such as America/Los_Angeles or -08:00', 'UTC')
		.option('--csv <file>', 'write the rows here as CSV')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run(flags: StatementsFlags): Promise<void> {
	const { participant, month, by } = flags;
	const zone = openTimeZone(flags.zone);
	const stopped = await openStopped(await nodeDirectory(flags.home));
	try {
		const { lines, isKnown, fromHeight } = await linesOf(stopped.store, participant);
		const isNamed = isKnown || stopped.genesis.participants.some(({ id }) => id === participant);
		if (!isNamed) throw new CodedError('PARTICIPANT_UNKNOWN', { participant });
		// Text order is the order of days, and no month has a day after its 31st.
		const rows = statementRows(linesWithin(lines, { from: `${month}-01`, to: `${month}-31`, zone }), by, zone);
		const { currency } = stopped.genesis.market;
		if (flags.csv !== undefined) await writeCsv(flags.csv, statementCsv(rows, zone, currency));
		const totals = rows.reduce(addFigures, NO_FIGURES);
		const report = { participant, month, by, zone: zone.name, currency, fromHeight, rows, totals };
		process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : textOf(rows, totals.total, currency));
	} finally {
		await stopped.close();
	}
}

/** @returns the participant's lines, and the first height whose events are there: after a snapshot, not the first block */
async function linesOf(store: Store, participant: string) {
	const products = new Map<string, StatementProduct>();
	/** Wheeling fees that points have paid back, by settlement, until its statement follows. */
	const refunds = new Map<string, MicroMoney>();
	const lines: StatementLine[] = [];
	let isKnown = false;
	let fromHeight: number | null = null;
	const take = (event: ContractEvent): void => {
		if (event.kind === 'product-opened') {
			const { product, deliveryStart, periodMs, tariff, feedIn } = event;
			products.set(product, { product, deliveryStart, periodMs, tariff, feedIn });
		}
		if (event.kind === 'participant-registered' && event.participant === participant) isKnown = true;
		if (event.kind === 'transfer' && event.reason === 'fee-points' && event.to === participant)
			refunds.set(event.subject, event.amount);
		if (event.kind !== 'product-settling' && event.kind !== 'product-settled') return;
		const product = products.get(event.product);
		const statement = event.statements.find((each) => each.participant === participant);
		if (product && statement) {
			const subject = settlementId(event.product, participant);
			lines.push(...statementLines(product, statement, refunds.get(subject)));
			refunds.delete(subject);
		}
		if (event.kind === 'product-settled') products.delete(event.product);
	};
	for (let height = 1; height <= store.executedHeight; height++) {
		const execution = await store.execution(height);
		if (!execution) continue;
		fromHeight ??= height;
		for (const event of execution.events) take(event);
	}
	return { lines, isKnown: isKnown || lines.length > 0, fromHeight };
}

async function writeCsv(file: string, text: string): Promise<void> {
	try {
		await writeFile(file, text);
	} catch (error) {
		const reason = (error as NodeJS.ErrnoException).code ?? String(error);
		throw new CodedError('OPTION_INVALID', { option: '--csv', value: file, expected: `a file to write (${reason})` });
	}
}

function textOf(rows: readonly StatementRow[], total: number, currency: string): string {
	const money = (amount: number) => writeDecimal(amount, 6).padStart(16);
	const lines = rows.map(
		({ key, start, residualWh, total: sum, substituted }) =>
			`${key.padEnd(24)} ${formatStamp(start)} ${String(residualWh).padStart(10)} Wh beside ${money(sum)} ${currency}` +
			(substituted > 0 ? `  (${substituted} readings missing)` : ''),
	);
	return `${[...lines, `${'total'.padEnd(24)} ${money(total)} ${currency}`].join('\n')}\n`;
}

function monthOption(value: string): string {
	if (/^\d{4}-(0[1-9]|1[0-2])$/.test(value)) return value;
	throw new CodedError('OPTION_INVALID', { option: '--month', value, expected: 'a month YYYY-MM' });
}
