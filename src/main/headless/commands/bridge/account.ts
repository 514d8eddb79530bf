import { resolve } from 'node:path';
import { Command } from 'commander';
import { fromHex, toHex } from '../../../../shared/codec/bytes.ts';
import { calls } from '../../../../shared/codec/calls.ts';
import { PARTICIPANT_ROLES, type Role } from '../../../../shared/codec/roles.ts';
import type { MicroMoney } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { requireOk } from '../../../api/call-outcome.ts';
import { readNodeOptions } from '../../../node/create-node.ts';
import { writeFileAtomic } from '../../../node/files/atomic-file.ts';
import { Keystore } from '../../../node/keys/keystore.ts';
import { readFormat } from '../../json-file.ts';
import { choiceOption } from '../../option-values.ts';
import { withNode } from '../../with-node.ts';
import { idOption, moneyOption } from './value-options.ts';

const FORMAT = 'gridquorum/account/v1';
const KEY = /^[0-9a-f]{64}$/;

interface AccountFile {
	readonly participant: string;
	/** Hex, as `encryptionKey`. */
	readonly publicKey: string;
	readonly encryptionKey: string;
}

interface RegisterFlags {
	readonly home: string;
	readonly account: string;
	readonly as: string;
	readonly role: Role;
	readonly zone: string;
	readonly money: MicroMoney;
}

/** `bridge account`: a participant's keys in a node's keystore, such as a relayer's. */
export function bridgeAccountCommand(): Command {
	return new Command('account')
		.description('make a participant’s keys in the keystore of a node, and write their public halves')
		.requiredOption('--home <dir>', 'data directory of a stopped node')
		.requiredOption('--participant <id>', 'name of the new account', idOption('--participant'))
		.requiredOption('--out <file>', 'write it here, for bridge register on a node of the market operator')
		.action(makeAccount);
}

/** `bridge register`: the market operator registers such an account and gives it money for fees. */
export function bridgeRegisterCommand(): Command {
	return new Command('register')
		.description('register an account that bridge account made, and give it money')
		.requiredOption('--home <dir>', 'data directory of the node that keeps the market operator’s key')
		.requiredOption('--account <file>', 'as bridge account wrote it')
		.requiredOption('--as <participant>', 'the market operator', idOption('--as'))
		.option(
			'--role <role>',
			PARTICIPANT_ROLES.join(', '),
			choiceOption('--role', PARTICIPANT_ROLES),
			'consumer' satisfies Role,
		)
		.option('--zone <id>', 'where it takes part', idOption('--zone'), 'zone-1')
		.option('--money <amount>', 'from the market operator’s own account', moneyOption('--money', 0), 0)
		.action(register);
}

async function makeAccount(flags: { readonly home: string; readonly participant: string; readonly out: string }) {
	const { home, participant, out } = flags;
	const { keys: directory, passphrase } = await readNodeOptions(home);
	const keystore = new Keystore({ directory, passphrase });
	const signing = await keystore.create('participant', participant);
	const encryption = await keystore.create('encryption', participant);
	const account: AccountFile = {
		participant,
		publicKey: toHex(signing.publicKey),
		encryptionKey: toHex(encryption.publicKey),
	};
	await writeFileAtomic(resolve(out), `${JSON.stringify({ format: FORMAT, ...account }, null, '\t')}\n`);
	process.stdout.write(`${participant}, key ${account.publicKey}\n`);
}

async function register({ home, account: file, as, role, zone, money }: RegisterFlags): Promise<void> {
	const { participant, publicKey, encryptionKey } = await readAccount(file);
	const keys = { publicKey: fromHex(publicKey), encryptionKey: fromHex(encryptionKey) };
	await withNode(home, async (node) => {
		const about = { participant, name: participant, role, zone, eic: null, ...keys };
		requireOk(await node.call(as, calls.identity.registerParticipant(about)));
		if (money > 0) requireOk(await node.call(as, calls.ledger.transfer({ to: participant, amount: money })));
	});
	process.stdout.write(`${participant} is registered.\n`);
}

/** @throws CodedError BRIDGE_ACCOUNT_FILE, FORMAT_FILE_UNREADABLE */
async function readAccount(file: string): Promise<AccountFile> {
	const refuse = (reason: string): never => {
		throw new CodedError('BRIDGE_ACCOUNT_FILE', { file, reason });
	};
	const { participant, publicKey, encryptionKey } = await readFormat(file, FORMAT, refuse);
	const [name, key, other] = [String(participant), String(publicKey), String(encryptionKey)];
	if (!KEY.test(key) || !KEY.test(other)) return refuse('a key is not 64 hex digits');
	return { participant: idOption('--account')(name), publicKey: key, encryptionKey: other };
}
