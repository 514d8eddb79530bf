import { Command } from 'commander';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { createTestnet, MAX_TESTNET_VALIDATORS } from '../../node/testnet.ts';
import { emptyMarket } from '../empty-market.ts';
import { integerOption, ipOption } from '../option-values.ts';

const DEFAULT_PORT = 4_001;

interface TestnetFlags {
	readonly validators: number;
	readonly out: string;
	readonly port: number;
	readonly host: string;
	readonly name: string;
}

/** `testnet`: the data directories of a network's validators. */
export function testnetCommand(): Command {
	return new Command('testnet')
		.description('make the data directories of a network’s validators')
		.requiredOption('--out <dir>', 'new or empty directory; gets one directory per validator')
		.option('--validators <count>', 'how many', integerOption('--validators', 1, MAX_TESTNET_VALIDATORS), 4)
		.option(
			'--port <port>',
			'listening port of the first; the others follow',
			integerOption('--port', 1, 65_535),
			DEFAULT_PORT,
		)
		.option('--host <address>', 'IP address at which they reach each other', ipOption('--host'), '127.0.0.1')
		.option('--name <name>', 'lower-case name of the chain', 'gridquorum')
		.action(run);
}

async function run({ validators, out, port, host, name }: TestnetFlags): Promise<void> {
	if (port + validators - 1 > 65_535)
		throw new CodedError('OPTION_INVALID', {
			option: '--port',
			value: String(port),
			expected: 'low enough for all validators',
		});
	const ports = Array.from({ length: validators }, (_, index) => port + index);
	const { directories } = await createTestnet({
		...emptyMarket(validators),
		name,
		time: Date.now(),
		directory: out,
		ports,
		host,
	});
	process.stdout.write(
		`${directories.join('\n')}\n\nRun each with: npm run -s cli -- node --home <directory>\nKeep the files "passphrase" and "keys" secret.\n`,
	);
}
