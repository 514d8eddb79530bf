import { describe, expect, it } from 'vitest';
import type { Offence } from '../../src/shared/proofs/evidence.ts';
import { ByzantineNetwork, type ByzantineOptions } from '../fixtures/byzantine-network.ts';
import type { LightNode } from '../fixtures/light-node.ts';
import { type OffenceScript, tellTwoStories } from '../fixtures/tampering.ts';

const LIAR = 3;
const WITNESS = 0;
const COMMITTED_ROUNDS = 10;

const SCRIPTS: readonly [OffenceScript, Offence][] = [
	['proposal', 'double-proposal'],
	['vote', 'double-vote'],
	['order-vote', 'double-order-vote'],
	['timeout', 'double-timeout'],
	['timeout-after-order', 'amnesia'],
	['order-after-timeout', 'amnesia'],
	['timeout-after-vote', 'amnesia'],
	['vote-after-timeout', 'amnesia'],
];

function network(script: OffenceScript, options: Partial<ByzantineOptions> = {}): ByzantineNetwork {
	return new ByzantineNetwork({
		seed: 7,
		validators: 4,
		latencyMinMs: 5,
		latencyMaxMs: 15,
		transactionEveryMs: 40,
		lossPermille: 0,
		tamper: new Map([[LIAR, tellTwoStories(script, { victim: WITNESS, fromRound: 12, times: 1 })]]),
		...options,
	});
}

/** Height and round of the block that carries the proof against the liar; null where the chain holds none. */
function convictionOf(node: LightNode): { readonly round: number; readonly offence: string } | null {
	for (const { block } of node.chain) {
		const { header } = block;
		const evidence = header.evidence.find(({ offender }) => offender === LIAR);
		if (evidence) return { round: header.round, offence: `${evidence.first.kind}/${evidence.second.kind}` };
	}
	return null;
}

describe.each(SCRIPTS)('%s told to one honest validator only', (script, offence) => {
	it('is on the chain of all within 10 committed rounds', () => {
		const run = network(script);
		run.run(20_000, () => run.honest.every((node) => convictionOf(node) !== null));
		const [first] = run.accusations;
		expect(first).toMatchObject({ by: WITNESS, offender: LIAR, offence });
		for (const node of run.honest) {
			const conviction = convictionOf(node);
			expect(conviction).not.toBeNull();
			expect(conviction?.round ?? 0).toBeLessThanOrEqual((first?.committedRound ?? 0) + COMMITTED_ROUNDS);
		}
		expect(new Set(run.accusations.map(({ offender }) => offender))).toEqual(new Set([LIAR]));
	});

	it('costs the liar its credit, its participation and its turns until the epoch ends', () => {
		const run = network(script);
		run.run(4_000);
		for (const node of run.honest) {
			const ledger = node.consensus?.status().ledger;
			expect(ledger?.convicted).toEqual([LIAR]);
			expect(ledger?.validators[LIAR]).toMatchObject({
				credit: 1,
				participation: 0,
				benchedUntil: Number.MAX_SAFE_INTEGER,
			});
		}
		const node = run.honest[0] as LightNode;
		const convictedAt = convictionOf(node)?.round ?? 0;
		const later = node.chain.map(({ block }) => block.header).filter(({ round }) => round > convictedAt + 8);
		expect(later.length).toBeGreaterThan(10);
		expect(later.filter(({ proposer }) => proposer === LIAR)).toEqual([]);
	});
});

describe('evidence', () => {
	it('is work: an idle chain makes a block for it and is quiet again', () => {
		const run = network('vote', {
			transactionEveryMs: 0,
			tamper: new Map([[LIAR, tellTwoStories('vote', { victim: WITNESS, fromRound: 1, times: 1 })]]),
		});
		run.run(50);
		run.submit();
		run.run(1_200);
		for (const node of run.honest) expect(convictionOf(node)).not.toBeNull();
		const rounds = run.honest.map((node) => node.consensus?.status().round);
		run.run(1_900);
		expect(run.honest.map((node) => node.consensus?.status().round)).toEqual(rounds);
	});

	it('survives kill -9 of the only witness, right after it was written', () => {
		const run = network('order-vote');
		let isKilled = false;
		run.onEffect = (node, effect) => {
			if (isKilled || effect.kind !== 'persist') return;
			if (!effect.records.some(({ key, value }) => key === `evidence/${LIAR}` && value)) return;
			isKilled = true;
			node.kill();
			run.restart(node, 600);
		};
		run.run(500, () => isKilled);
		expect(isKilled).toBe(true);
		expect(run.accusations).toEqual([]);
		run.run(run.nowMs + 500);
		for (const node of run.honest) expect(convictionOf(node)).toBeNull();
		run.run(run.nowMs + 3_000);
		for (const node of run.honest) expect(convictionOf(node)).not.toBeNull();
	});

	it('leaves the records once the chain holds it', () => {
		const run = network('vote');
		run.run(6_000);
		for (const node of run.honest) {
			const keys = [...node.records.keys()];
			expect(keys.filter((key) => key.startsWith('evidence/'))).toEqual([]);
		}
	});
});
