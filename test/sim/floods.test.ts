import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/shared/codec/block.ts';
import { blockId } from '../../src/shared/codec/block-codec.ts';
import type { ConsensusMessage, SyncInfo } from '../../src/shared/codec/consensus-messages.ts';
import {
	certify,
	GENESIS_QC,
	LoneValidator,
	makeBlock,
	orderVote,
	proposal,
	timeout,
	vote,
} from '../fixtures/lone-validator.ts';
import { sha256 } from '../fixtures/simulation.ts';

/** The validator under test leads no round below 3; validator 2 floods it. */
const SELF = 3;
const FLOODER = 2;
const MEBIBYTE = 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Heap and buffers that stay alive because of what `flood` brought, MiB. */
async function retainedMiB(validator: LoneValidator, flood: () => void): Promise<number> {
	const before = await usedMiB(validator);
	flood();
	return (await usedMiB(validator)) - before;
}

/** The least of a few looks: buffers that nobody holds any more are freed beside the program, some time later. */
async function usedMiB(validator: LoneValidator): Promise<number> {
	let least = Number.POSITIVE_INFINITY;
	for (let look = 0; look < 6; look++) {
		validator.effects = [];
		collectGarbage();
		await new Promise((resolve) => setTimeout(resolve, 20));
		const { heapUsed, arrayBuffers } = process.memoryUsage();
		least = Math.min(least, (heapUsed + arrayBuffers) / MEBIBYTE);
	}
	return least;
}

function hear(validator: LoneValidator, message: ConsensusMessage): void {
	validator.hear(message, FLOODER);
	if (validator.effects.length > 1000) validator.effects = [];
}

/** The honest three certify and finalise round after round. */
function expectProgress(validator: LoneValidator): void {
	const one = makeBlock({ round: 1 });
	validator.hear(proposal(one.block));
	expect(validator.sent('vote')).toMatchObject([{ round: 1, blockId: one.id }]);
	for (const voter of [0, 1]) validator.hear(vote(voter, one.block));
	for (const voter of [0, 1]) validator.hear(orderVote(voter, certify(one.block, [0, 1, 3])));
	expect(validator.committed()).toEqual([1]);
}

describe('a validator that is flooded by another', () => {
	it('keeps few of 4,000 signed proposals of 40 kB for rounds near and far', async () => {
		const validator = new LoneValidator(SELF);
		const retained = await retainedMiB(validator, () => {
			for (let i = 0; i < 4000; i++) {
				const round = i % 2 === 0 ? 1 + (i % 30) : i + 1_000_000;
				const transactions = [new Uint8Array(40_000).fill(i % 251), new Uint8Array([i & 255, i >> 8])];
				const { block } = makeBlock({ round, height: 1, proposer: FLOODER, transactions, parent: GENESIS_QC });
				hear(validator, proposal(block));
			}
		});
		// 4,000 of them are 153 MiB; one a round in a window of 9 rounds is less than half a MiB.
		expect(retained).toBeLessThan(8);
		expectProgress(validator);
	}, 60_000);

	it('keeps few of 30,000 signed votes, order votes and timeouts, conflicting or for any round', async () => {
		const validator = new LoneValidator(SELF);
		const retained = await retainedMiB(validator, () => {
			for (let i = 0; i < 10_000; i++) {
				const { block } = makeBlock({ round: 2 + (i % 5000), height: 1, time: 1_000_001 + i });
				hear(validator, vote(FLOODER, block));
				hear(validator, timeout(FLOODER, 2 + (i % 9000), GENESIS_QC, i % 4));
				// The certificate must be of its block: order votes for what nobody certified are refused.
				hear(validator, { ...orderVote(FLOODER, { ...GENESIS_QC, round: i }), blockId: blockId(block.header, sha256) });
			}
		});
		expect(retained).toBeLessThan(8);
		expect(validator.consensus.status().round).toBe(1);
		expectProgress(validator);
	}, 60_000);

	it('asks a bounded number of times after 10,000 claims of absurd heights and rounds, and moves nowhere', async () => {
		const validator = new LoneValidator(SELF);
		let asked = 0;
		const retained = await retainedMiB(validator, () => {
			for (let i = 0; i < 10_000; i++) {
				const far = 1_000_000_000 + i;
				const sync: SyncInfo = {
					epoch: 0,
					highQcRound: far,
					highTcRound: far,
					committedHeight: far,
					committedRound: far,
				};
				const effects = validator.hear({ ...timeout(FLOODER, far), sync }, FLOODER);
				asked += effects.filter((effect) => effect.kind === 'send').length;
				validator.effects = [];
			}
		});
		expect(asked).toBeLessThanOrEqual(4);
		expect(retained).toBeLessThan(2);
		expect(validator.consensus.status()).toMatchObject({ round: 1, committedHeight: 0 });
		expectProgress(validator);
	}, 60_000);

	it('asks somebody else when the claimant never answers', () => {
		const validator = new LoneValidator(SELF);
		const far = 1_000_000_000;
		const sync: SyncInfo = { epoch: 0, highQcRound: far, highTcRound: 0, committedHeight: far, committedRound: far };
		for (const claimant of [FLOODER, 1]) validator.hear({ ...timeout(claimant, far), sync }, claimant);
		for (let i = 0; i < 4; i++) validator.step({ kind: 'timer', timer: 'sync' });
		const targets = validator.effects.flatMap((effect) => (effect.kind === 'send' ? [effect.to] : []));
		expect(new Set(targets)).toEqual(new Set([1, FLOODER]));
		expect(targets.length).toBeLessThanOrEqual(8);
	});

	it('takes no blocks and no certificates that it did not ask for or that do not verify', async () => {
		const validator = new LoneValidator(SELF);
		const sync: SyncInfo = { epoch: 0, highQcRound: 0, highTcRound: 0, committedHeight: 0, committedRound: 0 };
		const retained = await retainedMiB(validator, () => {
			for (let i = 0; i < 3000; i++) {
				const { block } = makeBlock({ round: 1 + i, height: 1, transactions: [new Uint8Array(30_000).fill(i % 251)] });
				hear(validator, { kind: 'blocks', committed: [], pending: [block], sync });
				hear(validator, { kind: 'certificates', highQc: certify(block, [0, FLOODER]), highTc: null, sync });
			}
		});
		expect(retained).toBeLessThan(8);
		expect(validator.consensus.status()).toMatchObject({ round: 1, highQc: { round: 0 } });
		expectProgress(validator);
	}, 60_000);

	it('keeps one proof against each offender of 6,000, and none that is forged', async () => {
		const validator = new LoneValidator(SELF);
		const sync: SyncInfo = { epoch: 0, highQcRound: 0, highTcRound: 0, committedHeight: 0, committedRound: 0 };
		let reported = 0;
		let refused = 0;
		const retained = await retainedMiB(validator, () => {
			for (let i = 0; i < 6000; i++) {
				const evidence = doubleVote(i % 2 === 0 ? FLOODER : 0, i, i % 2 === 1);
				const effects = validator.hear({ kind: 'evidence', evidence, sync }, FLOODER);
				reported += effects.filter((effect) => effect.kind === 'report-evidence').length;
				refused += effects.filter((effect) => effect.kind === 'refused').length;
				validator.effects = [];
			}
		});
		expect(reported).toBe(1);
		expect(refused).toBe(3000);
		expect(retained).toBeLessThan(4);
		expect([...validator.records.keys()].filter((key) => key.includes('evidence'))).toHaveLength(1);
		expectProgress(validator);
	}, 60_000);
});

function doubleVote(offender: number, salt: number, isForged: boolean): Evidence {
	const statements = [1, 2].map((i) => {
		const { block, id } = makeBlock({ round: 5 + (salt % 7), height: 1, time: 1_000_000 + 2 * salt + i });
		const { round, parentRound, signature } = vote(isForged ? FLOODER : offender, block);
		return { kind: 'vote' as const, round, blockId: id, parentRound, signature };
	});
	const [first, second] = statements as [(typeof statements)[0], (typeof statements)[0]];
	return { offender, first, second };
}
