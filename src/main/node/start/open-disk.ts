import { join } from 'node:path';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import { chainIdOf, encodeGenesis } from '../../../shared/codec/genesis.ts';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import { requireSoundKey } from '../../../shared/signatures/key-rule.ts';
import { verifier, type WipeableSigner } from '../crypto/ed25519.ts';
import { runCryptoSelfTest } from '../crypto/self-test.ts';
import { hasher } from '../crypto/sha256.ts';
import { InlineExecutor } from '../execution/inline-executor.ts';
import type { ExecutionStart, Executor } from '../execution/types.ts';
import { WorkerExecutor } from '../execution/worker-executor.ts';
import { lockDirectory } from '../files/directory-lock.ts';
import { checkSchema } from '../files/schema-version.ts';
import { Keystore } from '../keys/keystore.ts';
import { ParticipantKeys } from '../keys/participant-keys.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { peerIdOfSeed } from '../network/libp2p-transport.ts';
import { type Log, openLog } from '../observe/log.ts';
import type { NodeOptions } from '../options.ts';
import { LevelStore } from '../store/level-store.ts';
import type { Store } from '../store/types.ts';

export interface NodeKeys {
	readonly keystore: Keystore;
	/** Keys to validate with, the one of the node's own name first: an epoch names one of them. None for an observer. */
	readonly validatorSigners: readonly WipeableSigner[];
	/** Takes in validator keys that came to the keystore since: a key is changed while the node runs. */
	reloadValidatorSigners(): Promise<void>;
	readonly networkSeed: Uint8Array;
	readonly peerId: string;
	readonly participants: ParticipantKeys;
}

/**
 * Lock first: nothing in the directory is touched before it is ours.
 * @throws CodedError CRYPTO_SELF_TEST_FAILED, or KEY_* for a validator key of the genesis document that is not sound
 */
export async function openDirectory(options: NodeOptions, lifecycle: Lifecycle): Promise<Log> {
	const lock = await lifecycle.phase('lock', () => lockDirectory(options.dataDirectory));
	lifecycle.onClose('lock', () => lock.release());
	const path = join(options.dataDirectory, 'logs', 'node.log');
	const { log, file } = openLog({ path, level: options.logLevel ?? 'info' });
	lifecycle.onClose('log', () => file.close());
	await lifecycle.phase('schema', () => checkSchema(options.dataDirectory, chainIdOf(options.genesis, hasher.sha256)));
	await lifecycle.phase('self-test', () => runCryptoSelfTest(hasher, verifier));
	for (const { id, publicKey } of options.genesis.validators) requireSoundKey(publicKey, id);
	return log;
}

/** Name of an observer's network key. */
export const OBSERVER_KEY = 'observer';

/** @throws CodedError KEY_UNKNOWN | KEY_MISMATCH | KEYSTORE_* */
export async function openKeys(options: NodeOptions, lifecycle: Lifecycle): Promise<NodeKeys> {
	return lifecycle.phase('keys', async () => {
		const { validator: id, genesis } = options;
		const keystore = new Keystore({ directory: options.keys, passphrase: options.passphrase });
		const own = genesis.validators.find((validator) => validator.id === id);
		const first = id === null ? null : await keystore.signer('validator', id);
		const networkSeed = await keystore.seed('network', id ?? OBSERVER_KEY);
		const peerId = await peerIdOfSeed(networkSeed);
		if (own && own.peerId !== peerId) throw new CodedError('KEY_MISMATCH', { name: own.id, purpose: 'network' });
		const validatorSigners: WipeableSigner[] = first ? [first] : [];
		const reloadValidatorSigners = async (): Promise<void> => {
			if (id === null) return;
			for (const signer of (await keystore.signers('validator')).values()) {
				if (validatorSigners.some(({ publicKey }) => equalBytes(publicKey, signer.publicKey))) signer.wipe();
				else validatorSigners.push(signer);
			}
		};
		await reloadValidatorSigners();
		const participants = new ParticipantKeys(await keystore.signers('participant'));
		lifecycle.onClose('keys', () => {
			for (const signer of validatorSigners) signer.wipe();
			participants.wipe();
			networkSeed.fill(0);
		});
		return { keystore, validatorSigners, reloadValidatorSigners, networkSeed, peerId, participants };
	});
}

export interface NodeState {
	readonly store: Store;
	readonly executor: Executor;
	/** What the executor holds now; blocks above it are stored but not executed. */
	readonly start: ExecutionStart;
}

/** @throws CodedError DATA_DIRECTORY_DAMAGED | STATE_MISMATCH */
export async function openState(options: NodeOptions, lifecycle: Lifecycle): Promise<NodeState> {
	const store = await lifecycle.phase('store', () => LevelStore.open(join(options.dataDirectory, 'database')));
	lifecycle.onClose('store', () => store.close());
	return lifecycle.phase('state', async () => {
		const executor = createExecutor(options);
		lifecycle.onClose('executor', () => executor.stop());
		if (!store.genesisStateRoot) {
			const start = await executor.start(0, null);
			await store.persistGenesisState(await executor.leaves(), start.stateRoot);
			return { store, executor, start };
		}
		const height = store.executedHeight;
		const start = await executor.start(height, store.stateLeaves()).catch(asDamage);
		const expected = height === 0 ? store.genesisStateRoot : (await store.execution(height))?.stateRoot;
		if (!expected || !equalBytes(expected, start.stateRoot))
			throw new CodedError('STATE_MISMATCH', {
				height,
				found: Buffer.from(start.stateRoot).toString('hex'),
				expected: expected ? Buffer.from(expected).toString('hex') : null,
			});
		return { store, executor, start };
	});
}

/** Leaves that have no form were damaged on disk, whatever the engine calls them. */
function asDamage(error: unknown): never {
	if (!codeOf(error)?.startsWith('CODEC_')) throw error;
	const reason = `a leaf of the state cannot be read (${(error as CodedError).message})`;
	throw new CodedError('DATA_DIRECTORY_DAMAGED', { path: 'database', reason });
}

function createExecutor({ genesis, execution, workerUrls }: NodeOptions): Executor {
	const encoded = encodeGenesis(genesis);
	if (execution === 'inline') return new InlineExecutor({ genesis: encoded });
	return new WorkerExecutor({
		genesis: encoded,
		...(workerUrls?.execution ? { workerUrl: workerUrls.execution } : {}),
	});
}
