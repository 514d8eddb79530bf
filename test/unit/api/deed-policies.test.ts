import { describe, expect, it } from 'vitest';
import { createConsoleApi } from '../../../src/main/api/console-api.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decodeDeed, encodeDeed } from '../../../src/shared/codec/deed.ts';
import type { SigningPolicy } from '../../../src/shared/codec/signing-policy.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { openPort, QUIET } from '../../fixtures/console-doors.ts';
import { policy } from '../../fixtures/deed-market.ts';
import { clearHour, signAs } from '../../fixtures/engine-market-hour.ts';
import { createEngineNode, type EngineNode, GRID, HOMES, MARKET, PROOFS, START } from '../../fixtures/engine-node.ts';

const [SELLER, , BUYER] = HOMES;
const MINE = HOMES[0];

async function consoleOf(node: EngineNode) {
	const api = createConsoleApi({ version: '1' }, { node, proofs: PROOFS, log: QUIET });
	await api.ready;
	const port = await openPort(api);
	const close = async () => {
		await port.close();
		api.close();
	};
	return { api, deeds: port.client.deeds, close };
}

/** One deed between SELLER and BUYER over four quarter-hours, under a policy. */
async function clearQuarters(node: EngineNode, signing: SigningPolicy): Promise<string[]> {
	const deliveryStart = START + 2 * HOUR_MS;
	const terms = {
		product: 'F-2',
		zones: ['F'],
		deliveryStart,
		deliveryEnd: deliveryStart + HOUR_MS,
		periodMs: HOUR_MS / 4,
		gateOpening: deliveryStart - HOUR_MS,
		gateClosure: deliveryStart - HOUR_MS / 2,
		signingDeadline: deliveryStart + HOUR_MS,
		settlementTime: deliveryStart + 2 * HOUR_MS,
		tick: 1_000,
		lotWh: 100,
		priceMin: 0,
		priceMax: 1_000_000,
		wheelingFee: 12_000,
		borders: [],
		tariff: 540_000,
		feedIn: 50_000,
		mechanism: 'uniform-price',
		profile: 'default-v1',
		sealed: null,
		imbalance: null,
		signing,
	} as const;
	node.advance(terms.gateOpening - 2);
	await node.submit(node.encode(MARKET, calls.auction.openProducts({ products: [terms] })));
	node.advance(terms.gateOpening);
	for (const [home, side, price] of [
		[SELLER, 'offer', 100_000],
		[BUYER, 'bid', 300_000],
	] as const) {
		const order = { product: 'F-2', side, price, quantityWh: 400 };
		await node.submit(node.encode(home, calls.auction.placeOrders({ owner: null, orders: [order] })));
	}
	const { events } = node.advance(terms.gateClosure);
	return events.flatMap((event) => (event.kind === 'deed-drafted' ? [event.deed] : []));
}

describe('the console signs by the policy of the product', () => {
	it('for all its identities, each in its turn', async () => {
		const node = createEngineNode({ identities: [MINE, GRID] });
		const [deed] = (await clearQuarters(node, policy({ deedPer: 'counterparties', order: 'ordered' }))) as [string];
		const { deeds, close } = await consoleOf(node);
		const before = await deeds.get({ deed });
		expect(before.checks.filter(({ ok }) => !ok)).toEqual([]);
		expect(before.trades).toHaveLength(4);
		expect(before.summary).toMatchObject({
			trades: 4,
			order: 'ordered',
			threshold: 3,
			turn: [MINE],
			quantityWh: 1_600,
		});
		expect(await deeds.sign({ deeds: [{ deed, digest: before.digest }] })).toMatchObject([{ ok: true, sealed: false }]);
		expect((await deeds.get({ deed })).summary).toMatchObject({ turn: [BUYER], needsMe: false });
		await signAs(node, BUYER, [deed]);
		const again = await deeds.sign({ deeds: [{ deed, digest: before.digest }] });
		expect(again).toMatchObject([{ ok: true, sealed: true }]);
		await close();
	});

	it('with no more of its identities than the threshold needs', async () => {
		const node = createEngineNode({ identities: [MINE, GRID] });
		const [deed] = (await clearQuarters(node, policy({ threshold: 2 }))) as [string];
		await signAs(node, BUYER, [deed]);
		const { deeds, close } = await consoleOf(node);
		const { digest } = await deeds.get({ deed });
		expect(await deeds.sign({ deeds: [{ deed, digest }] })).toMatchObject([{ ok: true, sealed: true }]);
		const { signers } = (await deeds.get({ deed })).summary;
		expect(signers.filter(({ signedAt }) => signedAt !== null).map(({ participant }) => participant)).toEqual([
			MINE,
			BUYER,
		]);
		await close();
	});
});

describe('the console amends a deed', () => {
	it('over the version that was reviewed, and shows what became of it', async () => {
		const node = createEngineNode();
		const [deed] = (await clearHour(node, 2)).deeds as [string];
		const { deeds, close } = await consoleOf(node);
		const { digest, summary, document } = await deeds.get({ deed });
		const change = { deed, digest, quantitiesWh: [100], annex: 'ab'.repeat(32), reason: 'less sun' };
		expect(await deeds.amend(change)).toMatchObject({ ok: true });
		const after = await deeds.get({ deed });
		expect(after.summary).toMatchObject({ version: 2, quantityWh: 100 });
		expect(after).toMatchObject({
			annex: change.annex,
			amendments: [{ version: 2, reason: 'less sun', former: digest, formerDocument: document }],
		});
		expect(after.checks.filter(({ ok }) => !ok)).toEqual([]);
		expect(after.summary.amount).toBeLessThan(summary.amount);
		await expect(deeds.amend(change)).rejects.toMatchObject({ data: { code: 'CONSOLE_DEED_DIGEST' } });
		await close();
	});
});

describe('what cannot be read is not signed', () => {
	it.each<[string, (document: Uint8Array) => Uint8Array, string]>([
		['bytes that are no deed', () => Uint8Array.of(0xff), 'CODEC'],
		['a byte more', (document) => Uint8Array.of(...document, 0), 'CODEC'],
		['another chain', (document) => encodeDeed({ ...decodeDeed(document), chainId: 'other' }), 'chainId'],
		['another deed', (document) => encodeDeed({ ...decodeDeed(document), deed: 'D-F-2-9' }), 'deed'],
		[
			'a wrong sum',
			(document) => {
				const deed = decodeDeed(document);
				return encodeDeed({ ...deed, trades: deed.trades.map((trade) => ({ ...trade, amount: 1 })) });
			},
			'amount',
		],
	])('%s', async (_name, change, reason) => {
		const node = createEngineNode();
		const [deed] = (await clearHour(node, 2)).deeds as [string];
		const { api, deeds, close } = await consoleOf(node);
		const row = api.model.products.deed(deed);
		if (!row) throw new Error('no deed');
		row.document = change(row.document);
		row.digest = PROOFS.sha256(row.document);
		const [outcome] = await deeds.sign({ deeds: [{ deed, digest: toHex(row.digest) }] });
		expect(outcome).toMatchObject({ ok: false, code: 'DEED_UNREADABLE' });
		const failed = deeds.amend({ deed, digest: toHex(row.digest), quantitiesWh: [100], annex: null, reason: 'x' });
		await expect(failed).rejects.toMatchObject({ data: { details: { reason: expect.stringContaining(reason) } } });
		await close();
	});
});
