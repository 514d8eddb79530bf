import { Command } from 'commander';
import { createTestnet } from '../../node/testnet.ts';
import { emptyMarket } from '../empty-market.ts';
import { integerOption } from '../option-values.ts';

/** `init`: a network of one validator. */
export function initCommand(): Command {
	return new Command('init')
		.description('make a network of one validator, ready to run with node')
		.requiredOption('--home <dir>', 'new or empty directory')
		.option('--port <port>', 'listening port', integerOption('--port', 1, 65_535), 4_001)
		.option('--name <name>', 'lower-case name of the chain', 'gridquorum')
		.action(run);
}

async function run({ home, port, name }: { home: string; port: number; name: string }): Promise<void> {
	const { directories } = await createTestnet({
		...emptyMarket(),
		name,
		time: Date.now(),
		directory: home,
		ports: [port],
	});
	process.stdout.write(`${directories[0]}\n\nRun it with: npm run -s cli -- node --home ${directories[0]}\n`);
}
