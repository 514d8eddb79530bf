import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { HostChoice } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { CONFIG_FILE, isSourceAddress } from '../../node/config.ts';
import { joinNetwork } from '../../node/join-network.ts';
import { confirmedGenesis } from './genesis-preview.ts';
import type { NetworkSource } from './network-source.ts';
import { NODE_STEPS } from './node-steps.ts';
import { type OpenNodeModules, startNode } from './open-node.ts';

/**
 * A node that joins a network by its genesis document: makes keys and directory, then starts. Where an earlier try made
 * the directory, the next one only starts it.
 * @throws CodedError GENESIS_INVALID | HOST_GENESIS_NOT_CONFIRMED | CONSOLE_INPUT_INVALID
 */
export function joinNode(choice: Extract<HostChoice, { kind: 'join' }>, modules: OpenNodeModules): NetworkSource {
	const genesis = confirmedGenesis(choice.genesis, choice.confirmedDigest);
	const wrong = choice.peers.find((peer) => !isSourceAddress(peer));
	if (wrong !== undefined)
		throw new CodedError('CONSOLE_INPUT_INVALID', { path: 'input.peers', reason: `${wrong} is no /ip4/…/tcp/…/p2p/…` });
	const directory = resolve(choice.directory);
	let isMade = false;
	return {
		network: { kind: 'node', directory, played: [] },
		remembered: { kind: 'node', directory },
		start: async (start) => {
			start.steps.plan(['join', ...NODE_STEPS]);
			await start.steps.run('join', async () => {
				if (isMade && existsSync(join(directory, CONFIG_FILE))) return;
				await joinNetwork({
					directory,
					genesis,
					validator: choice.validator,
					// A validator has to be reached by the others; an observer alone reaches out.
					listen: `/ip4/${choice.validator === null ? '127.0.0.1' : '0.0.0.0'}/tcp/${choice.listenPort}`,
					sources: choice.peers,
					passphrase: choice.passphrase,
				});
				isMade = true;
			});
			return startNode(directory, choice.passphrase, start, modules);
		},
	};
}
