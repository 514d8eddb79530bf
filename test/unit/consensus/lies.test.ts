import { describe, expect, it } from 'vitest';
import { createConsensus } from '../../../src/main/core/consensus/consensus.ts';
import { type ConsensusEffect, FRESH } from '../../../src/main/core/consensus/types.ts';
import type { CommittedBlock } from '../../../src/shared/codec/block.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { CONSENSUS_LIMITS } from '../../../src/shared/codec/consensus-limits.ts';
import type { BlocksMessage, ConsensusMessage, SyncInfo } from '../../../src/shared/codec/consensus-messages.ts';
import { certify, EPOCH, GENESIS_TIME, LoneValidator, makeBlock, orderVote } from '../../fixtures/lone-validator.ts';
import { FAST, sha256 } from '../../fixtures/simulation.ts';

const CLAIM: SyncInfo = { epoch: 0, highQcRound: 3, highTcRound: 0, committedHeight: 3, committedRound: 3 };

/** Three final blocks in a row, each with a proof of its own. */
function finalChain(): CommittedBlock[] {
	const chain: CommittedBlock[] = [];
	let parent: ReturnType<typeof certify> | undefined;
	for (let round = 1; round <= 3; round++) {
		const { block } = makeBlock({ round, ...(parent ? { parent } : {}) });
		parent = certify(block);
		const votes = [0, 1, 2].map((voter) => orderVote(voter, parent as ReturnType<typeof certify>));
		chain.push({
			block,
			proof: {
				kind: 'order',
				certificate: {
					blockId: parent.blockId,
					round,
					signers: [0, 1, 2],
					signatures: votes.map(({ signature }) => signature),
				},
			},
		});
	}
	return chain;
}

const CHAIN = finalChain();
const [one, two, three] = CHAIN as [CommittedBlock, CommittedBlock, CommittedBlock];

function blocks(committed: readonly CommittedBlock[], sync = CLAIM): BlocksMessage {
	return { kind: 'blocks', committed, pending: [], sync };
}

/** Peers that were sent a message of this kind, in order. */
function asked(effects: readonly ConsensusEffect[], kind: ConsensusMessage['kind']): number[] {
	return effects.flatMap((effect) => (effect.kind === 'send' && effect.message.kind === kind ? [effect.to] : []));
}

/** Validator 3 has heard of three final blocks from all others and asked the first of them. */
function lagging(): LoneValidator {
	const validator = new LoneValidator(3);
	for (const from of [0, 1, 2])
		validator.hear({ kind: 'certificates-request', highQcRound: 0, highTcRound: 0, sync: CLAIM }, from);
	validator.step({ kind: 'timer', timer: 'sync' });
	expect(asked(validator.effects, 'blocks-request')).toEqual([0]);
	validator.effects = [];
	return validator;
}

describe('a validator that lags', () => {
	it.each([
		['a range with a hole', [one, three], 'CONSENSUS_BROKEN_LINK'],
		['a range that begins too high', [two, three], 'CONSENSUS_BROKEN_LINK'],
		['a range in the wrong order', [two, one, three], 'CONSENSUS_BROKEN_LINK'],
		[
			'a block of another epoch',
			[{ ...one, block: { ...one.block, header: { ...one.block.header, epoch: 1 } } }],
			'CONSENSUS_BROKEN_LINK',
		],
		[
			'other transactions than those of the header',
			[{ ...one, block: { ...one.block, transactions: [utf8('another')] } }],
			'CONSENSUS_BROKEN_LINK',
		],
		[
			'a proof with too few signers',
			[
				{
					...one,
					proof: {
						kind: 'order' as const,
						certificate: {
							...(one.proof.certificate as Extract<CommittedBlock['proof'], { kind: 'order' }>['certificate']),
							signers: [0, 1],
							signatures: one.proof.certificate.signatures.slice(0, 2),
						},
					},
				},
			],
			'CONSENSUS_TOO_FEW_SIGNERS',
		],
	])('takes nothing of %s, asks the next peer, and goes on with its true answer', (_, range, code) => {
		const validator = lagging();
		validator.hear(blocks(range), 0);
		expect(validator.committed()).toEqual([]);
		expect(validator.effects.filter(({ kind }) => kind === 'refused')).toMatchObject([{ from: 0, code }]);
		validator.step({ kind: 'timer', timer: 'sync' });
		expect(asked(validator.effects, 'blocks-request')).toEqual([1]);
		validator.hear(blocks(CHAIN), 1);
		expect(validator.committed()).toEqual([1, 2, 3]);
	});

	it('takes no blocks that it did not ask for, however true', () => {
		const validator = lagging();
		validator.hear(blocks(CHAIN), 2);
		expect(validator.committed()).toEqual([]);
	});

	it('commits nothing of a range whose proofs name blocks that it does not hold, and asks the next peer', () => {
		const validator = lagging();
		validator.hear(blocks([{ block: one.block, proof: three.proof }]), 0);
		expect(validator.committed()).toEqual([]);
		validator.step({ kind: 'timer', timer: 'sync' });
		expect(asked(validator.effects, 'blocks-request')).toEqual([1]);
	});

	it('asks one peer at a time, each in turn, where none of them answers, ever less often', () => {
		const validator = lagging();
		const delays: number[] = [];
		for (let i = 0; i < 12; i++) {
			for (const from of [0, 1, 2])
				validator.hear({ kind: 'certificates-request', highQcRound: 0, highTcRound: 0, sync: CLAIM }, from);
			const effects = validator.step({ kind: 'timer', timer: 'sync' });
			expect(asked(effects, 'blocks-request')).toHaveLength(1);
			delays.push(
				...effects.flatMap((effect) =>
					effect.kind === 'set-timer' && effect.timer === 'sync' ? [effect.afterMs] : [],
				),
			);
		}
		expect(new Set(asked(validator.effects, 'blocks-request'))).toEqual(new Set([0, 1, 2]));
		expect(delays).toEqual([...delays].sort((a, b) => a - b));
		expect(Math.max(...delays)).toBe(10_000);
	});
});

describe('a claim of a height of a billion', () => {
	const boast: SyncInfo = { ...CLAIM, committedHeight: 1_000_000_000, committedRound: 1_000_000_000 };

	it('costs one bounded request and is dropped when it leads to nothing', () => {
		const validator = new LoneValidator(3);
		const effects = validator.hear({ kind: 'certificates-request', highQcRound: 0, highTcRound: 0, sync: boast }, 1);
		const requests = effects.flatMap((effect) =>
			effect.kind === 'send' && effect.message.kind === 'blocks-request' ? [effect.message] : [],
		);
		expect(requests).toMatchObject([{ fromHeight: 1, count: CONSENSUS_LIMITS.requestBlocks }]);
		const later = validator.step({ kind: 'timer', timer: 'sync' });
		expect(asked(later, 'blocks-request')).toEqual([]);
		expect(validator.consensus.status()).toMatchObject({ committedHeight: 0, isSyncing: false, round: 1 });
	});

	it('moves no round and no block: certificates do', () => {
		const validator = new LoneValidator(3);
		validator.hear({ kind: 'certificates', highQc: certify(one.block), highTc: null, sync: boast }, 1);
		expect(validator.consensus.status()).toMatchObject({ committedHeight: 0, round: 2 });
	});

	it('does not keep blocks from an honest peer that answers', () => {
		const validator = new LoneValidator(3);
		validator.hear({ kind: 'certificates-request', highQcRound: 0, highTcRound: 0, sync: boast }, 0);
		validator.hear({ kind: 'certificates-request', highQcRound: 0, highTcRound: 0, sync: CLAIM }, 1);
		validator.step({ kind: 'timer', timer: 'sync' });
		validator.hear(blocks(CHAIN), 1);
		expect(validator.committed()).toEqual([1, 2, 3]);
	});
});

describe('certificates that do not hold', () => {
	it('are refused and change nothing', () => {
		const validator = new LoneValidator(3);
		const forged = { ...certify(one.block), round: 1_000_000 };
		validator.hear({ kind: 'certificates', highQc: forged, highTc: null, sync: CLAIM }, 1);
		expect(validator.effects.filter(({ kind }) => kind === 'refused')).toMatchObject([
			{ code: 'CONSENSUS_BAD_SIGNATURE' },
		]);
		expect(validator.consensus.status()).toMatchObject({ round: 1, highQc: { round: 0 } });
	});
});

describe('messages of another epoch', () => {
	const later: SyncInfo = { ...CLAIM, epoch: 1 };

	it('of a later one touch nothing; the peer is asked for the handover and for blocks', () => {
		const validator = new LoneValidator(3);
		const before = validator.consensus.status();
		validator.hear({ kind: 'certificates', highQc: certify(one.block), highTc: null, sync: later }, 2);
		expect(validator.consensus.status()).toMatchObject({ round: before.round, highQc: before.highQc });
		validator.step({ kind: 'timer', timer: 'sync' });
		expect(asked(validator.effects, 'epoch-change-request')).toEqual([2]);
		expect(asked(validator.effects, 'blocks-request')).toEqual([2]);
		validator.step({ kind: 'timer', timer: 'sync' });
		expect(asked(validator.effects, 'epoch-change-request')).toEqual([2]);
	});

	it('that bring a handover which does not verify are refused', () => {
		const validator = new LoneValidator(3);
		validator.hear({ kind: 'epoch-change', proof: utf8('no proof'), sync: later }, 2);
		expect(validator.effects.filter(({ kind }) => kind === 'refused')).toMatchObject([{ from: 2 }]);
		expect(validator.effects.some(({ kind }) => kind === 'epoch-ended')).toBe(false);
	});

	it('of an earlier one are answered with the handover, once a round, and their blocks with those of that epoch', () => {
		const epoch = { ...EPOCH, epoch: 2 };
		const consensus = createConsensus(
			{ epoch, self: 3 },
			{ hasher: { sha256 }, verifier: FAST.verifier, signer: FAST.signerOf(3) },
			FRESH,
		);
		const at = { now: GENESIS_TIME, wall: 0, speed: 1 };
		consensus.step({ kind: 'start' }, at);
		const hear = (message: ConsensusMessage) => consensus.step({ kind: 'message', from: 1, message }, at);
		const old: ConsensusMessage = { kind: 'certificates-request', highQcRound: 9, highTcRound: 0, sync: CLAIM };
		expect(hear(old)).toEqual([{ kind: 'serve-epoch', to: 1, epoch: 1 }]);
		expect(hear(old)).toEqual([]);
		expect(hear({ kind: 'blocks-request', fromHeight: 7, count: 5, blockId: null, sync: CLAIM })).toEqual([
			{ kind: 'serve-blocks', to: 1, epoch: 0, fromHeight: 7, count: 5, pending: [] },
		]);
	});
});
