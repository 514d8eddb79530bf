import { describe, expect, it } from 'vitest';
import { identityPaths, type ParticipantRecord } from '../../../src/main/core/contracts/identity/participants.ts';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import type { RegisterParticipant } from '../../../src/shared/codec/identity-calls.ts';
import { eicCheckCharacter } from '../../../src/shared/formats/eic.ts';
import { EngineMarket, encryptionKeyFor, keyOf, START } from '../../fixtures/engine-market.ts';
import { codesOf } from '../../fixtures/governance.ts';

const EIC = '10X1001A1001A450';
const OTHER_EIC = `10X1001A1001A46${eicCheckCharacter('10X1001A1001A46')}`;
const pay = calls.ledger.transfer({ to: 'home-02', amount: 1 });
const register = (participant: string, change: Partial<RegisterParticipant> = {}): Call =>
	calls.identity.registerParticipant({
		participant,
		role: 'consumer',
		name: 'New',
		zone: 'F',
		publicKey: keyOf(participant).publicKey,
		encryptionKey: encryptionKeyFor(participant),
		eic: null,
		...change,
	});

/** Codes of these calls in one block after another, each by its sender. */
function codesIn(market: EngineMarket, ...sent: readonly [sender: string, call: Call][]): (string | null)[] {
	for (const [sender, call] of sent) market.send(sender, call);
	return codesOf(market.block(market.engine.height + START + 1));
}

function recordOf(market: EngineMarket, id: string): ParticipantRecord {
	return decode(market.engine.state.get(identityPaths.participant(id)) as Uint8Array, 65_536) as ParticipantRecord;
}

describe('registration', () => {
	it('is admitted by the market operator, once, and then may send', () => {
		const market = new EngineMarket();
		const meter = { meter: 'm-9', participant: 'home-09', operator: 'metering', publicKey: null, device: null };
		expect(
			codesIn(
				market,
				['home-01', register('home-09')],
				['market', register('home-09')],
				['market', register('home-09')],
				['market', calls.identity.registerMeter(meter)],
				['market', calls.identity.registerMeter(meter)],
				['market', calls.identity.registerMeter({ ...meter, meter: 'm-10', operator: 'grid' })],
				['market', calls.ledger.transfer({ to: 'home-09', amount: 1_000 })],
				['market', calls.ledger.transfer({ to: 'nobody', amount: 1_000 })],
			),
		).toEqual([
			'CALL_FORBIDDEN',
			null,
			'PARTICIPANT_EXISTS',
			null,
			'METER_EXISTS',
			'CALL_FORBIDDEN',
			null,
			'PARTICIPANT_UNKNOWN',
		]);
		expect(codesIn(market, ['home-09', calls.ledger.transfer({ to: 'home-01', amount: 900 })])).toEqual([null]);
		expect(market.balance('home-09')).toBe(0);
	});

	it('takes only sound keys, as rotation does', () => {
		const torsioned = new Uint8Array(
			Buffer.from('cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d', 'hex'),
		);
		const smallOrder = new Uint8Array(32).fill(0, 1).fill(1, 0, 1);
		const noPoint = new Uint8Array(32).fill(0xff);
		expect(
			codesIn(
				new EngineMarket(),
				['market', register('home-09', { publicKey: torsioned })],
				['market', register('home-09', { encryptionKey: smallOrder })],
				['market', register('home-09', { encryptionKey: noPoint })],
				['home-01', calls.identity.rotateKey({ publicKey: smallOrder })],
				['home-01', calls.identity.rotateKey({ publicKey: noPoint })],
				['home-01', calls.identity.rotateEncryptionKey({ encryptionKey: smallOrder })],
				['home-01', calls.identity.rotateEncryptionKey({ encryptionKey: noPoint })],
			),
		).toEqual([
			'KEY_TORSION',
			'ENCRYPTION_KEY_SMALL_ORDER',
			'ENCRYPTION_KEY_ENCODING',
			'KEY_SMALL_ORDER',
			'KEY_ENCODING',
			'ENCRYPTION_KEY_SMALL_ORDER',
			'ENCRYPTION_KEY_ENCODING',
		]);
	});

	it('bounds the meters of one participant', () => {
		const meters = Array.from({ length: 16 }, (_, n): [string, Call] => [
			'market',
			calls.identity.registerMeter({
				meter: `m-${n}`,
				participant: 'home-01',
				operator: 'metering',
				publicKey: null,
				device: null,
			}),
		]);
		expect(codesIn(new EngineMarket(), ...meters).slice(-2)).toEqual([null, 'METERS_TOO_MANY']);
	});

	it('checks an EIC and gives it to one participant at a time', () => {
		const market = new EngineMarket();
		const assign = (participant: string, eic: string | null): [string, Call] => [
			'market',
			calls.identity.assignEic({ participant, eic }),
		];
		expect(
			codesIn(
				market,
				['market', register('a', { eic: '10X1001A1001A451' })],
				['market', register('a', { eic: '10x1001A1001A450' })],
				['market', register('a', { eic: EIC })],
				['market', register('b', { eic: EIC })],
				['market', register('b')],
				assign('b', EIC),
				assign('a', EIC),
				assign('a', OTHER_EIC),
				assign('b', EIC),
				assign('b', null),
				assign('a', EIC),
				['home-01', calls.identity.assignEic({ participant: 'home-01', eic: OTHER_EIC })],
			),
		).toEqual([
			'EIC_CHECK_WRONG',
			'EIC_INVALID',
			null,
			'EIC_TAKEN',
			null,
			'EIC_TAKEN',
			null,
			null,
			null,
			null,
			null,
			'CALL_FORBIDDEN',
		]);
		expect([recordOf(market, 'a').eic, recordOf(market, 'b').eic]).toEqual([EIC, null]);
	});
});

describe("a participant's own changes", () => {
	it('signs with its new key after a rotation, and no more with the old', () => {
		const rotate = calls.identity.rotateKey({ publicKey: keyOf('new key').publicKey });
		expect(codesIn(new EngineMarket(), ['home-01', rotate], ['home-01', pay])).toEqual([null, 'TX_SIGNATURE']);
	});

	it('rotates its encryption key without touching the other, and takes another name', () => {
		const market = new EngineMarket();
		const encryptionKey = encryptionKeyFor('new');
		expect(
			codesIn(
				market,
				['home-01', calls.identity.rotateEncryptionKey({ encryptionKey })],
				['home-01', calls.identity.rename({ name: 'Sun House' })],
			),
		).toEqual([null, null]);
		expect(recordOf(market, 'home-01')).toMatchObject({
			encryptionKey,
			name: 'Sun House',
			publicKey: keyOf('home-01').publicKey,
		});
		expect(market.events).toContainEqual({ kind: 'participant-renamed', participant: 'home-01', name: 'Sun House' });
	});
});

describe('suspension', () => {
	const suspend = (participant: string): [string, Call] => [
		'market',
		calls.identity.suspend({ participant, reason: 'three deeds unsigned' }),
	];
	const readmit = (participant: string): [string, Call] => [
		'market',
		calls.identity.readmit({ participant, reason: 'heard' }),
	];

	it('takes powers away until readmission, says why, and leaves keys, payments and revocation', () => {
		const market = new EngineMarket();
		const rename = calls.identity.rename({ name: 'Other' });
		const delegation = { to: 'home-02', scope: 'orders', validFrom: 0, validUntil: 9, limits: null } as const;
		expect(
			codesIn(
				market,
				['home-01', calls.identity.delegate(delegation)],
				suspend('home-01'),
				suspend('home-01'),
				['home-01', rename],
				['home-01', calls.identity.delegate({ ...delegation, to: 'home-03' })],
				['home-01', pay],
				['home-01', calls.identity.revoke({ to: 'home-02', scope: 'orders' })],
				['home-01', calls.identity.rotateEncryptionKey({ encryptionKey: encryptionKeyFor('new') })],
				readmit('home-01'),
				readmit('home-01'),
				['home-01', rename],
			),
		).toEqual([
			null,
			null,
			'PARTICIPANT_SUSPENDED',
			'PARTICIPANT_SUSPENDED',
			'PARTICIPANT_SUSPENDED',
			null,
			null,
			null,
			null,
			'PARTICIPANT_ACTIVE',
			null,
		]);
		expect(market.events).toContainEqual({
			kind: 'participant-suspended',
			participant: 'home-01',
			by: 'market',
			reason: 'three deeds unsigned',
		});
	});

	it("never reaches the market's founding operators, nor does a change of their role", () => {
		const market = new EngineMarket();
		const changeRole = (participant: string): [string, Call] => [
			'market',
			calls.identity.changeRole({ participant, role: 'auditor' }),
		];
		expect(
			codesIn(
				market,
				suspend('market'),
				suspend('grid'),
				changeRole('market'),
				changeRole('grid'),
				suspend('metering'),
			),
		).toEqual([...Array(4).fill('PARTICIPANT_INDISPENSABLE'), null]);
	});

	it('takes the powers of a second market operator as well', () => {
		const market = new EngineMarket();
		const second: [string, Call] = ['home-02', calls.identity.suspend({ participant: 'home-03', reason: 'x' })];
		expect(
			codesIn(
				market,
				second,
				['market', calls.identity.changeRole({ participant: 'home-02', role: 'market-operator' })],
				second,
				suspend('home-02'),
				['home-02', calls.identity.readmit({ participant: 'home-03', reason: 'x' })],
			),
		).toEqual(['CALL_FORBIDDEN', null, null, null, 'PARTICIPANT_SUSPENDED']);
		expect(market.events).toContainEqual({
			kind: 'participant-role-changed',
			participant: 'home-02',
			from: 'prosumer',
			to: 'market-operator',
		});
	});
});
