import { describe, expect, it } from 'vitest';
import { type DocumentRecord, documentPaths } from '../../../src/main/core/contracts/depository/documents.ts';
import type { ExecutionResult } from '../../../src/main/core/contracts/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import { DOCUMENT_DOMAIN, documentDigest, documentSigningBytes } from '../../../src/shared/codec/document.ts';
import type { DepositDocument } from '../../../src/shared/codec/document-calls.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { cidOf } from '../../../src/shared/documents/cid.ts';
import { EngineMarket, keyOf, START, sha256 } from '../../fixtures/engine-market.ts';

const DEADLINE = START + 10 * HOUR_MS;
const ID = 'E-home-01-0';

describe('a deposit', () => {
	it('without signers is sealed at once, with its digest, its leaf and its edges', () => {
		const market = new EngineMarket();
		const terms = termsOf({ readers: ['home-01', 'home-02'], about: { type: 'meter', id: 'meter-home-01' } });
		const { events } = deposit(market, terms);
		const digest = documentDigest(
			{ format: DOCUMENT_DOMAIN, chainId: market.chainId, document: ID, depositor: 'home-01', ...terms },
			sha256,
		);
		expect(ofKind(events, 'document-deposited')).toMatchObject([{ document: ID, depositor: 'home-01', digest }]);
		expect(ofKind(events, 'document-sealed')).toEqual([{ kind: 'document-sealed', document: ID }]);
		expect(recordOf(market)).toMatchObject({ status: 'sealed', digest, readers: ['home-01', 'home-02'] });
		expect(ofKind(events, 'provenance')).toMatchObject([
			{ from: { type: 'document', id: ID }, to: { type: 'participant', id: 'home-01' }, relation: 'wasAttributedTo' },
			{ from: { type: 'document', id: ID }, to: { type: 'meter', id: 'meter-home-01' }, relation: 'wasDerivedFrom' },
		]);
		expect(ofKind(deposit(market, termsOf()).events, 'document-deposited')).toMatchObject([
			{ document: 'E-home-01-1' },
		]);
	});

	it.each<[string, Partial<DepositDocument>, string]>([
		['readers without the depositor', { readers: ['home-02'] }, 'DOCUMENT_TERMS'],
		['readers out of order', { readers: ['home-02', 'home-01'] }, 'DOCUMENT_TERMS'],
		['a reader twice', { readers: ['home-01', 'home-01'] }, 'DOCUMENT_TERMS'],
		['a reader that nobody knows', { readers: ['home-01', 'nobody'] }, 'PARTICIPANT_UNKNOWN'],
		['a signer who cannot read it', { signers: ['home-02'], threshold: 1 }, 'DOCUMENT_TERMS'],
		['a signer twice', { signers: ['home-01', 'home-01'], threshold: 1 }, 'DOCUMENT_TERMS'],
		['a threshold without signers', { threshold: 1 }, 'DOCUMENT_TERMS'],
		['a threshold above the signers', { signers: ['home-01'], threshold: 2 }, 'DOCUMENT_TERMS'],
		['signers and threshold 0', { signers: ['home-01'], threshold: 0 }, 'DOCUMENT_TERMS'],
		['a deadline in the past', { signers: ['home-01'], threshold: 1, deadline: START }, 'DOCUMENT_TERMS'],
		['a CID of raw bytes', { cid: cidOf('raw', sha256(new Uint8Array(1))) }, 'DOCUMENT_TERMS'],
		['a meter that is none', { about: { type: 'meter', id: 'meter-9' } }, 'METER_UNKNOWN'],
		['a deed that is none', { about: { type: 'deed', id: 'D-F-1-0' } }, 'DOCUMENT_TERMS'],
		['an auction that is none', { about: { type: 'auction', id: 'F-1' } }, 'DOCUMENT_TERMS'],
	])('with %s is refused and changes nothing', (_, change, code) => {
		const market = new EngineMarket();
		const { receipts, events } = deposit(market, termsOf(change));
		expect(receipts.at(-1)).toMatchObject({ ok: false, code });
		expect(ofKind(events, 'document-deposited')).toEqual([]);
		expect(market.engine.state.get(documentPaths.document(ID))).toBeUndefined();
	});
});

describe('the signatures on a document', () => {
	it('seal it once m of n are there, in any order, and no more are taken', () => {
		const market = signable({ threshold: 2 });
		sign(market, 'home-03');
		expect(recordOf(market).status).toBe('pending');
		const { events } = sign(market, 'home-01');
		expect(ofKind(events, 'document-sealed')).toHaveLength(1);
		expect(ofKind(events, 'provenance')).toMatchObject([
			{ from: { type: 'signature', id: `G-${ID}-home-01` }, to: { type: 'document', id: ID } },
			{ from: { type: 'signature' }, to: { type: 'participant', id: 'home-01' } },
		]);
		expect(codeOf(sign(market, 'home-02'))).toBe('DOCUMENT_CLOSED');
	});

	it('come one after the other where the document orders them', () => {
		const market = signable({ threshold: 3, order: 'ordered' });
		expect(codeOf(sign(market, 'home-02'))).toBe('DOCUMENT_TURN');
		for (const signer of ['home-01', 'home-02', 'home-03']) expect(codeOf(sign(market, signer))).toBeNull();
		expect(recordOf(market).status).toBe('sealed');
	});

	it('are of its signers, each once, over its own digest', () => {
		const market = signable({ threshold: 3 });
		expect(codeOf(sign(market, 'home-04'))).toBe('DOCUMENT_NOT_SIGNER');
		expect(codeOf(sign(market, 'home-02', 'home-03'))).toBe('DOCUMENT_SIGNATURE');
		expect(codeOf(sign(market, 'home-02'))).toBeNull();
		expect(codeOf(sign(market, 'home-02'))).toBe('DOCUMENT_SIGNED');
		expect(codeOf(sign(market, 'home-01', 'home-01', 'E-home-01-9'))).toBe('DOCUMENT_UNKNOWN');
	});

	it('end with a refusal, whose reason is told', () => {
		const market = signable({ threshold: 2 });
		market.send('home-02', calls.depository.refuseDocument({ document: ID, reason: 'wrong meter' }));
		const { events } = market.block(nextTime(market));
		expect(ofKind(events, 'document-refused')).toMatchObject([{ participant: 'home-02', reason: 'wrong meter' }]);
		expect(codeOf(sign(market, 'home-01'))).toBe('DOCUMENT_CLOSED');
	});

	it('end at the deadline, which names who has not signed', () => {
		const market = signable({ threshold: 3 });
		sign(market, 'home-02');
		const { events } = market.block(DEADLINE);
		expect(ofKind(events, 'document-expired')).toEqual([
			{ kind: 'document-expired', document: ID, missing: ['home-01', 'home-03'] },
		]);
		expect(recordOf(market).status).toBe('expired');
		expect(codeOf(sign(market, 'home-01'))).toBe('DOCUMENT_CLOSED');
	});
});

function termsOf(change: Partial<DepositDocument> = {}): DepositDocument {
	return {
		type: 'contract',
		about: null,
		cid: cidOf('dag-cbor', sha256(new Uint8Array(1))),
		commitment: sha256(new Uint8Array(2)),
		storedBytes: 1_000,
		readers: ['home-01'],
		signers: [],
		threshold: 0,
		order: 'free',
		deadline: DEADLINE,
		...change,
	};
}

function deposit(market: EngineMarket, terms: DepositDocument): ExecutionResult {
	market.send('home-01', calls.depository.depositDocument(terms));
	return market.block(nextTime(market));
}

/** Just after the newest block. */
function nextTime({ blocks }: EngineMarket): number {
	return (blocks.at(-1)?.header.time ?? START) + 1_000;
}

/** A market with a document that three homes are to sign. */
function signable(change: Partial<DepositDocument>): EngineMarket {
	const homes = ['home-01', 'home-02', 'home-03'];
	const market = new EngineMarket();
	const { receipts } = deposit(market, termsOf({ readers: homes, signers: homes, ...change }));
	expect(receipts.at(-1)).toMatchObject({ ok: true });
	return market;
}

function sign(market: EngineMarket, sender: string, signer = sender, document = ID): ExecutionResult {
	const signature = keyOf(signer).sign(documentSigningBytes(market.chainId, recordOf(market).digest));
	market.send(sender, calls.depository.signDocuments({ signatures: [{ document, signature }] }));
	return market.block(nextTime(market));
}

function recordOf(market: EngineMarket): DocumentRecord {
	return decode(market.engine.state.get(documentPaths.document(ID)) as Uint8Array, 65_536) as DocumentRecord;
}

function codeOf({ receipts }: ExecutionResult): string | null {
	return receipts.at(-1)?.code ?? null;
}

function ofKind(events: readonly ContractEvent[], kind: ContractEvent['kind']): ContractEvent[] {
	return events.filter((event) => event.kind === kind);
}
