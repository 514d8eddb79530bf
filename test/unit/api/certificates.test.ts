import { describe, expect, it } from 'vitest';
import {
	certificateStepView,
	certificatesOf,
	certificateView,
	certifiedHours,
	matchedOver,
} from '../../../src/main/api/certificate-views.ts';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import type { ExecutionResult } from '../../../src/main/core/contracts/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { certificateView as viewForm } from '../../../src/shared/contract/certificates.ts';
import { certifiedMarket, settleHour } from '../../fixtures/certified-market.ts';
import { transactionId } from '../../fixtures/engine-chain.ts';
import { type EngineMarket, hourProduct, modules, START } from '../../fixtures/engine-market.ts';

const HOUR = 24;
const { deliveryStart, settlementTime } = hourProduct(HOUR);
const GC = `GC-meter-home-01-${deliveryStart}`;
const ANY = { participant: null, meter: null, from: null, to: null, state: null };

/** home-01 makes 1,000 Wh, uses 100, sells 600 to home-02, which uses 400, and gives 50 of the rest to home-04. */
function traded(): EngineMarket {
	const market = certifiedMarket();
	settleHour(
		market,
		HOUR,
		[
			['home-01', { side: 'offer', price: 100_000, quantityWh: 600 }],
			['home-02', { side: 'bid', price: 200_000, quantityWh: 600 }],
		],
		[
			['home-01', 1_000, 100],
			['home-02', 0, 400],
			['home-03', 10_001, 0],
		],
	);
	const parts = [{ certificate: GC, fromWh: 950, toWh: 1_000 }];
	market.send('home-01', calls.certificates.transfer({ to: 'home-04', parts }));
	market.block(settlementTime + 100);
	return market;
}

function modelOf(market: EngineMarket, certificates = 1_000): ReadModel {
	const { genesis } = market;
	const { hasher } = modules;
	const model = new ReadModel({ genesis, hasher, utcOffsetMinutes: 0, wallNow: () => 0, retention: { certificates } });
	market.blocks.forEach((block, at) => {
		const { receipts, events, stateRoot } = market.results[at] as ExecutionResult;
		model.apply({
			block,
			blockId: new Uint8Array(32),
			proof: { kind: 'order', certificate: { blockId: new Uint8Array(32), round: 1, signers: [], signatures: [] } },
			stateRoot,
			transactionIds: block.transactions.map(transactionId),
			receipts,
			events,
			finalisedAtMs: 0,
		});
	});
	return model;
}

describe('the console’s certificates', () => {
	const model = modelOf(traded());
	const row = model.certificates.find(GC);

	it('show every part in its hand, and add up', () => {
		const view = row && certificateView(row, model, { participant: null, partsMax: 50 });
		expect(viewForm.parse(view)).toMatchObject({ quantityWh: 1_000, heldWh: 500, cancelledWh: 500, expiredWh: 0 });
		expect(view?.parts.map(({ fromWh, toWh, holder, state }) => [fromWh, toWh, holder, state])).toEqual([
			[0, 100, 'home-01', 'cancelled'],
			[100, 500, 'home-02', 'cancelled'],
			[500, 700, 'home-02', 'held'],
			[700, 950, 'home-01', 'held'],
			[950, 1_000, 'home-04', 'held'],
		]);
	});

	it('tell the history of every part, with what caused it', () => {
		const steps = row?.steps.map((step) => certificateStepView(step, model)) ?? [];
		expect(steps.map(({ kind, from, to, trade, settlement }) => [kind, from, to, trade ?? settlement])).toEqual([
			['issued', null, 'home-01', null],
			['cancelled', 'home-01', null, `S-F-${HOUR}-home-01`],
			['transferred', 'home-01', 'home-02', `T-F-${HOUR}-0`],
			['cancelled', 'home-02', null, `S-F-${HOUR}-home-02`],
			['transferred', 'home-01', 'home-04', null],
		]);
		expect(steps.at(-1)?.transactionId).toMatch(/^[0-9a-f]{64}$/);
	});

	it.each([
		[{ participant: 'home-04' }, 1],
		[{ participant: 'home-05' }, 0],
		[{ participant: 'home-04', state: 'cancelled' as const }, 0],
		[{ meter: 'meter-home-01' }, 1],
		[{ from: deliveryStart, to: deliveryStart + 1 }, 1],
		[{ to: deliveryStart }, 0],
	])('are found by %j', (filter, count) => {
		expect([...certificatesOf(model, { ...ANY, ...filter })]).toHaveLength(count);
	});

	it('match consumption hour by hour', () => {
		const range = { from: START, to: settlementTime };
		const [buyer] = certifiedHours(model, 'home-02', range);
		expect(buyer).toEqual({
			start: deliveryStart,
			issuedWh: 0,
			boughtWh: 600,
			givenWh: 0,
			cancelledWh: 400,
			expiredWh: 0,
			heldWh: 200,
			consumedWh: 400,
			matched: 1,
		});
		expect(certifiedHours(model, 'home-01', range)[0]).toMatchObject({ issuedWh: 1_000, givenWh: 650, heldWh: 250 });
		expect(matchedOver(certifiedHours(model, 'home-02', range))).toBe(1);
		expect(matchedOver([])).toBeNull();
	});

	it('tell of readings that no device can have generated', () => {
		expect(model.certificates.refusals).toMatchObject([{ owner: 'home-03', generatedWh: 10_001, possibleWh: 10_000 }]);
	});

	it('forget the oldest hours beyond what is retained', () => {
		const market = certifiedMarket();
		settleHour(market, 24, [], [['home-01', 10, 0]]);
		settleHour(market, 48, [], [['home-01', 20, 0]]);
		const few = modelOf(market, 1);
		expect([...certificatesOf(few, ANY)].map(({ quantityWh }) => quantityWh)).toEqual([20]);
	});
});
