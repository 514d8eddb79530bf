import { describe, expect, it } from 'vitest';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { POINT_VALUE } from '../../../src/shared/codec/incentive-calls.ts';
import { participantStandingPath } from '../../../src/shared/codec/state-paths.ts';
import { certifiedMarket, settleHour } from '../../fixtures/certified-market.ts';
import { type EngineMarket, START } from '../../fixtures/engine-market.ts';

const POOL = '$incentive-pool';
const BUYER = 'home-02';

const transfers = (market: EngineMarket) =>
	market.events.filter((event) => event.kind === 'transfer' && event.reason === 'fee-points') as Extract<
		ContractEvent,
		{ kind: 'transfer' }
	>[];
const points = (market: EngineMarket) =>
	market.events.flatMap((event) =>
		event.kind === 'incentive-points' && event.participant === BUYER ? [[event.change, event.reason]] : [],
	);
const standing = (market: EngineMarket, who = BUYER) =>
	decode(market.engine.state.get(participantStandingPath(who)) as Uint8Array, 1_000) as unknown as { points: number };

/** home-02 buys so much in hour 24; the zone's fee is 10,000 micro-units per kWh. */
function buy(pointsMax: number | null, quantityWh: number, blockReward = 500_000): EngineMarket {
	const market = certifiedMarket({ market: { blockReward } });
	if (pointsMax !== null) market.send(BUYER, calls.incentive.payFeesWithPoints({ pointsMax }));
	market.block(START + 1);
	settleHour(
		market,
		24,
		[
			['home-01', { side: 'offer', price: 100_000, quantityWh }],
			[BUYER, { side: 'bid', price: 200_000, quantityWh }],
		],
		[
			['home-01', quantityWh, 0],
			[BUYER, 0, quantityWh],
		],
	);
	return market;
}

describe('wheeling fees paid with points', () => {
	it('come back from the pool as whole points, which leave the standing', () => {
		const market = buy(1_000, 550);
		// A fee of 5,500 is five points; the buyer has earned 5 for its deed and 10 for its order.
		expect(transfers(market)).toEqual([
			expect.objectContaining({ from: POOL, to: BUYER, amount: 5 * POINT_VALUE, subject: `S-F-24-${BUYER}` }),
		]);
		expect(points(market)).toEqual([
			[5, 'deed-in-time'],
			[10, 'order-honoured'],
			[-5, 'fees-paid'],
		]);
		expect(standing(market).points).toBe(10);
	});

	it('take no more points than were earned since the last distribution', () => {
		const market = buy(1_000, 5_000);
		expect(transfers(market)[0]?.amount).toBe(15 * POINT_VALUE);
		expect(standing(market).points).toBe(0);
	});

	it('take no more points than the participant allows, and none where it has said nothing or 0', () => {
		expect(transfers(buy(3, 5_000))[0]?.amount).toBe(3 * POINT_VALUE);
		expect(transfers(buy(null, 5_000))).toEqual([]);
		expect(transfers(buy(0, 5_000))).toEqual([]);
	});

	it('use a point once: what is spent does not share in the pool, and what has shared pays no fees', () => {
		const market = buy(3, 5_000);
		const paid = market.events.filter((event) => event.kind === 'pool-paid');
		expect(paid.find(({ participant }) => participant === BUYER)?.points).toBe(12);
		expect(standing(market).points).toBe(12);
		settleHour(
			market,
			48,
			[
				['home-01', { side: 'offer', price: 100_000, quantityWh: 9_000 }],
				[BUYER, { side: 'bid', price: 200_000, quantityWh: 9_000 }],
			],
			[['home-01', 9_000, 0]],
		);
		// The position was not taken: only the deed's 5 points are new, and 3 of them are allowed.
		expect(standing(market).points).toBe(12 + 5 - 3);
	});

	it('end where the pool ends, to the micro-unit', () => {
		expect(transfers(buy(1_000, 5_000, 0))).toEqual([]);
		const market = buy(1_000, 5_000, 2_500);
		expect(transfers(market)[0]?.amount).toBeLessThan(15 * POINT_VALUE);
		let pool = 0;
		for (const event of market.events) {
			if (event.kind === 'reward-paid' && event.reason === 'pool') pool += event.amount;
			if (event.kind === 'pool-paid') pool -= event.amount;
			if (event.kind === 'transfer' && event.reason === 'fee-points') pool -= event.amount;
		}
		expect(market.balance(POOL)).toBe(pool);
		expect(pool).toBeGreaterThanOrEqual(0);
	});
});
