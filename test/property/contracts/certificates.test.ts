import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WhRanges } from '../../../src/shared/certificates/wh-ranges.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import type { Device } from '../../../src/shared/codec/device.ts';
import { CERTIFICATE_TERM_MS } from '../../../src/shared/codec/energy-certificate.ts';
import type { OrderTerms } from '../../../src/shared/codec/order-terms.ts';
import {
	type CertificateEvent,
	certificateEvents,
	certifiedMarket,
	readingsOfHour,
	SOLAR,
	STORAGE,
} from '../../fixtures/certified-market.ts';
import { type EngineMarket, homeIds, hourProduct, START } from '../../fixtures/engine-market.ts';

const HOMES = homeIds(5);
const HOURS = [2, 3, 4];
/** home-04 has a battery, home-05 nothing. */
const deviceOf = (home: string): Device | null => (home === 'home-04' ? STORAGE : home === 'home-05' ? null : SOLAR);

const home = fc.nat(HOMES.length - 1);
const energyWh = fc.integer({ min: 1, max: 400 });
const hourOfTrade = fc.record({
	orders: fc.array(fc.record({ home, isBid: fc.boolean(), quantityWh: energyWh, wantsRenewable: fc.boolean() }), {
		minLength: 3,
		maxLength: 10,
	}),
	/** By home; null where a reading is missing. */
	readings: fc.array(
		fc.option(
			fc.record({ generatedWh: fc.integer({ min: 0, max: 400 }), consumedWh: fc.integer({ min: 0, max: 400 }) }),
			{
				freq: 8,
			},
		),
		{ minLength: HOMES.length, maxLength: HOMES.length },
	),
	/** Who signs no deed of the hour. */
	unwilling: fc.option(home, { freq: 3 }),
});
const handling = fc.record({
	who: home,
	/** Null cancels. */
	to: fc.option(home),
	/** Place among the certificates so far. */
	certificate: fc.nat(20),
	fromWh: fc.nat(400),
	lengthWh: fc.integer({ min: 0, max: 200 }),
});
const history = fc.record({
	hours: fc.tuple(hourOfTrade, hourOfTrade, hourOfTrade),
	handled: fc.array(fc.array(handling, { maxLength: 4 }), { minLength: 6, maxLength: 30 }),
});

/** Every Wh of every certificate by itself: whose it is, or what has become of it. */
class WhByWh {
	readonly certificates = new Map<string, string[]>();

	take(event: CertificateEvent): void {
		if (event.kind === 'certificate-refused') return;
		if (event.kind === 'certificate-issued') {
			expect(this.certificates.has(event.certificate), `${event.certificate} issued twice`).toBe(false);
			this.certificates.set(event.certificate, new Array<string>(event.quantityWh).fill(event.owner));
			return;
		}
		const all = this.certificates.get(event.certificate) as string[];
		const [before, after] =
			event.kind === 'certificate-transferred' ? [event.from, event.to] : [event.owner, `(${event.kind})`];
		for (let wh = event.fromWh; wh < event.toWh; wh++) {
			expect(all[wh], `${event.certificate} Wh ${wh}`).toBe(before);
			all[wh] = after;
		}
	}

	heldBy(owner: string, certificate: string): WhRanges {
		const ranges: [number, number][] = [];
		this.certificates.get(certificate)?.forEach((each, wh) => {
			if (each !== owner) return;
			const last = ranges.at(-1);
			if (last?.[1] === wh) last[1] = wh + 1;
			else ranges.push([wh, wh + 1]);
		});
		return ranges;
	}

	count(certificate: string, state: string): number {
		return this.certificates.get(certificate)?.filter((each) => each === state).length ?? 0;
	}
}

/** The state says of every hand and every certificate what the events of all blocks come to. */
function compare(market: EngineMarket, oracle: WhByWh): void {
	const hands = new Map<string, WhRanges>();
	for (const { path, value } of market.engine.leaves()) {
		const hand = /^certificates\/held\/([^/]+)\/([^/]+)$/.exec(path);
		if (hand) {
			const ranges = decode(value, 100_000) as unknown as WhRanges;
			if (ranges.length > 0) hands.set(`${hand[1]} ${hand[2]}`, ranges);
		}
		const certificate = /^certificates\/certificate\/(.+)$/.exec(path)?.[1];
		if (certificate === undefined) continue;
		const { quantityWh, heldWh, cancelledWh, expiredWh } = decode(value, 10_000) as unknown as {
			[name: string]: number;
		};
		expect(quantityWh).toBe(oracle.certificates.get(certificate)?.length);
		expect(cancelledWh).toBe(oracle.count(certificate, '(certificate-cancelled)'));
		expect(expiredWh).toBe(oracle.count(certificate, '(certificate-expired)'));
		expect((heldWh ?? 0) + (cancelledWh ?? 0) + (expiredWh ?? 0)).toBe(quantityWh);
	}
	const wanted = new Map<string, WhRanges>();
	for (const certificate of oracle.certificates.keys())
		for (const owner of HOMES) {
			const ranges = oracle.heldBy(owner, certificate);
			if (ranges.length > 0) wanted.set(`${owner} ${certificate}`, ranges);
		}
	expect(hands).toEqual(wanted);
}

type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** Plays three hours of trade and, all the while, what the homes do with their certificates. */
function play({ hours, handled }: History): { market: EngineMarket; oracle: WhByWh } {
	const market = certifiedMarket({ deviceOf });
	const oracle = new WhByWh();
	let turn = 0;
	let clock = START;
	/** At the time given, or as soon after it as blocks may follow each other. */
	const block = (time: number) => {
		clock = Math.max(clock + 1, time);
		for (const { who, to, certificate, fromWh, lengthWh } of handled[turn++ % handled.length] ?? []) {
			const id = [...oracle.certificates.keys()][certificate];
			if (id === undefined) continue;
			const parts = [{ certificate: id, fromWh, toWh: fromWh + lengthWh }];
			const call =
				to === null
					? calls.certificates.cancel({ parts, purpose: 'own claim' })
					: calls.certificates.transfer({ to: HOMES[to] as string, parts });
			market.send(HOMES[who] as string, call);
		}
		const from = market.results.length;
		const result = market.block(clock);
		for (const event of certificateEvents(market, from)) oracle.take(event);
		compare(market, oracle);
		return result;
	};
	market.send('market', calls.auction.openProducts({ products: HOURS.map((hour) => hourProduct(hour)) }));
	block(START + 1);
	hours.forEach(({ orders }, at) => {
		for (const { home: who, isBid, quantityWh, wantsRenewable } of orders) {
			const order = {
				product: `F-${HOURS[at]}`,
				side: isBid ? 'bid' : 'offer',
				price: isBid ? 200_000 : 100_000,
				quantityWh,
				...(isBid && wantsRenewable && { source: 'renewable' }),
			} as OrderTerms;
			market.send(HOMES[who] as string, calls.auction.placeOrders({ owner: null, orders: [order] }));
		}
	});
	block(START + 2);
	const times: [number, () => void][] = HOURS.flatMap((hour, at): [number, () => void][] => {
		const { gateClosure, deliveryEnd, settlementTime } = hourProduct(hour);
		const { readings, unwilling } = hours[at] as History['hours'][number];
		const given = HOMES.flatMap((id, n) => {
			const reading = readings[n];
			return reading ? [[id, reading.generatedWh, reading.consumedWh] as const] : [];
		});
		return [
			[gateClosure, () => market.signAll(block(gateClosure), (id) => id !== HOMES[unwilling ?? -1])],
			[deliveryEnd - 1, () => block(deliveryEnd - 1)],
			[
				deliveryEnd + 1,
				() => {
					if (given.length > 0) market.send('metering', market.readings(readingsOfHour(hour, given)));
					block(deliveryEnd + 1);
				},
			],
			...[0, 1, 2, 3].map((n): [number, () => void] => [settlementTime + n, () => block(settlementTime + n)]),
		];
	});
	times.sort(([a], [b]) => a - b);
	for (const [, run] of times) run();
	return { market, oracle };
}

/** Certificates come from panels alone, and cover no more than their owner's meter consumed. */
function requireConsumption(market: EngineMarket, { hours }: History): void {
	const covered = new Map<string, number>();
	for (const event of certificateEvents(market)) {
		if (event.kind === 'certificate-issued') expect(deviceOf(event.owner)).toBe(SOLAR);
		if (event.kind !== 'certificate-cancelled' || event.settlement === null) continue;
		covered.set(event.settlement, (covered.get(event.settlement) ?? 0) + event.toWh - event.fromWh);
	}
	for (const [at, hour] of HOURS.entries())
		for (const [n, id] of HOMES.entries()) {
			const consumedWh = hours[at]?.readings[n]?.consumedWh ?? 0;
			expect(covered.get(`S-F-${hour}-${id}`) ?? 0).toBeLessThanOrEqual(consumedWh);
		}
}

describe('granular certificates in random histories', () => {
	it('are in one hand Wh by Wh, add up at every height, cover no more than was consumed, and all end', () => {
		const seen = new Map<string, number>();
		fc.assert(
			fc.property(history, (steps) => {
				const { market, oracle } = play(steps);
				requireConsumption(market, steps);
				const end = hourProduct(4).deliveryEnd + CERTIFICATE_TERM_MS;
				for (let n = 0; n < 3; n++) {
					const from = market.results.length;
					market.block(end + n);
					for (const event of certificateEvents(market, from)) oracle.take(event);
				}
				for (const { kind } of certificateEvents(market)) seen.set(kind, (seen.get(kind) ?? 0) + 1);
				compare(market, oracle);
				expect([...market.engine.leaves()].filter(({ path }) => path.startsWith('certificates/'))).toEqual([]);
				const failed = market.results.flatMap(({ receipts }) => receipts.filter(({ ok, sender }) => !ok && !sender));
				expect(failed).toEqual([]);
			}),
			{ numRuns: 25 },
		);
		for (const kind of ['issued', 'transferred', 'cancelled', 'expired'])
			expect(seen.get(`certificate-${kind}`) ?? 0, kind).toBeGreaterThan(5);
	}, 120_000);
});
