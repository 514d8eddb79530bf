import { describe, expect, it } from 'vitest';
import { decodeCreditLedger } from '../../../src/main/core/consensus/credit-codec.ts';
import { createEngine } from '../../../src/main/core/contracts/engine/create-engine.ts';
import { CREDIT_PATH } from '../../../src/main/core/contracts/incentive/block-accounting.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { DEFAULT_CREDIT } from '../../../src/shared/codec/credit-parameters.ts';
import { decodeEpochDescription, EPOCH_PATH } from '../../../src/shared/codec/epoch.ts';
import type { GovernanceChange } from '../../../src/shared/codec/governance.ts';
import { buildBlock, EngineMarket, modules, START } from '../../fixtures/engine-market.ts';
import {
	addition,
	approval,
	codesOf,
	enacted,
	eventsOf,
	newValidator,
	QUORUM,
	rotation,
	sendGovernance,
} from '../../fixtures/governance.ts';

const ledgerOf = (market: EngineMarket) => decodeCreditLedger(market.engine.state.get(CREDIT_PATH) as Uint8Array);

describe('the end of an epoch', () => {
	it('comes four blocks after the change, and is told from that block on until it', () => {
		const { market, result } = enacted(({ chainId }) => [addition(chainId, newValidator('newcomer'))]);
		const ends = [result];
		for (let n = 2; n <= 6; n++) ends.push(market.block(START + n));
		expect(ends.map(({ epochEndsAt }) => epochEndsAt)).toEqual([5, 5, 5, 5, 5, null]);
		expect(ends.map(({ nextEpoch }) => nextEpoch?.epoch ?? null)).toEqual([null, null, null, null, 1, null]);
	});

	it('writes the next epoch: validators, parameters, start and time', () => {
		const { market } = enacted(({ chainId }) => [
			addition(chainId, newValidator('newcomer')),
			{ kind: 'remove-validator', validator: 'validator-1' },
			rotation(chainId, 'validator-2', 'second-key'),
			{ kind: 'consensus-parameters', parameters: [{ name: 'idleIntervalMs', value: 5_000 }] },
			{ kind: 'credit-parameters', parameters: [{ name: 'joiningCredit', value: 50 }] },
		]);
		for (let n = 2; n <= 4; n++) market.block(START + n);
		const { nextEpoch, events } = market.block(START + 5);
		const { validators, consensus } = market.genesis;
		const [first, , third, fourth] = validators;
		const expected = {
			epoch: 1,
			startHeight: 5,
			startTime: START + 5,
			validators: [
				first,
				{ ...third, ...newValidator('validator-2', 'second-key'), name: third?.name, operator: third?.operator },
				fourth,
				newValidator('newcomer'),
			],
			consensus: { ...consensus, idleIntervalMs: 5_000 },
			credit: { ...DEFAULT_CREDIT, joiningCredit: 50 },
		};
		expect(nextEpoch).toEqual(expected);
		expect(decodeEpochDescription(market.engine.state.get(EPOCH_PATH) as Uint8Array)).toEqual(expected);
		expect(events.filter(({ kind }) => kind === 'epoch-changed')).toMatchObject([{ description: expected }]);
	});

	it('takes in what is enacted until its last block, that block included', () => {
		const { market } = enacted(({ chainId }) => [addition(chainId, newValidator('newcomer'))]);
		for (let n = 2; n <= 4; n++) market.block(START + n);
		sendGovernance(market, 'P-1', [{ kind: 'remove-validator', validator: 'newcomer' }], QUORUM);
		sendGovernance(market, 'P-2', [{ kind: 'remove-validator', validator: 'validator-3' }], QUORUM);
		const { nextEpoch, epochEndsAt } = market.block(START + 5);
		expect(epochEndsAt).toBe(5);
		expect(nextEpoch?.validators.map(({ id }) => id)).toEqual(QUORUM);
	});

	it('keeps the figures of those who stay, in rounds of the new epoch, and starts those who join low', () => {
		const market = new EngineMarket();
		market.send('home-01', calls.ledger.transfer({ to: 'home-02', amount: 1 }));
		market.block(START + 1);
		const { engine } = market;
		const blamed = buildBlock(engine, START + 2, []);
		const entries = [0, 1, 3].map((signer) => ({
			signer,
			qcRound: 1,
			awaitedLeader: 2,
			reason: 'no-proposal' as const,
			signature: new Uint8Array(64),
		}));
		const timeoutCertificates = [{ round: 2, highQc: blamed.header.parentQc, entries }];
		engine.execute({ ...blamed, header: { ...blamed.header, round: 3, timeoutCertificates } });
		const benchedUntil = 3 + 4 * 4;
		expect(ledgerOf(market).validators[2]).toMatchObject({ credit: 62, failures: 1, benchedUntil });
		const changes = [
			addition(market.chainId, newValidator('newcomer')),
			{ kind: 'remove-validator', validator: 'validator-0' },
		] as const;
		sendGovernance(market, 'P-0', changes, QUORUM);
		const round = (n: number) => ({
			round: n + 1,
			parentQc: { ...blamed.header.parentQc, round: n, signers: [0, 1, 2, 3] },
		});
		let before = ledgerOf(market);
		for (let n = 3; n <= 7; n++) {
			before = ledgerOf(market);
			const transactions = n === 3 ? market.takeWaiting() : [];
			const block = buildBlock(engine, START + n, transactions);
			engine.execute({ ...block, header: { ...block.header, ...round(n) } });
		}
		const ledger = ledgerOf(market);
		expect(ledger).toMatchObject({ height: 7, round: 0, proposers: [], gaps: [], accounted: [], convicted: [] });
		expect(ledger.blocks).toEqual([{ height: 7, round: 0, earns: false, voters: [0, 1, 2, 3] }]);
		expect(ledger.validators[0]).toEqual({ ...before.validators[1] });
		expect(ledger.validators[1]).toMatchObject({
			credit: before.validators[2]?.credit,
			benchedUntil: benchedUntil - 8,
		});
		expect(ledger.validators[3]).toEqual({ credit: 100, participation: 500, failures: 0, benchedUntil: 0 });
	});

	it('pays the open rewards with the votes known so far, before the indices change', () => {
		const { market, result } = enacted(() => [{ kind: 'remove-validator', validator: 'validator-0' }]);
		expect(result.events.filter(({ kind }) => kind === 'reward-paid')).toEqual([]);
		for (let n = 2; n <= 4; n++) market.block(START + n);
		market.send('home-01', calls.ledger.transfer({ to: 'home-02', amount: 1 }));
		const paid = eventsOf(market.block(START + 5), 'reward-paid');
		expect(paid.filter(({ height }) => height === 1).map(({ reason }) => reason)).toContain('voter');
		expect(paid.filter(({ height }) => height === 5).map(({ to, reason }) => [to, reason])).toEqual([
			['$validator/validator-1', 'proposer'],
			['$incentive-pool', 'pool'],
		]);
		for (const { epoch } of paid) expect(epoch).toBe(0);
		for (let n = 6; n <= 12; n++) expect(eventsOf(market.block(START + n), 'reward-paid')).toEqual([]);
	});

	it('is known again by an engine that starts from the stored leaves, at each block of the handover', () => {
		const market = new EngineMarket();
		sendGovernance(market, 'P-0', [{ kind: 'remove-validator', validator: 'validator-0' }], QUORUM);
		for (let n = 1; n <= 7; n++) {
			const { epochEndsAt } = market.block(START + n);
			const again = createEngine({ genesis: market.genesis }, modules, [...market.engine.leaves()]);
			expect(again.epochEndsAt).toBe(epochEndsAt);
			expect(again.stateRoot).toEqual(market.engine.stateRoot);
			const next = buildBlock(again, START + n + 1, []);
			expect(next.header.epoch).toBe(n < 5 ? 0 : 1);
			expect(again.execute(next).height).toBe(n + 1);
		}
	});

	it('refuses blocks of another epoch: those above the last one are void', () => {
		const { market } = enacted(() => [{ kind: 'remove-validator', validator: 'validator-0' }]);
		for (let n = 2; n <= 5; n++) market.block(START + n);
		const { header, transactions } = buildBlock(market.engine, START + 6, []);
		const before = market.engine.stateRoot;
		expect(() => market.engine.execute({ header: { ...header, epoch: 0 }, transactions })).toThrow(
			expect.objectContaining({ code: 'ENGINE_EPOCH' }),
		);
		expect(market.engine.stateRoot).toEqual(before);
	});

	it('lets the rotated key approve in the next epoch, and no more the old one', () => {
		const { market } = enacted(({ chainId }) => [rotation(chainId, 'validator-0', 'second-key')]);
		for (let n = 2; n <= 5; n++) market.block(START + n);
		const changes: GovernanceChange[] = [{ kind: 'block-reward', amount: 7 }];
		sendGovernance(market, 'P-1', changes, ['validator-0']);
		market.send('home-02', approval(market, 'P-1', changes, 'validator-0', 'second-key'));
		expect(codesOf(market.block(START + 6))).toEqual([null, 'APPROVAL_SIGNATURE', null]);
	});
});
