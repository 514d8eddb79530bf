import { describe, expect, it } from 'vitest';
import type { WhRanges } from '../../../src/shared/certificates/wh-ranges.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import { CERTIFICATE_TERM_MS } from '../../../src/shared/codec/energy-certificate.ts';
import { type CertificateEvent, certificateEvents, certifiedMarket, SOLAR } from '../../fixtures/certified-market.ts';
import { type EngineMarket, homeIds, hourProduct } from '../../fixtures/engine-market.ts';

const { product, deliveryStart, deliveryEnd, gateClosure, settlementTime } = hourProduct(24);
const EXPIRY = deliveryEnd + CERTIFICATE_TERM_MS;
const HOMES = homeIds(12);
const LOTS = 4;
const ORDERS = HOMES.length * LOTS;
/** What a genesis must give each task for so many orders; certificates take half of it. */
const LEAST_STEPS = ORDERS * 200;
const AMPLE_STEPS = 20_000_000;
/** Meters of each seller, a certificate of 4 Wh each. */
const METERS = 12;
const isSeller = (home: string): boolean => Number(home.slice(-1)) % 2 === 1;

const metersOf = (home: string): string[] => [
	`meter-${home}`,
	...Array.from({ length: METERS - 1 }, (_, n) => `meter-${home}-${n}`),
];
const PANEL = { operator: 'metering', publicKey: null, device: SOLAR } as const;

/** Every seller sells 40 of its 48 Wh in lots that lie across the buyers' lots. */
function settled(taskStepLimit: number, { consumedWh = 30, blocks = 4 } = {}): EngineMarket {
	const market = certifiedMarket({
		homes: HOMES.length,
		market: { taskStepLimit, ordersPerProduct: ORDERS },
	});
	market.send('market', calls.auction.openProducts({ products: [hourProduct(24)] }));
	for (const home of HOMES.filter(isSeller))
		for (const meter of metersOf(home).slice(1))
			market.send('market', calls.identity.registerMeter({ ...PANEL, meter, participant: home }));
	market.block(gateClosure - 3);
	for (const home of HOMES)
		for (let lot = 0; lot < LOTS; lot++) {
			const terms = isSeller(home)
				? ({ side: 'offer', price: 100_000, quantityWh: 10 } as const)
				: ({ side: 'bid', price: 200_000, quantityWh: home === 'home-02' && lot === 0 ? 5 : 10 } as const);
			market.send(home, calls.auction.placeOrders({ owner: null, orders: [{ product, ...terms }] }));
		}
	market.block(gateClosure - 2);
	market.signAll(market.block(gateClosure));
	market.block(gateClosure + 1);
	market.block(deliveryEnd);
	const readings = HOMES.flatMap((home) =>
		isSeller(home)
			? metersOf(home).map((meter) => ({ meter, generatedWh: 4, consumedWh: 0 }))
			: [{ meter: `meter-${home}`, generatedWh: 0, consumedWh }],
	).map((reading) => ({ ...reading, start: deliveryStart, end: deliveryEnd }));
	market.send('metering', market.readings(readings));
	market.block(deliveryEnd + 1);
	for (let n = 0; n < blocks; n++) market.block(settlementTime + n);
	return market;
}

interface Holding {
	readonly certificate: string;
	readonly ranges: WhRanges;
}

/** What each home holds, as the state says, by home. */
function holdings(market: EngineMarket): Map<string, Holding[]> {
	const found = new Map<string, Holding[]>(HOMES.map((home) => [home, []]));
	for (const { path, value } of market.engine.leaves()) {
		const [, home = '', certificate = ''] = /^certificates\/held\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
		found.get(home)?.push({ certificate, ranges: decode(value, 65_536) as unknown as WhRanges });
	}
	return found;
}

/** Every home gives one Wh of each certificate that it holds to its neighbour, so that more hands hold them. */
function spread(market: EngineMarket, time: number): void {
	for (const [home, held] of holdings(market)) {
		const to = HOMES[(HOMES.indexOf(home) + 1) % HOMES.length] as string;
		const parts = held.flatMap(({ certificate, ranges: [first] }) =>
			first ? [{ certificate, fromWh: first[0], toWh: first[0] + 1 }] : [],
		);
		if (parts.length > 0) market.send(home, calls.certificates.transfer({ to, parts }));
	}
	market.block(time);
}

/** Places of the blocks that have such an event. */
const blocksWith = (market: EngineMarket, kind: CertificateEvent['kind'], from = 0): number[] =>
	market.results.flatMap(({ events }, at) => (at >= from && events.some((event) => event.kind === kind) ? [at] : []));

/** Scheduled work that failed. */
const faults = (market: EngineMarket): (string | null)[] =>
	market.results.flatMap(({ receipts }) => receipts.filter(({ ok }) => !ok).map(({ code }) => code));

describe('certificates that one block cannot handle', () => {
	it('go to the same hands in as many blocks as it takes', () => {
		const market = settled(LEAST_STEPS);
		const atOnce = settled(AMPLE_STEPS);
		expect(blocksWith(atOnce, 'certificate-transferred')).toHaveLength(1);
		expect(blocksWith(market, 'certificate-transferred').length).toBeGreaterThan(1);
		expect(certificateEvents(market)).toEqual(certificateEvents(atOnce));
		expect(holdings(market)).toEqual(holdings(atOnce));
		expect(faults(market)).toEqual([]);
	});

	it('are nobody’s to give until the last of those blocks', () => {
		const [kept] = holdings(settled(AMPLE_STEPS)).get('home-01') as [Holding];
		const market = settled(LEAST_STEPS, { blocks: 0 });
		const codes = [0, 1, 2, 3].map((n) => {
			const parts = [{ certificate: kept.certificate, fromWh: 3, toWh: 4 }];
			market.send('home-01', calls.certificates.transfer({ to: 'home-03', parts }));
			return market.block(settlementTime + n).receipts.at(-1)?.code;
		});
		expect(codes).toEqual(['CERTIFICATE_SETTLING', 'CERTIFICATE_SETTLING', null, 'CERTIFICATE_NOT_HELD']);
	});

	it('expire in as many blocks as it takes, each part once, and leave nothing behind', () => {
		const market = settled(LEAST_STEPS, { consumedWh: 0 });
		for (let n = 0; n < 3; n++) spread(market, settlementTime + 100 + n);
		const held = [...holdings(market)].flatMap(([owner, all]) =>
			all.flatMap(({ certificate, ranges }) => ranges.map(([from, to]) => `${owner} ${certificate} ${from}-${to}`)),
		);
		const before = market.results.length;
		for (let n = 0; n < 6; n++) market.block(EXPIRY + n);
		expect(blocksWith(market, 'certificate-expired').length).toBeGreaterThan(1);
		const expired = certificateEvents(market, before).flatMap((event) =>
			event.kind === 'certificate-expired' ? [`${event.owner} ${event.certificate} ${event.fromWh}-${event.toWh}`] : [],
		);
		expect(expired.sort()).toEqual(held.sort());
		expect([...market.engine.leaves()].filter(({ path }) => path.startsWith('certificates/'))).toEqual([]);
		expect(faults(market)).toEqual([]);
	});
});
