import { describe, expect, it } from 'vitest';
import { createFormatter } from '../../../src/renderer/app/formatter.ts';
import { placeOfHit } from '../../../src/renderer/app/ledger-place.ts';
import { auditLines } from '../../../src/renderer/app/proof/proof-lines.ts';
import { csvRow, ledgerFinding } from '../../../src/renderer/features/ledger/ledger-findings.ts';
import { fieldText } from '../../../src/renderer/features/ledger/ledger-words.ts';
import { collectProofFile, proofFileName } from '../../../src/renderer/features/ledger/proof-source.ts';
import type { ProofSource } from '../../../src/renderer/workers/proof-desk.ts';
import type { BlockRow, LedgerField, StateProofView } from '../../../src/shared/contract/index.ts';
import { explain } from '../../fixtures/console/story-standings.ts';

const block = (height: number, failed = 0): BlockRow => ({
	height,
	blockId: 'ab'.repeat(32),
	time: 1_501_285_052_000,
	finalisedAtMs: 1,
	epoch: 1,
	round: height,
	roundsLost: 0,
	proposer: 'cedar',
	proposerName: 'Cedar',
	transactions: 1,
	scheduled: 1,
	failed,
	events: 2,
	calls: [],
	otherCalls: 0,
	fees: 100,
	bytes: 341,
});
const state = explain('participant', 'home-01')?.proof as StateProofView;

describe('the ledger’s finding', () => {
	const kept = { from: 1, to: 9 };

	it('says first what failed, then what is lacking, and of an older page where it stands', () => {
		expect(ledgerFinding([block(9, 2), block(8, 1)], kept, true)).toMatchObject({ key: 'failed', failed: 3, shown: 2 });
		expect(ledgerFinding([block(9), block(8)], kept, true).key).toBe('whole');
		expect(ledgerFinding([block(9), block(8)], { from: 5, to: 9 }, true).key).toBe('cut');
		expect(ledgerFinding([block(7, 1), block(6)], kept, false)).toMatchObject({ key: 'past', from: 6, to: 7 });
		expect(ledgerFinding([], kept, true).key).toBe('none');
	});

	it('writes a row with exact figures', () => {
		expect(csvRow(block(9))).toEqual([
			9,
			'ab'.repeat(32),
			'2017-07-28T23:37:32.000Z',
			1,
			9,
			0,
			'cedar',
			1,
			1,
			0,
			2,
			100,
			341,
		]);
	});
});

describe('a field', () => {
	const format = createFormatter('en', { currency: 'USD', utcOffsetMinutes: -480 });
	const t = (key: string, named?: Record<string, unknown>): string => `${key} ${named?.n ?? ''}`.trim();
	const text = (value: LedgerField['value'], unit: LedgerField['unit'], bytes: number | null = null): string =>
		fieldText({ path: 'x', value, unit, bytes }, format, t);

	it('is shown with its unit, exact to the last digit', () => {
		expect(text(1_500, 'energyWh')).toBe('1.5 kWh');
		expect(text(12_500_001, 'money')).toBe('$12.500001');
		expect(text(92_000, 'price')).toBe('0.092 $/kWh');
		expect(text(1_501_285_052_000, 'time')).toBe('28 Jul 2017 15:37:32');
		expect(text(48_213, 'count')).toBe('48,213');
	});

	it('never shows ciphertext, and never shows nothing as nought', () => {
		expect(text('0707', 'sealed', 80)).toBe('ledger.fields.sealed 80 B');
		expect(text(null, 'text')).toBe('ledger.fields.none');
		expect(text(false, 'text')).toBe('ledger.fields.no');
	});
});

describe('what is found', () => {
	it('leads to an address of its own', () => {
		const hit = (kind: Parameters<typeof placeOfHit>[0]['kind'], id: string, type: string | null = null) =>
			placeOfHit({ kind, id, type, label: id, height: null });
		expect(hit('block', '7')).toMatchObject({ name: 'ledger', params: { height: '7' } });
		expect(hit('transaction', 'ab')).toMatchObject({ name: 'ledger-transaction', params: { transaction: 'ab' } });
		expect(hit('leaf', 'a/b')).toMatchObject({ name: 'ledger-state', query: { path: 'a/b' } });
		expect(hit('contract', 'auction')).toMatchObject({ name: 'ledger-contracts' });
		expect(hit('thing', 'D-1', 'deed')).toMatchObject({ name: 'trace', query: { focus: 'deed:D-1' } });
	});
});

describe('a proof to save', () => {
	const source = (epochs: number): ProofSource => ({
		genesis: (async () => ({ totalBytes: 2, part: 'a0a1' })) as unknown as ProofSource['genesis'],
		handovers: (async ({ after, limit = 16 }: { after: number; limit?: number }) =>
			Array.from({ length: Math.min(limit, 40, epochs - after) }, (_, at) => ({
				epoch: after + at + 1,
				proof: `0${(after + at + 1) % 10}`,
			}))) as unknown as ProofSource['handovers'],
	});

	it('has every handover up to the epoch of its certificate, however many requests that takes', async () => {
		const file = await collectProofFile({ state: { ...state, epoch: 130 }, item: null }, 'chain', source(150));
		expect(file.handovers).toHaveLength(130);
		expect(file.handovers.at(-1)).toBe('00');
		expect(file.genesis).toBe('a0a1');
	});

	it('is not made where the node withholds a handover', async () => {
		const collected = collectProofFile({ state: { ...state, epoch: 9 }, item: null }, 'chain', source(4));
		await expect(collected).rejects.toMatchObject({ code: 'CONSOLE_HANDOVER_UNKNOWN', details: { epoch: 5 } });
	});

	it('has a name that says what it proves, on every file system', () => {
		expect(proofFileName({ kind: 'event', height: 7, index: 2 }, 'cbor')).toBe('proof-event-7-2.cbor');
		expect(proofFileName({ kind: 'leaf', path: 'auction/fees/zone:F' }, 'json')).toBe('proof-auction-fees-zone-F.json');
	});

	it('shows the history and the place in the block for a receipt or event alone', () => {
		const names = (isItem: boolean) => auditLines({ steps: [], refusal: null }, isItem).map(({ step }) => step);
		expect(names(false)).toEqual(['signature-rule', 'trust-root', 'certificate', 'root', 'value']);
		expect(names(true).slice(-2)).toEqual(['history', 'item']);
	});
});
