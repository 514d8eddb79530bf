import { chainIdOf } from '../../shared/codec/genesis.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import { hasher } from './crypto/sha256.ts';
import { Keystore } from './keys/keystore.ts';
import { peerIdOfSeed } from './network/libp2p-transport.ts';
import type { NodeOptions } from './options.ts';
import { createGovernanceSigning, type GovernanceSigning } from './start/governance-signing.ts';

/** What governance needs to let a node validate with a key that it holds. */
export type ValidatorRegistration = ReturnType<GovernanceSigning['signRegistration']>;

export interface RegistrationRequest {
	/** Name in the keystore of a new validator key; null registers the key that the node has. */
	readonly newKey: string | null;
	/** Multiaddrs where the other validators reach the node. */
	readonly addresses: readonly string[];
}

/**
 * Vouches for a node's validator key from its data directory; the node may run or not. A new key is kept in the
 * keystore beside the old one, which goes on signing until the epoch changes.
 * @throws CodedError CONFIG_INVALID when the directory is an observer's, KEYSTORE_KEY_EXISTS, KEY_UNKNOWN, KEYSTORE_*
 */
export async function registerValidatorKey(
	options: Pick<NodeOptions, 'dataDirectory' | 'genesis' | 'keys' | 'passphrase' | 'validator'>,
	{ newKey, addresses }: RegistrationRequest,
): Promise<ValidatorRegistration> {
	const { validator, genesis, dataDirectory: file, keys: directory, passphrase } = options;
	if (validator === null)
		throw new CodedError('CONFIG_INVALID', { file, path: 'validator', reason: 'an observer has no validator key' });
	const keystore = new Keystore({ directory, passphrase });
	if (newKey !== null) await keystore.create('validator', newKey);
	const signer = await keystore.signer('validator', newKey ?? validator);
	const network = await keystore.seed('network', validator);
	try {
		const peerId = await peerIdOfSeed(network);
		const signing = createGovernanceSigning(
			{ chainId: chainIdOf(genesis, hasher.sha256), peerId },
			{ signer: () => signer },
		);
		return signing.signRegistration(validator, addresses);
	} finally {
		signer.wipe();
		network.fill(0);
	}
}
