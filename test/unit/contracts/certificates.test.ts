import { describe, expect, it } from 'vitest';
import type { WhRanges } from '../../../src/shared/certificates/wh-ranges.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import { CERTIFICATE_TERM_MS, type CertificatePart } from '../../../src/shared/codec/energy-certificate.ts';
import {
	type CertificateEvent,
	certificateEvents,
	certifiedMarket,
	readingsOfHour,
	SOLAR,
	STORAGE,
	settleHour,
} from '../../fixtures/certified-market.ts';
import { type EngineMarket, hourProduct } from '../../fixtures/engine-market.ts';

const HOUR = 24;
const { deliveryStart, deliveryEnd, settlementTime } = hourProduct(HOUR);
const GC = `GC-meter-home-01-${deliveryStart}`;
const offer = (quantityWh: number, price = 100_000) => ({ side: 'offer', price, quantityWh }) as const;
const bid = (quantityWh: number, price = 200_000) => ({ side: 'bid', price, quantityWh }) as const;
const part = (fromWh: number, toWh: number, certificate = GC): CertificatePart => ({ certificate, fromWh, toWh });

const held = (market: EngineMarket, home: string, certificate = GC): WhRanges => {
	const encoded = market.engine.state.get(`certificates/held/${home}/${certificate}`);
	return encoded ? (decode(encoded, 65_536) as unknown as WhRanges) : [];
};
const only = <K extends CertificateEvent['kind']>(events: readonly CertificateEvent[], kind: K) =>
	events.filter((event): event is Extract<CertificateEvent, { kind: K }> => event.kind === kind);
const last = (market: EngineMarket) => market.results.at(-1)?.receipts.at(-1)?.code;

/** home-01 has generated 1,000 Wh and used none; everything of it is still in its hand. */
function unsold(): EngineMarket {
	const market = certifiedMarket();
	settleHour(market, HOUR, [], [['home-01', 1_000, 0]]);
	return market;
}

describe('granular certificates', () => {
	it('are issued once per reading of a renewable device, and rest with its owner where nobody bought', () => {
		const market = certifiedMarket();
		const events = settleHour(
			market,
			HOUR,
			[],
			[
				['home-01', 1_000, 0],
				['home-02', 500, 0],
			],
		);
		expect(only(events, 'certificate-issued')).toEqual([
			expect.objectContaining({
				certificate: GC,
				owner: 'home-01',
				quantityWh: 1_000,
				technology: 'solar',
				reading: `R-meter-home-01-${deliveryStart}`,
				expiresAt: deliveryEnd + CERTIFICATE_TERM_MS,
			}),
		]);
		expect(held(market, 'home-01')).toEqual([[0, 1_000]]);
	});

	it('cancel what their owner used itself in the period', () => {
		const market = certifiedMarket();
		const events = settleHour(market, HOUR, [], [['home-01', 1_000, 300]]);
		expect(only(events, 'certificate-cancelled')).toEqual([
			expect.objectContaining({ owner: 'home-01', settlement: 'S-F-24-home-01', fromWh: 0, toWh: 300 }),
		]);
		expect(held(market, 'home-01')).toEqual([[300, 1_000]]);
	});

	it('go with the sealed trade, are cancelled for what the buyer consumed, and the rest stays with the buyer', () => {
		const market = certifiedMarket();
		const events = settleHour(
			market,
			HOUR,
			[
				['home-01', offer(600)],
				['home-02', bid(600)],
			],
			[
				['home-01', 1_000, 0],
				['home-02', 0, 400],
			],
		);
		expect(only(events, 'certificate-transferred')).toEqual([
			expect.objectContaining({ from: 'home-01', to: 'home-02', trade: 'T-F-24-0', fromWh: 0, toWh: 600 }),
		]);
		expect(only(events, 'certificate-cancelled')).toEqual([
			expect.objectContaining({ owner: 'home-02', settlement: 'S-F-24-home-02', fromWh: 0, toWh: 400 }),
		]);
		expect(held(market, 'home-02')).toEqual([[400, 600]]);
		expect(held(market, 'home-01')).toEqual([[600, 1_000]]);
	});

	it('serve first the bids that asked for renewable energy', () => {
		const market = certifiedMarket();
		const events = settleHour(
			market,
			HOUR,
			[
				['home-01', { ...offer(1_000), source: 'renewable' }],
				['home-02', bid(500)],
				['home-04', { ...bid(500), source: 'renewable' }],
			],
			[
				['home-01', 700, 0],
				['home-02', 0, 500],
				['home-04', 0, 500],
			],
		);
		const moved = only(events, 'certificate-transferred').map(({ to, fromWh, toWh }) => [to, toWh - fromWh]);
		expect(moved).toEqual([
			['home-04', 500],
			['home-02', 200],
		]);
	});

	it('are not issued for storage, nor for more than the device can generate, and the reading stays', () => {
		const deviceOf = (home: string) => (home === 'home-01' ? STORAGE : home === 'home-02' ? SOLAR : null);
		const market = certifiedMarket({ deviceOf });
		const events = settleHour(
			market,
			HOUR,
			[],
			[
				['home-01', 1_000, 0],
				['home-02', 10_001, 0],
			],
		);
		expect(events).toEqual([
			expect.objectContaining({
				kind: 'certificate-refused',
				owner: 'home-02',
				generatedWh: 10_001,
				possibleWh: 10_000,
			}),
		]);
		const settled = market.events.find((event) => event.kind === 'product-settled');
		expect(settled?.statements.find(({ participant }) => participant === 'home-02')?.meteredWh).toBe(10_001);
	});

	it('are issued for the corrected reading alone', () => {
		const market = certifiedMarket();
		market.send('market', calls.auction.openProducts({ products: [hourProduct(HOUR)] }));
		market.block(deliveryStart - 3_600_000);
		market.send('metering', market.readings(readingsOfHour(HOUR, [['home-01', 900, 0]])));
		market.block(deliveryEnd + 1);
		market.send('metering', market.readings(readingsOfHour(HOUR, [['home-01', 800, 0]])));
		market.block(deliveryEnd + 2);
		market.block(settlementTime);
		market.block(settlementTime + 1);
		const issued = only(certificateEvents(market), 'certificate-issued');
		expect(issued.map(({ quantityWh, reading }) => [quantityWh, reading])).toEqual([
			[800, `R-meter-home-01-${deliveryStart}-v2`],
		]);
		market.send('metering', market.readings(readingsOfHour(HOUR, [['home-01', 700, 0]])));
		market.block(settlementTime + 2);
		expect(last(market)).toBe('READING_SETTLED');
	});

	it('are split by a transfer and never copied', () => {
		const market = unsold();
		market.send('home-01', calls.certificates.transfer({ to: 'home-02', parts: [part(200, 300), part(500, 600)] }));
		market.block(settlementTime + 10);
		expect(held(market, 'home-01')).toEqual([
			[0, 200],
			[300, 500],
			[600, 1_000],
		]);
		expect(held(market, 'home-02')).toEqual([
			[200, 300],
			[500, 600],
		]);
	});

	it('move whole or not at all, and only what the sender holds', () => {
		const market = unsold();
		const refusals = [
			[calls.certificates.transfer({ to: 'home-02', parts: [part(0, 100), part(50, 150)] }), 'CERTIFICATE_NOT_HELD'],
			[calls.certificates.transfer({ to: 'home-02', parts: [part(0, 1_001)] }), 'CERTIFICATE_NOT_HELD'],
			[calls.certificates.transfer({ to: 'home-01', parts: [part(0, 1)] }), 'CERTIFICATE_RECEIVER'],
			[calls.certificates.transfer({ to: 'nobody', parts: [part(0, 1)] }), 'PARTICIPANT_UNKNOWN'],
			[calls.certificates.cancel({ parts: [part(5, 5)], purpose: 'x' }), 'CERTIFICATE_RANGE'],
			[calls.certificates.cancel({ parts: [part(0, 1, 'GC-none-1')], purpose: 'x' }), 'CERTIFICATE_UNKNOWN'],
		] as const;
		for (const [at, [call, code]] of refusals.entries()) {
			market.send('home-01', call);
			market.block(settlementTime + 10 + at);
			expect(last(market)).toBe(code);
		}
		expect(held(market, 'home-01')).toEqual([[0, 1_000]]);
	});

	it('are used up by cancelling, and forgotten with their last Wh', () => {
		const market = unsold();
		market.send('home-01', calls.certificates.cancel({ parts: [part(0, 1_000)], purpose: 'heat pump' }));
		market.block(settlementTime + 10);
		expect(only(certificateEvents(market), 'certificate-cancelled')).toEqual([
			expect.objectContaining({ owner: 'home-01', settlement: null, purpose: 'heat pump' }),
		]);
		expect(market.engine.state.get(`certificates/certificate/${GC}`)).toBeUndefined();
		market.send('home-01', calls.certificates.cancel({ parts: [part(0, 1)], purpose: 'again' }));
		market.block(settlementTime + 11);
		expect(last(market)).toBe('CERTIFICATE_UNKNOWN');
	});

	it('are not their holder’s to give before those who bought the energy have theirs', () => {
		const market = certifiedMarket();
		market.send('market', calls.auction.openProducts({ products: [hourProduct(HOUR)] }));
		market.block(deliveryStart - 3_600_000);
		market.send('metering', market.readings(readingsOfHour(HOUR, [['home-01', 1_000, 0]])));
		market.block(deliveryEnd + 1);
		for (const [at, code] of [
			[0, 'CERTIFICATE_SETTLING'],
			[1, null],
		] as const) {
			market.send('home-01', calls.certificates.transfer({ to: 'home-02', parts: [part(0, 1)] }));
			market.block(settlementTime + at);
			expect(last(market)).toBe(code);
		}
	});

	it('stay with a suspended owner, who cannot give them away', () => {
		const market = unsold();
		market.send('market', calls.identity.suspend({ participant: 'home-01', reason: 'inquiry' }));
		market.block(settlementTime + 10);
		market.send('home-01', calls.certificates.transfer({ to: 'home-02', parts: [part(0, 1)] }));
		market.block(settlementTime + 11);
		expect(last(market)).toBe('PARTICIPANT_SUSPENDED');
	});

	it('expire after their term in whoever’s hand they are, and leave nothing in the state', () => {
		const market = unsold();
		market.send('home-01', calls.certificates.transfer({ to: 'home-02', parts: [part(200, 300)] }));
		market.block(settlementTime + 10);
		const end = deliveryEnd + CERTIFICATE_TERM_MS;
		market.block(end - 1);
		expect(held(market, 'home-02')).toEqual([[200, 300]]);
		market.block(end);
		const expired = only(certificateEvents(market), 'certificate-expired');
		expect(expired.map(({ owner, fromWh, toWh }) => [owner, fromWh, toWh])).toEqual([
			['home-01', 0, 200],
			['home-01', 300, 1_000],
			['home-02', 200, 300],
		]);
		const left = [...market.engine.leaves()].filter(({ path }) => path.startsWith('certificates/'));
		expect(left).toEqual([]);
	});

	it('name their reading and owner, and the settlement that used them, in the provenance', () => {
		const market = certifiedMarket();
		settleHour(market, HOUR, [], [['home-01', 1_000, 300]]);
		const edges = market.events.flatMap((event) =>
			event.kind === 'provenance' && [event.from.type, event.to.type].includes('certificate')
				? [`${event.from.type}:${event.relation}:${event.to.type}`]
				: [],
		);
		expect(edges).toEqual([
			'certificate:wasDerivedFrom:reading',
			'certificate:wasAttributedTo:participant',
			'settlement:used:certificate',
		]);
	});
});
