import { type Digest, toHex } from '../../../shared/codec/bytes.ts';
import { decodeEpochDescription, EPOCH_PATH } from '../../../shared/codec/epoch.ts';
import { chainIdOf } from '../../../shared/codec/genesis.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { hasher } from '../crypto/sha256.ts';
import { VerificationPool } from '../crypto/verification-pool.ts';
import { type Executed, ExecutionQueue } from '../execution/execution-queue.ts';
import type { ExecutionStart, Executor } from '../execution/types.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { AccountCache } from '../mempool/accounts.ts';
import { Admission, transactionId } from '../mempool/admission.ts';
import { Mempool } from '../mempool/mempool.ts';
import type { NodeOptions } from '../options.ts';
import { Outcomes } from '../outcomes.ts';
import type { InstalledSnapshot, Store } from '../store/types.ts';
import type { NodeState } from './open-disk.ts';

const VERIFICATION_WORKERS = 2;

export interface Head {
	readonly height: number;
	readonly stateRoot: Digest;
	readonly time: TimeMs | null;
}

/** What every node has, whatever its role: the executed chain, its mempool, and whoever waits for outcomes. */
export interface Chain {
	readonly chainId: string;
	readonly store: Store;
	readonly executor: Executor;
	readonly mempool: Mempool;
	readonly accounts: AccountCache;
	readonly admission: Admission;
	readonly outcomes: Outcomes;
	readonly executions: ExecutionQueue;
	/** Newest executed block. */
	head(): Head;
	nextDeadline(): TimeMs | null;
	/** Height of the epoch's last block once that is decided. */
	epochEndsAt(): number | null;
	/** Name of a transaction, as the mempool keeps it. */
	nameOf(transaction: Uint8Array): string;
	/** The next epoch's handover is stored. */
	epochBegun(): void;
	/** Executes what is final and stored but not executed, up to the epoch's end. */
	replay(): Promise<void>;
	/** Goes on from a verified snapshot instead. @throws CodedError STATE_MISMATCH when the executor builds another root */
	install(snapshot: InstalledSnapshot): Promise<void>;
}

export interface ChainEvents {
	/** Results are stored; the mempool knows. */
	onExecuted(executed: Executed): void;
	onFailure(error: unknown): void;
}

export function openChain(
	options: NodeOptions,
	modules: { readonly state: NodeState; readonly events: ChainEvents; readonly lifecycle: Lifecycle },
): Chain {
	const { state, events, lifecycle } = modules;
	const { store, executor } = state;
	const { genesis } = options;
	const chainId = chainIdOf(genesis, hasher.sha256);
	const fee = genesis.market.transactionFee;
	let head: Head = { height: state.start.height, stateRoot: state.start.stateRoot, time: null };
	let nextDeadline = state.start.nextDeadline;
	let epochEndsAt = state.start.epochEndsAt;

	const checker = new VerificationPool({
		workers: VERIFICATION_WORKERS,
		...(options.workerUrls?.verification ? { workerUrl: options.workerUrls.verification } : {}),
	});
	lifecycle.onClose('verification', () => checker.stop());
	const mempool = new Mempool();
	const nameOf = (encoded: Uint8Array): string => toHex(transactionId(encoded, hasher));
	const accounts = new AccountCache({ values: (paths) => executor.values(paths) });
	const outcomes = new Outcomes({ store });
	const admission = new Admission(
		{ chainId, fee },
		{
			mempool,
			accounts,
			checker,
			hasher,
			height: () => head.height,
			onDisplaced: ({ id }) => outcomes.refuse(id, new CodedError('MEMPOOL_DISPLACED')),
		},
	);

	const note = ({ block, result }: Executed): void => {
		head = { height: result.height, stateRoot: result.stateRoot, time: block.block.header.time };
		nextDeadline = result.nextDeadline;
		epochEndsAt = result.epochEndsAt;
	};
	const onExecuted = (executed: Executed): void => {
		const { block, result } = executed;
		note(executed);
		const { nonces, balances, rotated } = accounts.apply(result.writes);
		for (const { id, transaction } of mempool.executed(block.transactionIds.map(toHex), nonces, result.height)) {
			const expected = nonces.get(transaction.sender) ?? null;
			outcomes.refuse(id, new CodedError('TX_NONCE', { given: transaction.nonce, expected }));
		}
		for (const sender of rotated)
			for (const { id } of mempool.keepEarliest(sender, 0))
				outcomes.refuse(id, new CodedError('TX_SIGNATURE', { sender }));
		if (fee > 0)
			for (const [sender, balance] of balances)
				for (const { id } of mempool.keepEarliest(sender, Math.floor(balance / fee)))
					outcomes.refuse(id, new CodedError('TRANSACTION_UNAFFORDABLE', { sender, balance, needed: fee }));
		outcomes.executed(block);
		events.onExecuted(executed);
	};
	const executions = new ExecutionQueue({
		store,
		executor,
		verifiedOf: ({ block }) => block.transactions.flatMap((encoded) => mempool.get(nameOf(encoded))?.signature ?? []),
		isVoid: ({ block }) => epochEndsAt !== null && block.header.height > epochEndsAt,
		onExecuted,
		onFailure: (error) => events.onFailure(error),
	});
	lifecycle.onClose('execution', () => executions.stop());

	async function replay(): Promise<void> {
		epochEndsAt ??= await endOfEpochInState();
		for (let next = head.height + 1; next <= Math.min(store.committedHeight, epochEndsAt ?? next); next++) {
			const stored = await store.block(next);
			if (!stored)
				throw new CodedError('DATA_DIRECTORY_DAMAGED', {
					path: options.dataDirectory,
					reason: `block ${next} is missing`,
				});
			const executed = await executions.execute(stored);
			note(executed);
		}
		if (head.height > 0 && head.time === null)
			head = { ...head, time: (await store.block(head.height))?.block.header.time ?? null };
	}

	/** The last block of an epoch writes the next one's description: no block of the old one is executed above it. */
	async function endOfEpochInState(): Promise<number | null> {
		const [encoded] = await executor.values([EPOCH_PATH]);
		if (!encoded) return null;
		const { epoch, startHeight } = decodeEpochDescription(encoded);
		return epoch > store.epochStarts.length ? startHeight : null;
	}

	async function install(snapshot: InstalledSnapshot): Promise<void> {
		const { height, stateRoot } = snapshot.execution;
		await store.installSnapshot(snapshot);
		const start: ExecutionStart = await executor.start(height, store.stateLeaves());
		if (toHex(start.stateRoot) !== toHex(stateRoot))
			throw new CodedError('STATE_MISMATCH', { height, found: toHex(start.stateRoot), expected: toHex(stateRoot) });
		head = { height, stateRoot, time: snapshot.blocks.at(-1)?.block.header.time ?? null };
		nextDeadline = start.nextDeadline;
		epochEndsAt = null;
	}

	return {
		chainId,
		store,
		executor,
		mempool,
		accounts,
		admission,
		outcomes,
		executions,
		head: () => head,
		nextDeadline: () => nextDeadline,
		epochEndsAt: () => epochEndsAt,
		nameOf,
		epochBegun: () => {
			epochEndsAt = null;
		},
		replay,
		install,
	};
}
