import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleApi, createConsoleApi } from '../../../src/main/api/console-api.ts';
import { trustRootOf } from '../../../src/shared/audit/trust-root.ts';
import { fromHex, toHex } from '../../../src/shared/codec/bytes.ts';
import { encodeGenesis } from '../../../src/shared/codec/genesis.ts';
import type { ItemProofView, StateProofView } from '../../../src/shared/contract/index.ts';
import {
	type ProofFile,
	proofFileCbor,
	proofFileJson,
	proofFileOf,
	readProofFile,
} from '../../../src/shared/proofs/proof-file.ts';
import { type ProvenFile, verifyProofFile } from '../../../src/shared/proofs/verify-proof-file.ts';
import { type OpenConsole, openPort, QUIET } from '../../fixtures/console-doors.ts';
import { settleHour } from '../../fixtures/engine-market-hour.ts';
import { createEngineNode, type EngineNode, HOMES, PROOFS } from '../../fixtures/engine-node.ts';

describe('the ledger', () => {
	let node: EngineNode;
	let api: ConsoleApi;
	let console: OpenConsole;

	beforeAll(async () => {
		node = createEngineNode();
		await settleHour(node, 2);
		api = createConsoleApi({ version: '1' }, { node, proofs: PROOFS, log: QUIET });
		await api.ready;
		console = await openPort(api);
	});

	afterAll(async () => {
		await console.close();
		api.close();
	});

	const ledger = () => console.client.ledger;
	const trust = () => trustRootOf(node.genesis, { epoch: 0, startHeight: 0 }, PROOFS.sha256);
	const genesis = () => toHex(encodeGenesis(node.genesis));
	const fileOf = (state: StateProofView, item: ItemProofView | null): ProofFile =>
		proofFileOf({ chainId: node.chainId, genesis: genesis(), handovers: [], state, item });
	const verified = (file: ProofFile): ProvenFile => verifyProofFile(file, trust(), PROOFS);

	it('pages through every block, newest first, without a gap', async () => {
		const heights: number[] = [];
		let before: number | null = null;
		do {
			const page: Awaited<ReturnType<ReturnType<typeof ledger>['blocks']>> = await ledger().blocks({
				before,
				limit: 3,
			});
			expect(page.blocks.length).toBeLessThanOrEqual(3);
			heights.push(...page.blocks.map(({ height }) => height));
			before = page.next;
		} while (before !== null);
		expect(heights).toEqual(node.chain.blocks.map((_, index) => node.chain.blocks.length - index));
	});

	it('states of a block who made it final, and what its receipts sum up to', async () => {
		for (const { block, blockId, receipts } of node.chain.blocks) {
			const view = await ledger().block({ height: block.header.height });
			expect(view.blockId).toBe(toHex(blockId));
			expect(view.fees).toBe(receipts.reduce((sum, { fee }) => sum + fee, 0));
			expect(view.commit.validators.filter(({ signed }) => signed).length).toBeGreaterThanOrEqual(view.commit.needed);
			expect(view.commit.through).toBeNull();
		}
	});

	it('finds every transaction by its id, decodes its arguments, and proves its receipt', async () => {
		let found = 0;
		for (const { block, transactionIds } of [...node.chain.blocks]) {
			for (const id of transactionIds.map(toHex)) {
				const hits = await ledger().find({ text: id });
				expect(hits[0]).toMatchObject({ kind: 'transaction', id, height: block.header.height });
				const entry = await ledger().transaction({ transaction: id });
				expect(entry.signed?.arguments?.fields.length).toBeGreaterThan(0);
				const { index, ok } = entry.receipt;
				expect(ok).toBe(true);
				const proof = await ledger().proveItem({ height: entry.height, kind: 'receipt', index });
				if (!proof) throw new Error('no proof');
				const { item } = verified(fileOf(proof.state, proof));
				expect(item).toMatchObject({ kind: 'receipt', height: entry.height, index });
				found += 1;
			}
		}
		expect(found).toBeGreaterThan(10);
	});

	it('decodes the events of every block within the limits, and proves them', async () => {
		const kinds = new Set<string>();
		for (const { block, events } of [...node.chain.blocks]) {
			if (events.length === 0) continue;
			const page = await ledger().events({ height: block.header.height, limit: 100 });
			expect(page.total).toBe(events.length);
			for (const { kind, index } of page.events) {
				if (kinds.has(kind)) continue;
				kinds.add(kind);
				const proof = await ledger().proveItem({ height: block.header.height, kind: 'event', index });
				if (!proof) throw new Error('no proof');
				expect(verified(fileOf(proof.state, proof)).item?.index).toBe(index);
			}
		}
		expect([...kinds]).toEqual(
			expect.arrayContaining(['order-placed', 'trade-made', 'deed-sealed', 'product-settled']),
		);
	});

	it('browses the whole state by prefix, a page at a time, and proves a leaf and an absence', async () => {
		const paths: string[] = [];
		let after: string | null = null;
		do {
			const page: Awaited<ReturnType<ReturnType<typeof ledger>['leaves']>> = await ledger().leaves({
				prefix: 'ledger/',
				after,
				limit: 3,
			});
			paths.push(...page.leaves.map(({ path }) => path));
			after = page.next;
		} while (after !== null);
		expect(paths).toEqual(
			[...node.chain.engine.leaves()].map(({ path }) => path).filter((path) => path.startsWith('ledger/')),
		);
		const path = `ledger/account/${HOMES[0]}`;
		const leaf = await ledger().leaf({ path });
		expect(leaf.fields).toHaveLength(1);
		const present = await ledger().proveLeaf({ path });
		if (!present) throw new Error('no proof');
		expect(toHex(verified(fileOf(present, null)).value as Uint8Array)).toBe(leaf.value);
		const absent = await ledger().proveLeaf({ path: 'ledger/account/nobody' });
		if (!absent) throw new Error('no proof');
		expect(verified(fileOf(absent, null)).value).toBeNull();
	});

	it('names the contracts with their versions and counts each leaf once', async () => {
		const { contracts, spaces, parameters } = await ledger().contracts();
		const counted = [...contracts, ...spaces].reduce((sum, { leaves }) => sum + leaves, 0);
		expect(counted).toBe([...node.chain.engine.leaves()].length);
		expect(contracts.find(({ name }) => name === 'auction')).toMatchObject({
			contained: expect.any(Number),
			upgrade: null,
		});
		expect(parameters.map(({ group }) => group)).toEqual(['consensus', 'credit', 'market']);
	});

	it('finds heights, block ids, paths, contracts and names', async () => {
		const newest = (await ledger().blocks({ limit: 1 })).blocks[0];
		if (!newest) throw new Error('no block');
		expect((await ledger().find({ text: String(newest.height) }))[0]).toMatchObject({ kind: 'block' });
		expect((await ledger().find({ text: newest.blockId }))[0]).toMatchObject({
			kind: 'block',
			id: String(newest.height),
		});
		expect((await ledger().find({ text: 'identity/participant/' })).every(({ kind }) => kind === 'leaf')).toBe(true);
		expect((await ledger().find({ text: 'auction' }))[0]).toMatchObject({ kind: 'contract', id: 'auction' });
		expect((await ledger().find({ text: HOMES[1] })).some(({ kind, id }) => kind === 'thing' && id === HOMES[1])).toBe(
			true,
		);
	});

	it('refuses what is not there with a code', async () => {
		const codes = await Promise.all(
			[
				ledger().block({ height: 999_999 }),
				ledger().transaction({ transaction: '0'.repeat(64) }),
				ledger().receipt({ height: 1, index: 999 }),
				ledger().leaf({ path: 'no/such/leaf' }),
			].map((asked) => asked.then(() => null).catch((error) => error.data.code)),
		);
		expect(codes).toEqual([
			'LEDGER_BLOCK_UNKNOWN',
			'LEDGER_TRANSACTION_UNKNOWN',
			'LEDGER_RECEIPT_UNKNOWN',
			'LEDGER_LEAF_UNKNOWN',
		]);
	});

	describe('a proof file', () => {
		let file: ProofFile;

		beforeAll(async () => {
			const height = node.chain.blocks.find(({ receipts }) => receipts.length > 1)?.block.header.height ?? 1;
			const proof = await ledger().proveItem({ height, kind: 'receipt', index: 1 });
			if (!proof) throw new Error('no proof');
			file = fileOf(proof.state, proof);
		});

		const codeOf = (change: (file: ProofFile) => ProofFile): string => {
			try {
				verified(readProofFile(proofFileJson(change(file))));
				return 'verified';
			} catch (error) {
				return (error as { code: string }).code;
			}
		};
		const flipped = (hex: string): string => {
			const bytes = fromHex(hex);
			const last = bytes.length - 1;
			bytes[last] = (bytes[last] as number) ^ 1;
			return toHex(bytes);
		};
		const item =
			(change: Partial<NonNullable<ProofFile['item']>>) =>
			(whole: ProofFile): ProofFile => ({
				...whole,
				item: whole.item && { ...whole.item, ...change },
			});

		it('is one object in both forms', () => {
			expect(readProofFile(proofFileJson(file))).toEqual(file);
			expect(readProofFile(proofFileCbor(file))).toEqual(file);
		});

		it('is refused when any part of it is changed', () => {
			const { state, item: proven } = file;
			if (!proven) throw new Error('no item');
			expect(codeOf((whole) => whole)).toBe('verified');
			expect(codeOf(item({ item: flipped(proven.item) }))).toBe('PROOF_PLACE_OTHER');
			expect(codeOf(item({ kind: 'event' }))).toBe('PROOF_PLACE_OTHER');
			expect(codeOf(item({ inBlock: { ...proven.inBlock, index: 0 } }))).toBe('PROOF_PLACE_OTHER');
			expect(codeOf(item({ record: { ...proven.record, height: proven.record.height + 1 } }))).toBe(
				'PROOF_PLACE_OTHER',
			);
			expect(codeOf((whole) => ({ ...whole, state: { ...state, value: flipped(state.value ?? '') } }))).toBe(
				'AUDIT_VALUE_OTHER',
			);
			expect(codeOf((whole) => ({ ...whole, state: { ...state, root: flipped(state.root) } }))).toBe(
				'AUDIT_ROOT_OTHER',
			);
			expect(codeOf((whole) => ({ ...whole, state: { ...state, commitProof: flipped(state.commitProof) } }))).toMatch(
				/^CONSENSUS_/,
			);
			expect(codeOf((whole) => ({ ...whole, chainId: 'other' }))).toBe('PROOF_OF_OTHER_CHAIN');
			expect(codeOf((whole) => ({ ...whole, handovers: ['00'] }))).toMatch(/^CODEC_/);
		});

		it('is refused by a trust root of another genesis, or of a later epoch', () => {
			const withTrust = (change: object) => () => verifyProofFile(file, { ...trust(), ...change }, PROOFS);
			expect(withTrust({ genesisDigest: '0'.repeat(64) })).toThrow(/digest|trust|root/i);
			expect(withTrust({ epoch: 1, epochStart: 5 })).toThrow(/epoch 0/);
			expect(() => readProofFile(new TextEncoder().encode('{"format":1}'))).toThrow(/no proof file/);
		});
	});
});
