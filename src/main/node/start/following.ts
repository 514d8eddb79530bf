import type { Digest } from '../../../shared/codec/bytes.ts';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import { hasher } from '../crypto/sha256.ts';
import { transactionId } from '../mempool/admission.ts';
import type { EpochHandover } from '../store/types.ts';
import type { FollowedChain } from '../sync/followed-chain.ts';
import type { Follower } from '../sync/follower.ts';
import { isLie } from '../sync/peer-faults.ts';
import type { SyncClient } from '../sync/sync-client.ts';
import type { SyncPeers } from '../sync/sync-peers.ts';
import type { Chain } from './chain.ts';
import type { Role } from './role.ts';

/** The node's chain as a follower moves it. */
export function followedChain(
	chain: Chain,
	modules: { readonly onEpoch: (handover: EpochHandover) => void | Promise<void> },
): FollowedChain {
	const { store, executions } = chain;
	return {
		get height() {
			return chain.head().height;
		},
		get stateRoot() {
			return chain.head().stateRoot;
		},
		get epochEndsAt() {
			return chain.epochEndsAt();
		},
		async append(blocks, before, after) {
			await store.persistConsensus({ records: [], commits: blocks });
			for (const stored of blocks) {
				const { height } = stored.block.header;
				const end = chain.epochEndsAt();
				if (end !== null && height > end) return;
				before(stored.block);
				executions.push(stored);
				await executions.drained();
				if (chain.head().height !== height) throw new CodedError('NODE_FAILED', { reason: `block ${height}` });
				after(chain.head().stateRoot);
			}
		},
		async beginEpoch(handover) {
			await store.persistEpoch(handover);
			chain.epochBegun();
			await modules.onEpoch(handover);
		},
		install: (snapshot) => chain.install(snapshot),
	};
}

export interface FollowingModules {
	readonly chain: Chain;
	readonly follower: Follower;
	readonly client: SyncClient;
	readonly peers: SyncPeers;
	readonly onFailure: (error: unknown) => void;
}

/** Follows the validators without a vote; transactions submitted here are handed to one of them. */
export function createFollowing(modules: FollowingModules): Role {
	const { chain, follower, client, peers, onFailure } = modules;
	const abort = new AbortController();
	let running: Promise<void> = Promise.resolve();

	async function handOver(transaction: Uint8Array): Promise<Digest> {
		let last: unknown = new CodedError('SYNC_NO_PEER', { reason: 'None is known.' });
		for (const peer of peers.all()) {
			try {
				await client.ask(peer, { kind: 'submit', transaction }, abort.signal);
				return transactionId(transaction, hasher);
			} catch (error) {
				const code = codeOf(error);
				if (code === null) throw error;
				last = error;
				// A validator that says what is wrong with the transaction speaks for all.
				if (!code.startsWith('SYNC_') && !code.startsWith('NODE_') && !isLie(code)) throw error;
			}
		}
		throw last;
	}

	return {
		self: null,
		dropped: 0,
		status: () => ({ phase: 'observing', round: 0, epoch: follower.epoch }),
		receive: () => undefined,
		executed: () => undefined,
		clockChanged: () => undefined,
		transactionAdmitted: () => undefined,
		async submit(transaction) {
			const id = await handOver(transaction);
			// Kept here too, so that whoever waits learns when it can no longer execute; validators have admitted it.
			await chain.admission.admit(transaction).catch((error: unknown) => {
				if (!(error instanceof CodedError)) throw error;
			});
			return id;
		},
		start() {
			running = follower.follow(abort.signal).catch((error: unknown) => {
				if (!abort.signal.aborted) onFailure(error);
			});
		},
		async stop() {
			abort.abort();
			await running;
		},
	};
}
