import { describe, expect, it } from 'vitest';
import { admitLot } from '../../../../src/main/core/contracts/bridge/admitted-lots.ts';
import { requireLot } from '../../../../src/main/core/contracts/bridge/sent-lots.ts';
import { freeCapacity, takeCapacity } from '../../../../src/main/core/contracts/bridge/tie.ts';
import { bridgeAccount } from '../../../../src/shared/codec/accounts.ts';
import { bridgePaths, type SentLot } from '../../../../src/shared/codec/bridge-state.ts';
import { calls } from '../../../../src/shared/codec/calls.ts';
import type { OrderTerms } from '../../../../src/shared/codec/order-terms.ts';
import { HOUR_MS } from '../../../../src/shared/codec/units.ts';
import { contextOn, eventsIn, run } from '../../../fixtures/bridge/bridge-calls.ts';
import type { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { relayOnce, settle, TERMS } from '../../../fixtures/bridge/connected-chains.ts';
import { readLeaf } from '../../../fixtures/bridge/relayed-calls.ts';
import {
	CERTIFICATE,
	lotCall,
	meter,
	packetFlows,
	pathsOf,
	settleHour,
	TERMS_OF_HOUR,
	TRADE,
	tradedRegions,
	withLot,
} from '../../../fixtures/bridge/traded-regions.ts';
import { hourProduct } from '../../../fixtures/engine-market.ts';

const BOUGHT = [
	['home-01', 1_000, 0],
	['home-02', 0, 600],
] as const;
const TAKEN = [['home-02', 0, 400]] as const;

const outcomes = (chain: CertifiedChain) =>
	eventsIn(chain.events, 'packet-closed').map(({ outcome, code }) => [outcome, code]);

describe('a lot between two regions', () => {
	it('is handed over in one settlement and received in the other, and the grid operators carry it', () => {
		const { north, south, packet } = withLot();
		meter(north, BOUGHT);
		meter(south, TAKEN);
		const [here, there] = [settleHour(north), settleHour(south)];
		expect(here.get('home-02')).toMatchObject({ contractedWh: -600, meteredWh: -600, residual: 0 });
		expect(here.get('grid')).toMatchObject({ contractedWh: -400, meteredWh: -400, residualWh: 0 });
		expect(there.get('home-02')).toMatchObject({ contractedWh: -400, meteredWh: -400, traded: 0, residual: 0 });
		expect(there.get('grid')).toMatchObject({ contractedWh: 400, meteredWh: 400, residualWh: 0 });
		expect(packetFlows(north, packet)).toEqual([['S-F-24-home-02', packet, 400]]);
		expect(packetFlows(south, packet)).toEqual([[packet, 'S-F-24-home-02', 400]]);
		for (const chain of [north, south])
			expect(eventsIn(chain.events, 'product-settled').map(({ residue }) => residue)).toEqual([0]);
	});

	it('brings its certificates after it, which cover what it met, wherever the settlement comes first', () => {
		for (const southFirst of [false, true]) {
			const { north, south, packet } = withLot({}, 500);
			meter(north, BOUGHT);
			meter(south, TAKEN);
			for (const chain of southFirst ? [south, north] : [north, south]) {
				settleHour(chain);
				settle(north, south);
			}
			south.run(3);
			const foreign = `${north.chainId}:${CERTIFICATE}`;
			expect(eventsIn(north.events, 'certificate-sent')).toEqual([
				expect.objectContaining({ owner: 'home-02', packet, certificate: CERTIFICATE, fromWh: 0, toWh: 500 }),
			]);
			expect(eventsIn(north.events, 'certificate-cancelled')).toEqual([
				expect.objectContaining({ owner: 'home-02', settlement: 'S-F-24-home-02', fromWh: 500, toWh: 1_000 }),
			]);
			expect(eventsIn(south.events, 'certificate-admitted')).toEqual([
				expect.objectContaining({
					owner: 'home-02',
					origin: north.chainId,
					certificate: foreign,
					fromWh: 0,
					toWh: 500,
				}),
			]);
			expect(eventsIn(south.events, 'certificate-cancelled')).toEqual([
				expect.objectContaining({
					owner: 'home-02',
					settlement: 'S-F-24-home-02',
					certificate: foreign,
					fromWh: 0,
					toWh: 400,
				}),
			]);
			expect(readLeaf(south, `certificates/held/home-02/${foreign}`)).toEqual([[400, 500]]);
			expect(readLeaf(north, `certificates/held/${bridgeAccount(south.chainId)}/${CERTIFICATE}`)).toEqual([[0, 500]]);
		}
	});

	it('keeps what it met from its owner’s own certificates', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		run(north, lotCall(regions, 400, { to: 'home-01' }), 'home-02');
		settle(north, south);
		meter(north, BOUGHT);
		meter(south, [['home-01', 500, 300]]);
		settleHour(south);
		expect(eventsIn(south.events, 'certificate-cancelled')).toEqual([]);
		settleHour(north);
		settle(north, south);
		expect(eventsIn(south.events, 'certificate-cancelled')).toEqual([
			expect.objectContaining({ certificate: `${north.chainId}:${CERTIFICATE}`, fromWh: 0, toWh: 300 }),
		]);
		expect(readLeaf(south, `certificates/held/home-01/${CERTIFICATE}`)).toEqual([[0, 500]]);
	});

	it('traces from the cancelled certificate through the packet to the certificate, reading and meter', () => {
		const { north, south } = withLot();
		meter(north, BOUGHT);
		meter(south, TAKEN);
		settleHour(south);
		settleHour(north);
		settle(north, south);
		const edges = [north, south].flatMap((chain) =>
			eventsIn(chain.events, 'provenance').map(({ from, to, relation }) => `${from.id} ${relation} ${to.id}`),
		);
		const carrier = eventsIn(north.events, 'packet-sent').find(
			({ contents }) => contents.kind === 'certificates',
		)?.packet;
		expect(edges).toEqual(
			expect.arrayContaining([
				`S-F-24-home-02 used ${north.chainId}:${CERTIFICATE}`,
				`${north.chainId}:${CERTIFICATE} wasDerivedFrom ${carrier}`,
				`${carrier} wasDerivedFrom ${CERTIFICATE}`,
				`${CERTIFICATE} wasDerivedFrom R-meter-home-01-${TERMS_OF_HOUR.deliveryStart}`,
			]),
		);
	});

	it('waits for its delivery before its certificates leave', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		const { result } = run(north, lotCall(regions, 400, { lifeMs: 4 * HOUR_MS }), 'home-02');
		const packet = eventsIn(result.events, 'packet-sent')[0]?.packet as string;
		meter(north, BOUGHT);
		settleHour(north);
		expect(eventsIn(north.events, 'packet-sent')).toHaveLength(1);
		expect(readLeaf<SentLot>(north, bridgePaths.sentLot(packet))?.certificates).toEqual([
			{ certificate: CERTIFICATE, fromWh: 0, toWh: 400 },
		]);
		south.block(TERMS_OF_HOUR.settlementTime - 1_000);
		settle(north, south);
		expect(outcomes(north)).toEqual([['refused', 'BRIDGE_LOT_LATE']]);
	});

	it('sends them when it learns of its delivery', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		run(north, lotCall(regions, 400), 'home-02');
		north.run(2);
		relayOnce(north, south);
		south.run(2);
		meter(north, BOUGHT);
		settleHour(north);
		expect(eventsIn(north.events, 'packet-sent')).toHaveLength(1);
		settle(north, south);
		north.run(2);
		settle(north, south);
		expect(eventsIn(north.events, 'packet-sent').map(({ contents }) => contents.kind)).toEqual(['lot', 'certificates']);
		expect(eventsIn(south.events, 'certificate-admitted')).toHaveLength(1);
	});

	it('is refused where it cannot leave, and says why', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		const chain = south.chainId;
		const timeoutAt = north.time + HOUR_MS;
		const send = (change: object, sender = 'home-02') => {
			const call = calls.bridge.sendLot({ chain, to: 'home-02', trade: TRADE, quantityWh: 400, timeoutAt, ...change });
			return run(north, call, sender).code;
		};
		expect(send({ trade: 'T-F-24-1' })).toBe('BRIDGE_LOT_TRADE');
		expect(send({ trade: 'nothing' })).toBe('BRIDGE_LOT_TRADE');
		expect(send({}, 'home-01')).toBe('BRIDGE_LOT_OWNER');
		expect(send({ quantityWh: 1_001 })).toBe('BRIDGE_LOT_QUANTITY');
		expect(send({ timeoutAt: north.time })).toBe('BRIDGE_TIMEOUT');
		expect(send({ chain: 'elsewhere' })).toBe('BRIDGE_CHAIN_UNKNOWN');
		expect(send({ quantityWh: 600 })).toBeNull();
		expect(send({ quantityWh: 401 })).toBe('BRIDGE_LOT_QUANTITY');
		expect(send({ quantityWh: 400 })).toBeNull();
		meter(north, BOUGHT);
		settleHour(north);
		expect(send({ timeoutAt: north.time + HOUR_MS })).toBe('BRIDGE_LOT_LATE');
	});

	it('leaves only what a sealed deed of a cleared product has sold', () => {
		const { north, south } = tradedRegions();
		const product = hourProduct(30);
		north.send('market', calls.auction.openProducts({ products: [product] }));
		north.block();
		for (const [home, side, price] of [
			['home-01', 'offer', 100_000],
			['home-02', 'bid', 200_000],
		] as const)
			north.send(
				home,
				calls.auction.placeOrders({
					owner: null,
					orders: [{ product: 'F-30', side, price, quantityWh: 500 } as OrderTerms],
				}),
			);
		north.block();
		const send = () => {
			const terms = {
				chain: south.chainId,
				to: 'home-02',
				trade: 'T-F-30-0',
				quantityWh: 1,
				timeoutAt: north.time + HOUR_MS,
			};
			return run(north, calls.bridge.sendLot(terms), 'home-02').code;
		};
		expect(send()).toBe('BRIDGE_LOT_TRADE');
		north.block(product.gateClosure);
		expect(send()).toBe('BRIDGE_LOT_UNSEALED');
	});

	it('takes the tie’s capacity of its interval, and gives it back with itself', () => {
		const regions = tradedRegions({ terms: { ...TERMS, capacityW: 500 } });
		const { north, south } = regions;
		const send = (quantityWh: number) => run(north, lotCall(regions, quantityWh, { to: 'nobody' }), 'home-02').code;
		expect(send(501)).toBe('BRIDGE_TIE_FULL');
		expect(send(300)).toBeNull();
		expect(send(201)).toBe('BRIDGE_TIE_FULL');
		expect(send(200)).toBeNull();
		settle(north, south);
		expect(outcomes(north)).toEqual([
			['refused', 'PARTICIPANT_UNKNOWN'],
			['refused', 'PARTICIPANT_UNKNOWN'],
		]);
		expect(pathsOf(north).filter((path) => /^bridge\/(tie|sent-lot\/|trade-lots)/.test(path))).toEqual([]);
		expect(send(500)).toBeNull();
	});

	it('counts over a tie by power, whatever the periods', () => {
		const { north, south } = tradedRegions({ terms: { ...TERMS, capacityW: 400 } });
		const context = contextOn(north);
		const { deliveryStart: start } = TERMS_OF_HOUR;
		const quarter = HOUR_MS / 4;
		takeCapacity(context, 'sent', south.chainId, { start, end: start + HOUR_MS, quantityWh: 300 });
		takeCapacity(context, 'sent', south.chainId, { start, end: start + quarter, quantityWh: 25 });
		expect(() => takeCapacity(context, 'sent', south.chainId, { start, end: start + quarter, quantityWh: 1 })).toThrow(
			expect.objectContaining({ code: 'BRIDGE_TIE_FULL', details: expect.objectContaining({ freeWh: 0 }) }),
		);
		takeCapacity(context, 'sent', south.chainId, { start: start + quarter, end: start + 2 * quarter, quantityWh: 25 });
		freeCapacity(context, 'sent', south.chainId, { start, end: start + HOUR_MS, quantityWh: 300 });
		takeCapacity(context, 'sent', south.chainId, {
			start: start + 2 * quarter,
			end: start + 4 * quarter,
			quantityWh: 200,
		});
	});
});

describe('a lot that arrives', () => {
	it('takes capacity of the tie by the terms of the chain that it comes to', () => {
		const { north, south } = tradedRegions({ terms: { ...TERMS, capacityW: 500 } });
		const lot = requireLot(contextOn(north), 'home-02', TRADE, 1).lot;
		const context = contextOn(south);
		const admit = (packet: string, quantityWh: number) => {
			const crossing = { chain: north.chainId, packet };
			return context.attempt(() => admitLot(context, crossing, 'home-02', { ...lot, quantityWh }))?.code ?? null;
		};
		expect(admit('X-0', 501)).toBe('BRIDGE_TIE_FULL');
		expect(admit('X-0', 400)).toBeNull();
		expect(admit('X-1', 101)).toBe('BRIDGE_TIE_FULL');
		expect(admit('X-1', 100)).toBeNull();
	});

	it('obliges nobody to use it: what is not consumed of it costs no credit', () => {
		const { north, south } = withLot();
		meter(north, BOUGHT);
		meter(south, [['home-02', 0, 100]]);
		expect(settleHour(south).get('home-02')).toMatchObject({ contractedWh: -400, residualWh: 300 });
		settleHour(north);
		const judged = (chain: CertifiedChain) =>
			eventsIn(chain.events, 'participant-credit').flatMap(({ participant, rule }) =>
				rule === 'delivered' ? [participant] : [],
			);
		expect(judged(south)).toEqual([]);
		const honoured = eventsIn(north.events, 'incentive-points').filter(({ reason }) => reason === 'order-honoured');
		expect(honoured.map(({ participant }) => participant).sort()).toEqual(['home-01', 'home-02']);
	});
});
