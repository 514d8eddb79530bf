import { describe, expect, it, vi } from 'vitest';
import type { ConsensusEffect } from '../../../src/main/core/consensus/types.ts';
import { GroupCommit, type OrderedEffect } from '../../../src/main/node/driver/group-commit.ts';
import { Inbox } from '../../../src/main/node/driver/inbox.ts';
import { PayloadSource } from '../../../src/main/node/driver/payload-source.ts';
import { Lifecycle } from '../../../src/main/node/lifecycle.ts';
import { Mempool } from '../../../src/main/node/mempool/mempool.ts';
import type { PooledTransaction } from '../../../src/main/node/mempool/types.ts';
import type { ConsensusBatch } from '../../../src/main/node/store/types.ts';
import type { ChainClock } from '../../../src/main/node/types.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import type { ConsensusMessage } from '../../../src/shared/codec/consensus-messages.ts';
import type { Transaction } from '../../../src/shared/codec/transaction.ts';

const sync = { highQcRound: 0, highTcRound: 0, committedHeight: 0, committedRound: 0 };
const say = (round: number): OrderedEffect => ({
	kind: 'broadcast',
	message: { kind: 'certificates-request', highQcRound: round, highTcRound: 0, sync } as ConsensusMessage,
});
const persist = (key: string, value: string): OrderedEffect => ({
	kind: 'persist',
	records: [{ key, value: utf8(value) }],
});

/** A disk whose writes end when the test says so. */
function slowDisk() {
	const log: string[] = [];
	const writes: { batch: ConsensusBatch; end: PromiseWithResolvers<void> }[] = [];
	const failures: unknown[] = [];
	let idle = 0;
	const commits = new GroupCommit({
		store: {
			persistConsensus(batch) {
				const end = Promise.withResolvers<void>();
				writes.push({ batch, end });
				log.push(`write ${batch.records.map(({ key }) => key).join(',')}`);
				return end.promise;
			},
		},
		perform: (effect) => {
			if (effect.kind === 'broadcast') log.push(`say ${(effect.message as { highQcRound: number }).highQcRound}`);
		},
		onIdle: () => {
			idle += 1;
		},
		onFailure: (error) => failures.push(error),
		onBatch: () => {},
	});
	return { commits, log, writes, failures, idle: () => idle };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('group commit', () => {
	it('says nothing before what it rests on is written', async () => {
		const { commits, log, writes } = slowDisk();
		for (const effect of [say(1), persist('a', '1'), say(2)]) commits.push(effect);
		await turn();
		expect(log).toEqual(['say 1', 'write a']);
		writes[0]?.end.resolve();
		await turn();
		expect(log).toEqual(['say 1', 'write a', 'say 2']);
	});

	it('puts everything that came during a write into the next one, the last value of a key winning', async () => {
		const { commits, log, writes } = slowDisk();
		commits.push(persist('a', '1'));
		await turn();
		for (const effect of [persist('b', '1'), say(1), persist('b', '2'), persist('c', '1'), say(2)])
			commits.push(effect);
		await turn();
		expect(log).toEqual(['write a']);
		writes[0]?.end.resolve();
		await turn();
		expect(log).toEqual(['write a', 'write b,c']);
		expect(writes[1]?.batch.records[0]?.value).toEqual(utf8('2'));
		writes[1]?.end.resolve();
		await turn();
		expect(log.slice(2)).toEqual(['say 1', 'say 2']);
	});

	it('says nothing ever again after a write failed', async () => {
		const { commits, log, writes, failures, idle } = slowDisk();
		for (const effect of [persist('a', '1'), say(1)]) commits.push(effect);
		await turn();
		writes[0]?.end.reject(new Error('disk full'));
		await turn();
		commits.push(say(2));
		await turn();
		expect(log).toEqual(['write a']);
		expect(failures).toHaveLength(1);
		expect(idle()).toBe(0);
	});

	it('is full while the disk is behind, and reports when it has caught up', async () => {
		const { commits, writes, idle } = slowDisk();
		commits.push(persist('a', '1'));
		await turn();
		for (let i = 0; i < 2_048; i++) commits.push(say(i));
		expect(commits.isFull).toBe(true);
		writes[0]?.end.resolve();
		await commits.drained();
		expect(commits.isFull).toBe(false);
		expect(idle()).toBe(1);
	});
});

describe('inbox', () => {
	it('gives own events first, then one message of each peer in turn', () => {
		const inbox = new Inbox();
		for (const byte of [1, 2]) inbox.pushMessage(0, Uint8Array.of(byte));
		inbox.pushMessage(3, Uint8Array.of(9));
		inbox.pushOwn({ kind: 'work-available' });
		const taken = Array.from({ length: 5 }, () => inbox.take());
		expect(taken.map((each) => (each?.kind === 'encoded' ? [each.from, each.payload[0]] : each?.kind))).toEqual([
			'work-available',
			[0, 1],
			[3, 9],
			[0, 2],
			undefined,
		]);
		expect(inbox.isEmpty).toBe(true);
	});

	it('lets a flooding peer lose only its own oldest messages', () => {
		const inbox = new Inbox();
		inbox.pushMessage(1, Uint8Array.of(7));
		for (let i = 0; i < 3_000; i++) inbox.pushMessage(0, new Uint8Array(2).fill(i % 251));
		expect(inbox.dropped).toBe(3_000 - 2_048);
		expect(inbox.take()).toMatchObject({ from: 1 });
		inbox.pushMessage(2, new Uint8Array(17_000_000));
		expect(inbox.dropped).toBe(3_000 - 2_048 + 1);
	});
});

describe('payload source', () => {
	function setup() {
		const mempool = new Mempool();
		const time = { now: 1_000 };
		const clock = { now: () => time.now, setting: { anchorChainMs: 0, anchorWallMs: 0, speed: 1 } } as ChainClock;
		const answers: { round: number; count: number }[] = [];
		const source = new PayloadSource({
			mempool,
			clock,
			answer: (round, transactions) => answers.push({ round, count: transactions.length }),
			onWork: () => {},
		});
		const add = (nonce: number): void => {
			const transaction = { sender: 'a', nonce, expiryHeight: 99 } as Transaction;
			const pooled: PooledTransaction = { id: `0${nonce}`, encoded: new Uint8Array(10), transaction, signature: '' };
			mempool.add(pooled, 0);
		};
		return { source, time, answers, add };
	}
	const request = (round: number, change: Partial<Extract<ConsensusEffect, { kind: 'request-payload' }>> = {}) => ({
		kind: 'request-payload' as const,
		round,
		urgent: false,
		maxBytes: 1_000,
		exclude: [],
		...change,
	});

	it('holds a request until there is a transaction', () => {
		const { source, answers, add } = setup();
		source.request(request(5));
		expect(answers).toEqual([]);
		add(0);
		source.transactionAdmitted();
		expect(answers).toEqual([{ round: 5, count: 1 }]);
		source.transactionAdmitted();
		expect(answers).toHaveLength(1);
	});

	it('answers an urgent request at once, even with nothing', () => {
		const { source, answers } = setup();
		source.request(request(5, { urgent: true }));
		expect(answers).toEqual([{ round: 5, count: 0 }]);
	});

	it('leaves out what uncommitted ancestors carry', () => {
		const { source, answers, add } = setup();
		add(0);
		source.request(request(5, { exclude: [Uint8Array.of(0)] }));
		expect(answers).toEqual([]);
	});

	it('answers at once, block after block, as long as work that goes on is behind the clock', () => {
		const { source, answers } = setup();
		for (const round of [5, 6, 7]) {
			source.executed(400);
			source.request(request(round));
		}
		source.executed(null);
		source.request(request(8));
		expect(answers).toEqual([5, 6, 7].map((round) => ({ round, count: 0 })));
		source.stop();
	});

	it('answers with an empty block when scheduled work is due', () => {
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		try {
			const { source, time, answers } = setup();
			source.request(request(5));
			source.executed(1_500);
			vi.advanceTimersByTime(499);
			expect(answers).toEqual([]);
			time.now = 1_500;
			vi.advanceTimersByTime(1);
			expect(answers).toEqual([{ round: 5, count: 0 }]);
			source.stop();
		} finally {
			vi.useRealTimers();
		}
	});
});

describe('lifecycle', () => {
	it('closes in reverse, once, past a step that fails', async () => {
		const closed: string[] = [];
		const lifecycle = new Lifecycle({
			signal: new AbortController().signal,
			onCloseError: (name) => closed.push(`${name} failed`),
		});
		expect(await lifecycle.phase('one', () => 1)).toBe(1);
		lifecycle.onClose('a', () => void closed.push('a'));
		lifecycle.onClose('b', () => {
			throw new Error('stuck');
		});
		lifecycle.onClose('c', () => void closed.push('c'));
		await lifecycle.close();
		await lifecycle.close();
		expect(closed).toEqual(['c', 'b failed', 'a']);
		expect(lifecycle.phases.map(({ name }) => name)).toEqual(['one']);
	});

	it('begins no phase once it is to end', async () => {
		const ending = new AbortController();
		const lifecycle = new Lifecycle({ signal: ending.signal, onCloseError: () => undefined });
		await lifecycle.phase('one', () => ending.abort(new Error('ended')));
		await expect(lifecycle.phase('two', () => undefined)).rejects.toThrow('ended');
		expect(lifecycle.phases.map(({ name }) => name)).toEqual(['one']);
	});
});
