import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/shared/codec/cbor.ts';
import { createGenesis } from '../../../src/shared/codec/genesis.ts';
import type { MarketParameters } from '../../../src/shared/codec/genesis-document.ts';
import { EngineMarket, neighbourhoodGenesis, START } from '../../fixtures/engine-market.ts';
import { PART_STEPS, toyCalls, withToy } from '../../fixtures/toy-contract.ts';

const DUE = START + 100;

function toyMarket(market: Partial<MarketParameters> = {}): EngineMarket {
	const { format: _format, ...genesis } = neighbourhoodGenesis({ market });
	const contracts = [...genesis.contracts, { name: 'toy', version: 1 }];
	return new EngineMarket(createGenesis({ ...genesis, contracts }), withToy(1));
}

/** `<height> <subject>/<deadline>` of each part that was done. */
const logOf = (market: EngineMarket): string[] => {
	const encoded = market.engine.state.get('toy/log');
	return encoded ? (decode(encoded, 65_536) as string[]) : [];
};

describe('a task that goes on', () => {
	it('does a part in each block, at its old place, and stays due until it is done', () => {
		const market = toyMarket();
		market.send('home-01', toyCalls.start({ subject: 'a', deadline: DUE, parts: 3 }));
		market.block(START + 1);
		expect(market.engine.nextDeadline).toBe(DUE);
		for (let n = 0; n < 2; n++) {
			market.block(DUE + n);
			expect(market.engine.nextDeadline).toBe(DUE);
		}
		market.block(DUE + 2);
		expect(market.engine.nextDeadline).toBeNull();
		expect(logOf(market)).toEqual([`2 a/${DUE}`, `3 a/${DUE}`, `4 a/${DUE}`]);
	});

	it('holds back what is due later for its subject, and nothing else', () => {
		const market = toyMarket();
		market.send(
			'home-01',
			toyCalls.start(
				{ subject: 'a', deadline: DUE, parts: 2 },
				{ subject: 'a', deadline: DUE + 1, parts: 1 },
				{ subject: 'b', deadline: DUE + 2, parts: 1 },
				{ subject: 'a', deadline: DUE + 3, parts: 1 },
			),
		);
		market.block(START + 1);
		market.block(DUE + 50);
		expect(logOf(market)).toEqual([`2 a/${DUE}`, `2 b/${DUE + 2}`]);
		market.block(DUE + 51);
		expect(logOf(market).slice(2)).toEqual([`3 a/${DUE}`, `3 a/${DUE + 1}`, `3 a/${DUE + 3}`]);
	});

	it('comes before work that became due meanwhile', () => {
		const market = toyMarket({ tasksPerBlock: 1 });
		market.send(
			'home-01',
			toyCalls.start({ subject: 'a', deadline: DUE, parts: 2 }, { subject: 'b', deadline: DUE + 1, parts: 1 }),
		);
		market.block(START + 1);
		market.block(DUE);
		market.block(DUE + 1);
		market.block(DUE + 2);
		expect(logOf(market)).toEqual([`2 a/${DUE}`, `3 a/${DUE}`, `4 b/${DUE + 1}`]);
	});

	it('is undone and not repeated when a part fails', () => {
		const market = toyMarket();
		market.send('home-01', toyCalls.start({ subject: 'a', deadline: DUE, parts: 0 }));
		market.block(START + 1);
		expect(market.block(DUE).receipts.find(({ contract }) => contract === 'toy')).toMatchObject({ ok: false });
		expect(market.engine.nextDeadline).toBeNull();
		expect(logOf(market)).toEqual([]);
	});

	it('is in the state, so that a restart goes on with it', () => {
		const market = toyMarket();
		market.send('home-01', toyCalls.start({ subject: 'a', deadline: DUE, parts: 2 }));
		market.block(START + 1);
		market.block(DUE);
		const paths = [...market.engine.leaves()].map(({ path }) => path).filter((path) => path.startsWith('schedule/at/'));
		expect(paths).toEqual([`schedule/at/${String(DUE).padStart(16, '0')}/${'0'.repeat(16)}`]);
	});
});

describe('the budgets of a block', () => {
	it('keep tasks from taking the steps of transactions, and transactions those of tasks', () => {
		const market = toyMarket({ blockTaskStepLimit: PART_STEPS, blockStepLimit: 1 });
		market.send(
			'home-01',
			toyCalls.start({ subject: 'a', deadline: DUE, parts: 1 }, { subject: 'b', deadline: DUE, parts: 1 }),
		);
		market.block(START + 1);
		market.send('home-01', toyCalls.add(1));
		market.send('home-02', toyCalls.add(1));
		const codes = market
			.block(DUE)
			.receipts.filter(({ sender }) => sender)
			.map(({ code }) => code);
		expect(codes).toEqual([null, 'BLOCK_STEP_LIMIT']);
		expect(logOf(market)).toEqual([`2 a/${DUE}`]);
		market.block(DUE + 1);
		expect(logOf(market)).toEqual([`2 a/${DUE}`, `3 b/${DUE}`]);
	});

	it('let a call take more steps the more bytes it brought', () => {
		const start = toyCalls.start(
			...Array.from({ length: 64 }, (_, n) => ({ subject: `s${n}`, deadline: DUE, parts: 1 })),
		);
		const codeWith = (callStepsPerByte: number) => {
			const market = toyMarket({ callStepLimit: 100, callStepsPerByte });
			market.send('home-01', start);
			return market.block(START + 1).receipts.at(-1)?.code;
		};
		expect(codeWith(0)).toBe('CALL_STEP_LIMIT');
		expect(codeWith(16)).toBeNull();
	});
});
