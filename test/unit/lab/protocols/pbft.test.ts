import { describe, expect, it } from 'vitest';
import { Executor } from '../../../../src/main/lab/protocols/pbft/executor.ts';
import type {
	PbftMessage,
	PreparedSlot,
	SlotProposal,
	ViewChangeMessage,
} from '../../../../src/main/lab/protocols/pbft/messages.ts';
import { PbftReplica } from '../../../../src/main/lab/protocols/pbft/replica.ts';
import { LOG_WINDOW, SlotLog } from '../../../../src/main/lab/protocols/pbft/slot-log.ts';
import { ViewChanges } from '../../../../src/main/lab/protocols/pbft/view-changes.ts';
import type { Decision } from '../../../../src/main/lab/protocols/replica.ts';
import { RecordingPort } from './recording-port.ts';

function slot(seq: number, view = 0): SlotProposal {
	const payload = { transactions: 1, bytes: 100 };
	return { seq, id: `${view}/${seq}`, isNull: false, view, proposer: view % 4, proposedAtMs: 0, payload };
}

function prepared(proposal: SlotProposal, view = proposal.view): PreparedSlot {
	return { view, proposal, signatures: 3 };
}

function viewChange(view: number, slots: readonly PreparedSlot[] = [], stable = 0): ViewChangeMessage {
	return { kind: 'view-change', view, stable, prepared: slots };
}

function backup(self = 1): { readonly replica: PbftReplica; readonly port: RecordingPort<PbftMessage> } {
	const port = new RecordingPort<PbftMessage>(self, 4);
	const replica = new PbftReplica({ size: 4, expectedDelayMs: 100 }, port);
	replica.start();
	port.take();
	return { replica, port };
}

function kinds(port: RecordingPort<PbftMessage>): string[] {
	return port.take().map(({ message }) => message.kind);
}

describe('the three phases', () => {
	it('a backup prepares the primary’s proposal, commits on a quorum of prepares, decides on a quorum of commits', () => {
		const { replica, port } = backup();
		replica.receive(0, { kind: 'pre-prepare', view: 0, proposal: slot(1) });
		expect(kinds(port)).toEqual(['prepare']);
		replica.receive(2, { kind: 'prepare', view: 0, seq: 1, id: '0/1' });
		expect(kinds(port)).toEqual(['commit']);
		replica.receive(2, { kind: 'commit', view: 0, seq: 1, id: '0/1' });
		expect(port.decisions).toEqual([]);
		replica.receive(3, { kind: 'commit', view: 0, seq: 1, id: '0/1' });
		expect(port.decisions).toMatchObject([{ height: 1, round: 1, id: '0/1' }]);
	});

	it('takes a proposal from the primary only, and the first for a slot', () => {
		const { replica, port } = backup();
		replica.receive(2, { kind: 'pre-prepare', view: 0, proposal: slot(1) });
		expect(kinds(port)).toEqual([]);
		replica.receive(0, { kind: 'pre-prepare', view: 0, proposal: slot(1) });
		replica.receive(0, { kind: 'pre-prepare', view: 0, proposal: { ...slot(1), id: 'other' } });
		expect(kinds(port)).toEqual(['prepare']);
		replica.receive(2, { kind: 'prepare', view: 0, seq: 1, id: 'other' });
		replica.receive(3, { kind: 'prepare', view: 0, seq: 1, id: 'other' });
		expect(kinds(port)).toEqual([]);
	});

	it('counts votes that overtake the proposal', () => {
		const { replica, port } = backup();
		for (const from of [2, 3]) replica.receive(from, { kind: 'prepare', view: 0, seq: 1, id: '0/1' });
		for (const from of [2, 3]) replica.receive(from, { kind: 'commit', view: 0, seq: 1, id: '0/1' });
		replica.receive(0, { kind: 'pre-prepare', view: 0, proposal: slot(1) });
		expect(kinds(port)).toEqual(['prepare', 'commit']);
		expect(port.decisions).toHaveLength(1);
	});

	it('the primary keeps two slots under way and goes on when one is executed', () => {
		const port = new RecordingPort<PbftMessage>(0, 4);
		const replica = new PbftReplica({ size: 4, expectedDelayMs: 100 }, port);
		replica.start();
		const proposals = port.take().flatMap(({ message }) => (message.kind === 'pre-prepare' ? [message.proposal] : []));
		expect(proposals.map(({ seq }) => seq)).toEqual([1, 2]);
		const id = proposals[0]?.id as string;
		for (const kind of ['prepare', 'commit'] as const)
			for (const from of [1, 2]) replica.receive(from, { kind, view: 0, seq: 1, id });
		expect(kinds(port)).toEqual(['commit', 'pre-prepare']);
	});

	it('a primary that withholds a slot proposes nothing more in its view', () => {
		const port = new RecordingPort<PbftMessage>(0, 4);
		port.withheld.add(2);
		const replica = new PbftReplica({ size: 4, expectedDelayMs: 100 }, port);
		replica.start();
		expect(kinds(port)).toEqual(['pre-prepare']);
		replica.timer('progress');
		expect(kinds(port)).not.toContain('pre-prepare');
	});
});

describe('view changes', () => {
	it('a backup first forwards what waits, then gives the primary up', () => {
		const { replica, port } = backup();
		replica.timer('progress');
		expect(port.take()).toEqual([{ to: 0, message: { kind: 'forward', payload: port.payload } }]);
		replica.timer('progress');
		expect(port.take()).toMatchObject([{ to: null, message: { kind: 'view-change', view: 1 } }]);
		expect(port.timers.get('progress')).toBe(800);
	});

	it('nothing waits, nobody is given up', () => {
		const { replica, port } = backup();
		port.payload = { transactions: 0, bytes: 0 };
		for (let i = 0; i < 5; i++) replica.timer('progress');
		expect(kinds(port)).toEqual([]);
	});

	it('f+1 others that ask for later views are joined in the earliest of them', () => {
		const { replica, port } = backup();
		replica.receive(2, viewChange(5));
		expect(kinds(port)).toEqual([]);
		replica.receive(3, viewChange(3));
		expect(port.take()).toMatchObject([{ to: null, message: { kind: 'view-change', view: 3 } }]);
	});

	it('the new primary proposes again what a quorum may have committed, the newest view’s first', () => {
		const changes = new ViewChanges(4, 1);
		changes.add(0, viewChange(4, [prepared(slot(3, 1)), prepared(slot(5, 0))], 2));
		changes.add(1, viewChange(4, [prepared(slot(3, 2)), prepared(slot(1, 0))], 0));
		changes.add(2, viewChange(4, [], 1));
		const newView = changes.newView(4);
		expect(newView.stable).toBe(2);
		expect(newView.proposals.map(({ id }) => id)).toEqual(['2/3', 'null/4', '0/5']);
		expect(newView.proposals[1]?.isNull).toBe(true);
	});

	it('after a view change the round counts the views, and a null slot decides nothing', () => {
		const decisions: Decision[] = [];
		const executor = new Executor((decision) => decisions.push(decision));
		executor.commit({ ...slot(1), isNull: true });
		executor.commit(slot(2, 3));
		while (executor.executeNext()) expect(executor.executed).toBeLessThanOrEqual(2);
		expect(decisions).toMatchObject([{ height: 1, round: 5, id: '3/2' }]);
		expect(() => executor.commit(slot(2, 4))).toThrow(/is committed beside/);
	});

	it('an own view-change message is sent again to whoever is still in that view', () => {
		const { replica, port } = backup();
		for (const from of [2, 3]) replica.receive(from, viewChange(3));
		for (const from of [2, 3]) replica.receive(from, viewChange(6));
		port.take();
		replica.receive(2, viewChange(3));
		expect(port.take()).toMatchObject([{ to: 2, message: { kind: 'view-change', view: 3 } }]);
	});
});

describe('the log', () => {
	it('takes nothing outside its water marks and forgets what is stable', () => {
		const log = new SlotLog();
		expect(log.slot(0, 0)).toBeNull();
		expect(log.slot(LOG_WINDOW + 1, 0)).toBeNull();
		log.recordPrepared(prepared(slot(3)));
		log.recordPrepared(prepared(slot(20)));
		expect(log.slot(3, 0)).not.toBeNull();
		log.advanceTo(16);
		expect(log.slot(3, 0)).toBeNull();
		expect(log.slot(LOG_WINDOW + 16, 0)).not.toBeNull();
		expect(log.preparedSlots().map(({ proposal }) => proposal.seq)).toEqual([20]);
	});

	it('remembers a slot in eight views at most', () => {
		const log = new SlotLog();
		for (let view = 1; view <= 9; view++) log.slot(1, view);
		expect(log.slotsOf(1)).toEqual([]);
		expect(log.slotsOf(9)).toEqual([1]);
		expect(log.slot(1, 0)).toBeNull();
	});

	it('a replica that lacks slots fetches them, and the answer moves its water marks', () => {
		const { replica, port } = backup();
		for (const from of [0, 2, 3]) replica.receive(from, { kind: 'checkpoint', seq: 16 });
		expect(port.timers.has('fetch')).toBe(true);
		replica.timer('fetch');
		expect(port.take()).toMatchObject([{ message: { kind: 'slots-request', fromSeq: 1 } }]);
		const slots = Array.from({ length: 16 }, (_, place) => slot(place + 1));
		replica.receive(3, { kind: 'slots', slots, stable: 16, newView: null, signatures: 3 });
		expect(port.decisions).toHaveLength(16);
		replica.receive(0, { kind: 'pre-prepare', view: 0, proposal: slot(LOG_WINDOW + 16) });
		expect(kinds(port)).toEqual(['checkpoint', 'prepare']);
	});
});
