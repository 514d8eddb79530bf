import { beforeEach, describe, expect, it } from 'vitest';
import { Directory } from '../../../src/main/api/read-model/directory.ts';
import type { Delegation } from '../../../src/shared/codec/delegation.ts';

const KEY = new Uint8Array(32).fill(1);
const OTHER_KEY = new Uint8Array(32).fill(2);
const HOME = { participant: 'home', role: 'prosumer', name: 'Home', zone: 'F', publicKey: KEY } as const;
const DELEGATION: Delegation = { to: 'b', scope: 'orders', validFrom: 1, validUntil: 2, limits: null };

describe('the directory', () => {
	let directory: Directory;
	const home = () => directory.participants.get('home');
	const at = { height: 7 };

	beforeEach(() => {
		directory = new Directory();
		directory.take({ kind: 'participant-registered', ...HOME, encryptionKey: KEY, eic: null }, { height: 3 });
	});

	it('shows a newcomer as it was registered', () => {
		expect(home()).toEqual({
			id: 'home',
			role: 'prosumer',
			name: 'Home',
			zone: 'F',
			moved: null,
			publicKey: KEY,
			encryptionKey: KEY,
			eic: null,
			suspended: null,
			delegations: new Map(),
			meters: [],
			registeredAtHeight: 3,
		});
		expect(directory.isMetered('home')).toBe(false);
	});

	it('follows keys, name, role, code and meters', () => {
		const participant = 'home';
		directory.take({ kind: 'key-rotated', participant, publicKey: OTHER_KEY }, at);
		directory.take({ kind: 'encryption-key-rotated', participant, encryptionKey: OTHER_KEY }, at);
		directory.take({ kind: 'participant-renamed', participant, name: 'Sun House' }, at);
		directory.take({ kind: 'participant-role-changed', participant, from: 'prosumer', to: 'consumer' }, at);
		directory.take({ kind: 'participant-eic-assigned', participant, eic: '10X1001A1001A450' }, at);
		directory.take(
			{ kind: 'meter-registered', participant, meter: 'm', operator: 'o', publicKey: null, device: null },
			at,
		);
		expect(home()).toMatchObject({
			publicKey: OTHER_KEY,
			encryptionKey: OTHER_KEY,
			name: 'Sun House',
			role: 'consumer',
			eic: '10X1001A1001A450',
			meters: ['m'],
			registeredAtHeight: 3,
		});
		expect(directory.isMetered('home')).toBe(true);
		expect(directory.nameOf('home')).toBe('Sun House');
	});

	it('follows a suspension and its end', () => {
		directory.take({ kind: 'participant-suspended', participant: 'home', by: 'market', reason: 'late' }, at);
		expect(home()?.suspended).toEqual({ by: 'market', reason: 'late', height: 7 });
		directory.take({ kind: 'participant-readmitted', participant: 'home', by: 'market', reason: 'paid' }, at);
		expect(home()?.suspended).toBeNull();
	});

	it('follows a move, and one that is taken back', () => {
		directory.take({ kind: 'participant-moved', participant: 'home', from: 'F', to: 'G', at: 99 }, at);
		expect(home()).toMatchObject({ zone: 'G', moved: { from: 'F', at: 99 } });
		directory.take({ kind: 'participant-moved', participant: 'home', from: 'F', to: 'F', at: 99 }, at);
		expect(home()).toMatchObject({ zone: 'F', moved: null });
	});

	it('keeps one delegation of a delegate and scope, the newest, until it is revoked', () => {
		const grant = (delegation: Delegation) =>
			directory.take({ kind: 'delegation-granted', participant: 'home', ...delegation }, at);
		grant(DELEGATION);
		grant({ ...DELEGATION, validUntil: 9 });
		grant({ ...DELEGATION, scope: 'readings' });
		expect([...(home()?.delegations.values() ?? [])]).toEqual([
			{ ...DELEGATION, validUntil: 9 },
			{ ...DELEGATION, scope: 'readings' },
		]);
		directory.take({ kind: 'delegation-revoked', participant: 'home', to: 'b', scope: 'orders' }, at);
		expect([...(home()?.delegations.values() ?? [])]).toEqual([{ ...DELEGATION, scope: 'readings' }]);
	});
});
