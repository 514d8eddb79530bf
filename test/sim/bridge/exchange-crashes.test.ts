import { describe, expect, it } from 'vitest';
import { calls } from '../../../src/shared/codec/calls.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { claim, eventsIn } from '../../fixtures/bridge/bridge-calls.ts';
import { relayOnce, settle } from '../../fixtures/bridge/connected-chains.ts';
import { type Regions, TRADE, tradedRegions } from '../../fixtures/bridge/traded-regions.ts';
import { codesOf } from '../../fixtures/governance.ts';

const PRICE = 30_000;
const SOLD_WH = 400;
const SELLER = 'home-02';
const TAKER = 'home-04';

interface Exchange extends Regions {
	/** Of the offer. */
	readonly expiresAt: number;
}

/** Everything that any process does from the offer to its end, one after the other. */
const STEPS: readonly ((exchange: Exchange) => void)[] = [
	({ north, south, expiresAt }) => {
		const goods = { kind: 'lot', trade: TRADE, quantityWh: SOLD_WH } as const;
		north.send(SELLER, calls.bridge.offer({ chain: south.chainId, taker: null, goods, price: PRICE, expiresAt }));
	},
	({ north }) => north.block(),
	({ north }) => north.block(),
	({ north, south }) => relayOnce(north, south),
	({ south, north }) => south.block(Math.max(south.time, north.time) + 1),
	({ south }) => {
		const [standing] = eventsIn(south.events, 'offer-opened');
		if (standing) south.send(TAKER, calls.bridge.take({ offer: standing.offer }));
	},
	({ south }) => south.block(),
	({ south }) => south.block(),
	({ north, south }) => relayOnce(south, north),
	({ north }) => north.block(),
	({ north }) => north.block(),
	({ north, south }) => relayOnce(north, south),
	({ south }) => south.block(),
];

/** Every process of both chains, and every relayer, loses what it has not written. */
function crash({ north, south }: Regions): void {
	north.restart();
	south.restart();
}

/** Who has what at the end, once new relayers have come and the offer's time is over. */
function endOf(exchange: Exchange): { paid: number; received: number; lotThere: boolean; lotBack: boolean } {
	const { north, south, expiresAt } = exchange;
	settle(north, south);
	for (const chain of [north, south]) chain.block(Math.max(chain.time, expiresAt) + 1);
	settle(north, south);
	const paid = eventsIn(south.events, 'offer-taken').length * PRICE;
	expect(claim(south, north)).toBe(paid);
	return {
		paid,
		received: 0 - claim(north, south),
		lotThere: eventsIn(south.events, 'lot-admitted').length === 1,
		lotBack: eventsIn(north.events, 'lot-returned').length === 1,
	};
}

describe('an exchange between regions whose every process crashes', () => {
	const both = { paid: PRICE, received: PRICE, lotThere: true, lotBack: false };
	const neither = { paid: 0, received: 0, lotThere: false, lotBack: true };
	const never = { ...neither, lotBack: false };
	/** The block with the offer, and the block with the taking: what no crash after it undoes. */
	const [OFFERED, TAKEN] = [2, 7];

	it.each(Array.from({ length: STEPS.length + 1 }, (_, done) => [done]))(
		'ends with both legs or neither: after %s steps',
		(done) => {
			const regions = tradedRegions();
			const exchange = { ...regions, expiresAt: regions.north.time + HOUR_MS };
			for (const step of STEPS.slice(0, done)) step(exchange);
			crash(exchange);
			expect(endOf(exchange)).toEqual(done < OFFERED ? never : done < TAKEN ? neither : both);
		},
	);

	it('ends with both legs when they crash after each of its steps and do it again', () => {
		const regions = tradedRegions();
		const exchange = { ...regions, expiresAt: regions.north.time + HOUR_MS };
		for (const [n, step] of STEPS.entries()) {
			step(exchange);
			crash(exchange);
			// Whoever wanted something asks again, since what waited is lost.
			step(exchange);
			const next = STEPS[n + 1];
			if (next) next(exchange);
		}
		expect(endOf(exchange)).toEqual(both);
		for (const result of [...exchange.north.results, ...exchange.south.results])
			expect(codesOf(result)).not.toContain('CALL_FAULT');
	});
});
