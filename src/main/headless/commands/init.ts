import { randomUUID } from 'node:crypto';
import { rename, rm, rmdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { createTestnet, requireEmpty } from '../../node/testnet.ts';
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
	const target = resolve(home);
	await requireEmpty(target);
	const partial = `${target}.${randomUUID()}.init`;
	try {
		const network = { ...emptyMarket(), name, time: Date.now(), directory: partial, ports: [port] };
		const { directories } = await createTestnet(network);
		await rmdir(target).catch(() => undefined);
		await rename(directories[0] as string, target);
	} finally {
		await rm(partial, { recursive: true, force: true });
	}
	process.stdout.write(`${target}\n\nRun it with: npm run -s cli -- node --home ${home}\n`);
}
