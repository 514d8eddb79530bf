import { describe, expect, it } from 'vitest';
import { CallContext } from '../../../src/main/core/contracts/engine/call-context.ts';
import { StateOverlay } from '../../../src/main/core/contracts/engine/state-overlay.ts';
import { incentiveContract } from '../../../src/main/core/contracts/incentive/incentive-contract.ts';
import { collectPoints, startDistribution } from '../../../src/main/core/contracts/incentive/pool.ts';
import { balanceOf } from '../../../src/main/core/contracts/ledger.ts';
import { genesisEpoch } from '../../../src/shared/codec/epoch.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { modules, neighbourhoodGenesis, START } from '../../fixtures/engine-market.ts';

const POOL = '$incentive-pool';

/** A market's incentive space by itself, with so many steps a task. */
function pool(money: number, taskStepLimit = 20_000_000) {
	const genesis = neighbourhoodGenesis();
	const overlay = new StateOverlay({ get: () => undefined });
	const events: ContractEvent[] = [];
	const market = { ...genesis.market, taskStepLimit };
	const block = {
		chainId: 'test',
		height: 1,
		time: START,
		market,
		epoch: genesisEpoch(genesis),
		overlay,
		events,
		modules,
	};
	const context = () => new CallContext(block, null, taskStepLimit);
	overlay.write(`ledger/account/${POOL}`, money);
	const waiting = () => overlay.writes().filter(({ path, value }) => path.startsWith('schedule/at/') && value).length;
	return {
		earn: (participant: string, points: number) => collectPoints(context(), participant, points),
		start: () => startDistribution(context()),
		/** Runs the batch that waits, as the engine would in the next block. */
		run: () => incentiveContract.tasks.distribute?.(context(), ''),
		waiting,
		add: (amount: number) => overlay.write(`ledger/account/${POOL}`, balanceOf(context(), POOL) + amount),
		balance: (account: string) => balanceOf(context(), account),
		paid: () => events.flatMap((event) => (event.kind === 'pool-paid' ? [event] : [])),
		left: () => overlay.writes().filter(({ path, value }) => value && /^incentive\/(due|earner)\//.test(path)).length,
	};
}

describe('the participants’ pool', () => {
	it('is shared by points, rounded down, and keeps the rest', () => {
		const market = pool(100);
		market.earn('a', 1);
		market.earn('b', 1);
		market.earn('a', 1);
		market.earn('c', 0);
		market.start();
		market.run();
		expect(market.paid().map(({ participant, amount, points }) => [participant, amount, points])).toEqual([
			['a', 66, 2],
			['b', 33, 1],
		]);
		expect(market.balance(POOL)).toBe(1);
		expect(market.left()).toBe(0);
	});

	it('waits while it is empty, and keeps the points until it is not', () => {
		const market = pool(0);
		market.earn('a', 5);
		market.start();
		expect(market.waiting()).toBe(0);
		market.add(10);
		market.start();
		market.run();
		expect(market.paid()).toMatchObject([{ participant: 'a', amount: 10, points: 5 }]);
	});

	it('pays many in batches that fit into a task, each once, and points earned meanwhile with the next', () => {
		const market = pool(1_000, 250);
		const earners = Array.from({ length: 12 }, (_, n) => `home-${n}`);
		for (const [index, earner] of earners.entries()) market.earn(earner, index + 1);
		market.start();
		for (let batch = 1; batch <= 3; batch++) {
			expect(market.paid()).toHaveLength(Math.min(12, (batch - 1) * 5));
			market.run();
			market.earn('home-0', 1);
			market.add(1_000);
			market.start();
		}
		expect(market.paid().map(({ participant }) => participant)).toEqual(earners);
		expect(market.paid().every(({ pool: shared, pointsInAll }) => shared === 1_000 && pointsInAll === 78)).toBe(true);
		market.run();
		expect(market.paid().at(-1)).toMatchObject({ participant: 'home-0', points: 3, distribution: 1 });
		expect(market.left()).toBe(0);
	});
});
