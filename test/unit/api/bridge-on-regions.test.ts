import { describe, expect, it } from 'vitest';
import { bridgeAnswers } from '../../../src/main/api/bridge/bridge-answers.ts';
import type { BridgeServices } from '../../../src/main/api/bridge/contents-view.ts';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import { traceThingAt } from '../../../src/main/api/trace-node-view.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import { bridgeAccount } from '../../../src/shared/codec/accounts.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { foreignCertificateId } from '../../../src/shared/codec/ids.ts';
import type { CrossedRange } from '../../../src/shared/contract/index.ts';
import { run, sendMoney } from '../../fixtures/bridge/bridge-calls.ts';
import type { CertifiedChain } from '../../fixtures/bridge/certified-chain.ts';
import { settle } from '../../fixtures/bridge/connected-chains.ts';
import { clientOf } from '../../fixtures/bridge/relayed-calls.ts';
import {
	CERTIFICATE,
	meter,
	settleHour,
	TERMS_OF_HOUR,
	TRADE,
	tradedRegions,
	withLot,
} from '../../fixtures/bridge/traded-regions.ts';

/** What the console of a node of the chain would answer now, with these identities. */
function consoleOf(chain: CertifiedChain, ...identities: readonly string[]) {
	const wallNow = () => 0;
	const model = new ReadModel({ genesis: chain.genesis, hasher, utcOffsetMinutes: 0, wallNow });
	chain.blocks.forEach((block, at) => {
		const { receipts, events } = chain.results[at] as (typeof chain.results)[number];
		model.apply({ block, receipts, events, finalisedAtMs: 0 } as unknown as ExecutedBlock);
	});
	const services = {
		model,
		node: {
			chainId: chain.chainId,
			genesis: chain.genesis,
			clock: { now: () => chain.time },
			identities: identities.map((participant) => ({ participant })),
		},
	} as unknown as BridgeServices;
	return { model, ...bridgeAnswers(services) };
}

const ALL = { chain: null, direction: null, state: null, kind: null, mine: false, offset: 0, limit: 500 } as const;
const energyOf = (ranges: readonly CrossedRange[], direction: CrossedRange['direction']) =>
	ranges.reduce((sum, range) => sum + (range.direction === direction ? range.toWh - range.fromWh : 0), 0);

describe('the console of two regions that trade', () => {
	it('tells what the chain itself keeps of the other, and what money left', () => {
		const { north, south } = tradedRegions();
		run(north, sendMoney(north, south, 1_000), 'home-01');
		run(north, sendMoney(north, south, 7), 'home-01');
		settle(north, south);
		const [here] = consoleOf(north, 'home-01').regions().regions;
		const [there] = consoleOf(south, 'home-02').regions().regions;
		expect(here).toMatchObject({ chain: south.chainId, out: { sent: 2, delivered: 2, open: 0, oldestOpenAt: null } });
		expect(there).toMatchObject({ chain: north.chainId, in: { received: 2, executed: 2, refused: 0 } });
		for (const [chain, other, region] of [
			[north, south, here],
			[south, north, there],
		] as const) {
			const { height, updatedAt, epoch } = clientOf(chain, other.chainId);
			expect(region?.client).toMatchObject({ height, updatedAt, epoch });
			expect(region?.money?.balance).toBe(chain.balance(bridgeAccount(other.chainId)));
		}
		expect((here?.money?.balance ?? 0) + (there?.money?.balance ?? 0)).toBe(0);
		const mine = consoleOf(south, 'home-02').packets({ ...ALL, mine: true });
		expect(mine.packets.map(({ contents, state }) => [contents.kind, state])).toEqual([
			['money', 'delivered'],
			['money', 'delivered'],
		]);
	});

	it('lets the buyer send what is left of a sealed deed, and nobody else', () => {
		const { north } = withLot({}, 400);
		expect(consoleOf(north, 'home-02').sendable().lots).toMatchObject([
			{ trade: TRADE, quantityWh: 1_000, leftWh: 600, start: TERMS_OF_HOUR.deliveryStart },
		]);
		expect(consoleOf(north, 'home-01').sendable().lots).toEqual([]);
	});

	it('follows a lot and its certificates over the border, to the Wh on both sides', () => {
		const { north, south, packet } = withLot({}, 500);
		meter(north, [
			['home-01', 1_000, 0],
			['home-02', 0, 600],
		]);
		meter(south, [['home-02', 0, 400]]);
		for (const chain of [north, south]) {
			settleHour(chain);
			settle(north, south);
		}
		south.run(3);
		const [here, there] = [consoleOf(north, 'home-02'), consoleOf(south, 'home-02')];
		const [left, came] = [here.energy(south.chainId), there.energy(north.chainId)];
		expect(left.lots).toMatchObject([{ packet, direction: 'out', state: 'delivered', settled: true }]);
		expect(came.lots).toMatchObject([{ packet, direction: 'in', state: 'delivered', settled: true }]);
		expect(left.tie).toMatchObject([{ usedWh: 500, lots: 1 }]);
		expect([energyOf(left.ranges, 'locked'), energyOf(came.ranges, 'admitted')]).toEqual([500, 500]);
		expect(came.ranges.find(({ state }) => state === 'cancelled')).toMatchObject({ settlement: 'S-F-24-home-02' });
		const related = here.packet(packet).related;
		expect(related.map(({ contents }) => contents.kind)).toEqual(['certificates']);
		const kept = there.model.certificates.find(foreignCertificateId(north.chainId, CERTIFICATE));
		expect(kept?.parts.reduce((sum, { fromWh, toWh }) => sum + toWh - fromWh, 0)).toBe(kept?.quantityWh);
		expect(energyOf(left.ranges, 'locked')).toBe(here.regions().regions[0]?.certificates.lockedWh);
	});

	it('ends the flows of a packet on each side, and names the other region', () => {
		const { north, south, packet } = withLot({}, 400);
		meter(north, [
			['home-01', 1_000, 0],
			['home-02', 0, 600],
		]);
		meter(south, [['home-02', 0, 400]]);
		for (const chain of [north, south]) settleHour(chain);
		for (const [chain, label, balance] of [
			[north, 'south', { inWh: 400, outWh: 0, mustBalance: false }],
			[south, 'north', { inWh: 0, outWh: 400, mustBalance: false }],
		] as const) {
			const { model } = consoleOf(chain);
			const node = model.graph.find({ type: 'packet', id: packet });
			const thing = traceThingAt(node?.index ?? -1, model.asOfHeight, model);
			expect(thing).toMatchObject({ label, balance });
			expect(thing.facts).toContainEqual({ key: 'lot', value: 400, unit: 'Wh' });
			expect(thing.facts).toContainEqual({ key: 'state', value: 'delivered', unit: 'text' });
		}
	});

	it('remembers the anchored roots that were certified there', () => {
		const { north, south } = withLot({}, 400);
		const { anchors, total } = consoleOf(north).anchors({ chain: south.chainId, offset: 0, limit: 500 });
		expect(total).toBeGreaterThan(0);
		expect(anchors.map(({ height }) => height)).toEqual(anchors.map(({ height }) => height).toSorted((a, b) => b - a));
		const roots = new Map(south.blocks.map(({ header }) => [header.height - 1, toHex(header.stateRoot)]));
		for (const { height, stateRoot } of anchors) expect(stateRoot).toBe(roots.get(height));
	});
});
