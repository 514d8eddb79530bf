import { describe, expect, it } from 'vitest';
import { selectionOption } from '../../../src/main/headless/commands/audit-selection.ts';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { BundleProvenance } from '../../../src/shared/audit/bundle-provenance.ts';
import { DeedEvidence } from '../../../src/shared/audit/evidence.ts';
import { evidencePage } from '../../../src/shared/audit/evidence-page.ts';
import { verifyBundle } from '../../../src/shared/audit/verify-bundle.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { auditedMarket, auditedOf, bundleOf } from '../../fixtures/audit/audited-market.ts';
import { RichMarket } from '../../fixtures/audit/rich-market.ts';
import { keyOf, sha256 } from '../../fixtures/engine-market.ts';

const modules = { sha256, verify: verifier.verify };

describe('a certificate of evidence', () => {
	it('follows a deed from the signed readings to the statements, and shows nothing as markup', async () => {
		const audited = auditedMarket();
		const { trustRoot } = audited;
		const evidence = new DeedEvidence('D-F-2-0');
		const bundle = await bundleOf(audited, { kind: 'trade', id: 'T-F-2-0' });
		const result = await verifyBundle({ bundle: [bundle], trustRoot }, { ...modules, onEvent: evidence.onEvent });
		const certificate = evidence.certificate(result, 'ab'.repeat(32));
		expect(certificate).toMatchObject({ ok: true, state: 'sealed', threshold: 3 });
		expect(certificate.signatures.map(({ signature }) => signature?.length)).toEqual([128, 128, 128]);
		for (const { participant, key } of certificate.signatures)
			expect(key).toEqual({ publicKey: toHex(keyOf(participant).publicKey), admittedAt: 0, rotatedAt: [] });
		const batch = certificate.custody.find(({ what }) => what === 'batch');
		expect(batch?.facts['key']).toBe(toHex(keyOf('metering').publicKey));
		expect(new Set(certificate.custody.map(({ what }) => what))).toEqual(
			new Set(['order', 'trade', 'deed', 'batch', 'reading', 'settlement']),
		);
		for (const language of ['en', 'zh'] as const) {
			const page = evidencePage({ ...certificate, generator: '<script>"&' }, language);
			expect(page).not.toContain('<script>');
			expect(page).toContain('&lt;script&gt;&quot;&amp;');
			expect(page).toContain(certificate.digest);
			expect(page).toContain(toHex(keyOf('grid').publicKey));
			expect(page).not.toMatch(/@import|url\(|src=/);
		}
		expect(() => new DeedEvidence('D-F-2-99').certificate(result, '')).toThrow(/D-F-2-99/);
	});
});

describe('the custody that a certificate of evidence shows', () => {
	const { market, documents } = new RichMarket();
	const audited = auditedOf(market, documents);

	it.each([
		['D-F-30-0', 'commitment'],
		['D-F-48-0', 'batch'],
	])('of %s begins with orders by %s', async (deed, by) => {
		const evidence = new DeedEvidence(deed);
		const bundle = await bundleOf(audited, { kind: 'trade', id: `T${deed.slice(1)}` });
		const { trustRoot } = audited;
		const result = await verifyBundle({ bundle: [bundle], trustRoot }, { ...modules, onEvent: evidence.onEvent });
		const { custody } = evidence.certificate(result, 'ab'.repeat(32));
		const orders = custody.filter(({ what }) => what === 'order');
		expect(orders.length).toBeGreaterThanOrEqual(2);
		expect(orders.some(({ facts }) => typeof facts[by] === 'string')).toBe(true);
	});
});

describe('the provenance of a bundle', () => {
	it('leads from the deed back to the orders and from readings to their batch', async () => {
		const audited = auditedMarket();
		const provenance = new BundleProvenance();
		const bundle = await bundleOf(audited, { kind: 'trade', id: 'T-F-2-0' });
		const { manifest } = await verifyBundle(
			{ bundle: [bundle], trustRoot: audited.trustRoot },
			{ ...modules, onEvent: provenance.onEvent },
		);
		const csv = provenance.write(manifest?.chainId ?? '', 'csv');
		expect(csv).toMatch(/deed,D-F-2-0,.*trade,T-F-2-0/);
		expect(csv).toMatch(/trade,T-F-2-0,.*order,O-F-2-/);
		expect(csv).toMatch(/reading,R-meter-home-0\d-\d+,.*readings,RB-/);
	});
});

describe('the option --select', () => {
	it('reads ids, and days and times with or without an offset', () => {
		expect(selectionOption('all')).toEqual({ kind: 'all' });
		expect(selectionOption('trade:T-F-2-0')).toEqual({ kind: 'trade', id: 'T-F-2-0' });
		expect(selectionOption('period:2017-07-24..2017-07-24')).toEqual({
			kind: 'period',
			from: Date.UTC(2017, 6, 24),
			to: Date.UTC(2017, 6, 25) - 1,
		});
		expect(selectionOption('period:2017-07-24T08:00..2017-07-24T10:00+01:00')).toEqual({
			kind: 'period',
			from: Date.UTC(2017, 6, 24, 8),
			to: Date.UTC(2017, 6, 24, 9),
		});
	});

	it.each([
		'',
		'trade:',
		'trade:a b',
		'period:2017-02-30..2017-03-01',
		'period:2018-01-02..2018-01-01',
		'period:x',
		'deed:D-1',
	])('refuses %j', (value) => {
		expect(() => selectionOption(value)).toThrow(/--select/);
	});
});
