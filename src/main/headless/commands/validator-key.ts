import { Command } from 'commander';
import { toHex } from '../../../shared/codec/bytes.ts';
import type { GovernanceChangeView } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { isAddress } from '../../node/config.ts';
import { readNodeOptions } from '../../node/create-node.ts';
import { registerValidatorKey } from '../../node/validator-registration.ts';

interface ValidatorKeyFlags {
	readonly home: string;
	readonly address: readonly string[];
	readonly rotateTo?: string;
	readonly name?: string;
	readonly operator?: string;
}

/** `validator-key`: the change that lets a node validate, ready to be proposed to governance. */
export function validatorKeyCommand(): Command {
	return new Command('validator-key')
		.description('print the governance change that lets a node validate with its key, or with a new one')
		.requiredOption('--home <dir>', 'data directory of the node, as init or testnet made it')
		.requiredOption(
			'--address <multiaddr>',
			'where the others reach it, such as /ip4/10.0.0.7/tcp/4001 (may be repeated)',
			addressOption,
		)
		.option('--rotate-to <key>', 'make a new validator key of this name in the keystore, and print the rotation to it')
		.option('--name <name>', 'display name of a validator that joins; default its id')
		.option('--operator <name>', 'organisation that runs a validator that joins; default its id')
		.addHelpText('after', '\nPrints one change as JSON, as governance.propose takes it in "changes".')
		.action(run);
}

async function run({ home, address, rotateTo, name, operator }: ValidatorKeyFlags): Promise<void> {
	const options = await readNodeOptions(home);
	const registration = await registerValidatorKey(options, { newKey: rotateTo ?? null, addresses: address });
	const { validator: id, peerId, publicKey, possession } = registration;
	const key = { publicKey: toHex(publicKey), peerId, addresses: [...address] };
	const change: GovernanceChangeView =
		rotateTo === undefined
			? {
					kind: 'add-validator',
					validator: { id, name: name ?? id, operator: operator ?? id, ...key },
					possession: toHex(possession),
				}
			: { kind: 'rotate-key', validator: id, ...key, possession: toHex(possession) };
	process.stdout.write(`${JSON.stringify(change, null, '\t')}\n`);
}

function addressOption(value: string, previous: readonly string[] = []): readonly string[] {
	if (previous.length < 8 && isAddress(value)) return [...previous, value];
	throw new CodedError('OPTION_INVALID', {
		option: '--address',
		value,
		expected: 'at most 8 addresses such as /ip4/10.0.0.7/tcp/4001',
	});
}
