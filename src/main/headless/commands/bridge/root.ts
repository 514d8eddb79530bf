import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { type ChainRoot, chainRootDigest } from '../../../../shared/codec/bridge-client.ts';
import { toHex } from '../../../../shared/codec/bytes.ts';
import { chainIdOf } from '../../../../shared/codec/genesis.ts';
import { chainRootView } from '../../../api/governance/change-view.ts';
import { chainRootOf } from '../../../node/bridge/chain-root.ts';
import { readConfig, readGenesisFile } from '../../../node/config.ts';
import { hasher } from '../../../node/crypto/sha256.ts';
import { writeFileAtomic } from '../../../node/files/atomic-file.ts';
import { openStopped } from '../../../node/forensics/stopped-node.ts';
import { firstEpoch, readEpochs } from '../../../node/start/epochs.ts';
import { chainRootLines, writeChainRoot } from './chain-root-file.ts';

interface RootFlags {
	readonly home: string;
	readonly out?: string;
	readonly json?: boolean;
}

/** `bridge root`: where trust in a chain begins, for the operators of another. */
export function bridgeRootCommand(): Command {
	return new Command('root')
		.description('print the chain root that another chain begins with: the keys of the newest epoch known here')
		.requiredOption('--home <dir>', 'data directory of a stopped node')
		.option('--out <file>', 'write it here, for bridge connect on the other chain')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
}

async function run({ home, out, json }: RootFlags): Promise<void> {
	const root = await newestRoot(home);
	if (out !== undefined) await writeFileAtomic(resolve(out), writeChainRoot(root));
	const digest = toHex(chainRootDigest(root, hasher.sha256));
	const shown = json ? JSON.stringify({ root: chainRootView(root), digest }) : chainRootLines(root).join('\n');
	process.stdout.write(`${shown}\n`);
}

/** Of the newest epoch on disk; of the genesis where the node has never run. */
async function newestRoot(home: string): Promise<ChainRoot> {
	if (!(await stat(join(home, 'database')).catch(() => null))) {
		const { genesis: file } = await readConfig(home);
		const genesis = await readGenesisFile(resolve(home, file));
		const chainId = chainIdOf(genesis, hasher.sha256);
		return chainRootOf({ chainId, genesis, epochs: () => [firstEpoch(genesis)] });
	}
	const { chainId, genesis, store, close } = await openStopped(home);
	try {
		const epochs = await readEpochs(store, genesis);
		return chainRootOf({ chainId, genesis, epochs: () => epochs });
	} finally {
		await close();
	}
}
