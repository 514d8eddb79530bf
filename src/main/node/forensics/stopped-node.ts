import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chainIdOf } from '../../../shared/codec/genesis.ts';
import type { GenesisDocument } from '../../../shared/codec/genesis-document.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { readConfig, readGenesisFile } from '../config.ts';
import { hasher } from '../crypto/sha256.ts';
import { lockDirectory } from '../files/directory-lock.ts';
import { LevelStore } from '../store/level-store.ts';
import type { Store } from '../store/types.ts';

/** The memory of a node that does not run, for reading: a copy, so that the original stays as it was found. */
export interface StoppedNode {
	readonly directory: string;
	/** Directory of its keystore. */
	readonly keys: string;
	readonly genesis: GenesisDocument;
	readonly chainId: string;
	readonly store: Store;
	close(): Promise<void>;
}

/** @throws CodedError CONFIG_*, CODEC_*, GENESIS_INVALID, DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_DAMAGED */
export async function openStopped(directory: string): Promise<StoppedNode> {
	const config = await readConfig(directory);
	const genesis = await readGenesisFile(resolve(directory, config.genesis));
	const database = join(directory, 'database');
	const isThere = await stat(database).then(
		(found) => found.isDirectory(),
		() => false,
	);
	if (!isThere) throw new CodedError('DATA_DIRECTORY_DAMAGED', { path: database, reason: 'there is no database' });
	const copy = await mkdtemp(join(tmpdir(), 'gridquorum-forensics-'));
	const close = () => rm(copy, { recursive: true, force: true });
	try {
		const lock = await lockDirectory(directory);
		try {
			await cp(database, copy, { recursive: true });
		} finally {
			await lock.release();
		}
		const store = await LevelStore.open(copy);
		return {
			directory,
			keys: resolve(directory, config.keys),
			genesis,
			chainId: chainIdOf(genesis, hasher.sha256),
			store,
			async close() {
				await store.close();
				await close();
			},
		};
	} catch (error) {
		await close();
		throw error;
	}
}
