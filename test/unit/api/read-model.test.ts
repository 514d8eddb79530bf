import { beforeAll, describe, expect, it } from 'vitest';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import {
	escrowAccount,
	FEES_ACCOUNT,
	REWARD_BUDGET_ACCOUNT,
	validatorAccount,
} from '../../../src/shared/codec/accounts.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import { clearHour, settleHour } from '../../fixtures/engine-market-hour.ts';
import {
	createEngineNode,
	type EngineNode,
	GRID,
	HOMES,
	METERS,
	PROOFS,
	UTC_OFFSET_MINUTES,
} from '../../fixtures/engine-node.ts';

function modelOf(node: EngineNode): ReadModel {
	return new ReadModel({
		genesis: node.genesis,
		hasher: PROOFS,
		utcOffsetMinutes: UTC_OFFSET_MINUTES,
		wallNow: () => 0,
	});
}

describe('the read model', () => {
	let node: EngineNode;
	let model: ReadModel;

	beforeAll(async () => {
		node = createEngineNode();
		await settleHour(node, 2);
		const lapsed = await clearHour(node, 5);
		node.advance(lapsed.signingDeadline);
		node.advance(lapsed.settlementTime);
		await clearHour(node, 8);
		node.chain.silent.add(3);
		for (let i = 0; i < 8; i++) node.advance(node.chain.time + 1_000);
		model = modelOf(node);
		for (const block of node.chain.blocks) model.apply(block);
	});

	it('holds the same balance as the engine’s state for every account', () => {
		const accounts = [
			GRID,
			METERS,
			...HOMES,
			FEES_ACCOUNT,
			REWARD_BUDGET_ACCOUNT,
			...['V0', 'V1', 'V2', 'V3'].map(validatorAccount),
			...['F-2', 'F-5', 'F-8'].map(escrowAccount),
		];
		for (const account of accounts) {
			const leaf = node.chain.engine.state.get(`ledger/account/${account}`);
			expect([account, model.balances.of(account)]).toEqual([account, leaf ? decode(leaf, 100) : 0]);
		}
	});

	it('holds the same credit and points as the engine’s state for every participant', () => {
		for (const participant of [GRID, ...HOMES]) {
			const leaf = node.chain.engine.state.get(`incentive/standing/${participant}`);
			const record = model.participants.of(participant);
			expect([participant, { credit: record.credit.current, points: record.points }]).toEqual([
				participant,
				leaf && decode(leaf, 100),
			]);
		}
	});

	it('charges an expired deed to who did not sign it', () => {
		expect(model.products.products.get('F-5')?.deeds.values().next().value).toMatchObject({ state: 'expired' });
		expect(model.participants.of(GRID)).toMatchObject({ deedsSigned: 3, deedsMissed: 3 });
	});

	it('counts a missing reading against the meter operator, who owes it', () => {
		expect(model.participants.of(METERS)).toMatchObject({ readingsInTime: 4, readingsMissed: 4 });
	});

	it('counts delivery for those who have a meter, and for nobody else', () => {
		const seller = model.participants.of(HOMES[0]);
		expect(seller.contractedWh).toBe(2_000);
		expect(seller.deliveredWh).toBe(2_000);
		expect(model.participants.of(GRID)).toMatchObject({ contractedWh: 0, readingsInTime: 0, readingsMissed: 0 });
	});

	it('counts the votes that a silent validator owes once they can come no more', () => {
		const silent = model.validators.count(3);
		// Only blocks with transactions ask for a vote, and the last five are still open.
		expect(silent.missed).toBe(0);
		expect(model.validators.count(0).missed).toBe(0);
		expect(silent.blocks).toBe(node.chain.blocks.length);
	});

	it('is the same whether blocks come live or are read again', async () => {
		const again = modelOf(node);
		for (const block of node.chain.blocks) again.apply(block);
		expect(again.graph.edgeCount).toBe(model.graph.edgeCount);
		expect([...again.products.products.keys()]).toEqual([...model.products.products.keys()]);
		expect(again.validators.records.map(({ earned }) => earned)).toEqual(
			model.validators.records.map(({ earned }) => earned),
		);
	});

	it('names the views that a block changes', async () => {
		const other = createEngineNode();
		const mine = modelOf(other);
		await clearHour(other, 2);
		const topics = other.chain.blocks.map((block) => [...mine.apply(block)]);
		expect(topics.at(-1)).toEqual(expect.arrayContaining(['status', 'market', 'auctions', 'deeds', 'trace']));
	});
});
