import { createRouterClient } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../../src/renderer/app/base64.ts';
import { covers, readingOf } from '../../../src/renderer/app/document-access.ts';
import { depositContent, openContent } from '../../../src/renderer/app/document-content.ts';
import { fromLocalField, toLocalField } from '../../../src/renderer/app/local-instant.ts';
import { type DepositDraft, readersOf, termsOf } from '../../../src/renderer/features/documents/deposit-draft.ts';
import { boxesOf, inQueueOrder, keepingOf, matches } from '../../../src/renderer/features/documents/document-queue.ts';
import { findingOf } from '../../../src/renderer/features/documents/finding.ts';
import { isSignable, recomputedDigest } from '../../../src/renderer/features/documents/statement.ts';
import type { ConsoleClient } from '../../../src/renderer/rpc/client.ts';
import type { DocumentView } from '../../../src/shared/contract/index.ts';
import { storyGrants } from '../../fixtures/console/story-access.ts';
import { storyDocuments } from '../../fixtures/console/story-documents.ts';
import { CHAIN_ID } from '../../fixtures/console/story-genesis.ts';
import { sha256 } from '../../fixtures/console/story-market.ts';
import { createStoryRouter } from '../../fixtures/console/story-router.ts';

const GRID = 'grid-company';
const DAY_MS = 86_400_000;
const documents = storyDocuments().map(({ view }) => view);
const documentOf = (id: string): DocumentView => documents.find(({ document }) => document === id) as DocumentView;
const client = (): ConsoleClient =>
	createRouterClient(createStoryRouter({ mode: 'full', running: false })) as unknown as ConsoleClient;

describe('the queue of documents', () => {
	it('has what awaits this console first, by deadline, then others, then what has ended', () => {
		expect(inQueueOrder(documents).map(({ document }) => document)).toEqual([
			'E-grid-company-3',
			'E-home-07-1',
			'E-grid-company-2',
			'E-home-06-0',
			'E-grid-company-1',
			'E-home-11-0',
			'E-home-12-0',
			'E-grid-company-0',
			'E-home-04-0',
		]);
		expect(findingOf(documents, 0)).toEqual({ key: 'await', n: 2 });
		expect(findingOf(documents, 1)).toEqual({ key: 'lost', n: 1 });
		expect(findingOf([], 0)).toEqual({ key: 'none', n: 0 });
	});

	it('marks who has signed, who is awaited, and the turn of this console', () => {
		expect(boxesOf(documentOf('E-home-07-1'))).toEqual(['signed', 'open', 'you']);
		expect(boxesOf(documentOf('E-home-04-0'))).toEqual(['open']);
	});

	it('tells a replica that is the only one from one that others have too', () => {
		expect(keepingOf({ replica: 'kept', holders: 0 })).toBe('alone');
		expect(keepingOf({ replica: 'kept', holders: null })).toBe('here');
		expect(keepingOf({ replica: 'kept', holders: 1 })).toBe('kept');
		expect(keepingOf({ replica: 'lost', holders: null })).toBe('lost');
		expect(keepingOf({ replica: null, holders: null })).toBe('elsewhere');
	});

	it('is found by every word of a text, in id, subject, party or CID', () => {
		expect(documents.filter((each) => matches(each, 'home-02 contract')).map(({ document }) => document)).toEqual([
			'E-grid-company-3',
		]);
		expect(matches(documentOf('E-home-07-1'), documentOf('E-home-07-1').cid.toUpperCase())).toBe(true);
	});
});

describe('what a signer signs', () => {
	it('is put together from what is on screen and gives the digest on the chain', () => {
		for (const document of documents) expect(recomputedDigest(document, CHAIN_ID, sha256)).toBe(document.digest);
	});

	it('cannot be signed when anything of it is not what the chain has', () => {
		const document = documentOf('E-home-07-1');
		expect(isSignable(document, CHAIN_ID, sha256)).toBe(true);
		const others: Partial<DocumentView>[] = [
			{ threshold: 1 },
			{ deadline: document.deadline + 1 },
			{ readers: document.readers.slice(1) },
			{ about: null },
			{ order: 'ordered' },
			{ signers: document.signers.toReversed() },
			{ cid: documentOf('E-home-06-0').cid },
			{ cid: 'no CID' },
		];
		for (const other of others) expect(isSignable({ ...document, ...other }, CHAIN_ID, sha256)).toBe(false);
		expect(isSignable(document, 'another-chain', sha256)).toBe(false);
	});
});

describe('how a document comes to be read', () => {
	it('follows from its readers, released keys, requests and grants in force', () => {
		const grants = storyGrants();
		expect(readingOf(documentOf('E-home-07-1'), grants)).toEqual({ kind: 'reader', as: GRID });
		expect(readingOf(documentOf('E-home-11-0'), grants)).toEqual({ kind: 'released', as: GRID, grant: 'A-home-11-0' });
		expect(readingOf(documentOf('E-home-04-0'), grants)).toMatchObject({ kind: 'requested', grant: 'A-home-04-0' });
		expect(readingOf(documentOf('E-home-06-0'), grants)).toEqual({ kind: 'granted', grant: 'A-home-06-0' });
		expect(readingOf(documentOf('E-home-06-0'), [])).toEqual({ kind: 'none' });
	});

	it('keeps what was released when the grant has ended, and nothing else', () => {
		const ended = storyGrants().map((grant) => ({ ...grant, state: 'expired' as const }));
		expect(readingOf(documentOf('E-home-11-0'), ended).kind).toBe('released');
		expect(readingOf(documentOf('E-home-06-0'), ended).kind).toBe('none');
	});

	it('takes a grant of a subject for documents about that very subject', () => {
		const meter = { scope: { kind: 'meter' as const, id: 'meter-home-11' } };
		expect(covers(meter, documentOf('E-home-11-0'))).toBe(true);
		expect(covers({ scope: { kind: 'participant', id: 'meter-home-11' } }, documentOf('E-home-11-0'))).toBe(false);
		expect(covers(meter, documentOf('E-home-04-0'))).toBe(false);
	});
});

describe('content that is opened', () => {
	it('is held to its length, its hash and the commitment on the chain', async () => {
		const opened = await openContent(client(), documentOf('E-home-07-1'), GRID);
		expect(opened.checks).toEqual([
			{ check: 'length', ok: true },
			{ check: 'hash', ok: true },
			{ check: 'commitment', ok: true },
		]);
		expect(await new Blob([...opened.content]).text()).toBe('Annex to the deed.\n');
	});

	it('fails the check of whatever the node gets wrong', async () => {
		const honest = client();
		const lying = (change: object, data?: string): ConsoleClient =>
			({
				documents: {
					open: async (input: { document: string; participant: string }) => ({
						...(await honest.documents.open(input)),
						...change,
					}),
					read: async (input: { document: string; participant: string; index: number }) =>
						data === undefined ? honest.documents.read(input) : { data },
				},
			}) as unknown as ConsoleClient;
		const failed = async (node: ConsoleClient): Promise<string[]> =>
			(await openContent(node, documentOf('E-home-07-1'), GRID)).checks
				.filter(({ ok }) => !ok)
				.map(({ check }) => check);
		expect(await failed(lying({ bytes: 18 }))).toEqual(['length']);
		expect(await failed(lying({ sha256: '00'.repeat(32) }))).toEqual(['hash']);
		expect(await failed(lying({ salt: '00'.repeat(32) }))).toEqual(['commitment']);
		expect(await failed(lying({}, toBase64(new TextEncoder().encode('Annex to the Deed.\n'))))).toEqual([
			'hash',
			'commitment',
		]);
	});

	it('goes up in parts and comes back as the same bytes', async () => {
		const node = client();
		const bytes = Uint8Array.from({ length: 600_001 }, (_, index) => (index * 31) % 251);
		const seen: number[] = [];
		const terms = {
			participant: GRID,
			name: 'lease.pdf',
			mediaType: 'application/pdf',
			type: 'contract' as const,
			about: null,
			readers: [],
			signers: [],
			threshold: null,
			order: 'free' as const,
			deadline: 0,
			isPrivate: true,
		};
		const id = await depositContent(node, new Blob([bytes]), terms, { onProgress: (done) => seen.push(done) });
		expect(seen).toEqual([262_144, 524_288, 600_001]);
		const view = await node.documents.get({ document: id });
		expect(view.readers).toEqual([GRID]);
		const opened = await openContent(node, view, GRID);
		expect(opened.parts).toBe(3);
		expect(Buffer.from(await new Blob([...opened.content]).arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
	});

	it('is not deposited once the person has given up', async () => {
		const node = client();
		const before = (await node.documents.list({})).documents.length;
		const stop = new AbortController();
		const upload = depositContent(
			node,
			new Blob([new Uint8Array(300_000)]),
			{} as Parameters<typeof depositContent>[2],
			{ signal: stop.signal, onProgress: () => stop.abort(new Error('given up')) },
		);
		await expect(upload).rejects.toThrow('given up');
		expect((await node.documents.list({})).documents).toHaveLength(before);
	});

	it('survives base64 at every length around a chunk', () => {
		for (const length of [0, 1, 2, 3, 8_191, 8_192, 8_193, 262_144]) {
			const bytes = Uint8Array.from({ length }, (_, index) => (index * 7) % 256);
			expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
			expect(Buffer.from(fromBase64(toBase64(bytes))).equals(Buffer.from(bytes))).toBe(true);
		}
	});
});

describe('a deposit', () => {
	const now = 1_500_000_000_000;
	const draft: DepositDraft = {
		file: { name: 'lease.pdf', type: 'application/pdf', size: 10 },
		participant: GRID,
		type: 'contract',
		about: null,
		readers: ['home-01'],
		signers: ['home-02', 'home-03'],
		threshold: null,
		order: 'free',
		deadline: now + DAY_MS,
		isPrivate: false,
	};

	it('is read by who deposits, signs or is named, and by auditors unless it is private', () => {
		expect(readersOf(draft, ['auditor', 'home-01'])).toEqual([
			{ participant: GRID, why: 'depositor' },
			{ participant: 'home-02', why: 'signer' },
			{ participant: 'home-03', why: 'signer' },
			{ participant: 'home-01', why: 'named' },
			{ participant: 'auditor', why: 'auditor' },
		]);
		expect(readersOf({ ...draft, isPrivate: true }, ['auditor']).map(({ why }) => why)).not.toContain('auditor');
		const many = Array.from({ length: 40 }, (_, index) => `auditor-${index}`);
		expect(readersOf(draft, many)).toHaveLength(32);
	});

	it('says what is not good yet before anything is sent', () => {
		const fault = (change: Partial<DepositDraft>) => {
			const verdict = termsOf({ ...draft, ...change }, now);
			return 'fault' in verdict ? verdict.fault : null;
		};
		expect(fault({})).toBeNull();
		expect(fault({ participant: '' })).toBe('participant');
		expect(fault({ file: null })).toBe('file');
		expect(fault({ file: { name: 'x', type: '', size: 67_108_865 } })).toBe('size');
		expect(fault({ file: { name: 'x'.repeat(256), type: '', size: 1 } })).toBe('name');
		expect(fault({ signers: Array.from({ length: 17 }, (_, index) => `home-${index}`) })).toBe('signers');
		expect(fault({ readers: Array.from({ length: 32 }, (_, index) => `home-${index + 50}`) })).toBe('readers');
		expect(fault({ threshold: 3 })).toBe('threshold');
		expect(fault({ deadline: null })).toBe('deadline');
		expect(fault({ deadline: now })).toBe('deadline');
		expect(fault({ deadline: now + 367 * DAY_MS })).toBe('deadline');
		expect(fault({ signers: [], deadline: null })).toBeNull();
	});

	it('names a media type for a file whose type the system does not know', () => {
		const verdict = termsOf({ ...draft, file: { name: 'x', type: '', size: 1 } }, now);
		expect('terms' in verdict && verdict.terms.mediaType).toBe('application/octet-stream');
	});
});

describe('a local instant', () => {
	it('is the same instant when it is read back, in any zone', () => {
		for (const offset of [-480, 0, 330, 765]) {
			const at = Date.UTC(2017, 6, 28, 23, 37);
			expect(fromLocalField(toLocalField(at, offset), offset)).toBe(at);
		}
		expect(toLocalField(Date.UTC(2017, 6, 28, 23, 37), -480)).toBe('2017-07-28T15:37');
	});

	it('is none where the field has no date', () => {
		for (const text of ['', '2017-02-30T10:00', '2017-07-28', '2017-07-28T25:00'])
			expect(fromLocalField(text, 0)).toBeNull();
	});
});
