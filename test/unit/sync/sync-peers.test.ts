import { describe, expect, it } from 'vitest';
import { RequestAllowance } from '../../../src/main/node/sync/request-allowance.ts';
import { SyncPeers } from '../../../src/main/node/sync/sync-peers.ts';

const [a, b, c] = ['a', 'b', 'c'].map((peerId) => ({ peerId, addresses: [] })) as [never, never, never];

describe('the peers that a follower asks', () => {
	it('are asked one after the other only as each is passed over', () => {
		const peers = new SyncPeers();
		peers.set([a, b]);
		expect([peers.current(0), peers.current(0)]).toEqual([a, a]);
		peers.passOver();
		expect(peers.current(0)).toBe(b);
		peers.passOver();
		expect(peers.current(0)).toBe(a);
	});

	it('rest after a failure, longer with each, and not after an answer of use', () => {
		const peers = new SyncPeers();
		peers.set([a]);
		peers.failed(a, 0, 'down');
		expect([peers.current(499), peers.current(500)]).toEqual([null, a]);
		peers.failed(a, 500, 'down');
		expect([peers.current(1_499), peers.nextAtMs(), peers.lastFault]).toEqual([null, 1_500, 'down']);
		for (let i = 0; i < 20; i++) peers.failed(a, 0, 'down');
		expect(peers.nextAtMs()).toBe(30_000);
		peers.useful(a);
		expect([peers.current(0), peers.lastFault]).toEqual([a, null]);
	});

	it('are left alone much longer when they lied, and others are asked meanwhile', () => {
		const peers = new SyncPeers();
		peers.set([a, b, c]);
		peers.lied(a, 0);
		expect(peers.current(0)).toBe(b);
		peers.lied(b, 0);
		peers.lied(c, 0);
		expect(peers.current(119_999)).toBeNull();
		expect(peers.current(120_000)).not.toBeNull();
	});

	it('keep their standing in a new list and lose it with their place', () => {
		const peers = new SyncPeers();
		peers.set([a, b]);
		peers.lied(a, 0);
		peers.set([a]);
		expect(peers.current(0)).toBeNull();
		peers.set([b]);
		peers.set([a]);
		expect(peers.current(0)).toBe(a);
	});
});

describe('the share of a peer that asks', () => {
	it('has four requests at once', () => {
		const allowance = new RequestAllowance();
		expect([1, 2, 3, 4, 5].map(() => allowance.enter('p', 0))).toEqual([true, true, true, true, false]);
		allowance.leave('p');
		expect(allowance.enter('p', 0)).toBe(true);
		expect(allowance.enter('q', 0)).toBe(true);
	});

	it('refills requests with time', () => {
		const allowance = new RequestAllowance();
		const ask = (nowMs: number): boolean => {
			const isIn = allowance.enter('p', nowMs);
			if (isIn) allowance.leave('p');
			return isIn;
		};
		let taken = 0;
		while (ask(0)) taken += 1;
		expect(taken).toBe(400);
		expect([ask(4), ask(5)]).toEqual([false, true]);
	});

	it('is used up by large answers and refills', () => {
		const allowance = new RequestAllowance();
		allowance.spend('p', 100_000_000, 0);
		expect(allowance.enter('p', 0)).toBe(false);
		expect(allowance.enter('p', 2_000)).toBe(true);
	});

	it('is forgotten for the longest idle when many peers come', () => {
		const allowance = new RequestAllowance();
		allowance.spend('first', 100_000_000, 0);
		for (let i = 0; i < 1_024; i++) allowance.spend(`p${i}`, 1, 0);
		expect(allowance.enter('first', 0)).toBe(true);
	});
});
