import { describe, expect, it } from 'vitest';
import { endsEpoch, wordsOf } from '../../../src/renderer/features/governance/change-words.ts';
import { changeOf, type Draft, EMPTY_DRAFT, registrationOf } from '../../../src/renderer/features/governance/draft.ts';
import { DEFAULT_CREDIT } from '../../../src/shared/codec/credit-parameters.ts';
import { DEFAULT_CONSENSUS } from '../../../src/shared/codec/genesis.ts';
import type { GovernanceChangeView, GovernedEpoch } from '../../../src/shared/contract/index.ts';

const EPOCH: GovernedEpoch = {
	epoch: 2,
	startHeight: 40,
	startTime: 1,
	endsAt: null,
	validators: [
		{ id: 'alder', name: 'Alder', operator: 'co-op', publicKey: 'a'.repeat(64), peerId: 'peer', addresses: [] },
	],
	consensus: DEFAULT_CONSENSUS,
	credit: DEFAULT_CREDIT,
};
const REGISTRATION = {
	validator: 'elm',
	publicKey: '0b'.repeat(32),
	peerId: '12D3elm',
	addresses: ['/ip4/127.0.0.1/tcp/1'],
	possession: '0c'.repeat(64),
};
const draft = (changes: Partial<Draft>): Draft => ({ kind: 'add-validator', ...EMPTY_DRAFT, ...changes });

describe('a registration', () => {
	it('is read from the change of a key as validator-key prints it', () => {
		const printed = JSON.stringify({ kind: 'rotate-key', ...REGISTRATION });
		expect(registrationOf(printed)).toEqual({ ...REGISTRATION, name: '', operator: '' });
	});

	it('is read from a validator to be added, with the names it brings', () => {
		const { validator: id, possession, ...key } = REGISTRATION;
		const printed = JSON.stringify({
			kind: 'add-validator',
			validator: { id, name: 'Elm', operator: 'city', ...key },
			possession,
		});
		expect(registrationOf(printed)).toEqual({ ...REGISTRATION, name: 'Elm', operator: 'city' });
		expect(changeOf(draft({ registration: printed }), EPOCH)).toMatchObject({
			change: { kind: 'add-validator', validator: { id: 'elm', name: 'Elm', operator: 'city' } },
		});
	});

	it('is refused with a key missing, cut or not in hex', () => {
		const { possession: _possession, ...lacking } = REGISTRATION;
		const cut = { ...REGISTRATION, publicKey: REGISTRATION.publicKey.slice(2) };
		const wrong = { ...REGISTRATION, publicKey: 'zz'.repeat(32) };
		for (const bad of [lacking, cut, wrong, null, []]) expect(registrationOf(JSON.stringify(bad))).toBeNull();
		expect(registrationOf('{')).toBeNull();
	});
});

describe('a draft', () => {
	it('becomes the change that it asks for', () => {
		const registration = JSON.stringify(REGISTRATION);
		expect(changeOf(draft({ registration, name: ' Elm ', operator: 'city' }), EPOCH)).toEqual({
			change: {
				kind: 'add-validator',
				validator: {
					id: 'elm',
					name: 'Elm',
					operator: 'city',
					publicKey: REGISTRATION.publicKey,
					peerId: REGISTRATION.peerId,
					addresses: REGISTRATION.addresses,
				},
				possession: REGISTRATION.possession,
			},
		});
		expect(changeOf(draft({ kind: 'credit-parameters', parameter: 'voteGain', value: '3' }), EPOCH)).toEqual({
			change: { kind: 'credit-parameters', parameters: [{ name: 'voteGain', value: 3 }] },
		});
	});

	it('names the first field that is not good yet', () => {
		const registration = JSON.stringify(REGISTRATION);
		const faults: readonly (readonly [Partial<Draft>, string])[] = [
			[{}, 'registration'],
			[{ registration }, 'name'],
			[{ registration, name: 'Elm' }, 'operator'],
			// Only a validator of this epoch has a key to change.
			[{ kind: 'rotate-key', registration }, 'registration'],
			[{ kind: 'remove-validator', subject: 'nobody' }, 'subject'],
			[{ kind: 'consensus-parameters', parameter: 'voteGain', value: '1' }, 'parameter'],
			[{ kind: 'consensus-parameters', parameter: 'idleIntervalMs', value: '1.5' }, 'value'],
			[{ kind: 'block-reward', value: '99999999999999999999' }, 'value'],
			[{ kind: 'admit-observer', name: 'Auditor' }, 'subject'],
			[{ kind: 'remove-observer' }, 'subject'],
		];
		for (const [changes, fault] of faults) expect(changeOf(draft(changes), EPOCH)).toEqual({ fault });
	});
});

describe('a change in words', () => {
	it('sets the value in force beside the new one, a sentence a parameter', () => {
		const change: GovernanceChangeView = {
			kind: 'consensus-parameters',
			parameters: [
				{ name: 'idleIntervalMs', value: 500 },
				{ name: 'maxBlockBytes', value: 9_000 },
			],
		};
		expect(wordsOf(change, EPOCH, true).map(({ words }) => [words.before, words.value])).toEqual([
			[DEFAULT_CONSENSUS.idleIntervalMs, 500],
			[DEFAULT_CONSENSUS.maxBlockBytes, 9_000],
		]);
	});

	it('compares with nothing once the proposal has ended', () => {
		const change: GovernanceChangeView = { kind: 'credit-parameters', parameters: [{ name: 'voteGain', value: 3 }] };
		expect(wordsOf(change, EPOCH, false)[0]?.key).toBe('governance.change.parameter-set');
	});

	it('says which changes begin a new epoch', () => {
		expect(endsEpoch([{ kind: 'block-reward', amount: 1 }])).toBe(false);
		expect(
			endsEpoch([
				{ kind: 'block-reward', amount: 1 },
				{ kind: 'remove-validator', validator: 'alder' },
			]),
		).toBe(true);
	});
});
