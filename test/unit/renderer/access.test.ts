import { describe, expect, it } from 'vitest';
import { grantLink } from '../../../src/renderer/app/grant-request.ts';
import { recordOf } from '../../../src/renderer/features/access/access-record.ts';
import { attributeDocument } from '../../../src/renderer/features/access/attribute-document.ts';
import { attributesOf, EMPTY_VALUES, shownFields } from '../../../src/renderer/features/access/attribute-form.ts';
import { type GrantDraft, parseScope, rightOf, termsOf } from '../../../src/renderer/features/access/grant-draft.ts';
import { findingOf, inGrantOrder } from '../../../src/renderer/features/access/grant-words.ts';
import { decodePrivateAttributes, encodePrivateAttributes } from '../../../src/shared/access/private-attributes.ts';
import { storyGrants } from '../../fixtures/console/story-access.ts';
import { storyDocuments } from '../../fixtures/console/story-documents.ts';
import { storyParticipants } from '../../fixtures/console/story-participants.ts';

const DAY_MS = 86_400_000;
const grants = storyGrants();
const documents = storyDocuments().map(({ view }) => view);
const { participants } = storyParticipants({ after: null, limit: 100 });

describe('the access record', () => {
	it('has each grant, request, release and end once, newest first', () => {
		const record = recordOf(grants);
		expect(record.map(({ kind }) => kind).toSorted()).toEqual(
			[
				'granted',
				'granted',
				'granted',
				'granted',
				'granted',
				'granted',
				'released',
				'released',
				'requested',
				'requested',
				'revoked',
			].toSorted(),
		);
		expect(record.map(({ at }) => at)).toEqual(record.map(({ at }) => at).toSorted((a, b) => b - a));
		expect(new Set(record.map(({ key }) => key)).size).toBe(record.length);
	});

	it('says who handed which key to whom, in which block and transaction', () => {
		expect(recordOf(grants).find(({ kind, what }) => kind === 'released' && what === 'E-home-11-0')).toMatchObject({
			by: 'home-11',
			to: 'Grid company',
			grant: 'A-home-11-0',
			height: expect.any(Number),
			transactionId: expect.stringMatching(/^[0-9a-f]{64}$/),
		});
	});
});

describe('grants', () => {
	it('stand with what is given first, ended ones last in their group', () => {
		expect(inGrantOrder(grants).map(({ grant }) => grant)).toEqual([
			'A-grid-company-1',
			'A-grid-company-0',
			'A-home-06-0',
			'A-home-11-0',
			'A-home-04-0',
			'A-home-01-0',
		]);
	});

	it('are told by what needs the person most', () => {
		expect(findingOf(grants)).toMatchObject({ key: 'asked', n: 1 });
		expect(findingOf(grants.map((grant) => ({ ...grant, requests: [] })))).toMatchObject({ key: 'given', n: 2 });
		expect(findingOf(grants.filter(({ toMe }) => toMe))).toMatchObject({ key: 'held', n: 3 });
		expect(findingOf([])).toMatchObject({ key: 'none' });
	});
});

describe('a grant that is drafted', () => {
	const now = 1_500_000_000_000;
	const registry = { participants, documents };
	const draft: GrantDraft = {
		participant: 'grid-company',
		grantee: 'home-02',
		scope: { kind: 'document', id: 'E-grid-company-1' },
		until: now + DAY_MS,
		purpose: 'Connection',
	};
	const right = (change: Partial<GrantDraft>) => rightOf({ ...draft, ...change }, registry);

	it('is given by the right that the contract asks for', () => {
		expect(right({})).toBe('owner');
		expect(right({ scope: { kind: 'document', id: 'E-home-07-1' } })).toBe('owner');
		expect(right({ scope: { kind: 'document', id: 'E-home-06-0' } })).toBe('none');
		expect(right({ scope: { kind: 'participant', id: 'home-06' } })).toBe('none');
		expect(right({ participant: 'home-06', scope: { kind: 'meter', id: 'meter-home-06' } })).toBe('owner');
		expect(right({ scope: { kind: 'deed', id: 'D-1' } })).toBe('chain');
		expect(right({ scope: { kind: 'document', id: 'E-unknown-0' } })).toBe('chain');
	});

	it('is the regulator’s where a market operator lets an auditor look, and nobody else', () => {
		const [first, second, ...rest] = participants;
		if (!first || !second) throw new Error('the story has participants');
		const roles = {
			participants: [{ ...first, role: 'market-operator' as const }, { ...second, role: 'auditor' as const }, ...rest],
			documents,
		};
		const scope = { kind: 'document' as const, id: 'E-home-06-0' };
		const by = (participant: string, grantee: string) => rightOf({ ...draft, participant, grantee, scope }, roles);
		expect(by(first.participant, second.participant)).toBe('regulator');
		expect(by(first.participant, 'home-02')).toBe('none');
		expect(by(second.participant, second.participant)).toBe('none');
	});

	it('says what is not good yet before anything is signed', () => {
		const fault = (change: Partial<GrantDraft>) => {
			const verdict = termsOf({ ...draft, ...change }, now, registry);
			return 'fault' in verdict ? verdict.fault : null;
		};
		expect(fault({})).toBeNull();
		expect(fault({ grantee: null })).toBe('grantee');
		expect(fault({ grantee: 'grid-company' })).toBe('self');
		expect(fault({ scope: null })).toBe('scope');
		expect(fault({ scope: { kind: 'participant', id: 'home-06' } })).toBe('right');
		expect(fault({ until: now })).toBe('until');
		expect(fault({ until: now + 6 * 366 * DAY_MS })).toBe('until');
		expect(fault({ purpose: '  ' })).toBe('purpose');
	});

	it('comes from the address that another person sent, and from no other text', () => {
		const query = new URLSearchParams(grantLink('home-02', { kind: 'meter', id: 'm:1' }).split('?')[1]);
		expect([query.get('grantee'), parseScope(query.get('scope'))]).toEqual(['home-02', { kind: 'meter', id: 'm:1' }]);
		for (const text of [null, '', 'meter', 'meter:', 'order:O-1', 'document:<img>', `deed:${'x'.repeat(129)}`])
			expect(parseScope(text)).toBeNull();
	});
});

describe('private attributes', () => {
	const person = { kind: 'participant', id: 'home-06' } as const;
	const meter = { kind: 'meter', id: 'meter-home-06' } as const;
	const fault = (subject: typeof person | typeof meter, values: object) => {
		const verdict = attributesOf(subject, { ...EMPTY_VALUES, ...values });
		return 'fault' in verdict ? verdict.fault : null;
	};
	const address = { street: 'Juniper Avenue 6', postalCode: '92335', town: 'Fontana', country: 'us' };

	it('of the form are encoded, and read back as they were', () => {
		const verdict = attributesOf(person, { ...EMPTY_VALUES, legalName: ' Ines Okafor ', ...address });
		if ('fault' in verdict) throw new Error(verdict.fault);
		const read = decodePrivateAttributes(encodePrivateAttributes(verdict.attributes));
		expect(shownFields(read)).toEqual([
			{ field: 'legalName', text: 'Ines Okafor' },
			{ field: 'street', text: 'Juniper Avenue 6' },
			{ field: 'postalCode', text: '92335' },
			{ field: 'town', text: 'Fontana' },
			{ field: 'country', text: 'US' },
		]);
	});

	it('that are not good yet are named', () => {
		expect(fault(person, {})).toBe('legalName');
		expect(fault(person, { legalName: 'A', street: 'B' })).toBe('address');
		expect(fault(person, { legalName: 'A', ...address, country: 'U1' })).toBe('country');
		expect(fault(person, { legalName: 'A'.repeat(201) })).toBe('long');
		expect(fault(meter, {})).toBe('empty');
		expect(fault(meter, { serialNumber: '1' })).toBeNull();
	});

	it('are the newest about their subject', () => {
		const [newest] = documents.filter(({ type }) => type === 'identity');
		if (!newest) throw new Error('the story has identities');
		const older = { ...newest, document: 'E-older' };
		expect(attributeDocument(person, [newest, older])?.document).toBe('E-home-06-0');
		expect(attributeDocument({ kind: 'meter', id: 'home-06' }, documents)).toBeNull();
	});
});
