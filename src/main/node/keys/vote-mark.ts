import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { RECORD_KEYS, signedUpTo } from '../../core/consensus/records.ts';
import { LevelStore } from '../store/level-store.ts';
import type { Store } from '../store/types.ts';

/** How far a validator's records say that it has signed; rounds start anew with each epoch. */
export interface VoteMark {
	readonly epoch: number;
	readonly round: number;
}

/** From the store that the node votes on: what it says is what keeps the key from signing twice. */
export async function voteMarkOf(store: Pick<Store, 'consensusRecords' | 'epochStarts'>): Promise<VoteMark> {
	const present = store.epochStarts.length;
	const safety = (await store.consensusRecords()).find(({ key }) => key === RECORD_KEYS.safety)?.value;
	// A handover deletes the records of the epoch before: in the new one nothing is signed yet.
	if (!safety) return { epoch: present, round: 0 };
	const { epoch, round } = signedUpTo(safety);
	return { epoch, round };
}

/** Of a stopped node's data directory; null where it has no database. The caller holds the directory's lock. */
export async function voteMarkIn(dataDirectory: string): Promise<VoteMark | null> {
	const path = join(dataDirectory, 'database');
	const isThere = await access(path).then(
		() => true,
		() => false,
	);
	if (!isThere) return null;
	const store = await LevelStore.open(path);
	try {
		return await voteMarkOf(store);
	} finally {
		await store.close();
	}
}

/** True where a database with mark `a` has forgotten signatures that one with mark `b` remembered. */
export function isOlder(a: VoteMark, b: VoteMark): boolean {
	return a.epoch < b.epoch || (a.epoch === b.epoch && a.round < b.round);
}
