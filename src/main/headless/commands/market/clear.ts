import { Command } from 'commander';
import type { MechanismName } from '../../../../shared/clearing/mechanism-names.ts';
import { mechanisms } from '../../../../shared/clearing/mechanisms.ts';
import { type ProfileName, profiles } from '../../../../shared/clearing/profiles.ts';
import { CodedError, codeOf } from '../../../../shared/errors/coded-error.ts';
import { clearOrRefuse, type MarketError, marketErrorOf } from '../../../../shared/market-file/clear-file.ts';
import { type Json, parseExactJson } from '../../../../shared/market-file/exact-json.ts';
import type { MarketResult } from '../../../../shared/market-file/result.ts';
import { EXIT } from '../../exit-codes.ts';
import { choiceOption } from '../../option-values.ts';
import { marketTable } from './clear-table.ts';
import { readMarketText } from './market-text.ts';

/** `uniform` is what people say for `uniform-price`. */
const MECHANISMS = ['uniform', ...(Object.keys(mechanisms) as MechanismName[])] as const;
const PROFILES = Object.keys(profiles) as ProfileName[];

interface ClearFlags {
	readonly mechanism: (typeof MECHANISMS)[number];
	readonly profile: ProfileName;
	readonly json?: boolean;
}

/** `market clear`: one clearing of one file. */
export function marketClearCommand(): Command {
	return new Command('clear')
		.description('clear the market, or the list of markets, of a JSON file')
		.argument('<file>', 'market file, or - for standard input')
		.option('--mechanism <name>', MECHANISMS.join(', '), choiceOption('--mechanism', MECHANISMS), 'uniform')
		.option('--profile <name>', PROFILES.join(', '), choiceOption('--profile', PROFILES), 'default-v1')
		.option('--json', 'print one JSON object, or for a list one JSON array, and nothing else on stdout')
		.action(run);
}

async function run(file: string, { mechanism, profile, json }: ClearFlags): Promise<void> {
	const rules = { mechanism: mechanism === 'uniform' ? 'uniform-price' : mechanism, profile };
	const document = await documentOf(file);
	if (document instanceof CodedError) {
		refuse(marketErrorOf(document), json);
		return;
	}
	if (isList(document)) {
		writeList(
			document.map((each, index) => clearOrRefuse(each, `$[${index}]`, rules)),
			json,
		);
		return;
	}
	const result = clearOrRefuse(document, '$', rules);
	if ('error' in result) refuse(result, json);
	else process.stdout.write(json ? `${JSON.stringify(result)}\n` : marketTable(result));
}

async function documentOf(file: string): Promise<Json | CodedError> {
	try {
		return parseExactJson(await readMarketText(file));
	} catch (error) {
		if (codeOf(error) !== null) return error as CodedError;
		throw error;
	}
}

function isList(document: Json): document is readonly Json[] {
	return Array.isArray(document);
}

/** One by one: the text of a long list as a whole would be longer than a string may be. */
function writeList(results: readonly (MarketResult | MarketError)[], json: boolean | undefined): void {
	if (json) {
		results.forEach((result, index) => {
			process.stdout.write(`${index === 0 ? '[' : ','}\n${JSON.stringify(result)}`);
		});
		process.stdout.write(results.length === 0 ? '[]\n' : '\n]\n');
		return;
	}
	results.forEach((result, index) => {
		const text = 'error' in result ? `${messageOf(result)}\n` : marketTable(result);
		process.stdout.write(`${index === 0 ? '' : '\n'}Market ${index + 1}\n${text}`);
	});
}

function refuse(refusal: MarketError, json: boolean | undefined): void {
	if (json) process.stdout.write(`${JSON.stringify(refusal)}\n`);
	process.stderr.write(`${messageOf(refusal)}\n`);
	process.exitCode = EXIT.badInput;
}

function messageOf({ error: { code, path, reason } }: MarketError): string {
	return `${code}: ${path}: ${reason}`;
}
