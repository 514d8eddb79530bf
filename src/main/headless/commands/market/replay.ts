import { Command } from 'commander';
import { mechanisms } from '../../../../shared/clearing/mechanisms.ts';
import { profiles } from '../../../../shared/clearing/profiles.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { isDay } from '../../market-data/csv-rows.ts';
import type { DayRange } from '../../market-data/read-market-data.ts';
import { type ReplayReport, replayMarket } from '../../market-data/replay.ts';
import { choiceOption } from '../../option-values.ts';

interface ReplayFlags {
	readonly borders: 'prices' | 'exchanges';
	readonly blocks: 'given' | 'solve';
	readonly days?: DayRange;
	readonly json?: boolean;
}

/** `market replay`: clears a real market's days again and compares them with what was published. */
export function marketReplayCommand(): Command {
	return new Command('replay')
		.description('clear a published order book day by day and compare prices and flows with the published ones')
		.argument('<directory>', 'market data in the form of docs/integrate/clearing.md')
		.option(
			'--borders <kind>',
			'neighbours trade at their published prices, or the published exchanges are fixed: prices, exchanges',
			choiceOption('--borders', ['prices', 'exchanges']),
			'prices',
		)
		.option('--days <range>', 'first and last delivery day, as 2025-04-01..2025-04-07, or one day', daysOption)
		.option(
			'--blocks <kind>',
			'block orders as published, or decided anew: given, solve',
			choiceOption('--blocks', ['given', 'solve']),
			'given',
		)
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

function daysOption(value: string): DayRange {
	const [from, to = from, ...more] = value.split('..');
	if (more.length === 0 && from !== undefined && to !== undefined && isDay(from) && isDay(to) && from <= to)
		return { from, to };
	const expected = 'a day YYYY-MM-DD, or two with .. between, the earlier first';
	throw new CodedError('OPTION_INVALID', { option: '--days', value, expected });
}

async function run(directory: string, { borders, blocks, days = null, json }: ReplayFlags): Promise<void> {
	const report = await replayMarket(
		directory,
		{ days, borders, blocks },
		{
			mechanism: mechanisms['uniform-price'],
			profile: profiles['default-v1'],
			onDay: (day, done, total) => {
				if (!json) process.stderr.write(`${day}: day ${done + 1} of ${total}\n`);
			},
		},
	);
	const { stages: _, ...figures } = report;
	process.stdout.write(json ? `${JSON.stringify(figures)}\n` : summaryOf(report));
}

function summaryOf(report: ReplayReport): string {
	const { zoneHours, exact, priceMae, priceMax, linkHours, flowMae, flowMax, unpriced, closedBorders } = report;
	const lines = [
		`${exact} of ${zoneHours} zone prices as published (within 0.005 EUR/MWh), in ${report.days} days and ${report.zones} zones`,
		`price error: mean ${shown(priceMae)}, largest ${shown(priceMax)} EUR/MWh`,
		`flow error over ${linkHours} link periods: mean ${shown(flowMae)}, largest ${shown(flowMax)} MWh`,
	];
	if (unpriced > 0) lines.push(`${unpriced} published prices where nothing was traded`);
	if (closedBorders > 0)
		lines.push(`${closedBorders} border periods left closed: their neighbours have no published price`);
	if (report.blocks !== undefined) {
		const { blocks, matched, byStatus, paradoxicallyRejected } = report.blocks;
		lines.push(`${matched} of ${blocks} blocks decided as published; ${paradoxicallyRejected} rejected paradoxically`);
		for (const [status, count] of Object.entries(byStatus))
			lines.push(`  ${status}: ${count.matched} of ${count.blocks}`);
	}
	return `${lines.join('\n')}\n${report.seconds} s\n`;
}

function shown(error: number | null): string {
	return error === null ? 'none' : error.toFixed(6);
}
