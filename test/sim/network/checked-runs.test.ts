import { describe, expect, it } from 'vitest';
import { livenessViolations } from '../../../src/main/lab/checks/liveness.ts';
import { OneBlock } from '../../../src/main/lab/checks/one-block.ts';
import { runChecked } from '../../../src/main/lab/checks/run-checked.ts';
import { SignedOnce } from '../../../src/main/lab/checks/signed-once.ts';
import { StateRoots } from '../../../src/main/lab/checks/state-roots.ts';
import { DecisionLog } from '../../../src/main/lab/network/decision-log.ts';
import { type NetworkFaults, NO_NETWORK_FAULTS } from '../../../src/main/lab/network/network-faults.ts';
import { DEFAULT_LOAD } from '../../../src/main/lab/network/run-protocol.ts';
import type { RunRecord } from '../../../src/main/lab/network/run-record.ts';
import { engineExecution } from '../../../src/main/lab/protocols/c-lbft/execution.ts';
import { LAB_GENESIS_TIME } from '../../../src/main/lab/protocols/c-lbft/lab-epoch.ts';
import type { Decision } from '../../../src/main/lab/protocols/replica.ts';
import { Random } from '../../../src/main/lab/random.ts';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { ConsensusMessage } from '../../../src/shared/codec/consensus-messages.ts';
import { chainIdOf } from '../../../src/shared/codec/genesis.ts';
import type { GenesisDocument } from '../../../src/shared/codec/genesis-document.ts';
import { encodeTransaction, transactionSigningBytes } from '../../../src/shared/codec/transaction.ts';
import { GRID, HOMES, signerOf, testGenesis } from '../../fixtures/engine-node.ts';
import { GENESIS_QC } from '../../fixtures/lone-validator.ts';
import { sha256 } from '../../fixtures/simulation.ts';

/** Faults pass within this: some thirty rounds of the network, or a few hundred of the local one. */
const SETTLED_MS = { unit: 6_000, 'five-regions': 6_000, lan: 600 } as const;

/** A mixture that a network of `size` bears: at most f replicas with a lasting fault, everything else passes. */
function mixture(random: Random, size: number, settledMs: number): NetworkFaults {
	const faulty = Math.floor((size - 1) / 3);
	const lasting = Array.from({ length: faulty }, (_, i) => (random.between(0, size - 1) + i) % size);
	const kind = random.pick(['mute', 'flapping', 'slow', 'twins', 'down'] as const);
	const struck = [...new Set(lasting)];
	const passing = random.between(0, size - 1);
	const fromMs = random.between(0, settledMs / 2);
	const cut = random.between(1, size - 1);
	const everybody = Array.from({ length: size }, (_, index) => index);
	return {
		...NO_NETWORK_FAULTS,
		settledMs,
		lossPermille: random.pick([0, 20, 150]),
		duplicatePermille: random.pick([0, 100]),
		reorderPermille: random.pick([0, 100]),
		clockSkewMs: random.pick([0, 100]),
		partitions: [{ fromMs, toMs: fromMs + settledMs / 3, groups: [everybody.slice(0, cut), everybody.slice(cut)] }],
		outages: [
			{ replica: passing, fromMs, toMs: fromMs + random.between(settledMs / 10, settledMs / 2) },
			...(kind === 'down'
				? struck.map((replica) => ({ replica, fromMs: settledMs / 4, toMs: Number.POSITIVE_INFINITY }))
				: []),
		].filter(({ replica }, i) => i > 0 || kind !== 'down' || !struck.includes(replica)),
		...(kind === 'down' ? {} : { [kind]: struck }),
	};
}

function options(seed: number, size: number, latency: keyof typeof SETTLED_MS, fault: NetworkFaults) {
	const limitMs = latency === 'lan' ? 4_000 : 40_000;
	return {
		seed,
		size,
		latency,
		fault,
		faulty: 0,
		load: DEFAULT_LOAD,
		rounds: latency === 'lan' ? 500 : 100,
		untilMs: SETTLED_MS[latency] + limitMs,
		limitMs,
	};
}

describe('C-LBFT under a mixture of faults', () => {
	it.each([
		[4, 'unit', 1],
		[4, 'five-regions', 101],
		[4, 'lan', 201],
		[7, 'unit', 301],
		[10, 'five-regions', 401],
	] as const)(
		'keeps one chain, signs once and decides again: n = %i, %s, seeds from %i',
		(size, latency, firstSeed) => {
			const violations: string[] = [];
			for (let seed = firstSeed; seed < firstSeed + 6; seed++) {
				const run = runChecked(options(seed, size, latency, mixture(new Random(seed), size, SETTLED_MS[latency])), {
					sha256,
				});
				violations.push(...run.violations);
				expect(run.record.decisions.length, `seed ${seed}`).toBeGreaterThan(20);
			}
			expect(violations).toEqual([]);
		},
		120_000,
	);
});

/** Every home pays the grid operator in turn. */
function transfers(genesis: GenesisDocument, count: number): Uint8Array[] {
	const chainId = chainIdOf(genesis, sha256);
	return Array.from({ length: count }, (_, i) => {
		const sender = HOMES[i % HOMES.length] as string;
		const nonce = Math.floor(i / HOMES.length);
		const call = calls.ledger.transfer({ to: GRID, amount: 1_000 + i });
		const body = { chainId, sender, nonce, expiryHeight: 50_000, ...call };
		return encodeTransaction({ ...body, signature: signerOf(sender).sign(transactionSigningBytes(body)) });
	});
}

describe('the contract engine at every validator', () => {
	it('keeps all money and gives equal roots through loss, a restart and a flapping validator', () => {
		const size = 4;
		const genesis = { ...testGenesis(size), time: LAB_GENESIS_TIME };
		const execution = engineExecution({ genesis, transactions: transfers(genesis, 240) }, { hasher, verifier });
		const fault: NetworkFaults = {
			...NO_NETWORK_FAULTS,
			settledMs: SETTLED_MS.unit,
			lossPermille: 30,
			flapping: [2],
			outages: [{ replica: 1, fromMs: 1_500, toMs: 3_000 }],
		};
		const load = { transactions: 8, bytes: 2_000 };
		const { record, violations } = runChecked(
			{ ...options(5, size, 'unit', fault), load, rounds: 60 },
			{ sha256, execution },
		);
		expect(violations).toEqual([]);
		const executed = record.decisions.reduce((sum, { payload }) => sum + payload.transactions, 0);
		expect(executed).toBe(240);
		const engines = [...execution.engines.values()];
		expect(engines).toHaveLength(size);
		for (const engine of engines) expect(engine.height).toBeGreaterThan(40);
		const roots = engines.filter(({ height }) => height === engines[0]?.height).map(({ stateRoot }) => stateRoot);
		expect(new Set(roots.map((root) => root.join())).size).toBe(1);
	}, 60_000);
});

describe('the checks', () => {
	const decision = (height: number, id: string): Decision => ({
		height,
		round: height,
		id,
		proposer: 0,
		proposedAtMs: 0,
		payload: DEFAULT_LOAD,
		credits: [],
	});

	it('see two blocks at one height, a height left out and one said twice', () => {
		const log = new DecisionLog(3, 2);
		log.add(0, 1, decision(1, 'a'));
		log.add(1, 1, decision(1, 'b'));
		log.add(0, 2, decision(3, 'c'));
		log.add(1, 2, decision(1, 'b'));
		expect(log.violations).toEqual([
			'replica 1 committed another block at height 1',
			'replica 0 decided height 3 instead of 2',
			'replica 1 decided height 1 instead of 2',
		]);
	});

	it('see another message signed for the same round', () => {
		const violations: string[] = [];
		const signed = new SignedOnce(violations);
		const sync = { epoch: 0, highQcRound: 0, highTcRound: 0, committedHeight: 0, committedRound: 0 };
		const vote = (round: number, byte: number) =>
			({
				kind: 'vote',
				blockId: new Uint8Array(32),
				round,
				parentRound: 0,
				voter: 0,
				signature: new Uint8Array(64).fill(byte),
				sync,
			}) as const;
		signed.sent(0, vote(1, 1));
		signed.sent(0, vote(1, 1));
		signed.sent(1, vote(1, 2));
		signed.sent(0, vote(2, 3));
		expect(violations).toEqual([]);
		signed.sent(0, vote(1, 9));
		expect(violations).toEqual(['replica 0 signed two different votes for round 1']);
	});

	it('take each epoch for itself, whose rounds and heights of void blocks come again', () => {
		const violations: string[] = [];
		const signed = new SignedOnce(violations);
		const timeout = (epoch: number, byte: number) =>
			({
				kind: 'timeout',
				round: 3,
				reason: 0,
				highQc: GENESIS_QC,
				validator: 0,
				signature: new Uint8Array(64).fill(byte),
				sync: { epoch, highQcRound: 0, highTcRound: 0, committedHeight: 0, committedRound: 0 },
			}) as unknown as Extract<ConsensusMessage, { kind: 'timeout' }>;
		signed.sent(0, timeout(0, 1));
		signed.sent(0, timeout(1, 2));
		const blocks = new OneBlock(violations);
		blocks.committed(0, 7, 'void', 0);
		blocks.committed(0, 7, 'first of the next', 1);
		expect(violations).toEqual([]);
		signed.sent(0, timeout(0, 2));
		blocks.committed(1, 7, 'other', 1);
		expect(violations).toEqual([
			'replica 0 signed two different timeouts for round 3',
			'replica 1 committed another block at height 7',
		]);
	});

	it('see different roots', () => {
		const violations: string[] = [];
		const roots = new StateRoots(violations);
		roots.executed(0, 1, new Uint8Array([1]));
		roots.executed(1, 1, new Uint8Array([1]));
		expect(violations).toEqual([]);
		roots.executed(2, 1, new Uint8Array([2]));
		expect(violations).toEqual(['replica 2 has another state root after height 1']);
	});

	it('see a replica that decides nothing any more, with the seed', () => {
		const record = {
			seed: 9,
			size: 2,
			struck: [],
			durationMs: 100,
			decisions: [10, 40, 70].map((atMs) => ({
				decidedAtMs: new Float64Array([atMs, atMs > 10 ? Number.POSITIVE_INFINITY : atMs]),
			})),
		} as unknown as RunRecord;
		expect(livenessViolations(record, { fromMs: 0, limitMs: 30 })).toEqual([
			'seed 9: replica 1 decided nothing for 90 ms from 10 ms',
		]);
	});
});
