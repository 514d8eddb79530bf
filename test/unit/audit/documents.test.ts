import { describe, expect, it } from 'vitest';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import type { Selection } from '../../../src/shared/audit/bundle-form.ts';
import type { BundledDocument } from '../../../src/shared/audit/verify/document-content.ts';
import { type ChainAuditResult, verifyBundle } from '../../../src/shared/audit/verify-bundle.ts';
import { auditedMarket, bundleOf } from '../../fixtures/audit/audited-market.ts';
import { openBundle, placesOf, replaced, writeAnew } from '../../fixtures/audit/opened-bundle.ts';
import { sha256 } from '../../fixtures/engine-market.ts';

const audited = auditedMarket();
const made = audited.market.events.find((event) => event.kind === 'trade-made');
const { trade, seller, buyer } = made?.kind === 'trade-made' ? made : { trade: '', seller: '', buyer: '' };

async function verified(
	bundle: Uint8Array,
): Promise<{ result: ChainAuditResult; opened: BundledDocument[]; detail: string }> {
	const opened: BundledDocument[] = [];
	const result = await verifyBundle(
		{ bundle: [bundle], trustRoot: audited.trustRoot },
		{ sha256, verify: verifier.verify, onDocument: (document) => void opened.push(document) },
	);
	return { result, opened, detail: result.checks.find(({ name }) => name === 'documents')?.detail ?? '' };
}

describe('documents of an audit bundle', () => {
	it.each([
		[{ kind: 'all' }, '4 documents, 2 signatures, 3 with their content, 1 named only'],
		[{ kind: 'trade', id: trade }, '3 documents, 2 signatures, 2 with their content, 1 named only'],
		[{ kind: 'participant', id: buyer }, '3 documents, 2 signatures, 2 with their content, 1 named only'],
		[{ kind: 'participant', id: seller }, '3 documents, 2 signatures, 2 with their content, 1 named only'],
	] as const satisfies readonly (readonly [Selection, string])[])(
		'of %o are those that concern it',
		async (selection, told) => {
			const { result, opened, detail } = await verified(await bundleOf(audited, selection));
			expect(result.firstFault).toBeNull();
			expect(detail).toBe(told);
			expect(opened).toEqual([]);
		},
	);

	it('are opened with the keys of the participant who gives them, and are what was deposited', async () => {
		const { result, opened, detail } = await verified(await bundleOf(audited, { kind: 'trade', id: trade }, buyer));
		expect(result.ok).toBe(true);
		expect(detail).toContain('2 opened');
		expect(opened.map(({ plain, metadata }) => [metadata.name, plain.length])).toEqual([
			['agreed.txt', 262_244],
			['agreed.txt', 'calibrated'.length],
		]);
		expect(new TextDecoder().decode(opened[1]?.plain)).toBe('calibrated');
	});

	it('go unopened where the giver of keys cannot read them', async () => {
		const { result, opened } = await verified(await bundleOf(audited, { kind: 'all' }, buyer));
		expect(result.ok).toBe(true);
		expect(opened.map(({ deposit }) => deposit.document)).toEqual([`E-${seller}-0`, `E-${seller}-1`]);
	});

	it('that are left out in part are refused', async () => {
		const opened = await openBundle(await bundleOf(audited, { kind: 'trade', id: trade }));
		for (const at of placesOf(opened).documents) {
			const { result } = await verified(writeAnew(opened, replaced(opened.parts, at, null)));
			expect(result.firstFault?.check).toBe('documents');
		}
	});

	it('that a depositor named falsely on the chain are named only, and spoil no bundle', async () => {
		const lying = auditedMarket({ falsely: true });
		const bundle = await bundleOf(lying, { kind: 'all' });
		const { firstFault, checks } = await verifyBundle(
			{ bundle: [bundle], trustRoot: lying.trustRoot },
			{ sha256, verify: verifier.verify },
		);
		expect(firstFault).toBeNull();
		expect(checks.find(({ name }) => name === 'documents')?.detail).toContain('3 with their content, 2 named only');
	});
});
