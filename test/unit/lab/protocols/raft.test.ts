import { describe, expect, it } from 'vitest';
import type { RaftEntry, RaftMessage } from '../../../../src/main/lab/protocols/raft/messages.ts';
import { RaftLog } from '../../../../src/main/lab/protocols/raft/raft-log.ts';
import { majority, RaftReplica } from '../../../../src/main/lab/protocols/raft/replica.ts';
import { RecordingPort } from './recording-port.ts';

function entry(index: number, term: number): RaftEntry {
	const payload = { transactions: 1, bytes: 100 };
	return { index, term, id: `${index}/${term}`, leader: 0, proposedAtMs: 0, payload };
}

function append(term: number, entries: readonly RaftEntry[], commitIndex = 0): RaftMessage {
	const first = entries[0]?.index ?? 1;
	return { kind: 'append', term, prevIndex: first - 1, prevTerm: first === 1 ? 0 : term, entries, commitIndex };
}

function server(self = 0, size = 5): { readonly replica: RaftReplica; readonly port: RecordingPort<RaftMessage> } {
	const port = new RecordingPort<RaftMessage>(self, size);
	const replica = new RaftReplica({ size, expectedDelayMs: 100 }, port);
	replica.start();
	return { replica, port };
}

/** A leader of term 1 that has sent its first two entries. */
function leader(): ReturnType<typeof server> {
	const { replica, port } = server();
	replica.timer('election');
	for (const from of [1, 2]) replica.receive(from, { kind: 'vote-reply', term: 1, isGranted: true });
	return { replica, port };
}

describe('elections', () => {
	it('silence of ten to twenty heartbeats makes a candidate, a majority of votes a leader', () => {
		const { replica, port } = server();
		const armed = port.timers.get('election') as number;
		expect(armed).toBeGreaterThanOrEqual(3_000);
		expect(armed).toBeLessThan(6_000);
		replica.timer('election');
		expect(port.take()).toMatchObject([{ to: null, message: { kind: 'vote-request', term: 1 } }]);
		replica.receive(1, { kind: 'vote-reply', term: 1, isGranted: true });
		replica.receive(1, { kind: 'vote-reply', term: 1, isGranted: true });
		replica.receive(3, { kind: 'vote-reply', term: 1, isGranted: false });
		expect(port.take()).toEqual([]);
		replica.receive(2, { kind: 'vote-reply', term: 1, isGranted: true });
		expect(port.take().map(({ message }) => message.kind)).toEqual(['append', 'append']);
		expect(port.timers.has('election')).toBe(false);
		expect([4, 5, 10, 31].map(majority)).toEqual([3, 3, 6, 16]);
	});

	it('one vote a term, and none for a log that is behind', () => {
		const { replica, port } = server();
		replica.receive(1, append(1, [entry(1, 1), entry(2, 1)]));
		port.take();
		const ask = (from: number, term: number, lastIndex: number, lastTerm: number): unknown => {
			replica.receive(from, { kind: 'vote-request', term, lastIndex, lastTerm });
			const [reply] = port.take();
			return reply?.message.kind === 'vote-reply' && reply.message.isGranted;
		};
		expect(ask(2, 2, 1, 1)).toBe(false);
		expect(ask(3, 2, 2, 1)).toBe(true);
		expect(ask(4, 2, 5, 1)).toBe(false);
		expect(ask(4, 3, 1, 2)).toBe(true);
	});

	it('a leader that withholds an entry falls silent until it is deposed', () => {
		const { replica, port } = server();
		port.withheld.add(2);
		replica.timer('election');
		port.take();
		for (const from of [1, 2]) replica.receive(from, { kind: 'vote-reply', term: 1, isGranted: true });
		expect(port.take()).toEqual([]);
		replica.timer('heartbeat');
		expect(port.take()).toEqual([]);
		replica.receive(3, { kind: 'vote-request', term: 2, lastIndex: 0, lastTerm: 0 });
		expect(port.take()).toMatchObject([{ to: 3, message: { kind: 'vote-reply', isGranted: true } }]);
	});
});

describe('replication', () => {
	it('an entry of its own term on a majority is committed, and the next append says so', () => {
		const { replica, port } = leader();
		port.take();
		replica.receive(1, { kind: 'append-reply', term: 1, isAccepted: true, index: 1 });
		expect(port.decisions).toEqual([]);
		replica.receive(2, { kind: 'append-reply', term: 1, isAccepted: true, index: 1 });
		expect(port.decisions).toMatchObject([{ height: 1, round: 2, proposer: 0 }]);
		expect(port.take()).toMatchObject([{ to: null, message: { kind: 'append', prevIndex: 2, commitIndex: 1 } }]);
	});

	it('entries of an earlier term are committed only below one of its own', () => {
		const { replica, port } = server();
		replica.receive(1, append(1, [entry(1, 1), entry(2, 1), entry(3, 1)]));
		replica.timer('election');
		for (const from of [1, 2]) replica.receive(from, { kind: 'vote-reply', term: 2, isGranted: true });
		for (const from of [1, 2]) replica.receive(from, { kind: 'append-reply', term: 2, isAccepted: true, index: 3 });
		expect(port.decisions).toEqual([]);
		for (const from of [1, 2]) replica.receive(from, { kind: 'append-reply', term: 2, isAccepted: true, index: 4 });
		expect(port.decisions.map(({ height }) => height)).toEqual([1, 2, 3, 4]);
	});

	it('a server that lacks the entry before refuses, and is sent everything from there', () => {
		const { replica, port } = server();
		replica.receive(1, append(1, [entry(3, 1)]));
		expect(port.take()).toMatchObject([{ to: 1, message: { kind: 'append-reply', isAccepted: false, index: 0 } }]);
		const led = leader();
		led.port.take();
		led.replica.receive(3, { kind: 'append-reply', term: 1, isAccepted: false, index: 0 });
		const [again] = led.port.take();
		expect(again).toMatchObject({ to: 3, message: { kind: 'append', prevIndex: 0 } });
		expect(again?.message.kind === 'append' && again.message.entries.map(({ index }) => index)).toEqual([1, 2]);
	});

	it('a refusal never sends a leader back below what the server acknowledged', () => {
		const { replica, port } = leader();
		replica.receive(3, { kind: 'append-reply', term: 1, isAccepted: true, index: 1 });
		port.take();
		replica.receive(3, { kind: 'append-reply', term: 1, isAccepted: false, index: 0 });
		expect(port.take()).toMatchObject([{ to: 3, message: { prevIndex: 1 } }]);
	});

	it('what contradicts the leader goes, what agrees stays', () => {
		const log = new RaftLog();
		log.merge([entry(1, 1), entry(2, 1), entry(3, 1)]);
		log.merge([entry(2, 1)]);
		expect(log.lastIndex).toBe(3);
		log.merge([entry(2, 2)]);
		expect([log.lastIndex, log.lastTerm]).toEqual([2, 2]);
		expect(log.placeBelowConflict(9)).toBe(2);
		log.merge([entry(3, 2)]);
		expect(log.placeBelowConflict(3)).toBe(1);
	});

	it('an append of an old term is refused with the newer term', () => {
		const { replica, port } = server();
		replica.receive(1, append(3, []));
		port.take();
		replica.receive(2, append(2, [entry(1, 2)]));
		expect(port.take()).toMatchObject([{ to: 2, message: { term: 3, isAccepted: false } }]);
	});
});
