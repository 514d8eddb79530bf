import { describe, expect, it } from 'vitest';
import { applyCredit } from '../../../src/main/core/consensus/credit.ts';
import { encodeCreditLedger } from '../../../src/main/core/consensus/credit-codec.ts';
import { genesisLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import { CREDIT_PATH } from '../../../src/main/core/contracts/incentive/block-accounting.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { buildBlock, EngineMarket, neighbourhoodGenesis, START } from '../../fixtures/engine-market.ts';

const pay = calls.ledger.transfer({ to: 'home-02', amount: 1 });
const rewards = (events: readonly ContractEvent[]) => events.filter((event) => event.kind === 'reward-paid');

describe('block accounting', () => {
	it('holds the very ledger that consensus derives from the same headers', () => {
		const market = new EngineMarket();
		for (let n = 1; n <= 12; n++) {
			if (n % 3 === 0) market.send('home-01', pay);
			market.block(START + n);
		}
		const ledger = market.blocks.reduce(
			(before, { header, transactions }) => applyCredit(before, header, transactions.length).ledger,
			genesisLedger(4),
		);
		expect(market.engine.state.get(CREDIT_PATH)).toEqual(encodeCreditLedger(ledger));
	});

	it('pays a non-empty block once its votes are in: 40 % by credit, 50 % by participation, the rest to the pool', () => {
		const market = new EngineMarket();
		market.send('home-01', pay);
		market.block(START + 1);
		for (let n = 2; n <= 5; n++) expect(rewards(market.block(START + n).events)).toEqual([]);
		const paid = rewards(market.block(START + 6).events);
		const voter = Math.floor((12_500 * 502) / 1_000);
		expect(paid.map(({ to, amount, reason }) => [to, amount, reason])).toEqual([
			['$validator/validator-1', 24_000, 'proposer'],
			...[0, 1, 2, 3].map((n) => [`$validator/validator-${n}`, voter, 'voter']),
			['$incentive-pool', 100_000 - 24_000 - 4 * voter, 'pool'],
		]);
		expect(market.balance('$reward-budget')).toBe(1_000_000_000_000 - 100_000);
		expect(market.balance('$validator/validator-1')).toBe(24_000 + voter);
		expect(rewards(market.block(START + 7).events)).toEqual([]);
	});

	it('pays those who carried a late vote', () => {
		const market = new EngineMarket();
		market.send('home-01', pay);
		market.block(START + 1);
		const { engine } = market;
		const second = buildBlock(engine, START + 2, []);
		const three = { signers: [0, 1, 2], signatures: [0, 1, 2].map(() => new Uint8Array(64)) };
		engine.execute({ ...second, header: { ...second.header, parentQc: { ...second.header.parentQc, ...three } } });
		const third = buildBlock(engine, START + 3, []);
		const late = { blockId: new Uint8Array(32), round: 1, parentRound: 0, voter: 3, signature: new Uint8Array(64) };
		engine.execute({ ...third, header: { ...third.header, lateVotes: [late] } });
		for (let n = 4; n <= 5; n++) engine.execute(buildBlock(engine, START + n, []));
		const paid = rewards(engine.execute(buildBlock(engine, START + 6, [])).events);
		expect(paid.find(({ reason }) => reason === 'carrier')).toMatchObject({
			to: '$validator/validator-3',
			amount: 10_000,
		});
		expect(paid.filter(({ reason }) => reason === 'voter')).toHaveLength(4);
	});

	it('slashes the whole balance of the convicted for the pool, pays whom carried the proof, and the convicted no more', () => {
		const market = new EngineMarket();
		const { engine } = market;
		for (let n = 1; n <= 7; n++) {
			market.send('home-01', pay);
			market.block(START + n);
		}
		const balance = market.balance('$validator/validator-2');
		expect(balance).toBeGreaterThan(0);
		const vote = (byte: number) => ({
			kind: 'vote' as const,
			round: 6,
			blockId: new Uint8Array(32).fill(byte),
			parentRound: 5,
			signature: new Uint8Array(64),
		});
		const guilt = { offender: 2, first: vote(1), second: vote(2) };
		const carrying = buildBlock(engine, START + 8, [market.transaction('home-01', pay)]);
		const result = engine.execute({ ...carrying, header: { ...carrying.header, proposer: 1, evidence: [guilt] } });
		expect(result.events.filter((event) => event.kind === 'validator-slashed')).toEqual([
			{
				kind: 'validator-slashed',
				validator: 2,
				id: 'validator-2',
				epoch: 0,
				amount: balance,
				offence: 'double-vote',
				rounds: [6, 6],
				round: 8,
				height: 8,
			},
		]);
		expect(market.balance('$validator/validator-2')).toBe(0);
		for (let n = 9; n <= 20; n++) market.block(START + n);
		expect(market.balance('$validator/validator-2')).toBe(0);
		const carried = rewards(market.events).filter(({ reason }) => reason === 'carrier');
		expect(carried).toMatchObject([{ to: '$validator/validator-1', amount: 10_000, height: 8 }]);
	});

	it('never pays more than the budget holds, nor for empty blocks', () => {
		const market = new EngineMarket(neighbourhoodGenesis({ market: { rewardBudget: 150_000 } }));
		for (let n = 1; n <= 3; n++) {
			market.send('home-01', pay);
			market.block(START + n);
		}
		for (let n = 4; n <= 12; n++) market.block(START + n);
		expect(market.balance('$reward-budget')).toBe(0);
		const paid = rewards(market.events).reduce((sum, { amount }) => sum + amount, 0);
		expect(paid).toBe(150_000);
	});
});
