import type { Command } from 'commander';
import { REGIONS_MAX, REGIONS_MIN } from '../../demo/network/demo-settings.ts';
import { VALIDATORS_MAX } from '../../demo/network/validator-names.ts';
import type { OpenDemoOptions } from '../../demo/open-demo.ts';
import { namedFiles, RESOURCES } from '../named-files.ts';
import { dayOption, integerOption, priceOption } from '../option-values.ts';

export interface DemoFlags {
	readonly hours?: number;
	readonly homes?: string;
	readonly meters?: string;
	readonly tariff?: string;
	readonly validators?: number;
	readonly regions?: number;
	readonly home?: string;
	readonly from?: string;
	readonly feedIn?: number;
}

/** Ten years of hours. */
const HOURS_MAX = 87_840;

/** Options that say which market runs, and where. */
export function withDemoOptions(command: Command): Command {
	return command
		.option('--homes <file>', 'homes.csv of a neighbourhood (default: the carried summer week)')
		.option('--meters <file>', 'meters.csv of the neighbourhood')
		.option('--tariff <file>', 'tariff.csv of the neighbourhood')
		.option('--from <day>', 'local day YYYY-MM-DD to begin with (default: the first full day)', dayOption('--from'))
		.option('--hours <count>', 'delivery hours to run', integerOption('--hours', 1, HOURS_MAX))
		.option(
			'--validators <count>',
			`validators of each network, 1 to ${VALIDATORS_MAX} (default: 4)`,
			integerOption('--validators', 1, VALIDATORS_MAX),
		)
		.option(
			'--regions <count>',
			`deal the homes out to ${REGIONS_MIN} to ${REGIONS_MAX} regions that trade with each other, beside a main chain`,
			integerOption('--regions', REGIONS_MIN, REGIONS_MAX),
		)
		.option('--feed-in <price>', 'what the grid pays per kWh (default: 0.05)', priceOption('--feed-in'));
}

export function openOptions(flags: DemoFlags, home: string, defaultHours: number | null): OpenDemoOptions {
	return {
		home,
		resources: RESOURCES,
		files: namedFiles(flags),
		from: flags.from,
		hours: flags.hours,
		defaultHours,
		validators: flags.validators,
		regions: flags.regions,
		feedIn: flags.feedIn,
	};
}
