import { describe, expect, it } from 'vitest';
import { findProduct } from '../../../../src/main/core/contracts/auction/products.ts';
import { admitLot } from '../../../../src/main/core/contracts/bridge/admitted-lots.ts';
import { certificatePackets } from '../../../../src/main/core/contracts/bridge/certificates.ts';
import { retryAt } from '../../../../src/main/core/contracts/bridge/channel.ts';
import { expireForeign } from '../../../../src/main/core/contracts/bridge/foreign-expiry.ts';
import { sendLotCertificates } from '../../../../src/main/core/contracts/bridge/lot-certificates.ts';
import { findSentLot, writeSentLot } from '../../../../src/main/core/contracts/bridge/lot-state.ts';
import { moneyPackets } from '../../../../src/main/core/contracts/bridge/money.ts';
import { offerPackets } from '../../../../src/main/core/contracts/bridge/offers.ts';
import { STEPS_OF_PACKET } from '../../../../src/main/core/contracts/bridge/relayed-leaf.ts';
import { giveLotBack, holdLot, requireLot } from '../../../../src/main/core/contracts/bridge/sent-lots.ts';
import {
	endRange,
	enterCertificate,
	findCertificate,
	moveRange,
} from '../../../../src/main/core/contracts/certificates/certificate-state.ts';
import { CallContext } from '../../../../src/main/core/contracts/engine/call-context.ts';
import { energyOf, type WhRanges } from '../../../../src/shared/certificates/wh-ranges.ts';
import { bridgeAccount } from '../../../../src/shared/codec/accounts.ts';
import { BRIDGE_CLIENT_LIMITS, readChannelTerms } from '../../../../src/shared/codec/bridge-client.ts';
import { type CrossingPart, PACKET_LIMITS } from '../../../../src/shared/codec/bridge-packet.ts';
import { bridgePaths } from '../../../../src/shared/codec/bridge-state.ts';
import { type Call, calls } from '../../../../src/shared/codec/calls.ts';
import { CERTIFICATE_TERM_MS, type CertificatePart } from '../../../../src/shared/codec/energy-certificate.ts';
import { QUARTER_MS } from '../../../../src/shared/codec/product-terms.ts';
import { HOUR_MS } from '../../../../src/shared/codec/units.ts';
import { contextOn, eventsIn, run } from '../../../fixtures/bridge/bridge-calls.ts';
import { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { connectBoth, settle, TERMS } from '../../../fixtures/bridge/connected-chains.ts';
import { CorruptCounterpart } from '../../../fixtures/bridge/corrupt/corrupt-counterpart.ts';
import { leavesUnder } from '../../../fixtures/bridge/goods-in-transit.ts';
import {
	lotCall,
	meter,
	type Regions,
	settleHour,
	TERMS_OF_HOUR,
	TRADE,
	tradedRegions,
} from '../../../fixtures/bridge/traded-regions.ts';

const crossingOf = ({ south }: Regions, n = 0) => ({ chain: south.chainId, packet: `X-forged-${n}` });
const termsOf = (context: CallContext, certificate: string, quantityWh: number) => ({
	product: 'F-1',
	meter: `meter-${certificate}`,
	producer: 'home-01',
	technology: 'solar' as const,
	start: 0,
	end: HOUR_MS,
	reading: `R-${certificate}`,
	expiresAt: context.time + 9 * HOUR_MS,
	quantityWh,
});
const heldBy = (context: CallContext, owner: string, certificate: string): WhRanges =>
	context.space('certificates').get<WhRanges>(`held/${owner}/${certificate}`) ?? [];
const certificates = (from: string, to: string, parts: readonly CrossingPart[], lot: string | null = null) =>
	({ kind: 'certificates', from, to, lot, parts }) as const;
const codeOf = (context: CallContext, work: () => void) => context.attempt(work)?.code ?? null;
const at = ({ block }: CallContext, time: number) => new CallContext({ ...block, time }, null, Number.MAX_SAFE_INTEGER);
const endParts = (context: CallContext, owner: string, parts: readonly CertificatePart[]) => {
	for (const { certificate, fromWh, toWh } of parts)
		endRange(context, certificate, owner, [fromWh, toWh], 'cancelledWh');
};

/** home-01's certificates of 1,000 Wh are on their way to the other chain, which returns every second Wh of them. */
function splitAbroad(regions: Regions, count: number) {
	const context = contextOn(regions.north);
	const crossing = crossingOf(regions);
	const holder = bridgeAccount(crossing.chain);
	const parts = Array.from({ length: count }, (_, n): CrossingPart => {
		const certificate = `GC-meter-${n}`;
		enterCertificate(context, certificate, termsOf(context, certificate, 1_000));
		moveRange(context, certificate, 'home-01', holder, [0, 1_000]);
		return { origin: regions.north.chainId, certificate, fromWh: 0, toWh: 1_000, terms: null };
	});
	for (const part of parts)
		for (let wh = 1; wh < 900; wh += 2) {
			const returned = [{ ...part, fromWh: wh, toWh: wh + 1 }];
			certificatePackets.receive(context, crossing, certificates('x', 'home-02', returned));
		}
	return { context, crossing, holder, parts };
}

describe('what a corrupt counterpart returns in pieces and then refuses', () => {
	it('comes back in one piece of each part, and no slower than from an honest one', () => {
		const regions = tradedRegions({ market: { callStepLimit: 20_000_000 } });
		const { context, crossing, holder, parts } = splitAbroad(regions, 5);
		const before = context.steps;
		const events = context.block.events.length;
		certificatePackets.giveBack(context, crossing, certificates('home-01', 'x', parts));
		const returned = eventsIn(context.block.events.slice(events), 'certificate-returned');
		expect(returned.map(({ owner, fromWh, toWh }) => [owner, fromWh, toWh])).toEqual(
			parts.map(() => ['home-01', 900, 1_000]),
		);
		expect((context.steps - before) / parts.length).toBeLessThan(STEPS_OF_PACKET / PACKET_LIMITS.partsOfLot);
		for (const { certificate } of parts) {
			expect(heldBy(context, 'home-01', certificate)).toHaveLength(1);
			const hands = ['home-01', 'home-02', holder].map((owner) => energyOf(heldBy(context, owner, certificate)));
			expect(hands).toEqual([100, 450, 450]);
			expect(findCertificate(context, certificate)).toMatchObject({ heldWh: 1_000, quantityWh: 1_000 });
		}
	});

	it('comes back so too where it was on its way home', () => {
		const regions = tradedRegions({ market: { callStepLimit: 20_000_000 } });
		const context = contextOn(regions.north);
		const crossing = crossingOf(regions);
		const origin = regions.south.chainId;
		const terms = termsOf(context, 'GC-there', 2_000);
		for (let wh = 1; wh < 1_800; wh += 2) {
			const part = { origin, certificate: 'GC-there', fromWh: wh, toWh: wh + 1, terms };
			certificatePackets.receive(context, crossing, certificates('x', 'home-02', [part]));
		}
		const home = { origin, certificate: 'GC-there', fromWh: 0, toWh: 2_000, terms: null };
		const before = context.steps;
		certificatePackets.giveBack(context, crossing, certificates('home-01', 'x', [home]));
		expect(context.steps - before).toBeLessThan(STEPS_OF_PACKET / PACKET_LIMITS.partsOfLot);
		expect(heldBy(context, 'home-01', `${origin}:GC-there`)).toEqual([[1_800, 2_000]]);
	});

	it('is not sent after a lot any more', () => {
		const regions = tradedRegions();
		const context = contextOn(regions.north);
		const { chain } = crossingOf(regions);
		const lot = requireLot(context, 'home-02', TRADE, 400);
		holdLot(context, { chain, packet: 'X-0', owner: 'home-02', to: 'home-02' }, lot);
		const locked = ['GC-a', 'GC-b'].map((certificate) => {
			enterCertificate(context, certificate, termsOf(context, certificate, 10));
			moveRange(context, certificate, 'home-01', bridgeAccount(chain), [0, 10]);
			return { certificate, fromWh: 0, toWh: 10 };
		});
		const sent = findSentLot(context, 'X-0');
		if (!sent) throw new Error('the lot is gone');
		writeSentLot(context, 'X-0', { ...sent, status: 'delivered', certificates: locked });
		const home = { origin: regions.north.chainId, certificate: 'GC-a', fromWh: 0, toWh: 10, terms: null };
		certificatePackets.receive(context, crossingOf(regions), certificates('x', 'home-03', [home]));
		const all = [{ certificate: 'GC-a', fromWh: 0, toWh: 10 }];
		endParts(context, 'home-03', all);
		sendLotCertificates(context, 'X-0');
		const [packet] = eventsIn(context.block.events, 'packet-sent');
		expect(packet?.contents).toMatchObject({ kind: 'certificates', parts: [{ certificate: 'GC-b' }] });
		expect(findSentLot(context, 'X-0')?.certificates).toEqual([]);
	});
});

describe('giving back', () => {
	it('of a lot with all the certificates it may have fits a call, whatever they cost', () => {
		const regions = tradedRegions();
		const context = at(contextOn(regions.north), regions.north.time + 1);
		const { chain } = crossingOf(regions);
		const holder = bridgeAccount(chain);
		holdLot(
			context,
			{ chain, packet: 'X-0', owner: 'home-02', to: 'home-02' },
			requireLot(context, 'home-02', TRADE, 400),
		);
		const locked = Array.from({ length: PACKET_LIMITS.partsOfLot }, (_, n) => {
			const certificate = `GC-meter-${n}`;
			enterCertificate(context, certificate, termsOf(context, certificate, 30));
			for (let hand = 0; hand < 13; hand++)
				moveRange(context, certificate, 'home-01', `hand-${hand}`, [hand, hand + 1]);
			for (let hand = 0; hand < 13; hand++)
				endRange(context, certificate, `hand-${hand}`, [hand, hand + 1], 'cancelledWh');
			moveRange(context, certificate, 'home-01', holder, [13, 30]);
			return { certificate, fromWh: 13, toWh: 30 };
		});
		const sent = findSentLot(context, 'X-0');
		if (!sent) throw new Error('the lot is gone');
		writeSentLot(context, 'X-0', { ...sent, certificates: locked });
		const late = at(context, context.time + 9 * HOUR_MS);
		giveLotBack(late, 'X-0');
		expect(eventsIn(late.block.events, 'certificate-expired')).toHaveLength(PACKET_LIMITS.partsOfLot);
		expect(locked.filter(({ certificate }) => findCertificate(late, certificate))).toEqual([]);
		expect(late.steps).toBeGreaterThan(50_000);
		expect(late.steps).toBeLessThan(STEPS_OF_PACKET);
	});

	it('and receiving a packet of certificates fit too where each expires at once and is forgotten', () => {
		const regions = tradedRegions();
		const context = at(contextOn(regions.north), regions.north.time + 1);
		const crossing = crossingOf(regions);
		const parts = Array.from({ length: PACKET_LIMITS.parts }, (_, n): CrossingPart => {
			const certificate = `GC-meter-${n}`;
			enterCertificate(context, certificate, termsOf(context, certificate, 30));
			moveRange(context, certificate, 'home-01', bridgeAccount(crossing.chain), [0, 30]);
			return { origin: regions.north.chainId, certificate, fromWh: 0, toWh: 30, terms: null };
		});
		const late = at(context, context.time + 9 * HOUR_MS);
		certificatePackets.receive(late, crossing, certificates('x', 'home-02', parts));
		expect(eventsIn(late.block.events, 'certificate-expired')).toHaveLength(PACKET_LIMITS.parts);
		expect(late.steps).toBeLessThan(STEPS_OF_PACKET);
	});

	it('does not fail for a lot whose product is forgotten, and pays its owner', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		run(north, lotCall(regions, 400, { to: 'nobody', lifeMs: 5 * HOUR_MS }), 'home-02');
		meter(north, [['home-01', 1_000, 0]]);
		settleHour(north);
		north.block(north.time + north.genesis.market.retentionMs);
		north.run(3);
		expect(findProduct(contextOn(north), TERMS_OF_HOUR.product)).toBeUndefined();
		const before = north.balance('home-02');
		const liar = new CorruptCounterpart({ chain: south, victim: north });
		const { code, result } = run(north, liar.answers([{ ok: false, code: 'FUNDS_SHORT' }]) as Call);
		expect(code).toBeNull();
		const [returned] = eventsIn(result.events, 'lot-returned');
		expect(returned).toMatchObject({ settled: true, quantityWh: 400 });
		expect(north.balance('home-02')).toBe(before + (returned?.amount ?? 0));
		expect(leavesUnder(north, 'bridge/sent-lot/')).toEqual([]);
	});

	it('does not fail for a participant that was suspended meanwhile', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		const chain = south.chainId;
		const timeoutAt = north.time + HOUR_MS;
		const goods = { kind: 'lot', trade: TRADE, quantityWh: 100 } as const;
		for (const call of [
			calls.bridge.sendMoney({ chain, to: 'nobody', amount: 500, timeoutAt }),
			calls.bridge.sendLot({ chain, to: 'nobody', trade: TRADE, quantityWh: 300, timeoutAt }),
			calls.bridge.offer({ chain, taker: 'nobody', goods, price: 7, expiresAt: timeoutAt }),
		])
			north.send('home-02', call);
		north.block();
		const before = north.balance('home-02');
		const { result } = run(north, calls.identity.suspend({ participant: 'home-02', reason: 'x' }), 'market');
		expect(eventsIn(result.events, 'participant-suspended')).toHaveLength(1);
		settle(north, south);
		expect(eventsIn(north.events, 'packet-closed').map(({ outcome }) => outcome)).toEqual([
			'refused',
			'refused',
			'refused',
		]);
		expect(north.balance('home-02')).toBe(before + 500);
		expect(eventsIn(north.events, 'lot-returned').map(({ quantityWh }) => quantityWh)).toEqual([300, 100]);
		expect([...north.engine.leaves()].filter(({ path }) => /^bridge\/(packet|sent-offer|reserved)/.test(path))).toEqual(
			[],
		);
	});
});

describe('what a corrupt counterpart tells of certificates and offers', () => {
	const admit = (context: CallContext, regions: Regions, certificate: string, expiresAt: number) => {
		const terms = { ...termsOf(context, certificate, 10), expiresAt };
		const part = { origin: regions.south.chainId, certificate, fromWh: 0, toWh: 10, terms };
		return codeOf(context, () =>
			certificatePackets.receive(context, crossingOf(regions), certificates('x', 'home-02', [part])),
		);
	};

	it('ends within a bounded time', () => {
		const regions = tradedRegions();
		const context = contextOn(regions.north);
		const latest = context.time + 2 * CERTIFICATE_TERM_MS;
		expect(admit(context, regions, 'GC-1', latest)).toBeNull();
		expect(admit(context, regions, 'GC-2', latest + 1)).toBe('BRIDGE_CERTIFICATE_TERMS');
		const offer = (expiresAt: number) =>
			codeOf(context, () =>
				offerPackets.receive(context, crossingOf(regions), {
					kind: 'offer',
					from: 'x',
					taker: null,
					goods: { kind: 'certificates', parts: [] },
					price: 1,
					expiresAt,
				}),
			);
		expect(offer(context.time + 2 * PACKET_LIMITS.timeoutMs)).toBeNull();
		expect(offer(context.time + 2 * PACKET_LIMITS.timeoutMs + 1)).toBe('BRIDGE_TIMEOUT');
	});

	it('is one task however many certificates end together, and takes as many blocks as it needs', () => {
		const regions = tradedRegions({ market: { callStepLimit: 20_000_000 } });
		const context = contextOn(regions.north);
		const end = Math.ceil(context.time / QUARTER_MS + 1) * QUARTER_MS;
		for (let n = 0; n < 1_000; n++) expect(admit(context, regions, `GC-${n}`, end - n)).toBeNull();
		const tasks = () => [...context.block.overlay.writes()].filter(({ path }) => path.startsWith('schedule/at/'));
		expect(tasks()).toHaveLength(1);
		let blocks = 0;
		for (let goesOn = true; goesOn; blocks++) {
			const task = at(context, end);
			expireForeign(task, `${regions.south.chainId}/${end}`);
			expect(task.steps).toBeLessThan(25_000);
			goesOn = task.goesOn;
		}
		expect(blocks).toBeGreaterThan(1);
		expect(eventsIn(context.block.events, 'certificate-expired')).toHaveLength(1_000);
		const left = [...context.block.overlay.writes()].filter(
			({ path, value }) => value !== null && /^bridge\/(foreign|expir)|^certificates\/(certificate|held)/.test(path),
		);
		expect(left).toEqual([]);
	});
});

describe('what waits for a channel that is never answered', () => {
	it('is tried again at a time of its own', () => {
		const context = contextOn(tradedRegions().north);
		const times = Array.from({ length: PACKET_LIMITS.window }, (_, n) => retryAt(context, `X-a-b-${n + 1_700}`));
		expect(new Set(times).size).toBe(PACKET_LIMITS.window);
		expect(times.every((each) => Number.isSafeInteger(each))).toBe(true);
		expect(Math.min(...times)).toBe(context.time + 600_000);
		expect(Math.max(...times)).toBeLessThan(context.time + 1_200_000);
	});
});

describe('the room for what comes', () => {
	it('is shared among the connected chains, so that a corrupt one leaves the others theirs', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		const west = new CertifiedChain({ name: 'west' });
		west.block(north.time);
		connectBoth(north, west, TERMS);
		const context = contextOn(north);
		const { lot } = requireLot(context, 'home-02', TRADE, 1);
		const admit = (chain: string, n: number, owner: string) =>
			codeOf(context, () => admitLot(context, { chain, packet: `X-${chain}-${n}` }, owner, lot));
		const ofOwner = PACKET_LIMITS.lotsTogether / 2;
		for (let n = 0; n < ofOwner; n++) expect(admit(south.chainId, n, 'home-02')).toBeNull();
		expect(admit(south.chainId, ofOwner, 'home-02')).toBe('BRIDGE_LOTS_TOO_MANY');
		expect(admit(west.chainId, 0, 'home-02')).toBeNull();
		const share = bridgePaths.chainLots(TERMS_OF_HOUR.product, south.chainId).slice('bridge/'.length);
		context.space('bridge').set(share, PACKET_LIMITS.lotsPerProduct / 2);
		expect(admit(south.chainId, ofOwner, 'home-03')).toBe('BRIDGE_LOTS_TOO_MANY');
		expect(admit(west.chainId, 1, 'home-03')).toBeNull();
	});

	it('is bounded for money by terms that keep every account within safe integers', () => {
		const { moneyLimit, chains } = BRIDGE_CLIENT_LIMITS;
		expect(Number.isSafeInteger(moneyLimit * chains)).toBe(true);
		expect(readChannelTerms({ ...TERMS, moneyLimit }, 'terms')).toMatchObject({ moneyLimit });
		expect(() => readChannelTerms({ ...TERMS, moneyLimit: moneyLimit + 1 }, 'terms')).toThrow(
			expect.objectContaining({ code: 'CODEC_INVALID' }),
		);
		const regions = tradedRegions({ terms: { ...TERMS, moneyLimit } });
		const context = contextOn(regions.north);
		const pay = (amount: number) =>
			codeOf(context, () =>
				moneyPackets.receive(context, crossingOf(regions), { kind: 'money', from: 'x', to: 'home-02', amount }),
			);
		expect(pay(Number.MAX_SAFE_INTEGER)).toBe('BRIDGE_MONEY_LIMIT');
		expect(pay(moneyLimit)).toBeNull();
		expect(pay(1)).toBe('BRIDGE_MONEY_LIMIT');
	});
});
