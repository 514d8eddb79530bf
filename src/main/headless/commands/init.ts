import { randomUUID } from 'node:crypto';
import { rename, rm, rmdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { isSourceAddress } from '../../node/config.ts';
import { joinNetwork } from '../../node/join-network.ts';
import { createTestnet, requireEmpty } from '../../node/testnet.ts';
import { emptyMarket } from '../empty-market.ts';
import { integerOption, ipOption } from '../option-values.ts';

interface InitFlags {
	readonly home: string;
	readonly port: number;
	readonly name: string;
	readonly host?: string;
	readonly join?: string;
	readonly validator?: string;
	readonly peer: readonly string[];
	readonly snapshotBeyond?: number;
}

/** `init`: a network of one validator, or a node that joins a network which runs already. */
export function initCommand(): Command {
	return new Command('init')
		.description('make a network of one validator, or a node that joins a network, ready to run with node')
		.requiredOption('--home <dir>', 'new or empty directory')
		.option('--port <port>', 'listening port', integerOption('--port', 1, 65_535), 4_001)
		.option('--host <address>', 'with --join: IP address to listen on (default: "127.0.0.1")', ipOption('--host'))
		.option('--name <name>', 'lower-case name of the new chain', 'gridquorum')
		.option('--join <file>', 'genesis.cbor of a network: observe it')
		.option('--validator <id>', 'with --join: the id as which this node is to validate')
		.option(
			'--peer <address>',
			'with --join: whom to follow, such as /ip4/10.0.0.7/tcp/4001/p2p/12D3Koo… (may be repeated)',
			sourceOption,
			[],
		)
		.option(
			'--snapshot-beyond <blocks>',
			'with --join: take a snapshot when further behind; the console then begins there',
			integerOption('--snapshot-beyond', 1_000, 1_000_000_000),
		)
		.action(run);
}

async function run(flags: InitFlags): Promise<void> {
	if (flags.join !== undefined) return joinExisting(flags, flags.join);
	const { host, validator, snapshotBeyond } = flags;
	if (flags.peer.length > 0 || [host, validator, snapshotBeyond].some((value) => value !== undefined))
		throw new CodedError('OPTION_INVALID', {
			option: '--join',
			value: '',
			expected: 'given beside --host, --validator, --peer and --snapshot-beyond',
		});
	const { home, port, name } = flags;
	const target = resolve(home);
	await requireEmpty(target);
	const partial = `${target}.${randomUUID()}.init`;
	try {
		const network = { ...emptyMarket(1), name, time: Date.now(), directory: partial, ports: [port] };
		const { directories } = await createTestnet(network);
		await rmdir(target).catch(() => undefined);
		await rename(directories[0] as string, target);
	} finally {
		await rm(partial, { recursive: true, force: true });
	}
	process.stdout.write(`${target}\n\nRun it with: npm run -s cli -- node --home ${home}\n`);
}

async function joinExisting(flags: InitFlags, genesisFile: string): Promise<void> {
	const { home, port, host = '127.0.0.1', validator = null, peer, snapshotBeyond } = flags;
	const { chainId, peerId, publicKey } = await joinNetwork({
		directory: home,
		genesisFile,
		validator,
		listen: `/${host.includes(':') ? 'ip6' : 'ip4'}/${host}/tcp/${port}`,
		sources: peer,
		...(snapshotBeyond === undefined ? {} : { snapshotBeyondBlocks: snapshotBeyond }),
	});
	const lines = [
		resolve(home),
		'',
		`Chain     ${chainId}`,
		`Peer id   ${peerId}`,
		...(publicKey === null ? [] : [`Validator ${validator}, key ${publicKey}`]),
		'',
		'Have governance admit the peer id as an observer, or list it under "observers" in the config.json of a validator.',
		...(publicKey === null
			? []
			: [
					'The node follows until an epoch names it; then it validates. The change to propose for that is printed by:',
					`npm run -s cli -- validator-key --home ${home} --address <multiaddr>`,
				]),
		`Run it with: npm run -s cli -- node --home ${home}`,
	];
	process.stdout.write(`${lines.join('\n')}\n`);
}

function sourceOption(value: string, previous: readonly string[]): readonly string[] {
	if (isSourceAddress(value)) return [...previous, value];
	throw new CodedError('OPTION_INVALID', {
		option: '--peer',
		value,
		expected: 'an address such as /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo…',
	});
}
