import { describe, expect, it } from 'vitest';
import { type ChainBlock, GENESIS_QC } from '../../../../src/main/lab/protocols/chain/block.ts';
import { createRoundRobin } from '../../../../src/main/lab/protocols/chain/leader-election.ts';
import type { HotStuffMessage } from '../../../../src/main/lab/protocols/hotstuff/messages.ts';
import { HotStuffReplica } from '../../../../src/main/lab/protocols/hotstuff/replica.ts';
import type { JolteonMessage } from '../../../../src/main/lab/protocols/jolteon/messages.ts';
import { JolteonReplica } from '../../../../src/main/lab/protocols/jolteon/replica.ts';
import type { LibraBftMessage } from '../../../../src/main/lab/protocols/libra-bft/messages.ts';
import { hashLeader, LibraBftReplica } from '../../../../src/main/lab/protocols/libra-bft/replica.ts';
import { blockOn, chainOf, qcOf } from './made-chain.ts';
import { RecordingPort } from './recording-port.ts';

const OPTIONS = { size: 4, expectedDelayMs: 100 };

function kinds<M extends { readonly kind: string }>(port: RecordingPort<M>): string[] {
	return port.take().map(({ message }) => message.kind);
}

describe('Jolteon', () => {
	function replicaOf(self: number, recordsFailedAuthors = false) {
		const port = new RecordingPort<JolteonMessage>(self, 4);
		const replica = new JolteonReplica(
			{ ...OPTIONS, recordsFailedAuthors },
			{ port, createElection: createRoundRobin },
		);
		replica.start();
		return { replica, port };
	}
	const proposal = (block: ChainBlock): JolteonMessage => ({ kind: 'proposal', block, timeoutCertificate: null });
	const timeout = (round: number): JolteonMessage => ({
		kind: 'timeout',
		round,
		highQc: GENESIS_QC,
		timeoutCertificate: null,
		vote: null,
	});

	it('votes once a round, for its leader’s proposal, to the next leader', () => {
		const { replica, port } = replicaOf(0);
		replica.receive(2, proposal(blockOn({ round: 1, proposer: 2 })));
		expect(kinds(port)).toEqual([]);
		replica.receive(1, proposal(blockOn({ round: 1 })));
		expect(port.take()).toMatchObject([{ to: 2, message: { kind: 'vote', round: 1 } }]);
		replica.receive(1, proposal({ ...blockOn({ round: 1 }), id: 'second' }));
		expect(kinds(port)).toEqual([]);
	});

	it('after a timeout it votes no more in that round', () => {
		const { replica, port } = replicaOf(0);
		replica.timer('round');
		expect(kinds(port)).toEqual(['timeout']);
		replica.receive(1, proposal(blockOn({ round: 1 })));
		expect(kinds(port)).toEqual([]);
	});

	it('f+1 timeouts make it join, a quorum opens the round, whose leader shows why', () => {
		const { replica, port } = replicaOf(2);
		replica.receive(0, timeout(1));
		expect(kinds(port)).toEqual([]);
		replica.receive(3, timeout(1));
		const [own, opened] = port.take();
		expect(own).toMatchObject({ to: null, message: { kind: 'timeout', round: 1 } });
		expect(opened).toMatchObject({
			to: null,
			message: { kind: 'proposal', block: { round: 2, proposer: 2 }, timeoutCertificate: { round: 1 } },
		});
	});

	it('refuses a block across a gap without what opened its round, or below the highest certificate in it', () => {
		const { replica, port } = replicaOf(0);
		const [first] = chainOf([1]) as [ChainBlock];
		replica.receive(1, proposal(first));
		for (const from of [1, 2, 3]) replica.receive(from, timeout(1));
		port.take();
		replica.receive(2, proposal(blockOn({ round: 2 })));
		expect(kinds(port)).toEqual([]);
		const timeoutCertificate = { round: 1, highQc: qcOf(first), signers: [1, 2, 3] };
		replica.receive(2, { kind: 'proposal', block: { ...blockOn({ round: 2 }), id: 'low' }, timeoutCertificate });
		expect(kinds(port)).toEqual([]);
	});

	it('the votes that timeouts carry certify a block whose next leader is silent', () => {
		const { replica, port } = replicaOf(3);
		const first = blockOn({ round: 1 });
		replica.receive(1, proposal(first));
		port.take();
		const vote = { kind: 'vote', round: 1, blockId: first.id } as const;
		for (const from of [0, 1])
			replica.receive(from, { kind: 'timeout', round: 1, highQc: GENESIS_QC, timeoutCertificate: null, vote });
		expect(port.take()).toMatchObject([{ message: { kind: 'timeout', round: 1, vote } }]);
		replica.timer('round');
		expect(port.take()).toMatchObject([{ message: { kind: 'timeout', round: 2, highQc: { blockId: first.id } } }]);
	});

	it('names the leaders of skipped rounds where the election wants them, and refuses a false list', () => {
		const { replica, port } = replicaOf(2, true);
		for (const from of [0, 1, 3]) replica.receive(from, timeout(1));
		const proposed = port.take().find(({ message }) => message.kind === 'proposal');
		expect(proposed).toMatchObject({ message: { block: { failedAuthors: [1] } } });
		const voter = replicaOf(0, true);
		const timeoutCertificate = { round: 1, highQc: GENESIS_QC, signers: [1, 2, 3] };
		for (const [id, failedAuthors, expected] of [
			['false', [3], []],
			['true', [1], ['vote']],
		] as const) {
			const block = { ...blockOn({ round: 2, failedAuthors }), id };
			voter.replica.receive(2, { kind: 'proposal', block, timeoutCertificate });
			expect(kinds(voter.port).filter((kind) => kind === 'vote')).toEqual(expected);
		}
	});

	it('the timer grows by 1.2 for each round since the commit beyond three, to about three times', () => {
		const { replica, port } = replicaOf(0);
		const durations = [port.timers.get('round')];
		for (let round = 1; round <= 12; round++) {
			for (const from of [1, 2, 3]) replica.receive(from, timeout(round));
			durations.push(port.timers.get('round'));
		}
		expect(durations.slice(0, 6)).toEqual([400, 400, 400, 480, 576, 691.2]);
		expect(durations[12]).toBe(1_194.4);
	});
});

describe('chained HotStuff', () => {
	function replicaOf(self: number) {
		const port = new RecordingPort<HotStuffMessage>(self, 4);
		const replica = new HotStuffReplica(OPTIONS, port);
		replica.start();
		return { replica, port };
	}

	it('is locked on the second certified block: a fork below it gets no vote, one above it does', () => {
		const { replica, port } = replicaOf(0);
		const [first, second, third] = chainOf([1, 2, 3]) as [ChainBlock, ChainBlock, ChainBlock];
		for (const block of [first, second, third]) replica.receive(block.proposer, { kind: 'proposal', block });
		port.take();
		replica.receive(2, { kind: 'proposal', block: blockOn({ round: 6 }) });
		expect(kinds(port)).toEqual([]);
		replica.receive(3, { kind: 'proposal', block: blockOn({ round: 7, parent: first }) });
		expect(kinds(port)).toEqual(['vote']);
	});

	it('leaves a view that lasts too long with its highest certificate and its last vote', () => {
		const { replica, port } = replicaOf(0);
		const first = blockOn({ round: 1 });
		replica.receive(1, { kind: 'proposal', block: first });
		port.take();
		replica.timer('round');
		expect(port.take()).toEqual([
			{
				to: 2,
				message: {
					kind: 'new-view',
					round: 2,
					highQc: GENESIS_QC,
					vote: { kind: 'vote', round: 1, blockId: first.id },
				},
			},
		]);
		expect(port.timers.get('round')).toBe(480);
	});

	it('a leader proposes on a quorum of new-view messages, on the votes that they carry where these suffice', () => {
		const { replica, port } = replicaOf(3);
		const first = blockOn({ round: 1 });
		replica.receive(1, { kind: 'proposal', block: first });
		port.take();
		const vote = { kind: 'vote', round: 1, blockId: first.id } as const;
		for (const from of [0, 1]) replica.receive(from, { kind: 'new-view', round: 3, highQc: GENESIS_QC, vote });
		expect(kinds(port)).toEqual([]);
		replica.receive(2, { kind: 'new-view', round: 3, highQc: GENESIS_QC, vote });
		expect(port.take()).toMatchObject([
			{ to: null, message: { kind: 'proposal', block: { round: 3, parentQc: { blockId: first.id } } } },
			{ to: 0, message: { kind: 'vote', round: 3 } },
		]);
	});
});

describe('LibraBFT v2', () => {
	function replicaOf(self: number) {
		const port = new RecordingPort<LibraBftMessage>(self, 4);
		const replica = new LibraBftReplica(OPTIONS, port);
		replica.start();
		return { replica, port };
	}
	const leader = hashLeader(1, 4);
	const other = (leader + 1) % 4;
	const block = blockOn({ round: 1, proposer: leader });

	it('who enters a round reports to its leader, and votes go to the author, who makes their certificate known', () => {
		const { replica, port } = replicaOf(other);
		expect(port.take()).toMatchObject([{ to: leader, message: { kind: 'status' } }]);
		replica.receive(leader, { kind: 'proposal', block, timeoutCertificate: null });
		expect(port.take()).toMatchObject([{ to: leader, message: { kind: 'vote', round: 1 } }]);
		const author = replicaOf(leader);
		const [proposed] = author.port.take();
		const blockId = proposed?.message.kind === 'proposal' ? proposed.message.block.id : '';
		for (const from of [0, 1, 2]) author.replica.receive(from, { kind: 'vote', round: 1, blockId });
		expect(author.port.take().some(({ to, message }) => to === null && message.kind === 'certificate')).toBe(true);
	});

	it('a round lasts δ·n², and who is stuck asks all after half as long again', () => {
		const { replica, port } = replicaOf(other);
		expect(port.timers.get('round')).toBe(600);
		port.take();
		replica.timer('round');
		expect(kinds(port)).toEqual(['timeout']);
		expect(port.timers.get('round')).toBe(300);
		replica.timer('round');
		expect(kinds(port)).toEqual(['query']);
		replica.receive(leader, {
			kind: 'timeout',
			timeouts: { round: 1, authors: [0, 1, 2] },
			highQc: GENESIS_QC,
			timeoutCertificate: null,
		});
		expect(port.timers.get('round')).toBe(600 * 4);
	});

	it('a timeout ends voting in the round', () => {
		const { replica, port } = replicaOf(other);
		replica.timer('round');
		port.take();
		replica.receive(leader, { kind: 'proposal', block, timeoutCertificate: null });
		expect(kinds(port)).toEqual([]);
	});

	it('a certificate of fewer timeouts than a quorum opens nothing', () => {
		const { replica, port } = replicaOf(other);
		const timeoutCertificate = { round: 9, authors: [0, 1] };
		replica.receive(leader, { kind: 'status', highQc: GENESIS_QC, timeoutCertificate });
		expect(port.timers.get('round')).toBe(600);
	});
});
