import type { Command } from 'commander';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { type ProposerFlags, proposeChange, proposerCommand } from './propose.ts';

/** `bridge admit`: lets the node of another region's relayer follow this chain. */
export function bridgeAdmitCommand(): Command {
	return proposerCommand('admit', 'propose to admit an observer, such as the node of another region’s relayer')
		.requiredOption('--peer-id <id>', 'as init --join printed it', peerIdOption)
		.requiredOption('--name <name>', 'shown for it')
		.action(async ({ peerId, name, ...flags }: ProposerFlags & { readonly peerId: string; readonly name: string }) => {
			await proposeChange(flags, { kind: 'admit-observer', peerId, name }, `Admit ${name}`, []);
		});
}

function peerIdOption(value: string): string {
	if (/^[1-9A-HJ-NP-Za-km-z]{32,128}$/.test(value)) return value;
	throw new CodedError('OPTION_INVALID', { option: '--peer-id', value, expected: 'a peer id such as 12D3Koo…' });
}
