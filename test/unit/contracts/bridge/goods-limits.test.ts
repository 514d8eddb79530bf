import { describe, expect, it } from 'vitest';
import { admitLot, coverLot, meetConsumption } from '../../../../src/main/core/contracts/bridge/admitted-lots.ts';
import { certificatePackets } from '../../../../src/main/core/contracts/bridge/certificates.ts';
import { writeChain } from '../../../../src/main/core/contracts/bridge/channel.ts';
import { sendLotCertificates } from '../../../../src/main/core/contracts/bridge/lot-certificates.ts';
import { forgetLots } from '../../../../src/main/core/contracts/bridge/lot-forgetting.ts';
import { findSentLot, lotCount, noteLot, writeSentLot } from '../../../../src/main/core/contracts/bridge/lot-state.ts';
import { expireOffer } from '../../../../src/main/core/contracts/bridge/open-offers.ts';
import { requireLot } from '../../../../src/main/core/contracts/bridge/sent-lots.ts';
import { countLots } from '../../../../src/main/core/contracts/settlement/lots.ts';
import { positionOf } from '../../../../src/main/core/contracts/settlement/positions.ts';
import { type CrossingPart, PACKET_LIMITS } from '../../../../src/shared/codec/bridge-packet.ts';
import type { SentLot } from '../../../../src/shared/codec/bridge-state.ts';
import { calls } from '../../../../src/shared/codec/calls.ts';
import { packetId } from '../../../../src/shared/codec/ids.ts';
import { HOUR_MS } from '../../../../src/shared/codec/units.ts';
import { contextOn, eventsIn, run } from '../../../fixtures/bridge/bridge-calls.ts';
import { relayOnce, settle } from '../../../fixtures/bridge/connected-chains.ts';
import { readLeaf } from '../../../fixtures/bridge/relayed-calls.ts';
import {
	CERTIFICATE,
	lotCall,
	meter,
	type Regions,
	settleHour,
	TERMS_OF_HOUR,
	TRADE,
	tradedRegions,
} from '../../../fixtures/bridge/traded-regions.ts';

/** What the contract's own loop over packets leaves room for. */
const STEPS_OF_PACKET = 20_000;
const PRODUCT = 'F-24';

function parts({ chainId: origin }: Regions['north'], count: number): CrossingPart[] {
	return Array.from({ length: count }, (_, n) => ({
		origin,
		certificate: `GC-meter-${n}`,
		fromWh: 0,
		toWh: 10,
		terms: {
			product: 'F-1',
			meter: `meter-${n}`,
			producer: 'home-01',
			technology: 'solar',
			start: 0,
			end: HOUR_MS,
			reading: `R-meter-${n}`,
			expiresAt: TERMS_OF_HOUR.settlementTime + 9 * HOUR_MS,
			quantityWh: 10,
		},
	}));
}

const lotOf = ({ north }: Regions, quantityWh: number) =>
	requireLot(contextOn(north), 'home-02', TRADE, quantityWh).lot;

/** Makes the channel look as if no more packets could be sent. */
function fill(context: ReturnType<typeof contextOn>, chain: string): void {
	writeChain(context, 'sent', chain, { count: 2 * PACKET_LIMITS.window, digest: new Uint8Array(32) });
}

describe('the bounds of what crosses', () => {
	it('let the largest packet of certificates be received, used and given back within its steps', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		const context = contextOn(south);
		const crossing = { chain: north.chainId, packet: packetId(north.chainId, south.chainId, 0) };
		admitLot(context, crossing, 'home-02', lotOf(regions, 1_000));
		meetConsumption(context, PRODUCT, 'home-02', [1_000]);
		const contents = {
			kind: 'certificates',
			from: 'home-02',
			to: 'home-02',
			lot: crossing.packet,
			parts: parts(north, 100),
		} as const;
		const before = context.steps;
		certificatePackets.receive(context, crossing, contents);
		expect(eventsIn(context.block.events, 'certificate-cancelled')).toHaveLength(100);
		const received = context.steps - before;
		const returning = contents.parts.map((part) => ({ ...part, terms: null, fromWh: 0, toWh: 5 }));
		const later = contextOn(south);
		certificatePackets.receive(later, crossing, {
			...contents,
			lot: null,
			parts: contents.parts.map((part) => ({ ...part, fromWh: 5 })),
		});
		const start = later.steps;
		certificatePackets.giveBack(later, crossing, { ...contents, parts: returning });
		expect(eventsIn(later.block.events, 'certificate-returned')).toHaveLength(100);
		for (const steps of [received, later.steps - start]) expect(steps).toBeLessThan(STEPS_OF_PACKET);
	});

	it('keep certificates that wait for their lot few, and the others in their owner’s hand', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		const context = contextOn(south);
		const crossing = { chain: north.chainId, packet: packetId(north.chainId, south.chainId, 0) };
		admitLot(context, crossing, 'home-02', lotOf(regions, 1_000));
		const contents = { kind: 'certificates', from: 'x', to: 'home-02', lot: crossing.packet } as const;
		const all = parts(north, 150);
		for (const some of [all.slice(0, 100), all.slice(100)])
			certificatePackets.receive(context, crossing, { ...contents, parts: some });
		expect(meetConsumption(context, PRODUCT, 'home-02', [1_200])).toEqual({ cameWh: [1_000], metWh: [1_000] });
		coverLot(context, crossing.packet);
		expect(eventsIn(context.block.events, 'certificate-cancelled')).toHaveLength(PACKET_LIMITS.parts);
	});

	it('keep lots few, by owner and by product', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		const context = contextOn(south);
		const lot = lotOf(regions, 1);
		const admit = (n: number, owner: string) => {
			const crossing = { chain: north.chainId, packet: packetId(north.chainId, south.chainId, n) };
			return context.attempt(() => admitLot(context, crossing, owner, lot))?.code ?? null;
		};
		for (let n = 0; n < PACKET_LIMITS.lotsTogether; n++) expect(admit(n, 'home-02')).toBeNull();
		expect(admit(100, 'home-02')).toBe('BRIDGE_LOTS_TOO_MANY');
		expect(admit(100, 'home-03')).toBeNull();
		for (let n = 101; n < PACKET_LIMITS.lotsPerProduct; n++) noteLot(context, 'admitted', PRODUCT, `X-${n}`);
		expect(admit(1_000, 'home-04')).toBe('BRIDGE_LOTS_TOO_MANY');
	});

	it('let a settlement count many lots in as many blocks as it takes, and forget them page by page', () => {
		const { north, south } = tradedRegions();
		const context = contextOn(north);
		const lot: SentLot = {
			chain: south.chainId,
			owner: 'home-02',
			to: 'home-02',
			product: PRODUCT,
			period: 0,
			trade: 0,
			start: TERMS_OF_HOUR.deliveryStart,
			end: TERMS_OF_HOUR.deliveryEnd,
			quantityWh: 2,
			feedIn: 0,
			status: 'delivered',
			certificates: [],
		};
		for (let n = 0; n < 300; n++) {
			noteLot(context, 'sent', PRODUCT, `X-${n}`);
			if (n % 10 > 0) writeSentLot(context, `X-${n}`, lot);
		}
		let counted = countLots(context, { product: PRODUCT }, 0, [0]);
		const blocks = [counted.next];
		while (!counted.isLast) {
			counted = countLots(context, { product: PRODUCT }, counted.next, counted.lotsWh);
			blocks.push(counted.next);
		}
		expect(blocks).toEqual([128, 256, 300]);
		expect(counted.lotsWh).toEqual([540]);
		expect(positionOf(context, PRODUCT, 'home-02')).toEqual([[0, 540, 0, 0, 0]]);
		let tasks = 1;
		while (!forgetLots(context, PRODUCT)) tasks++;
		expect(tasks).toBe(5);
		expect(lotCount(context, 'sent', PRODUCT)).toBe(0);
		expect(findSentLot(context, 'X-1')).toBeUndefined();
	});
});

describe('what must be told though the channel is full', () => {
	it('waits for room: the end of an offer', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		const goods = { kind: 'lot', trade: TRADE, quantityWh: 400 } as const;
		const terms = { chain: south.chainId, taker: null, goods, price: 1, expiresAt: north.time + HOUR_MS };
		const { result } = run(north, calls.bridge.offer(terms), 'home-02');
		settle(north, south);
		const offer = eventsIn(result.events, 'packet-sent')[0]?.packet as string;
		const context = contextOn(south);
		fill(context, north.chainId);
		expireOffer(context, offer);
		expect(context.block.events).toEqual([]);
		const free = contextOn(south);
		expireOffer(free, offer);
		expect(eventsIn(free.block.events, 'offer-expired')).toHaveLength(1);
		expect([...context.block.overlay.writes()].filter(({ path }) => path.startsWith('schedule/at/'))).toHaveLength(1);
	});

	it('waits for room: the certificates of a lot', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		const { result } = run(north, lotCall(regions, 400), 'home-02');
		settle(north, south);
		const packet = eventsIn(result.events, 'packet-sent')[0]?.packet as string;
		meter(north, [['home-01', 1_000, 0]]);
		north.block(TERMS_OF_HOUR.settlementTime);
		north.block();
		const context = contextOn(north);
		fill(context, south.chainId);
		sendLotCertificates(context, packet);
		expect(context.block.events).toEqual([]);
		expect(findSentLot(context, packet)?.certificates).toEqual([{ certificate: CERTIFICATE, fromWh: 0, toWh: 400 }]);
		sendLotCertificates(contextOn(north), packet);
		north.run(2);
		expect(eventsIn(north.events, 'packet-sent').map(({ contents }) => contents.kind)).toEqual(['lot', 'certificates']);
	});
});

describe('lots in a settlement under way', () => {
	it('count when they come back between two of its blocks, and are paid for', () => {
		const regions = tradedRegions({ homes: 140 });
		const { north, south } = regions;
		run(north, lotCall(regions, 400, { to: 'nobody', lifeMs: 5 * HOUR_MS }), 'home-02');
		meter(north, [
			['home-01', 1_000, 0],
			['home-02', 0, 600],
		]);
		relayOnce(north, south);
		south.run(2);
		relayOnce(south, north);
		north.block(TERMS_OF_HOUR.settlementTime);
		expect(eventsIn(north.events, 'product-settling')).toHaveLength(1);
		expect(eventsIn(north.events, 'product-settled')).toEqual([]);
		expect(eventsIn(north.events, 'lot-returned')).toEqual([expect.objectContaining({ settled: true })]);
		north.run(4);
		const [settled] = eventsIn(north.events, 'product-settled');
		const grid = settled?.statements.find(({ participant }) => participant === 'grid');
		expect(grid).toMatchObject({ contractedWh: -400 });
		expect(eventsIn(north.events, 'certificate-sent')).toEqual([]);
		expect(eventsIn(north.events, 'certificate-cancelled').map(({ fromWh, toWh }) => [fromWh, toWh])).toEqual([
			[0, 600],
		]);
		expect(readLeaf(north, `certificates/held/home-02/${CERTIFICATE}`)).toEqual([[600, 1_000]]);
	});

	it('count in the imbalance of their zone', () => {
		for (const pricing of ['single', 'dual'] as const) {
			const imbalance = { pricing, component: 20_000 };
			const regions = tradedRegions({ homeProduct: { imbalance }, product: { imbalance } });
			const { north, south } = regions;
			run(north, lotCall(regions, 400), 'home-02');
			settle(north, south);
			meter(north, [
				['home-01', 1_000, 0],
				['home-02', 0, 600],
			]);
			meter(south, [['home-02', 0, 500]]);
			expect(settleHour(north).get('home-02')).toMatchObject({ residualWh: 0, residual: 0 });
			expect(settleHour(south).get('home-02')).toMatchObject({ contractedWh: -400, residualWh: -100 });
			expect(eventsIn(north.events, 'product-settled').map(({ residue }) => residue)).toEqual([0]);
		}
	});
});
