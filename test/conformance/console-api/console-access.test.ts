import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import type { DocumentSubject } from '../../../src/shared/codec/document.ts';
import { deposit } from '../../fixtures/access-market.ts';
import { codeOf, DOORS, type Stage, setStage } from '../../fixtures/console-stage.ts';
import { HOMES, START } from '../../fixtures/engine-node.ts';

const UNTIL = START + 30 * 86_400_000;
const wrappedKey = new Uint8Array(80).fill(5);

describe.each(DOORS)('access over a %s', (_name, open) => {
	let stage: Stage;
	const [home, other, third] = HOMES;
	const mine = `E-${home}-0`;
	const theirs = `E-${other}-0`;

	beforeEach(async () => {
		stage = await setStage(open);
		const about: DocumentSubject = { type: 'participant', id: home };
		await send(home, deposit({ type: 'identity', about, readers: [home] }));
		await send(other, deposit({ readers: [other] }));
	});

	afterEach(() => stage.strike());

	const send = (sender: string, call: Call) => stage.node.submit(stage.node.encode(sender, call));
	const access = () => stage.console.client.access;
	const grant = (change: object = {}) =>
		access().grant({
			participant: home,
			grantee: other,
			scope: { kind: 'document', id: mine },
			until: UNTIL,
			purpose: 'loan',
			...change,
		});

	it('grants as an identity of the console, records what becomes of it, and revokes', async () => {
		const { grant: id } = await grant();
		await send(other, calls.traceability.requestKey({ grant: id, document: mine }));
		expect((await access().list({})).grants).toMatchObject([
			{
				grant: `A-${home}-0`,
				grantor: home,
				grantee: other,
				granteeName: `Name of ${other}`,
				right: 'owner',
				state: 'in-force',
				byMe: true,
				toMe: false,
				requests: [{ document: mine }],
				released: 0,
			},
		]);
		await send(home, calls.traceability.releaseKey({ grant: id, document: mine, wrappedKey }));
		await access().revoke({ grant: id, reason: 'loan refused' });
		const [record] = (await access().list({ document: mine, state: 'ended' })).grants;
		expect(record).toMatchObject({
			state: 'revoked',
			reason: 'loan refused',
			requests: [],
			releases: [{ document: mine, by: home, byName: `Name of ${home}` }],
			released: 1,
		});
		expect(JSON.stringify(record)).not.toContain(Buffer.from(wrappedKey).toString('hex'));
	});

	it('asks for keys as a grantee of the console', async () => {
		await send(
			other,
			calls.traceability.grant({ grantee: home, scope: { kind: 'document', id: theirs }, until: UNTIL, purpose: 'p' }),
		);
		const id = `A-${other}-0`;
		expect((await access().list({ mine: true })).grants).toMatchObject([{ grant: id, toMe: true, byMe: false }]);
		await access().request({ grant: id, document: theirs });
		expect(await codeOf(access().request({ grant: id, document: theirs }))).toBe('KEY_REQUESTED');
		expect(await codeOf(access().request({ grant: id, document: mine }))).toBe('GRANT_NOT_COVERED');
	});

	it('lists what is its own when asked to, and by state and document', async () => {
		await send(
			other,
			calls.traceability.grant({ grantee: third, scope: { kind: 'document', id: theirs }, until: UNTIL, purpose: 'p' }),
		);
		await grant();
		const listed = async (input: Parameters<ReturnType<typeof access>['list']>[0]) =>
			(await access().list(input)).grants.map((each) => each.grant);
		expect(await listed({})).toEqual([`A-${home}-0`, `A-${other}-0`]);
		expect(await listed({ mine: true })).toEqual([`A-${home}-0`]);
		expect(await listed({ document: theirs })).toEqual([`A-${other}-0`]);
		expect(await listed({ limit: 1 })).toEqual([`A-${home}-0`]);
		expect(await listed({ state: 'ended' })).toEqual([]);
		stage.node.advance(UNTIL);
		expect((await access().list({ state: 'ended' })).grants.map(({ state }) => state)).toEqual(['expired', 'expired']);
	});

	it('does nothing in the name of a participant whose key the console does not hold, with the chain’s own codes else', async () => {
		expect(await codeOf(grant({ participant: other, scope: { kind: 'document', id: theirs } }))).toBe('KEY_UNKNOWN');
		expect(await codeOf(grant({ grantee: home }))).toBe('GRANT_TERMS');
		expect(await codeOf(grant({ scope: { kind: 'document', id: theirs } }))).toBe('CALL_FORBIDDEN');
		expect(await codeOf(access().revoke({ grant: 'A-none-0', reason: 'x' }))).toBe('GRANT_UNKNOWN');
		await send(
			other,
			calls.traceability.grant({ grantee: third, scope: { kind: 'document', id: theirs }, until: UNTIL, purpose: 'p' }),
		);
		expect(await codeOf(access().revoke({ grant: `A-${other}-0`, reason: 'x' }))).toBe('KEY_UNKNOWN');
		expect(await codeOf(access().request({ grant: `A-${other}-0`, document: theirs }))).toBe('KEY_UNKNOWN');
	});
});
