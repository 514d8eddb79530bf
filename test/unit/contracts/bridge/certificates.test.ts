import { describe, expect, it } from 'vitest';
import { certificatePackets } from '../../../../src/main/core/contracts/bridge/certificates.ts';
import {
	type Certificate,
	findCertificate,
} from '../../../../src/main/core/contracts/certificates/certificate-state.ts';
import { requireHeld } from '../../../../src/main/core/contracts/certificates/held-part.ts';
import type { WhRanges } from '../../../../src/shared/certificates/wh-ranges.ts';
import { bridgeAccount } from '../../../../src/shared/codec/accounts.ts';
import type { CrossingPart } from '../../../../src/shared/codec/bridge-packet.ts';
import { bridgePaths, type ForeignCertificate } from '../../../../src/shared/codec/bridge-state.ts';
import { calls } from '../../../../src/shared/codec/calls.ts';
import {
	CERTIFICATE_TERM_MS,
	type CertificatePart,
	ENERGY_CERTIFICATE_LIMITS,
} from '../../../../src/shared/codec/energy-certificate.ts';
import { HOUR_MS } from '../../../../src/shared/codec/units.ts';
import { contextOn, eventsIn, run } from '../../../fixtures/bridge/bridge-calls.ts';
import { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { connectBoth, settle, TERMS } from '../../../fixtures/bridge/connected-chains.ts';
import { readLeaf } from '../../../fixtures/bridge/relayed-calls.ts';
import {
	CERTIFICATE,
	meter,
	type Regions,
	type RegionsOptions,
	settleHour,
	TERMS_OF_HOUR,
	tradedRegions,
} from '../../../fixtures/bridge/traded-regions.ts';

const EXPIRY = TERMS_OF_HOUR.deliveryEnd + CERTIFICATE_TERM_MS;

/** home-01 of the north holds a certificate of 1,000 Wh, and sold nothing of it. */
function unsold(options: RegionsOptions = {}): Regions & { foreign: string } {
	const { north, south } = tradedRegions({ ...options, soldWh: 1 });
	meter(north, [['home-01', 1_001, 0]]);
	settleHour(north);
	south.block(north.time);
	return { north, south, foreign: `${north.chainId}:${CERTIFICATE}` };
}

const held = (chain: CertifiedChain, owner: string, certificate: string): WhRanges =>
	readLeaf<WhRanges>(chain, `certificates/held/${owner}/${certificate}`) ?? [];

function send(from: CertifiedChain, to: CertifiedChain, part: CertificatePart | CertificatePart[], change = {}) {
	const {
		sender = 'home-01',
		receiver = 'home-03',
		timeoutAt = from.time + HOUR_MS,
	} = change as {
		sender?: string;
		receiver?: string;
		timeoutAt?: number;
	};
	const parts = Array.isArray(part) ? part : [part];
	return run(from, calls.bridge.sendCertificates({ chain: to.chainId, to: receiver, parts, timeoutAt }), sender).code;
}

const outcomes = (chain: CertifiedChain) => eventsIn(chain.events, 'packet-closed').map(({ code }) => code);

describe('certificates that cross', () => {
	it('are locked at home and exist there with the terms of their issue, to be used like any other', () => {
		const { north, south, foreign } = unsold();
		expect(send(north, south, { certificate: CERTIFICATE, fromWh: 100, toWh: 400 })).toBeNull();
		settle(north, south);
		expect(held(north, 'home-01', CERTIFICATE)).toEqual([
			[1, 100],
			[400, 1_001],
		]);
		expect(held(north, bridgeAccount(south.chainId), CERTIFICATE)).toEqual([[100, 400]]);
		expect(held(south, 'home-03', foreign)).toEqual([[100, 400]]);
		expect(eventsIn(south.events, 'certificate-admitted')).toEqual([
			expect.objectContaining({
				origin: north.chainId,
				owner: 'home-03',
				terms: expect.objectContaining({ producer: 'home-01', quantityWh: 1_001, expiresAt: EXPIRY }),
			}),
		]);
		const part = { certificate: foreign, fromWh: 100, toWh: 200 };
		expect(run(south, calls.certificates.transfer({ to: 'home-02', parts: [part] }), 'home-03').code).toBeNull();
		expect(run(south, calls.certificates.cancel({ parts: [part], purpose: 'heating' }), 'home-02').code).toBeNull();
		expect(held(south, 'home-03', foreign)).toEqual([[200, 400]]);
		expect(readLeaf<ForeignCertificate>(south, bridgePaths.foreign(foreign))?.here).toEqual([[100, 400]]);
	});

	it('go home, where only what is locked is unlocked', () => {
		const { north, south, foreign } = unsold();
		send(north, south, { certificate: CERTIFICATE, fromWh: 100, toWh: 400 });
		settle(north, south);
		expect(
			send(south, north, { certificate: foreign, fromWh: 150, toWh: 250 }, { sender: 'home-03', receiver: 'home-05' }),
		).toBeNull();
		expect(readLeaf<ForeignCertificate>(south, bridgePaths.foreign(foreign))?.here).toEqual([
			[100, 150],
			[250, 400],
		]);
		settle(north, south);
		expect(held(north, 'home-05', CERTIFICATE)).toEqual([[150, 250]]);
		expect(held(north, bridgeAccount(south.chainId), CERTIFICATE)).toEqual([
			[100, 150],
			[250, 400],
		]);
		expect(send(north, south, { certificate: CERTIFICATE, fromWh: 200, toWh: 250 }, { sender: 'home-05' })).toBeNull();
		settle(north, south);
		expect(held(south, 'home-03', foreign)).toEqual([
			[100, 150],
			[200, 400],
		]);
		expect(outcomes(north)).toEqual([null, null]);
	});

	it('are given back when nobody takes them, from either side', () => {
		const { north, south, foreign } = unsold();
		send(north, south, { certificate: CERTIFICATE, fromWh: 100, toWh: 400 }, { receiver: 'nobody' });
		send(north, south, { certificate: CERTIFICATE, fromWh: 500, toWh: 600 });
		settle(north, south);
		expect(outcomes(north)).toEqual(['PARTICIPANT_UNKNOWN', null]);
		expect(held(north, 'home-01', CERTIFICATE)).toEqual([
			[1, 500],
			[600, 1_001],
		]);
		send(south, north, { certificate: foreign, fromWh: 500, toWh: 600 }, { sender: 'home-03', receiver: 'nobody' });
		expect(held(south, 'home-03', foreign)).toEqual([]);
		settle(north, south);
		expect(held(south, 'home-03', foreign)).toEqual([[500, 600]]);
		expect(eventsIn(south.events, 'certificate-returned')).toEqual([
			expect.objectContaining({ owner: 'home-03', certificate: foreign, fromWh: 500, toWh: 600 }),
		]);
	});

	it('are refused where they cannot leave', () => {
		const { north, south, foreign } = unsold();
		const part = { certificate: CERTIFICATE, fromWh: 100, toWh: 400 };
		expect(send(north, south, [])).toBe('BRIDGE_PARTS');
		expect(send(north, south, [part, { ...part, fromWh: 400, toWh: 500 }])).toBe('BRIDGE_PARTS');
		expect(send(north, south, part, { sender: 'home-02' })).toBe('CERTIFICATE_NOT_HELD');
		expect(send(north, south, { ...part, toWh: 100 })).toBe('CERTIFICATE_RANGE');
		expect(send(north, south, { ...part, certificate: 'GC-none' })).toBe('CERTIFICATE_UNKNOWN');
		expect(send(north, south, part, { timeoutAt: north.time })).toBe('BRIDGE_TIMEOUT');
		expect(held(north, 'home-01', CERTIFICATE)).toEqual([[1, 1_001]]);
		send(north, south, part);
		settle(north, south);
		const east = new CertifiedChain({ name: 'east' });
		east.block(south.time);
		connectBoth(south, east, TERMS);
		const abroad = { certificate: foreign, fromWh: 100, toWh: 101 };
		expect(send(south, east, abroad, { sender: 'home-03' })).toBe('BRIDGE_NOT_ORIGIN');
	});
});

describe('a corrupt counterpart', () => {
	const part = (change: Partial<CrossingPart>, { north, south }: Regions, id = CERTIFICATE): CrossingPart => {
		const terms = readLeaf<ForeignCertificate>(south, bridgePaths.foreign(`${north.chainId}:${id}`))?.terms ?? null;
		return { origin: north.chainId, certificate: id, fromWh: 500, toWh: 600, terms, ...change };
	};
	const receive = (on: CertifiedChain, from: CertifiedChain, parts: readonly CrossingPart[]) => {
		const context = contextOn(on);
		const crossing = { chain: from.chainId, packet: 'X-forged-0' };
		const contents = { kind: 'certificates', from: 'x', to: 'home-02', lot: null, parts } as const;
		const failure = context.attempt(() => certificatePackets.receive(context, crossing, contents));
		return failure?.code ?? null;
	};

	it('brings no Wh of its certificates twice, nor with other terms, nor those of others', () => {
		const regions = unsold();
		const { north, south, foreign } = regions;
		send(north, south, { certificate: CERTIFICATE, fromWh: 100, toWh: 400 });
		settle(north, south);
		const terms = part({}, regions).terms as NonNullable<CrossingPart['terms']>;
		const forged: readonly [Partial<CrossingPart>, string | null][] = [
			[{}, null],
			[{ fromWh: 399 }, 'BRIDGE_CERTIFICATE_HERE'],
			[{ fromWh: 600 }, 'BRIDGE_CERTIFICATE_TERMS'],
			[{ toWh: 1_002 }, 'BRIDGE_CERTIFICATE_TERMS'],
			[{ terms: null }, 'BRIDGE_CERTIFICATE_TERMS'],
			[{ terms: { ...terms, technology: 'wind' } }, 'BRIDGE_CERTIFICATE_TERMS'],
			[{ certificate: 'GC-old', terms: { ...terms, expiresAt: 1 } }, 'CERTIFICATE_EXPIRED'],
			[{ certificate: `GC-${'x'.repeat(150)}` }, 'BRIDGE_CERTIFICATE_TERMS'],
			[{ origin: 'elsewhere' }, 'BRIDGE_NOT_ORIGIN'],
			[{ origin: south.chainId }, 'BRIDGE_CERTIFICATE_ABSENT'],
		];
		for (const [change, code] of forged) expect(receive(south, north, [part(change, regions)])).toBe(code);
		expect(receive(south, north, [part({}, regions), part({}, regions)])).toBe('BRIDGE_CERTIFICATE_HERE');
		expect(receive(south, north, [])).toBe('BRIDGE_PARTS');
		run(
			south,
			calls.certificates.cancel({ parts: [{ certificate: foreign, fromWh: 100, toWh: 400 }], purpose: 'x' }),
			'home-03',
		);
		expect(receive(south, north, [part({ fromWh: 100, toWh: 400 }, regions)])).toBe('BRIDGE_CERTIFICATE_HERE');
	});

	it('returns no more than is locked for it, and what it returned is not given back as well', () => {
		const { north, south } = unsold();
		const home = { origin: north.chainId, certificate: CERTIFICATE, terms: null };
		expect(receive(north, south, [{ ...home, fromWh: 100, toWh: 101 }])).toBe('BRIDGE_CERTIFICATE_ABSENT');
		send(north, south, { certificate: CERTIFICATE, fromWh: 100, toWh: 400 });
		expect(receive(north, south, [{ ...home, fromWh: 100, toWh: 401 }])).toBe('BRIDGE_CERTIFICATE_ABSENT');
		expect(receive(north, south, [{ ...home, fromWh: 300, toWh: 300 }])).toBe('BRIDGE_CERTIFICATE_ABSENT');
		const context = contextOn(north);
		const crossing = { chain: south.chainId, packet: 'X-forged-0' };
		const returned = [{ ...home, fromWh: 150, toWh: 200 }];
		certificatePackets.receive(context, crossing, {
			kind: 'certificates',
			from: 'x',
			to: 'home-02',
			lot: null,
			parts: returned,
		});
		const sent = [{ ...home, fromWh: 100, toWh: 400 }];
		certificatePackets.giveBack(context, crossing, {
			kind: 'certificates',
			from: 'home-01',
			to: 'x',
			lot: null,
			parts: sent,
		});
		const given = eventsIn(context.block.events, 'certificate-returned').map(({ owner, fromWh, toWh }) => [
			owner,
			fromWh,
			toWh,
		]);
		expect(given).toEqual([
			['home-02', 150, 200],
			['home-01', 200, 400],
		]);
		const locked = context.space('certificates').get(`held/${bridgeAccount(south.chainId)}/${CERTIFICATE}`);
		expect(locked).toEqual([[100, 150]]);
	});

	it('cannot refuse what went home and send it again', () => {
		const regions = unsold();
		const { north, south, foreign } = regions;
		send(north, south, { certificate: CERTIFICATE, fromWh: 100, toWh: 400 });
		settle(north, south);
		send(south, north, { certificate: foreign, fromWh: 100, toWh: 400 }, { sender: 'home-03' });
		const context = contextOn(south);
		const crossing = { chain: north.chainId, packet: 'X-forged-0' };
		const again = [part({ fromWh: 100, toWh: 300 }, regions)];
		certificatePackets.receive(context, crossing, {
			kind: 'certificates',
			from: 'x',
			to: 'home-02',
			lot: null,
			parts: again,
		});
		const refused = [part({ fromWh: 100, toWh: 400, terms: null }, regions)];
		certificatePackets.giveBack(context, crossing, {
			kind: 'certificates',
			from: 'home-03',
			to: 'x',
			lot: null,
			parts: refused,
		});
		expect(eventsIn(context.block.events, 'certificate-returned').map(({ fromWh, toWh }) => [fromWh, toWh])).toEqual([
			[300, 400],
		]);
	});
});

describe('a hand that holds many parts of one certificate', () => {
	const { rangesOfHolder: max } = ENERGY_CERTIFICATE_LIMITS;
	/** As many ranges as a hand may hold, 3 Wh each. */
	const full = Array.from({ length: max }, (_, n) => [5 * n, 5 * n + 3] as const);
	const holding = ({ north, south }: Regions, owner: string) => {
		const context = contextOn(north);
		const certificate = findCertificate(context, CERTIFICATE) as Certificate;
		const space = context.space('certificates');
		space.set(`held/${owner}/${CERTIFICATE}`, full);
		space.set(`certificate/${CERTIFICATE}`, { ...certificate, quantityWh: 3 * max, heldWh: 3 * max });
		return { context, crossing: { chain: south.chainId, packet: 'X-0' } };
	};

	it('is not split further by its owner, nor by what the other chain returns, but takes back what was its own', () => {
		const regions = unsold();
		const middle = { certificate: CERTIFICATE, fromWh: 1, toWh: 2 };
		const whole = { certificate: CERTIFICATE, fromWh: 0, toWh: 3 };
		const { context } = holding(regions, 'home-01');
		expect(() => requireHeld(context, 'home-01', middle)).toThrow(
			expect.objectContaining({ code: 'CERTIFICATE_SPLIT' }),
		);
		expect(requireHeld(context, 'home-01', whole)).toEqual([0, 3]);
		const locked = holding(regions, bridgeAccount(regions.south.chainId));
		const home = { origin: regions.north.chainId, terms: null };
		const receive = (part: CertificatePart) => {
			const contents = {
				kind: 'certificates',
				from: 'x',
				to: 'home-02',
				lot: null,
				parts: [{ ...home, ...part }],
			} as const;
			return (
				locked.context.attempt(() => certificatePackets.receive(locked.context, locked.crossing, contents))?.code ??
				null
			);
		};
		expect(receive(middle)).toBe('CERTIFICATE_SPLIT');
		expect(receive(whole)).toBeNull();
		const { context: both, crossing } = holding(regions, 'home-01');
		both.space('certificates').set(`held/${bridgeAccount(regions.south.chainId)}/${CERTIFICATE}`, [[4, 5]]);
		const parts = [{ ...home, certificate: CERTIFICATE, fromWh: 4, toWh: 5 }];
		certificatePackets.giveBack(both, crossing, { kind: 'certificates', from: 'home-01', to: 'x', lot: null, parts });
		expect(eventsIn(both.block.events, 'certificate-returned')).toHaveLength(1);
	});
});

describe('the expiry of certificates that crossed', () => {
	const terms = { ...TERMS, trustPeriodMs: 10 * CERTIFICATE_TERM_MS };

	it('ends them where they are: what is locked for the other chain is passed over at home', () => {
		const { north, south, foreign } = unsold({ terms });
		send(north, south, { certificate: CERTIFICATE, fromWh: 100, toWh: 400 });
		settle(north, south);
		for (const chain of [north, south]) {
			chain.block(EXPIRY);
			chain.run(2);
		}
		const expired = (chain: CertifiedChain) =>
			eventsIn(chain.events, 'certificate-expired').map(({ owner, certificate, fromWh, toWh }) => [
				owner,
				certificate,
				fromWh,
				toWh,
			]);
		expect(expired(north)).toEqual([
			['home-01', CERTIFICATE, 1, 100],
			['home-01', CERTIFICATE, 400, 1_001],
			['home-02', CERTIFICATE, 0, 1],
		]);
		expect(expired(south)).toEqual([['home-03', foreign, 100, 400]]);
		expect(held(north, bridgeAccount(south.chainId), CERTIFICATE)).toEqual([[100, 400]]);
		expect([...south.engine.leaves()].filter(({ path }) => path.includes(foreign))).toEqual([]);
	});

	it('ends at once what comes back after its term, at home and where it was on its way home', () => {
		const { north, south, foreign } = unsold({ terms });
		send(north, south, { certificate: CERTIFICATE, fromWh: 100, toWh: 400 });
		settle(north, south);
		for (const chain of [north, south]) chain.block(EXPIRY - HOUR_MS);
		const change = { sender: 'home-03', timeoutAt: EXPIRY + 5 * HOUR_MS };
		send(south, north, { certificate: foreign, fromWh: 100, toWh: 200 }, { ...change, receiver: 'home-05' });
		send(south, north, { certificate: foreign, fromWh: 200, toWh: 300 }, { ...change, receiver: 'nobody' });
		send(north, south, { certificate: CERTIFICATE, fromWh: 400, toWh: 500 }, { timeoutAt: EXPIRY + 5 * HOUR_MS });
		for (const chain of [north, south]) {
			chain.block(EXPIRY);
			chain.run(2);
		}
		settle(north, south);
		const last = (chain: CertifiedChain, kind: 'certificate-returned' | 'certificate-expired') =>
			eventsIn(chain.events, kind).map(({ owner, fromWh, toWh }) => `${owner} ${fromWh} ${toWh}`);
		for (const kind of ['certificate-returned', 'certificate-expired'] as const) {
			expect(last(north, kind)).toEqual(expect.arrayContaining(['home-05 100 200', 'home-01 400 500']));
			expect(last(south, kind)).toContain('home-03 200 300');
		}
		expect(held(north, 'home-05', CERTIFICATE)).toEqual([]);
		expect([...south.engine.leaves()].filter(({ path }) => path.includes(foreign))).toEqual([]);
	});
});
