import { describe, expect, it } from 'vitest';
import { closedPackets, offerPackets } from '../../../../src/main/core/contracts/bridge/offers.ts';
import { bridgeAccount } from '../../../../src/shared/codec/accounts.ts';
import type { GoodsToOffer } from '../../../../src/shared/codec/bridge-calls.ts';
import { bridgePaths } from '../../../../src/shared/codec/bridge-state.ts';
import { calls } from '../../../../src/shared/codec/calls.ts';
import { HOUR_MS } from '../../../../src/shared/codec/units.ts';
import { claim, contextOn, eventsIn, run } from '../../../fixtures/bridge/bridge-calls.ts';
import type { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { settle, TERMS } from '../../../fixtures/bridge/connected-chains.ts';
import { readLeaf } from '../../../fixtures/bridge/relayed-calls.ts';
import {
	CERTIFICATE,
	meter,
	type Regions,
	type RegionsOptions,
	settleHour,
	TRADE,
	tradedRegions,
} from '../../../fixtures/bridge/traded-regions.ts';

const PRICE = 30_000;
const LOT: GoodsToOffer = { kind: 'lot', trade: TRADE, quantityWh: 400 };
const PARTS: GoodsToOffer = { kind: 'certificates', parts: [{ certificate: CERTIFICATE, fromWh: 100, toWh: 400 }] };

function offer({ north, south }: Regions, goods: GoodsToOffer, change: object = {}, seller = 'home-02') {
	const terms = { chain: south.chainId, taker: null, goods, price: PRICE, expiresAt: north.time + HOUR_MS, ...change };
	return run(north, calls.bridge.offer(terms), seller);
}

/** home-02 of the north offers 400 Wh of its purchase; the offer stands in the south. */
function offered(options: RegionsOptions = {}, change: object = {}): Regions & { id: string } {
	const regions = tradedRegions(options);
	const { code, result } = offer(regions, LOT, change);
	expect(code).toBeNull();
	settle(regions.north, regions.south);
	return { ...regions, id: eventsIn(result.events, 'packet-sent')[0]?.packet as string };
}

const take = (chain: CertifiedChain, id: string, taker = 'home-04') =>
	run(chain, calls.bridge.take({ offer: id }), taker).code;
const offerLeaves = (chain: CertifiedChain) =>
	[...chain.engine.leaves()].map(({ path }) => path).filter((path) => /^bridge\/(.*offer|reserved)/.test(path));

describe('an offer between two regions', () => {
	it('is taken whole: the price reaches the seller, the goods the taker, and both accounts close', () => {
		const { north, south, id } = offered();
		expect(readLeaf(north, bridgePaths.reserved(south.chainId))).toBe(PRICE);
		const [seller, taker] = [north.balance('home-02'), south.balance('home-04')];
		expect(take(south, id)).toBeNull();
		expect(eventsIn(south.events, 'lot-admitted')).toEqual([expect.objectContaining({ packet: id, owner: 'home-04' })]);
		settle(north, south);
		expect(north.balance('home-02')).toBe(seller + PRICE);
		expect(south.balance('home-04')).toBe(taker - PRICE - south.genesis.market.transactionFee);
		expect([claim(north, south), claim(south, north)]).toEqual([-PRICE, PRICE]);
		for (const chain of [north, south]) expect(offerLeaves(chain)).toEqual([]);
		meter(north, [
			['home-01', 1_000, 0],
			['home-02', 0, 600],
		]);
		meter(south, [['home-04', 0, 400]]);
		expect(settleHour(south).get('home-04')).toMatchObject({ contractedWh: -400, residual: 0 });
		expect(settleHour(north).get('home-02')).toMatchObject({ contractedWh: -600, residual: 0 });
		settle(north, south);
		expect(eventsIn(south.events, 'certificate-cancelled')).toEqual([
			expect.objectContaining({ owner: 'home-04', settlement: 'S-F-24-home-04', fromWh: 0, toWh: 400 }),
		]);
	});

	it('expires where it stands, and its goods are the seller’s again', () => {
		const { north, south, id } = offered();
		const before = north.balance('home-02');
		south.block(south.time + HOUR_MS);
		expect(eventsIn(south.events, 'offer-expired')).toEqual([expect.objectContaining({ offer: id })]);
		expect(take(south, id)).toBe('BRIDGE_OFFER_UNKNOWN');
		settle(north, south);
		expect(north.balance('home-02')).toBe(before);
		expect(eventsIn(north.events, 'lot-returned')).toEqual([expect.objectContaining({ packet: id, settled: false })]);
		for (const chain of [north, south]) expect(offerLeaves(chain)).toEqual([]);
		expect(offer({ north, south }, { ...LOT, quantityWh: 1_000 }).code).toBeNull();
	});

	it('that never arrives in time is given back', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		offer(regions, LOT, { expiresAt: north.time + 60_000 });
		for (const chain of [north, south]) chain.block(chain.time + 120_000);
		settle(north, south);
		expect(eventsIn(south.events, 'offer-opened')).toEqual([]);
		expect(eventsIn(north.events, 'lot-returned')).toHaveLength(1);
		for (const chain of [north, south]) expect(offerLeaves(chain)).toEqual([]);
	});

	it('of certificates, own or foreign, changes hands the same way', () => {
		const { north, south } = tradedRegions({ soldWh: 1 });
		meter(north, [['home-01', 1_001, 0]]);
		settleHour(north);
		south.block(north.time);
		const { result } = offer({ north, south }, PARTS, {}, 'home-01');
		settle(north, south);
		expect(take(south, eventsIn(result.events, 'packet-sent')[0]?.packet as string, 'home-04')).toBeNull();
		settle(north, south);
		const certificate = `${north.chainId}:${CERTIFICATE}`;
		expect(readLeaf(south, `certificates/held/home-04/${certificate}`)).toEqual([[100, 400]]);
		const back: GoodsToOffer = { kind: 'certificates', parts: [{ certificate, fromWh: 100, toWh: 200 }] };
		const home = offer({ north: south, south: north }, back, {}, 'home-04');
		expect(home.code).toBeNull();
		settle(north, south);
		expect(take(north, eventsIn(home.result.events, 'packet-sent')[0]?.packet as string, 'home-05')).toBeNull();
		settle(north, south);
		expect(readLeaf(north, `certificates/held/home-05/${CERTIFICATE}`)).toEqual([[100, 200]]);
		expect(readLeaf(north, `certificates/held/${bridgeAccount(south.chainId)}/${CERTIFICATE}`)).toEqual([[200, 400]]);
		expect([claim(north, south), claim(south, north)]).toEqual([0, 0]);
	});

	it('of certificates comes back when nobody takes it', () => {
		const { north, south } = tradedRegions({ soldWh: 1 });
		meter(north, [['home-01', 1_001, 0]]);
		settleHour(north);
		south.block(north.time);
		offer({ north, south }, PARTS, {}, 'home-01');
		expect(readLeaf(north, `certificates/held/home-01/${CERTIFICATE}`)).toEqual([
			[1, 100],
			[400, 1_001],
		]);
		settle(north, south);
		south.block(south.time + HOUR_MS);
		settle(north, south);
		expect(readLeaf(north, `certificates/held/home-01/${CERTIFICATE}`)).toEqual([[1, 1_001]]);
		expect([...south.engine.leaves()].filter(({ path }) => path.includes(CERTIFICATE))).toEqual([]);
	});

	it('is taken by who agrees to energy that may cost money', () => {
		const { south, id } = offered({ product: { feedIn: -1_000 } });
		expect(take(south, id)).toBeNull();
	});

	it('is taken by nobody but whom it names, and by nobody who cannot pay or receive', () => {
		const { north, south, id } = offered({ terms: { ...TERMS, moneyLimit: PRICE } }, { taker: 'home-04' });
		expect(take(south, id, 'home-03')).toBe('BRIDGE_OFFER_TAKER');
		const rest = south.balance('home-04') - south.genesis.market.transactionFee - PRICE;
		run(south, calls.ledger.transfer({ to: 'home-03', amount: rest }), 'home-04');
		expect(take(south, id)).toBe('FUNDS_SHORT');
		expect(eventsIn(south.events, 'lot-admitted')).toEqual([]);
		run(south, calls.ledger.transfer({ to: 'home-04', amount: 10_000_000 }), 'home-03');
		run(
			south,
			calls.bridge.sendMoney({ chain: north.chainId, to: 'home-01', amount: 1, timeoutAt: south.time + HOUR_MS }),
			'home-03',
		);
		expect(take(south, id)).toBe('BRIDGE_MONEY_LIMIT');
	});

	it('cannot be taken once its goods cannot be delivered, and nothing of it moves', () => {
		const { south, id } = offered({}, { expiresAt: tradedRegions().north.time + 6 * HOUR_MS });
		meter(south, [['home-04', 0, 400]]);
		settleHour(south);
		const before = south.balance('home-04');
		expect(take(south, id)).toBe('BRIDGE_LOT_LATE');
		expect(south.balance('home-04')).toBe(before - south.genesis.market.transactionFee);
		expect(offerLeaves(south)).not.toEqual([]);
	});

	it('is bounded by the money that closing it may need, and by its time', () => {
		const regions = tradedRegions({ terms: { ...TERMS, moneyLimit: PRICE } });
		const { north } = regions;
		expect(offer(regions, LOT, { price: PRICE + 1 }).code).toBe('BRIDGE_MONEY_LIMIT');
		expect(offer(regions, LOT, { expiresAt: north.time }).code).toBe('BRIDGE_TIMEOUT');
		expect(offer(regions, LOT).code).toBeNull();
		expect(offer(regions, LOT, { price: 1 }).code).toBe('BRIDGE_MONEY_LIMIT');
		expect(eventsIn(north.events, 'lot-sent')).toHaveLength(1);
	});

	it('is refused for a taker that nobody knows', () => {
		const regions = tradedRegions();
		offer(regions, LOT, { taker: 'nobody' });
		settle(regions.north, regions.south);
		expect(eventsIn(regions.north.events, 'packet-closed').map(({ code }) => code)).toEqual(['PARTICIPANT_UNKNOWN']);
		expect(eventsIn(regions.north.events, 'lot-returned')).toHaveLength(1);
	});
});

describe('the end of an offer that another chain tells of', () => {
	it('pays once what this chain noted, and only for an offer that stands there', () => {
		const { north, south, id } = offered();
		const context = contextOn(north);
		const closed = { kind: 'offer-closed', offer: id, taker: 'home-04' } as const;
		const close = (chain: string) =>
			context.attempt(() => closedPackets.receive(context, { chain, packet: 'X-forged-0' }, closed))?.code ?? null;
		expect(close('elsewhere')).toBe('BRIDGE_OFFER_UNKNOWN');
		expect(close(south.chainId)).toBeNull();
		expect(close(south.chainId)).toBe('BRIDGE_OFFER_UNKNOWN');
		const contents = {
			kind: 'offer',
			from: 'home-02',
			taker: null,
			goods: { kind: 'certificates', parts: [] },
			price: PRICE,
			expiresAt: 0,
		} as const;
		offerPackets.giveBack(context, { chain: south.chainId, packet: id }, contents);
		expect(eventsIn(context.block.events, 'transfer').map(({ to, amount }) => [to, amount])).toEqual([
			['home-02', PRICE],
		]);
		expect(eventsIn(context.block.events, 'lot-returned')).toEqual([]);
	});
});
