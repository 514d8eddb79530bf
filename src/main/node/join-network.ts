import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { toHex } from '../../shared/codec/bytes.ts';
import { chainIdOf, encodeGenesis } from '../../shared/codec/genesis.ts';
import type { GenesisDocument } from '../../shared/codec/genesis-document.ts';
import { readGenesisFile, writeConfig } from './config.ts';
import { createSeed } from './crypto/ed25519.ts';
import { hasher } from './crypto/sha256.ts';
import { writeFileAtomic } from './files/atomic-file.ts';
import type { ScryptCost } from './keys/key-file.ts';
import { Keystore } from './keys/keystore.ts';
import { peerIdOfSeed } from './network/libp2p-transport.ts';
import { OBSERVER_KEY } from './start/open-disk.ts';
import { requireEmpty } from './testnet.ts';

const PASSPHRASE_FILE = 'passphrase';

export type JoinOptions = JoinTerms &
	({ /** The network's `genesis.cbor`. */ readonly genesisFile: string } | { readonly genesis: GenesisDocument });

export interface JoinTerms {
	/** New or empty. */
	readonly directory: string;
	/** Id under which an epoch is to name this node; null for an observer. */
	readonly validator: string | null;
	/** Multiaddr to listen on. */
	readonly listen: string;
	/** Peers to follow beside the genesis's validators, as multiaddrs that end in /p2p/ and a peer id. */
	readonly sources: readonly string[];
	readonly snapshotBeyondBlocks?: number;
	/** Seals the keys and is written nowhere; without it a random one is, beside the keys. */
	readonly passphrase?: string;
	readonly scrypt?: ScryptCost;
}

export interface JoiningNode {
	readonly chainId: string;
	readonly peerId: string;
	/** Ed25519 key to validate with, hex; null for an observer. */
	readonly publicKey: string | null;
}

/**
 * Makes the keys and the data directory of a node that joins a network which runs already. The directory appears whole
 * or not at all.
 * @throws CodedError TESTNET_INVALID | CONFIG_UNREADABLE | GENESIS_INVALID | KEYSTORE_NAME_INVALID | CODEC_*
 */
export async function joinNetwork(options: JoinOptions): Promise<JoiningNode> {
	const target = resolve(options.directory);
	await requireEmpty(target);
	const genesis = 'genesis' in options ? options.genesis : await readGenesisFile(options.genesisFile);
	const partial = `${target}.${randomUUID()}.partial`;
	await mkdir(dirname(target), { recursive: true });
	try {
		await mkdir(partial, { mode: 0o700 });
		const passphrase = options.passphrase ?? randomBytes(24).toString('base64url');
		const keystore = new Keystore({
			directory: join(partial, 'keys'),
			passphrase,
			...(options.scrypt ? { scrypt: options.scrypt } : {}),
		});
		const network = createSeed();
		const { validator } = options;
		const isRandom = options.passphrase === undefined;
		const [, own] = await keystore.createMany([
			{ purpose: 'network', name: validator ?? OBSERVER_KEY, seed: network },
			...(validator === null ? [] : [{ purpose: 'validator' as const, name: validator, seed: createSeed() }]),
		]);
		if (isRandom) await writeFileAtomic(join(partial, PASSPHRASE_FILE), `${passphrase}\n`, 0o600);
		await writeFileAtomic(join(partial, 'genesis.cbor'), encodeGenesis(genesis));
		await writeConfig(partial, {
			version: 1,
			...(validator === null ? {} : { validator }),
			...(isRandom ? { passphraseFile: PASSPHRASE_FILE } : {}),
			listen: [options.listen],
			sources: [...options.sources],
			...(options.snapshotBeyondBlocks === undefined ? {} : { snapshotBeyondBlocks: options.snapshotBeyondBlocks }),
		});
		await rm(target, { recursive: true, force: true });
		await rename(partial, target);
		return {
			chainId: chainIdOf(genesis, hasher.sha256),
			peerId: await peerIdOfSeed(network),
			publicKey: own ? toHex(own.publicKey) : null,
		};
	} catch (error) {
		await rm(partial, { recursive: true, force: true });
		throw error;
	}
}
