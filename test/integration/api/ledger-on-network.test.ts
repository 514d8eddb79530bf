import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleApi, createConsoleApi } from '../../../src/main/api/console-api.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { collectProofFile } from '../../../src/renderer/features/ledger/proof-source.ts';
import { createProofAuditor } from '../../../src/renderer/workers/proof-auditor.ts';
import { createProofDesk } from '../../../src/renderer/workers/proof-desk.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import type { BlockRow } from '../../../src/shared/contract/index.ts';
import { proofFileCbor, proofFileJson } from '../../../src/shared/proofs/proof-file.ts';
import { startCommand } from '../../fixtures/command-line.ts';
import { type OpenConsole, openSocket, QUIET } from '../../fixtures/console-doors.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { until } from '../../fixtures/until.ts';

const QUARTER_MS = HOUR_MS / 4;
const MINUTE_MS = 60_000;
const PRODUCT = 'H-1';

/** An hour from its opening to the sealed deed on four validators; then everything in it is found and proven. */
describe('the ledger on a network of four validators', () => {
	let network: LocalNetwork;
	let nodes: GridquorumNode[] = [];
	let api: ConsoleApi;
	let opened: OpenConsole;
	let directory: string;
	/** Ids of every transaction that was sent. */
	const sent: string[] = [];

	const node = (index: number): GridquorumNode => nodes[index] as GridquorumNode;

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'ledger-proofs-'));
		network = await createLocalNetwork(4, {
			clock: { anchorChainMs: Date.UTC(2030, 5, 1), anchorWallMs: Date.now(), speed: 100 },
		});
		nodes = await Promise.all(
			network.directories.map(async (each) => createNode(await readNodeOptions(each, { execution: 'inline' }))),
		);
		await Promise.all(nodes.map((each) => each.start()));
		api = createConsoleApi({ version: '1' }, { node: node(0), proofs: PROOFS, log: QUIET });
		await api.ready;
		opened = await openSocket(api);
		await tradeAnHour();
	}, 120_000);

	afterAll(async () => {
		await opened?.close();
		api?.close();
		await Promise.all(nodes.map((each) => each.stop()));
		await network?.remove();
		await rm(directory, { recursive: true, force: true });
	});

	async function call(index: number, participant: string, what: Parameters<GridquorumNode['call']>[1]): Promise<void> {
		const { receipt, transactionId } = await node(index).call(participant, what);
		expect([what.method, receipt.code]).toEqual([what.method, null]);
		sent.push(toHex(transactionId));
	}

	async function tradeAnHour(): Promise<void> {
		const now = node(0).clock.now();
		const gateClosure = Math.ceil(now) + 8 * MINUTE_MS;
		const deliveryStart = Math.ceil(gateClosure / QUARTER_MS) * QUARTER_MS;
		const product = {
			product: PRODUCT,
			zones: ['home'],
			deliveryStart,
			deliveryEnd: deliveryStart + HOUR_MS,
			periodMs: HOUR_MS,
			gateOpening: Math.floor(now),
			gateClosure,
			signingDeadline: deliveryStart + 20 * HOUR_MS,
			settlementTime: deliveryStart + 21 * HOUR_MS,
			tick: 1_000,
			lotWh: 100,
			priceMin: 0,
			priceMax: 1_000_000,
			wheelingFee: 10_000,
			borders: [],
			tariff: 500_000,
			feedIn: 50_000,
			mechanism: 'uniform-price',
			profile: 'default-v1',
			sealed: null,
			imbalance: null,
			signing: null,
		} as const;
		await call(0, 'market', calls.auction.openProducts({ products: [product] }));
		const order = { product: PRODUCT, quantityWh: 1_000 };
		const offer = { ...order, side: 'offer', price: 100_000 } as const;
		const bid = { ...order, side: 'bid', price: 400_000 } as const;
		await call(0, 'alice', calls.auction.placeOrders({ owner: null, orders: [offer] }));
		await call(1, 'bob', calls.auction.placeOrders({ owner: null, orders: [bid] }));
		await until(async () => (await opened.client.deeds.list({})).total === 1, 60_000);
		const [deed] = (await opened.client.deeds.list({})).deeds;
		if (!deed) throw new Error('no deed');
		const { digest } = await opened.client.deeds.get({ deed: deed.deed });
		await opened.client.deeds.sign({ deeds: [{ deed: deed.deed, digest }] });
	}

	async function everyBlock(): Promise<BlockRow[]> {
		const all: BlockRow[] = [];
		for (let before: number | null = null; ; ) {
			const page: { blocks: BlockRow[]; next: number | null } = await opened.client.ledger.blocks({
				before,
				limit: 20,
			});
			all.push(...page.blocks);
			if (page.next === null) return all;
			before = page.next;
		}
	}

	const desk = () => {
		const auditor = createProofAuditor({ now: () => 0 });
		return createProofDesk(
			{ chainId: node(0).chainId, expected: () => null },
			{ source: opened.client.proofs, port: { ask: async (question) => auditor.answer(question) } },
		);
	};

	it('finds every transaction of the hour by its id, and verifies the proof of each from the trust root on', async () => {
		const blocks = await everyBlock();
		expect(blocks.at(-1)?.height).toBe(1);
		const ids: string[] = [];
		for (const { height, transactions } of blocks) {
			if (transactions === 0) continue;
			const { receipts } = await opened.client.ledger.receipts({ height });
			ids.push(...receipts.flatMap(({ transactionId }) => transactionId ?? []));
		}
		expect(ids).toEqual(expect.arrayContaining(sent));
		expect(ids.length).toBeGreaterThan(sent.length);
		const proofs = desk();
		for (const id of ids) {
			const [hit] = await opened.client.ledger.find({ text: id });
			expect(hit).toMatchObject({ kind: 'transaction', id });
			const { height, receipt, signed } = await opened.client.ledger.transaction({ transaction: id });
			expect(signed?.arguments?.fields.length).toBeGreaterThan(0);
			const proof = await opened.client.ledger.proveItem({ height, index: receipt.index, kind: 'receipt' });
			if (!proof) throw new Error(`no proof of ${id}`);
			const { refusal, steps } = await proofs.auditItem(proof);
			expect([id, refusal]).toEqual([id, null]);
			expect(steps.at(-1)).toMatchObject({ step: 'item', kind: 'receipt', place: receipt.index });
		}
	}, 120_000);

	it('refuses in the console a proof that shows another receipt than the validators executed', async () => {
		const id = sent[0] as string;
		const { height, receipt } = await opened.client.ledger.transaction({ transaction: id });
		const proof = await opened.client.ledger.proveItem({ height, index: receipt.index, kind: 'receipt' });
		if (!proof) throw new Error('no proof');
		const other = proof.item.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
		const { refusal } = await desk().auditItem({ ...proof, item: other });
		expect(refusal).toMatchObject({ step: 'item', code: 'PROOF_PLACE_OTHER' });
	});

	it('saves a proof that the command line verifies with the trust root alone, and refuses when it is changed', async () => {
		const state = await opened.client.ledger.proveLeaf({ path: 'ledger/account/alice' });
		if (!state) throw new Error('no proof');
		const file = await collectProofFile({ state, item: null }, node(0).chainId, opened.client.proofs);
		const { text } = await opened.client.audit.trustRoot();
		const [trust, json, cbor, changed] = ['trust-root.json', 'p.json', 'p.cbor', 'changed.json'].map((name) =>
			join(directory, name),
		) as [string, string, string, string];
		await writeFile(trust, text);
		await writeFile(json, proofFileJson(file));
		await writeFile(cbor, proofFileCbor(file));
		const value = (file.state.value ?? '').replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
		await writeFile(changed, proofFileJson({ ...file, state: { ...file.state, value } }));
		for (const path of [json, cbor]) {
			const { code, stdout } = await startCommand('proof', 'verify', path, '--trust-root', trust, '--json').result;
			expect(code).toBe(0);
			expect(JSON.parse(stdout)).toMatchObject({ ok: true, path: 'ledger/account/alice', value: file.state.value });
		}
		const refused = await startCommand('proof', 'verify', changed, '--trust-root', trust, '--json').result;
		expect(refused.code).toBe(1);
		expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, code: 'AUDIT_VALUE_OTHER' });
	}, 60_000);
});
