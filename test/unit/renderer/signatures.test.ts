import { sha256 } from '@noble/hashes/sha2.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { draftAmendment } from '../../../src/renderer/features/signatures/amending.ts';
import {
	type BatchRow,
	byCounterparty,
	byProduct,
	createOutlierRule,
	outliersFirst,
	priceKey,
	priceOff,
} from '../../../src/renderer/features/signatures/batch.ts';
import { type CheckedEvidence, checkEvidence } from '../../../src/renderer/features/signatures/evidence.ts';
import { goodPart, judge, reviewRequest } from '../../../src/renderer/features/signatures/offline.ts';
import {
	awaitedNames,
	boxesOf,
	isMineToJudge,
	lacksOnlyMe,
	shortDeedId,
	waitsFor,
} from '../../../src/renderer/features/signatures/queue.ts';
import { versionsOf } from '../../../src/renderer/features/signatures/versions.ts';
import { createProofAuditor } from '../../../src/renderer/workers/proof-auditor.ts';
import { createProofDesk, type ProofSource } from '../../../src/renderer/workers/proof-desk.ts';
import { fromHex, toHex } from '../../../src/shared/codec/bytes.ts';
import { decodeDeed, deedSigningBytes } from '../../../src/shared/codec/deed.ts';
import { encodeGenesis } from '../../../src/shared/codec/genesis.ts';
import type { DeedDetail, DeedEvidenceView } from '../../../src/shared/contract/index.ts';
import { reviewDeeds, type SignedDeeds, signReviewed } from '../../../src/shared/deeds/signing-file.ts';
import { createStoryDeedDesk } from '../../fixtures/console/story-deed-desk.ts';
import { storyEvidence } from '../../fixtures/console/story-deed-evidence.ts';
import { amendStoryDeed, createManyDeeds, createPolicyDeeds, draftDeed } from '../../fixtures/console/story-deeds.ts';
import { CHAIN_ID, GENESIS } from '../../fixtures/console/story-genesis.ts';
import { signAsStory, storyPublicKey } from '../../fixtures/console/story-keys.ts';
import { GRID, NOW } from '../../fixtures/console/story-market.ts';
import { handovers } from '../../fixtures/console/story-standings.ts';

type Four = [DeedDetail, DeedDetail, DeedDetail, DeedDetail];
const [mine, waiting, amended, sealed] = createPolicyDeeds() as Four;

describe('deeds that are signed in order, three of four', () => {
	it('lack only me where mine is the third, and not before the user has signed', () => {
		expect([mine, waiting].map(({ summary }) => lacksOnlyMe(summary))).toEqual([true, false]);
		const early = { ...waiting.summary, needsMe: true, signers: waiting.summary.signers.map((each) => ({ ...each })) };
		expect(lacksOnlyMe(early)).toBe(false);
	});

	it('wait for the one whose turn it is, and tell everybody after it for whom', () => {
		const { summary } = waiting;
		expect(awaitedNames(summary)).toEqual(['home-05']);
		expect(summary.signers.map(({ participant }) => waitsFor(summary, participant))).toEqual([
			null,
			null,
			'home-05',
			'Grid company',
		]);
		expect(boxesOf(summary)).toEqual(['signed', 'open', 'open', 'open']);
		expect(boxesOf(mine.summary)).toEqual(['signed', 'signed', 'you', 'open']);
	});

	it('can be amended and refused out of turn, but not once they have ended', () => {
		expect(isMineToJudge(waiting.summary)).toEqual({ amend: true, refuse: true });
		expect(isMineToJudge(sealed.summary)).toEqual({ amend: false, refuse: false });
		expect(isMineToJudge({ ...waiting.summary, version: 4 }).amend).toBe(false);
	});

	it('are told apart by the end of their ids', () => {
		expect([true, false].map((isOneZone) => shortDeedId('D-FON-2017-07-28T17-3', isOneZone))).toEqual([
			'D-07-28 17-3',
			'D-FON 07-28 17-3',
		]);
	});
});

describe('the versions of a deed', () => {
	it('say what an amendment changed, from bytes that have the digest it names', () => {
		const [change] = versionsOf(amended, sha256);
		expect(change).toMatchObject({ version: 2, by: 'home-07', isProven: true, annex: null });
		expect(change?.trades.map(({ before, after }) => [before.quantityWh, after.quantityWh])).toEqual([
			[1_200, 400],
			[700, 0],
		]);
		expect(change?.totals?.before.quantityWh).toBe(3_900);
		expect(change?.totals?.after.quantityWh).toBe(amended.summary.quantityWh);
	});

	it('are not believed where the former text is another', () => {
		const [first] = amended.amendments;
		if (!first) throw new Error('not amended');
		const others = [mine.document, `${first.formerDocument}00`];
		for (const formerDocument of others)
			expect(versionsOf({ ...amended, amendments: [{ ...first, formerDocument }] }, sha256)[0]?.isProven).toBe(false);
	});
});

describe('the draft of an amendment', () => {
	const document = decodeDeed(fromHex(mine.document));
	const draft = (quantities: string[], annex: string | null = null) =>
		draftAmendment(document, { quantities, annex }, sha256);

	it('is the version that the chain makes of it, to the digest', () => {
		const found = draft(['1.8', '1.2', '0', '1,2']);
		const copy = structuredClone(mine);
		const quantitiesWh = [1_800, 1_200, 0, 1_200];
		amendStoryDeed(copy, { by: GRID, reason: 'x', quantitiesWh, annex: null }, NOW);
		expect(found).toMatchObject({ quantitiesWh, annex: null, digest: copy.digest });
	});

	it.each([
		[['1.8', '1.6', '1.5', ''], 'quantity', 3],
		[['1.8', '-1', '1.5', '1.2'], 'quantity', 1],
		[['1.8', '1.6', '1.5005', '1.2'], 'quantity', 2],
		[['1.801', '1.6', '1.5', '1.2'], 'above', 0],
		[['0', '0', '0', '0'], 'nothing-left', null],
		[['1.8', '1.6', '1.5', '1.2'], 'unchanged', null],
	] as const)('refuses %j: %s', (quantities, fault, at) => {
		expect(draft([...quantities])).toEqual({ fault, at });
	});

	it('may set an annex alone', () => {
		expect(draft(['1.8', '1.6', '1.5', '1.2'], 'ab'.repeat(32))).toMatchObject({
			quantitiesWh: null,
			annex: 'ab'.repeat(32),
		});
	});
});

describe('signing by file', () => {
	const desk = createStoryDeedDesk(createPolicyDeeds(), { now: () => NOW, advance: () => 1 });
	const { file, text } = desk.signingFile(GRID);
	const expected = { chainId: CHAIN_ID, participant: GRID };
	const answer = (): SignedDeeds =>
		signReviewed(reviewDeeds(file, text, expected, sha256), expected, (message) => signAsStory(GRID, message));
	const signer = { participant: GRID, chainId: CHAIN_ID, publicKey: fromHex(storyPublicKey(GRID)) };

	it('carries what was read here alone, and of that what was asked for', () => {
		const all = reviewRequest(file, text, expected, null);
		expect([all.readable, all.refused]).toEqual([2, []]);
		expect(all.energyWh).toBe(mine.summary.quantityWh + amended.summary.quantityWh);
		const one = reviewRequest(file, text, expected, new Set([mine.summary.deed]));
		expect(reviewDeeds(file, one.text, expected, sha256).map(({ document }) => document.deed)).toEqual([
			mine.summary.deed,
		]);
		const broken = text.replace(mine.document, `${mine.document}00`);
		const rest = reviewRequest(file, broken, expected, null);
		expect(rest.refused).toEqual([{ deed: mine.summary.deed, code: 'DEED_UNREADABLE' }]);
		expect(rest.readable).toBe(1);
		expect(() => reviewRequest(file, text, { ...expected, participant: 'home-01' }, null)).toThrow(
			expect.objectContaining({ code: 'SIGNING_FILE' }),
		);
	});

	it('judges every signature before it is sent', () => {
		const [good] = answer().signatures;
		if (!good) throw new Error('nothing signed');
		const verdict = (change: Partial<typeof good>, detail: DeedDetail | null = mine, by = signer) =>
			judge({ ...good, ...change }, detail, by).verdict;
		const summary = (change: Partial<DeedDetail['summary']>) => ({ ...mine, summary: { ...mine.summary, ...change } });
		expect(verdict({})).toBe('good');
		expect(verdict({}, null)).toBe('unknown');
		expect(verdict({}, sealed)).toBe('ended');
		expect(verdict({}, { ...mine, document: `${mine.document}00` })).toBe('unreadable');
		expect(verdict({ digest: 'ab'.repeat(32) })).toBe('other-version');
		expect(verdict({}, mine, { ...signer, participant: 'home-12' })).toBe('not-signer');
		expect(verdict({}, mine, { ...signer, participant: 'home-02' })).toBe('signed');
		expect(verdict({}, summary({ turn: ['home-02'] }))).toBe('not-in-turn');
		expect(verdict({ signature: 'ab'.repeat(64) })).toBe('bad-signature');
		const ofAnother = toHex(signAsStory('home-12', deedSigningBytes(CHAIN_ID, fromHex(mine.digest))));
		expect(verdict({ signature: ofAnother })).toBe('bad-signature');
	});

	it('sends the good ones alone', () => {
		const content = answer();
		const judged = content.signatures.map((signature, at) => judge(signature, at === 0 ? mine : null, signer));
		expect(JSON.parse(goodPart(content, judged)).signatures).toEqual([content.signatures[0]]);
	});
});

describe('the evidence of a sealed deed', () => {
	const genesis = encodeGenesis(GENESIS);
	const source = {
		genesis: async () => ({ totalBytes: genesis.length, part: toHex(genesis) }),
		handovers: async () => [...handovers],
	} as unknown as ProofSource;
	let view: DeedEvidenceView;
	beforeAll(() => {
		view = storyEvidence(sealed);
	});

	function check(change: Partial<DeedEvidenceView> = {}): Promise<CheckedEvidence> {
		const { answer } = createProofAuditor({ now: () => 0 });
		const port = { ask: async (question: Parameters<typeof answer>[0]) => answer(question) };
		const desk = createProofDesk({ chainId: CHAIN_ID, expected: () => null }, { source, port });
		return checkEvidence({ ...view, ...change }, sealed, { chainId: CHAIN_ID, desk, now: () => 0 });
	}
	const failed = async (change: Partial<DeedEvidenceView>) => {
		const { lines, ok } = await check(change);
		expect(ok).toBe(false);
		return Object.entries(lines).flatMap(([line, holds]) => (holds === false ? [line] : []));
	};

	it('holds from its bytes down to the trust root', async () => {
		const { ok, lines } = await check();
		expect([ok, Object.values(lines)]).toEqual([true, Array.from({ length: 6 }, () => true)]);
	});

	it('is refused by the line that a change touches', async () => {
		const [first] = view.signatures;
		if (!first) throw new Error('not signed');
		expect(await failed({ document: mine.document })).toEqual(['document']);
		expect(await failed({ chainId: 'other' })).toEqual(['document']);
		expect(await failed({ signatures: view.signatures.slice(1) })).toEqual(['signatures']);
		const forged = { ...first, signature: 'ab'.repeat(64) };
		expect(await failed({ signatures: [forged, ...view.signatures.slice(1)] })).toEqual(['signatures']);
		expect(await failed({ event: 'ff' })).toContain('event');
		expect(await failed({ inBlock: { ...view.inBlock, index: 0 } })).toEqual(['event']);
		expect(await failed({ state: { ...view.state, commitProof: 'ff' } })).toContain('certificate');
		expect(await failed({ state: { ...view.state, path: 'ledger/balance/1' } })).toContain('history');
	});
});

describe('a batch', () => {
	const deeds = createManyDeeds(1_000).map(({ summary }) => summary);
	const rule = createOutlierRule(deeds);
	const rows: BatchRow[] = deeds.map((deed) => ({ deed, ok: true, digest: '', off: null, outliers: rule(deed, null) }));

	it('puts what stands out first: much money, an early deadline, a price off the clearing', () => {
		const [first, second, third] = outliersFirst(rows);
		expect([first?.outliers, second?.outliers, third?.outliers]).toEqual([['money'], ['deadline'], []]);
		const plain = deeds[0] as (typeof deeds)[0];
		expect([rule(plain, 0), rule(plain, 1)]).toEqual([[], ['price']]);
		const bad = { ...(rows[9] as BatchRow), ok: false };
		expect(outliersFirst([...rows, bad])[0]).toBe(bad);
	});

	it('compares each trade with the price of its seller’s zone and period', () => {
		const document = decodeDeed(
			fromHex(draftDeed({ n: 0, seller: 'a', buyer: 'b', quartersWh: [1, 1], price: 214_000, signed: [] }).document),
		);
		const at = (n: number) => document.trades[n]?.deliveryStart ?? 0;
		const cleared = (first: number, second: number) =>
			new Map([
				[priceKey(document.product, 'FON-1', at(0)), first],
				[priceKey(document.product, 'FON-1', at(1)), second],
			]);
		expect(priceOff(document, cleared(214_000, 214_000))).toBe(0);
		expect(priceOff(document, cleared(214_000, 213_000))).toBe(1_000);
		expect(priceOff(document, new Map())).toBeNull();
	});

	it('adds up by counterparty and product to the whole', () => {
		const whole = deeds.reduce((sum, { amount, fee }) => sum + amount + fee, 0);
		const total = (groups: readonly { readonly money: number }[]) => groups.reduce((sum, { money }) => sum + money, 0);
		expect(total(byProduct(deeds))).toBe(whole);
		// The grid company is neither seller nor buyer: each deed counts with both.
		expect(total(byCounterparty(deeds))).toBe(2 * whole);
		expect(byCounterparty(deeds)[0]).toMatchObject({ id: 'home-12', deeds: 1_000 });
	});
});
