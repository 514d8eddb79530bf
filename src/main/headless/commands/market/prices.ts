import { Command } from 'commander';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { deliveryDay, type PeriodMinutes } from '../../../../shared/formats/local-day.ts';
import { priceEvent } from '../../../../shared/formats/openadr.ts';
import { writePriceCsv } from '../../../../shared/formats/price-csv.ts';
import { type PriceUnit, readClearedPrices } from '../../../../shared/formats/price-file.ts';
import { openTimeZone } from '../../../../shared/formats/time-zone.ts';
import { choiceOption, dayOption } from '../../option-values.ts';
import { readText } from '../../text-pieces.ts';

interface PricesFlags {
	readonly day: string;
	readonly zone: string;
	readonly minutes: '15' | '30' | '60';
	readonly unit: PriceUnit;
	readonly currency: string;
	readonly format: 'csv' | 'openadr';
	readonly area?: string;
	readonly program?: string;
	readonly event?: string;
}

/** `market prices`: a cleared market's prices for other programs. */
export function marketPricesCommand(): Command {
	return new Command('prices')
		.description('write the prices of a cleared market as CSV or as an OpenADR 3.1 event')
		.argument('<file>', 'what market clear --json printed, or - for standard input')
		.requiredOption('--day <day>', 'local day of delivery YYYY-MM-DD', dayOption('--day'))
		.option('--zone <zone>', 'time zone of the day, such as Europe/Rome or +08:00', 'UTC')
		.option('--minutes <minutes>', 'length of the periods', choiceOption('--minutes', ['15', '30', '60']), '60')
		.option('--unit <unit>', 'energy that a price is for: kwh or mwh', choiceOption('--unit', ['kwh', 'mwh']), 'mwh')
		.option('--currency <code>', 'ISO 4217 code', currencyOption, 'EUR')
		.option('--format <name>', 'csv or openadr', choiceOption('--format', ['csv', 'openadr']), 'csv')
		.option('--area <name>', 'zone of the market; OpenADR takes one (default: all)')
		.option('--program <id>', 'OpenADR: id of the program')
		.option('--event <name>', 'OpenADR: name of the event (default: prices of the zone and day)')
		.action(run);
}

async function run(file: string, flags: PricesFlags): Promise<void> {
	const { day, minutes, unit, currency, format, area, program } = flags;
	const zone = openTimeZone(flags.zone);
	const delivery = deliveryDay(day, zone, Number(minutes) as PeriodMinutes);
	const all = readClearedPrices(await readText(file), delivery, unit);
	const prices = area === undefined ? all : all.filter((each) => each.zone === area);
	if (prices.length === 0)
		throw new CodedError('OPTION_INVALID', { option: '--area', value: area ?? '', expected: 'a zone of the file' });
	if (format === 'csv') {
		process.stdout.write(writePriceCsv(prices, zone, currency));
		return;
	}
	const eventName = flags.event ?? `prices ${[prices[0]?.zone, day].filter(Boolean).join(' ')}`;
	const programId = program ?? missingProgram();
	process.stdout.write(`${JSON.stringify(priceEvent(prices, { programId, eventName, currency }))}\n`);
}

function missingProgram(): never {
	throw new CodedError('OPTION_INVALID', { option: '--program', value: '', expected: 'given with --format openadr' });
}

function currencyOption(value: string): string {
	if (/^[A-Z]{3}$/.test(value)) return value;
	throw new CodedError('OPTION_INVALID', { option: '--currency', value, expected: 'three capitals' });
}
