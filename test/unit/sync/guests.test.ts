import { describe, expect, it } from 'vitest';
import { Guests } from '../../../src/main/node/sync/guests.ts';
import { DEFAULT_CREDIT } from '../../../src/shared/codec/credit-parameters.ts';
import { EPOCH_PATH, encodeEpochDescription } from '../../../src/shared/codec/epoch.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { DEFAULT_CONSENSUS } from '../../../src/shared/codec/genesis.ts';
import { type GovernanceChange, observerPath } from '../../../src/shared/codec/governance.ts';
import { newValidator } from '../../fixtures/governance.ts';

const NEXT = newValidator('next');
const STATE = new Map([
	[observerPath('auditor'), Uint8Array.of(0xa0)],
	[
		EPOCH_PATH,
		encodeEpochDescription({
			epoch: 1,
			startHeight: 9,
			startTime: 9_000,
			validators: [NEXT],
			consensus: DEFAULT_CONSENSUS,
			credit: DEFAULT_CREDIT,
		}),
	],
]);

const guests = (state: ReadonlyMap<string, Uint8Array> = STATE): Guests =>
	new Guests({ configured: ['friend'] }, { values: async (paths) => paths.map((path) => state.get(path) ?? null) });

const enacted = (...changes: GovernanceChange[]): { events: ContractEvent[] } => ({
	events: [{ kind: 'governance-enacted', proposal: 'G-1', changes, approvals: [], epochEndsAt: null }],
});
const remove = (peerId: string): GovernanceChange => ({ kind: 'remove-observer', peerId });

describe('guests', () => {
	it('are the configured, those that governance admitted, and validators of the epoch that the state describes', async () => {
		const admitted = ['friend', 'auditor', NEXT.peerId, 'stranger'].map((peerId) => guests().isAdmitted(peerId));
		expect(await Promise.all(admitted)).toEqual([true, true, true, false]);
		expect(await guests(new Map()).isAdmitted(NEXT.peerId)).toBe(false);
	});

	it('are dismissed by the block that removes them, unless something else admits them', async () => {
		const block = enacted(remove('former'), remove('friend'), remove(NEXT.peerId), {
			kind: 'admit-observer',
			peerId: 'new',
			name: 'New',
		});
		expect(await guests().dismissedBy(block)).toEqual(['former']);
		expect(await guests().dismissedBy({ events: [] })).toEqual([]);
	});
});
