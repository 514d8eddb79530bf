import { describe, expect, it } from 'vitest';
import { holdsReleasedKey, readAwaiting } from '../../../src/main/core/contracts/traceability/access-state.ts';
import { accessPaths } from '../../../src/main/core/contracts/traceability/grants.ts';
import { ACCESS_LIMITS } from '../../../src/shared/codec/access.ts';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import { verifyStateProof } from '../../../src/shared/proofs/state-proof.ts';
import { type AccessMarket, AUDITOR, accessMarket, document, grantTo, UNTIL } from '../../fixtures/access-market.ts';
import { encryptionKeyFor, START, sha256 } from '../../fixtures/engine-market.ts';

const CONTRACT = 'E-home-01-0';
const POINT = 'E-home-01-1';
const ABOUT_HOME_01 = 'E-home-03-0';
const wrappedKey = new Uint8Array(80).fill(7);

const request = (grant: string, id: string): Call => calls.traceability.requestKey({ grant, document: id });
const release = (grant: string, id: string): Call => calls.traceability.releaseKey({ grant, document: id, wrappedKey });
const revoke = (grant: string): Call => calls.traceability.revoke({ grant, reason: 'no longer needed' });

const read = (market: AccessMarket) => async (path: string) => market.engine.state.get(path) ?? null;
const holds = (market: AccessMarket, id: string, participant: string, now: number): Promise<boolean> =>
	holdsReleasedKey(read(market), { document: id, participant, now });

describe('a grant', () => {
	it('is given for a document by its depositor and its signers, and by nobody else', () => {
		expect(
			accessMarket().codes([
				['home-01', grantTo('home-04', document(CONTRACT))],
				['home-02', grantTo('home-04', document(CONTRACT))],
				['home-01', grantTo('home-04', document(ABOUT_HOME_01))],
				['home-04', grantTo('home-05', document(CONTRACT))],
				[AUDITOR, grantTo('home-04', document(CONTRACT))],
				['grid', grantTo(AUDITOR, document(CONTRACT))],
				['home-01', grantTo('home-04', document('E-home-01-9'))],
			]),
		).toEqual([null, null, 'CALL_FORBIDDEN', 'CALL_FORBIDDEN', 'CALL_FORBIDDEN', 'CALL_FORBIDDEN', 'DOCUMENT_UNKNOWN']);
	});

	it('is given for a participant by itself and for a meter by its owner', () => {
		const me = { kind: 'participant', id: 'home-01' } as const;
		const meter = { kind: 'meter', id: 'meter-home-01' } as const;
		expect(
			accessMarket().codes([
				['home-01', grantTo('home-04', me)],
				['home-04', grantTo('home-05', me)],
				['home-01', grantTo('home-04', meter)],
				['metering', grantTo('home-04', meter)],
				['home-01', grantTo('home-04', { kind: 'meter', id: 'none' })],
				['home-01', grantTo('home-04', { kind: 'deed', id: 'D-F-24-0' })],
			]),
		).toEqual([null, 'CALL_FORBIDDEN', null, 'CALL_FORBIDDEN', 'METER_UNKNOWN', 'DEED_UNKNOWN']);
	});

	it('is given by the market operator to auditors alone, of whatever scope, and never by an auditor to itself', () => {
		const market = accessMarket();
		expect(
			market.codes([
				['market', grantTo(AUDITOR, document(POINT))],
				['market', grantTo('home-04', document(POINT))],
				[AUDITOR, grantTo(AUDITOR, document(POINT))],
				['market', grantTo('market', document(POINT))],
			]),
		).toEqual([null, 'CALL_FORBIDDEN', 'GRANT_TERMS', 'GRANT_TERMS']);
		expect(market.events.find(({ kind }) => kind === 'access-granted')).toMatchObject({
			grant: 'A-market-0',
			right: 'regulator',
			purpose: 'audit of 2017',
		});
	});

	it('ends in the future and within five years, and goes to an active participant', () => {
		const scope = document(CONTRACT);
		const market = accessMarket();
		const now = START + 2;
		market.send('market', calls.identity.suspend({ participant: 'home-05', reason: 'test' }));
		expect(
			market.codes(
				[
					['home-01', grantTo('home-04', scope, { until: now })],
					['home-01', grantTo('home-04', scope, { until: now + 1 })],
					['home-01', grantTo('home-04', scope, { until: now + ACCESS_LIMITS.lifetimeMs })],
					['home-01', grantTo('home-04', scope, { until: now + ACCESS_LIMITS.lifetimeMs + 1 })],
					['home-01', grantTo('nobody', scope)],
					['home-01', grantTo('home-05', scope)],
					['home-05', grantTo('home-01', { kind: 'participant', id: 'home-05' })],
				],
				now,
			),
		).toEqual([
			'GRANT_TERMS',
			null,
			null,
			'GRANT_TERMS',
			'PARTICIPANT_UNKNOWN',
			'PARTICIPANT_SUSPENDED',
			'PARTICIPANT_SUSPENDED',
		]);
	});

	it('is bounded per scope; those that ended make room', () => {
		const market = accessMarket();
		const max = ACCESS_LIMITS.grantsPerScope;
		const sent = Array.from({ length: max + 1 }, () => ['home-01', grantTo('home-04', document(CONTRACT))] as const);
		expect(market.codes(sent).filter((code) => code === null)).toHaveLength(max);
		expect(
			market.codes([
				['home-01', grantTo('home-04', document(CONTRACT))],
				['home-01', revoke('A-home-01-3')],
				['home-01', grantTo('home-04', document(CONTRACT))],
			]),
		).toEqual(['GRANTS_TOO_MANY', null, null]);
		// A block does a bounded number of tasks.
		market.codes([], UNTIL);
		market.codes([]);
		expect(market.engine.state.get(accessPaths.scope(document(CONTRACT)))).toBeUndefined();
	});

	it('is revoked by its grantor alone, also when that one is suspended, and once', () => {
		const market = accessMarket();
		market.codes([['home-01', grantTo('home-04', document(CONTRACT))]]);
		market.codes([['market', calls.identity.suspend({ participant: 'home-01', reason: 'test' })]]);
		expect(
			market.codes([
				['home-02', revoke('A-home-01-0')],
				['home-04', revoke('A-home-01-0')],
				['home-01', revoke('A-home-01-0')],
				['home-01', revoke('A-home-01-0')],
				['home-01', revoke('A-home-01-9')],
			]),
		).toEqual(['CALL_FORBIDDEN', 'CALL_FORBIDDEN', null, 'GRANT_ENDED', 'GRANT_UNKNOWN']);
	});
});

describe('a key', () => {
	it('is asked for by the grantee, once, for what the grant covers', () => {
		const market = accessMarket();
		market.codes([['home-01', grantTo('home-04', { kind: 'meter', id: 'meter-home-01' })]]);
		expect(
			market.codes([
				['home-05', request('A-home-01-0', POINT)],
				['home-04', request('A-home-01-0', CONTRACT)],
				['home-04', request('A-home-01-0', ABOUT_HOME_01)],
				['home-04', request('A-home-01-0', 'E-home-01-9')],
				['home-04', request('A-home-01-0', POINT)],
				['home-04', request('A-home-01-0', POINT)],
			]),
		).toEqual([
			'GRANT_NOT_GRANTEE',
			'GRANT_NOT_COVERED',
			'GRANT_NOT_COVERED',
			'DOCUMENT_UNKNOWN',
			null,
			'KEY_REQUESTED',
		]);
	});

	it('is not asked for by who can read the document anyway', () => {
		const market = accessMarket();
		market.codes([['home-01', grantTo('home-02', document(CONTRACT))]]);
		expect(market.codes([['home-02', request('A-home-01-0', CONTRACT)]])).toEqual(['KEY_HELD']);
		expect(market.codes([['home-01', release('A-home-01-0', CONTRACT)]])).toEqual(['KEY_HELD']);
	});

	it('is released only by who can read the document, asked for or not, and by each once', async () => {
		const market = accessMarket();
		market.codes([['home-01', grantTo('home-04', { kind: 'participant', id: 'home-01' })]]);
		expect(
			market.codes([
				['home-02', release('A-home-01-0', ABOUT_HOME_01)],
				['home-04', release('A-home-01-0', ABOUT_HOME_01)],
				['market', release('A-home-01-0', ABOUT_HOME_01)],
				['home-01', release('A-home-01-0', CONTRACT)],
				['home-01', release('A-home-01-0', ABOUT_HOME_01)],
				['home-01', release('A-home-01-0', ABOUT_HOME_01)],
				['home-03', release('A-home-01-0', ABOUT_HOME_01)],
				['home-04', request('A-home-01-0', ABOUT_HOME_01)],
			]),
		).toEqual([
			'KEY_NOT_HELD',
			'KEY_NOT_HELD',
			'KEY_NOT_HELD',
			'GRANT_NOT_COVERED',
			null,
			'KEY_RELEASED',
			null,
			'KEY_RELEASED',
		]);
		expect(await holds(market, ABOUT_HOME_01, 'home-04', START + 10)).toBe(true);
		expect(await holds(market, ABOUT_HOME_01, 'home-05', START + 10)).toBe(false);
		expect(await holds(market, CONTRACT, 'home-04', START + 10)).toBe(false);
	});

	it('is handed on by who was released it, under another grant that covers the document', () => {
		const market = accessMarket();
		market.codes([
			['home-01', grantTo('home-04', document(CONTRACT))],
			['home-01', grantTo('home-05', document(CONTRACT))],
		]);
		expect(market.codes([['home-04', release('A-home-01-1', CONTRACT)]])).toEqual(['KEY_NOT_HELD']);
		expect(
			market.codes([
				['home-01', release('A-home-01-0', CONTRACT)],
				['home-04', release('A-home-01-1', CONTRACT)],
			]),
		).toEqual([null, null]);
	});

	it('can be asked for and released again when the grantee has rotated its encryption key', () => {
		const market = accessMarket();
		market.codes([['home-01', grantTo('home-04', document(CONTRACT))]]);
		market.codes([['home-01', release('A-home-01-0', CONTRACT)]]);
		expect(
			market.codes([
				['home-04', calls.identity.rotateEncryptionKey({ encryptionKey: encryptionKeyFor('home-04, second') })],
				['home-04', request('A-home-01-0', CONTRACT)],
				['home-01', release('A-home-01-0', CONTRACT)],
			]),
		).toEqual([null, null, null]);
		expect(market.events.flatMap((event) => (event.kind === 'key-released' ? [event.encryptionKey] : []))).toEqual([
			encryptionKeyFor('home-04'),
			encryptionKeyFor('home-04, second'),
		]);
	});

	it('is neither asked for nor released once the grant is revoked, from its end on, and to the suspended', async () => {
		const market = accessMarket();
		market.codes([
			['home-01', grantTo('home-04', document(CONTRACT))],
			['home-01', grantTo('home-05', document(CONTRACT))],
			['home-04', request('A-home-01-0', CONTRACT)],
		]);
		expect(await readAwaiting(read(market), 'home-01')).toEqual([{ grant: 'A-home-01-0', documents: [CONTRACT] }]);
		market.codes([['home-01', revoke('A-home-01-0')]]);
		expect(await readAwaiting(read(market), 'home-01')).toEqual([]);
		expect(
			market.codes([
				['home-04', request('A-home-01-0', CONTRACT)],
				['home-01', release('A-home-01-0', CONTRACT)],
				['market', calls.identity.suspend({ participant: 'home-05', reason: 'test' })],
				['home-05', request('A-home-01-1', CONTRACT)],
				['home-01', release('A-home-01-1', CONTRACT)],
				['market', calls.identity.readmit({ participant: 'home-05', reason: 'test' })],
				['home-01', release('A-home-01-1', CONTRACT)],
			]),
		).toEqual(['GRANT_ENDED', 'GRANT_ENDED', null, 'PARTICIPANT_SUSPENDED', 'PARTICIPANT_SUSPENDED', null, null]);
		expect(await holds(market, CONTRACT, 'home-05', UNTIL - 1)).toBe(true);
		expect(await holds(market, CONTRACT, 'home-05', UNTIL)).toBe(false);
		expect(market.codes([['home-05', request('A-home-01-1', CONTRACT)]], UNTIL)).toEqual(['GRANT_ENDED']);
		expect(market.codes([['home-01', release('A-home-01-1', CONTRACT)]])).toEqual(['GRANT_ENDED']);
		expect(market.events.filter(({ kind }) => kind === 'access-expired')).toEqual([
			{ kind: 'access-expired', grant: 'A-home-01-1' },
		]);
	});

	it('that the regulator opened serves an auditor only as long as it is one', async () => {
		const market = accessMarket();
		market.codes([
			['market', grantTo(AUDITOR, document(CONTRACT))],
			['home-01', grantTo(AUDITOR, document(CONTRACT))],
			['home-01', release('A-market-0', CONTRACT)],
		]);
		expect(await holds(market, CONTRACT, AUDITOR, START + 10)).toBe(true);
		market.codes([['market', calls.identity.changeRole({ participant: AUDITOR, role: 'consumer' })]]);
		expect(await holds(market, CONTRACT, AUDITOR, START + 10)).toBe(false);
		expect(
			market.codes([
				[AUDITOR, request('A-market-0', CONTRACT)],
				['home-01', release('A-market-0', CONTRACT)],
				['home-01', release('A-home-01-0', CONTRACT)],
			]),
		).toEqual(['CALL_FORBIDDEN', 'CALL_FORBIDDEN', null]);
	});
});

describe('the access record', () => {
	it('proves which grants open a document, and that no other does', () => {
		const market = accessMarket();
		market.codes([['home-01', grantTo('home-04', document(CONTRACT))]]);
		const { engine } = market;
		const proven = (path: string): unknown => {
			const value = engine.state.get(path) ?? null;
			expect(verifyStateProof(engine.prove(path), path, value, engine.stateRoot, sha256)).toBe(true);
			return value && decode(value, 65_536);
		};
		expect(proven(accessPaths.scope(document(CONTRACT)))).toEqual(['A-home-01-0']);
		expect(proven(accessPaths.grant('A-home-01-0'))).toMatchObject({ grantee: 'home-04', status: 'in-force' });
		expect(proven(accessPaths.scope(document(POINT)))).toBeNull();
		expect(proven(accessPaths.releases(CONTRACT, 'home-04'))).toBeNull();
	});

	it('ties grants and releases to the document, its subject and the grantor', () => {
		const market = accessMarket();
		market.codes([
			['home-01', grantTo('home-04', { kind: 'meter', id: 'meter-home-01' })],
			['home-01', release('A-home-01-0', POINT)],
			['market', grantTo(AUDITOR, { kind: 'participant', id: 'home-01' })],
		]);
		const edges = market.events.flatMap((event) =>
			event.kind === 'provenance' && event.from.type === 'grant'
				? [`${event.from.id} ${event.relation} ${event.to.type} ${event.to.id}`]
				: [],
		);
		expect(edges).toEqual([
			'A-home-01-0 wasAttributedTo participant home-01',
			'A-home-01-0 wasDerivedFrom meter meter-home-01',
			'A-home-01-0 wasDerivedFrom document E-home-01-1',
			'A-market-0 wasAttributedTo participant market',
			'A-market-0 wasDerivedFrom participant home-01',
		]);
	});
});
