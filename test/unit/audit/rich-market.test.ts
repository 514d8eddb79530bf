import { describe, expect, it } from 'vitest';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import type { Selection } from '../../../src/shared/audit/bundle-form.ts';
import { verifyBundle } from '../../../src/shared/audit/verify-bundle.ts';
import { auditedOf, bundleOf } from '../../fixtures/audit/audited-market.ts';
import { eventsOf, type HiddenEvent, withoutEvent } from '../../fixtures/audit/hidden-event.ts';
import { openBundle } from '../../fixtures/audit/opened-bundle.ts';
import { RichMarket } from '../../fixtures/audit/rich-market.ts';
import { homeIds, sha256 } from '../../fixtures/engine-market.ts';

const { market, documents } = new RichMarket();
const audited = auditedOf(market, documents);
const kinds = new Set(market.events.map(({ kind }) => kind));
const trades = market.events.flatMap((event) => (event.kind === 'trade-made' ? [event.trade] : []));
const times = market.blocks.map(({ header }) => header.time);

const selections: readonly Selection[] = [
	{ kind: 'all' },
	...trades.map((id) => ({ kind: 'trade', id }) as const),
	...[...homeIds(5), 'grid', 'market', 'metering'].map((id) => ({ kind: 'participant', id }) as const),
	...[0, 1, 2, 3, 4].map((part) => {
		const at = (share: number): number => times[Math.floor((times.length - 1) * share)] as number;
		return { kind: 'period', from: at(part / 5), to: at((part + 1) / 5) } as const;
	}),
];

describe('a market where everything happens once', () => {
	it('is told of by events of every kind that a bundle must hold', () => {
		for (const kind of [
			'deed-amended',
			'deed-refused',
			'deed-expired',
			'orders-committed',
			'orders-revealed',
			'orders-taken',
			'order-amended',
			'certificate-issued',
			'certificate-transferred',
			'certificate-cancelled',
			'access-granted',
			'access-revoked',
			'key-requested',
			'key-released',
			'document-sealed',
		] as const)
			expect([...kinds], kind).toContain(kind);
		const fees = market.events.filter((event) => event.kind === 'transfer' && event.reason === 'fee-points');
		expect(fees.length).toBeGreaterThan(0);
	});

	it.each(selections)('gives a bundle of $kind $id that verifies', async (selection) => {
		const bundle = await bundleOf(audited, selection);
		const { ok, firstFault } = await verifyBundle(
			{ bundle: [bundle], trustRoot: audited.trustRoot },
			{ sha256, verify: verifier.verify },
		);
		expect(firstFault).toBeNull();
		expect(ok).toBe(true);
	});

	it('shows certificates where they went with a trade or through a hand', async () => {
		const detailOf = async (selection: Selection): Promise<string> => {
			const { checks } = await verifyBundle(
				{ bundle: [await bundleOf(audited, selection)], trustRoot: audited.trustRoot },
				{ sha256, verify: verifier.verify },
			);
			return checks.find(({ name }) => name === 'certificates')?.detail ?? '';
		};
		expect(await detailOf({ kind: 'trade', id: 'T-F-24-0' })).toContain('1 certificates');
		expect(await detailOf({ kind: 'participant', id: 'home-05' })).toMatch(/certificates, .* Wh cancelled/);
	});

	it.each([
		{ kind: 'trade', id: 'T-F-24-0' },
		{ kind: 'trade', id: 'T-F-48-0' },
		{ kind: 'participant', id: 'home-02' },
	] as const)(
		'refuses a bundle of $kind $id that leaves out an event of any kind',
		{ timeout: 60_000 },
		async (selection) => {
			const opened = await openBundle(await bundleOf(audited, selection));
			const told = new Map<string, HiddenEvent>();
			for (const hidden of eventsOf(opened)) told.set(hidden.kind, hidden);
			expect(told.size).toBeGreaterThan(12);
			const passed: string[] = [];
			for (const [kind, hidden] of told) {
				const { ok } = await verifyBundle(
					{ bundle: [withoutEvent(opened, hidden, market)], trustRoot: audited.trustRoot },
					{ sha256, verify: verifier.verify },
				);
				if (ok) passed.push(kind);
			}
			expect(passed).toEqual([]);
		},
	);
});
