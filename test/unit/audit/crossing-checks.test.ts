import { describe, expect, it } from 'vitest';
import type { AcrossChain } from '../../../src/shared/audit/across/across-chain.ts';
import { pairsOf } from '../../../src/shared/audit/across/across-chain.ts';
import { ChannelRecord } from '../../../src/shared/audit/across/channel-record.ts';
import { checkLocked } from '../../../src/shared/audit/across/locked-check.ts';
import { checkLots } from '../../../src/shared/audit/across/lot-pairs.ts';
import { checkMoney } from '../../../src/shared/audit/across/money-check.ts';
import { checkPackets } from '../../../src/shared/audit/across/packet-check.ts';
import { ACROSS_CHECKS, CheckBoard } from '../../../src/shared/audit/check-board.ts';
import { CertificateCheck } from '../../../src/shared/audit/verify/certificate-check.ts';
import type { CheckedEvent } from '../../../src/shared/audit/verify/checked-events.ts';
import { LotCheck } from '../../../src/shared/audit/verify/lot-check.ts';
import type { AuditScope } from '../../../src/shared/audit/verify/scope.ts';
import type { PacketContents } from '../../../src/shared/codec/bridge-packet.ts';
import { packetId } from '../../../src/shared/codec/ids.ts';
import { sha256 } from '../../fixtures/engine-market.ts';

const [A, B] = ['alpha-0000000000000001', 'beta-0000000000000002'];
const OWN = 'GC-meter-1-1000';
const FOREIGN = `${B}:${OWN}`;
const terms = {
	product: 'F-1',
	meter: 'meter-1',
	producer: 'p',
	technology: 'solar',
	start: 1_000,
	end: 2_000,
	reading: 'R-meter-1-1000',
	expiresAt: 9_000,
	quantityWh: 100,
} as const;

const scope = { chainId: A, board: new CheckBoard(), sha256 } as unknown as AuditScope;
const sentPacket = packetId(A, B, 0);
const camePacket = packetId(B, A, 0);
const part = (certificate: string, fromWh: number, toWh: number) => ({ certificate, fromWh, toWh });

const issued = { ...terms, kind: 'certificate-issued', certificate: OWN, owner: 'p' } as CheckedEvent;
const sent = (certificate: string, from: number, to: number, owner = 'p') =>
	({ kind: 'certificate-sent', owner, packet: sentPacket, ...part(certificate, from, to) }) as CheckedEvent;
const returned = (certificate: string, from: number, to: number, packet = camePacket) =>
	({ kind: 'certificate-returned', owner: 'p', packet, ...part(certificate, from, to) }) as CheckedEvent;
const admitted = (from: number, to: number, change: object = {}) =>
	({
		kind: 'certificate-admitted',
		owner: 'p',
		packet: camePacket,
		origin: B,
		terms,
		...part(FOREIGN, from, to),
		...change,
	}) as CheckedEvent;
const cancelled = (certificate: string, from: number, to: number) =>
	({
		kind: 'certificate-cancelled',
		owner: 'p',
		settlement: null,
		purpose: 'heating',
		...part(certificate, from, to),
	}) as CheckedEvent;

function certificates(...events: readonly CheckedEvent[]): CertificateCheck {
	const check = new CertificateCheck(scope, { isPartial: true });
	for (const event of events) check.take(event);
	return check;
}

describe('certificates that cross, inside one chain', () => {
	it('are of no use here while they are locked, and are when they have come home', () => {
		expect(() => certificates(issued, sent(OWN, 0, 40), cancelled(OWN, 30, 50))).toThrow(/does not hold/);
		expect(() => certificates(issued, sent(OWN, 0, 40), sent(OWN, 10, 20))).toThrow(/does not hold/);
		const check = certificates(issued, sent(OWN, 0, 40), returned(OWN, 10, 20), cancelled(OWN, 10, 20));
		expect(check.lockedFor(B).get(OWN)).toEqual([
			[0, 10],
			[20, 40],
		]);
	});

	it('come home only as far as they are locked, from the chain that they are locked for', () => {
		expect(() => certificates(issued, sent(OWN, 0, 40), returned(OWN, 30, 50))).toThrow(/does not hold/);
		const elsewhere = packetId('gamma-0000000000000003', A, 0);
		expect(() => certificates(issued, sent(OWN, 0, 40), returned(OWN, 0, 10, elsewhere))).toThrow(/does not hold/);
	});

	it('of another chain are here once, also after they are used up, and under their own name', () => {
		expect(() => certificates(admitted(0, 40), admitted(30, 50))).toThrow(/here already/);
		expect(() => certificates(admitted(0, 40), cancelled(FOREIGN, 0, 40), admitted(0, 10))).toThrow(/here already/);
		const gone = certificates(admitted(0, 40), sent(FOREIGN, 10, 20), admitted(10, 20));
		expect(gone.hereFrom(B).get(OWN)).toEqual([[0, 40]]);
		expect(() => certificates(admitted(0, 140))).toThrow(/terms/);
		expect(() => certificates(admitted(0, 40, { terms: { ...terms, meter: 'meter-2' } }))).toThrow(/terms/);
		expect(() => certificates(admitted(0, 40), sent(FOREIGN, 30, 50))).toThrow(/does not hold/);
	});
});

describe('lots inside one chain', () => {
	const lot = {
		product: 'F-1',
		deed: 'D-F-1-0',
		deedDigest: new Uint8Array(32),
		trade: 'T-F-1-0',
		generator: 'g',
		start: 1_000,
		end: 2_000,
		quantityWh: 60,
	};
	const leaves = (n: number, change: object = {}) =>
		({ kind: 'lot-sent', packet: packetId(A, B, n), chain: B, owner: 'u', lot: { ...lot, ...change } }) as CheckedEvent;
	const deed = {
		state: 'sealed',
		digest: new Uint8Array(32),
		document: { generator: 'g', user: 'u', trades: [{ trade: 'T-F-1-0', quantityWh: 100 }] },
	};
	const check = (state = 'sealed') =>
		new LotCheck(scope, { deeds: new Map([['D-F-1-0', { ...deed, state } as never]]), isPartial: false });

	it('are of sealed deeds of their owner, and no more of a trade leaves than was bought', () => {
		const lots = check();
		lots.take(leaves(0));
		expect(() => lots.take(leaves(1))).toThrow(/more of T-F-1-0 leaves/);
		expect(() => check('awaiting').take(leaves(0))).toThrow(/no sealed deed/);
		expect(() => check().take(leaves(0, { generator: 'x' }))).toThrow(/no sealed deed/);
		expect(() => check().take(leaves(0, { deedDigest: new Uint8Array(32).fill(1) }))).toThrow(/no sealed deed/);
	});

	it('count as sold until they come back before the settlement, and flow once', () => {
		const flow = (energyWh: number) =>
			({
				kind: 'provenance',
				from: { type: 'settlement', id: 'S-F-1-u' },
				to: { type: 'packet', id: packetId(A, B, 0) },
				relation: 'energyFlow',
				energyWh,
			}) as CheckedEvent;
		const settled = { kind: 'product-settled', product: 'F-1', statements: [] } as unknown as CheckedEvent;
		const good = check();
		for (const event of [leaves(0), flow(60), settled]) good.take(event);
		expect(good.contractedOf('F-1')).toEqual(new Map([['u', 60]]));
		expect(() => good.end()).not.toThrow();
		const doubled = check();
		for (const event of [leaves(0), flow(60), flow(60), settled]) doubled.take(event);
		expect(() => doubled.end()).toThrow(expect.objectContaining({ code: 'BUNDLE_BALANCE' }));
		const back = { kind: 'lot-returned', packet: packetId(A, B, 0), owner: 'u', quantityWh: 60, settled: false };
		const returnedLot = check();
		for (const event of [leaves(0), back as CheckedEvent]) returnedLot.take(event);
		expect(returnedLot.contractedOf('F-1').size).toBe(0);
		expect(() => returnedLot.take(back as CheckedEvent)).toThrow(/another lot comes back/);
	});
});

describe('two chains that tell of each other', () => {
	const money = (amount: number): PacketContents => ({ kind: 'money', from: 'a', to: 'b', amount });

	interface Told {
		readonly sent?: number;
		readonly received?: number;
		readonly answer?: { ok: boolean; code: string | null };
		readonly outcome?: 'delivered' | 'refused' | 'timed-out' | null;
		readonly code?: string | null;
		readonly locked?: readonly (readonly [number, number])[];
		readonly here?: readonly (readonly [number, number])[];
	}

	/** A pays B; `told.received` is what B says that it got. */
	function verdicts(told: Told): ReturnType<CheckBoard['report']> {
		const { sent: amount = 500, received = amount, answer = { ok: true, code: null } } = told;
		const { outcome = 'delivered', code = answer.code, locked = [], here = [] } = told;
		const channels = { [A]: new ChannelRecord(sha256), [B]: new ChannelRecord(sha256) };
		const packet = packetId(A, B, 0);
		const common = { packet, sequence: 0 };
		channels[A]?.send({ kind: 'packet-sent', chain: B, ...common, contents: money(amount), timeoutAt: 9 }, 1);
		const came = { kind: 'packet-received', chain: A, ...common, contents: money(received), answer, by: 'r' } as const;
		channels[B]?.receive(came, { digest: null, restsOn: 1, height: 2 });
		if (outcome !== null) channels[A]?.close({ kind: 'packet-closed', chain: B, ...common, outcome, code, by: 'r' }, 2);
		const chain = (chainId: string, other: string): AcrossChain => ({
			chainId,
			height: 5,
			stateRoot: null,
			isWhole: true,
			channels: new Map([[other, channels[chainId] as ChannelRecord]]),
			lots: new Map(),
			certificates: {
				lockedFor: () => new Map(chainId === A ? [[OWN, locked]] : []),
				hereFrom: () => new Map(chainId === B ? [[OWN, here]] : []),
			},
			scopes: new Map(),
			timeOf: () => null,
		});
		const board = new CheckBoard({ names: ACROSS_CHECKS });
		const pairs = pairsOf([chain(A, B), chain(B, A)]);
		checkPackets(pairs, board);
		checkLots(pairs, board);
		checkLocked(pairs, board);
		checkMoney(pairs, board);
		board.done(...ACROSS_CHECKS);
		return board.report();
	}

	const refusedBy = (told: Told): readonly string[] =>
		verdicts(told).checks.flatMap(({ ok, name }) => (ok ? [] : [name]));

	it.each([
		['agree', {}, []],
		['agree that it was refused', { answer: { ok: false, code: 'X' }, outcome: 'refused' }, []],
		['agree while nothing was heard', { outcome: null }, []],
		['agree on what is locked', { locked: [[0, 40]], here: [[10, 20]] }, []],
		['differ in a packet', { received: 501 }, ['packets', 'money']],
		['differ in whether it was executed', { answer: { ok: false, code: 'X' }, code: null }, ['packets', 'money']],
		['differ in whether it was given back', { outcome: 'timed-out', code: 'X' }, ['packets', 'money']],
		['differ in why it was refused', { answer: { ok: false, code: 'X' }, outcome: 'refused', code: 'Y' }, ['packets']],
		['have the same watt-hours', { locked: [[0, 15]], here: [[10, 20]] }, ['locked-certificates']],
	] as const satisfies readonly (readonly [string, Told, readonly string[]])[])('%s', (_, told, checks) => {
		expect(refusedBy(told)).toEqual(checks);
	});
});
