import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/main/core/contracts/engine/create-engine.ts';
import type { Engine } from '../../../src/main/core/contracts/types.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import { decode, encode } from '../../../src/shared/codec/cbor.ts';
import { deedSigningBytes } from '../../../src/shared/codec/deed.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import {
	buildBlock,
	EngineMarket,
	homeIds,
	hourProduct,
	keyOf,
	modules,
	neighbourhoodGenesis,
	START,
} from '../../fixtures/engine-market.ts';

type Draft = Extract<ContractEvent, { kind: 'deed-drafted' }>;

const HOMES = [...homeIds(4), 'grid', 'metering'];
const PRODUCTS = [2, 3, 4];

type Action =
	| {
			readonly kind: 'order';
			readonly who: number;
			readonly product: number;
			readonly side: 'bid' | 'offer';
			readonly price: number;
			readonly quantityWh: number;
	  }
	| { readonly kind: 'cancel'; readonly who: number; readonly product: number; readonly n: number }
	/** Of every deed to which the home is a party. */
	| { readonly kind: 'sign'; readonly who: number; readonly isRight: boolean }
	| { readonly kind: 'refuse'; readonly who: number; readonly product: number; readonly n: number }
	| {
			readonly kind: 'read';
			readonly home: number;
			readonly product: number;
			readonly generatedWh: number;
			readonly consumedWh: number;
	  }
	| { readonly kind: 'pay'; readonly who: number; readonly to: number; readonly amount: number }
	| { readonly kind: 'garbage'; readonly who: number; readonly bytes: Uint8Array };

const who = fc.nat(HOMES.length - 1);
const product = fc.constantFrom(...PRODUCTS);
const n = fc.nat(6);
const energyWh = fc.integer({ min: 1, max: 3_000 });
const order: fc.Arbitrary<Action> = fc.record({
	kind: fc.constant('order' as const),
	who: fc.nat(3),
	product,
	side: fc.constantFrom('bid', 'offer'),
	price: fc.integer({ min: -60, max: 260 }).map((price) => price * 1_000),
	quantityWh: energyWh,
});
const sign: fc.Arbitrary<Action> = fc.record({
	kind: fc.constant('sign' as const),
	who: fc.nat(4),
	isRight: fc.integer({ min: 0, max: 9 }).map((roll) => roll > 0),
});
const action: fc.Arbitrary<Action> = fc.oneof(
	{ weight: 10, arbitrary: order },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), who, product, n }) },
	{ weight: 6, arbitrary: sign },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('refuse' as const), who, product, n: fc.nat(1) }) },
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant('read' as const),
			home: fc.nat(3),
			product,
			generatedWh: energyWh,
			consumedWh: energyWh,
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			kind: fc.constant('pay' as const),
			who,
			to: who,
			amount: fc.integer({ min: 1, max: 2_000_000 }),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant('garbage' as const), who, bytes: fc.uint8Array({ maxLength: 30 }) }),
	},
);
const history = fc.array(
	fc.record({ waitMinutes: fc.integer({ min: 1, max: 25 }), actions: fc.array(action, { maxLength: 12 }) }),
	{
		minLength: 12,
		maxLength: 26,
	},
);

const id = (at: number): string => HOMES[at] as string;

type Signing = Extract<Action, { kind: 'sign' }>;

/** One call for each pending deed of the home's. */
function signingCalls(market: EngineMarket, drafts: readonly Draft[], { who: at, isRight }: Signing): [string, Call][] {
	const key = keyOf(id(isRight ? at : (at + 1) % HOMES.length));
	const mine = drafts.filter(({ signers }) => signers.some(({ participant }) => participant === id(at)));
	return mine.map(({ deed, digest }) => {
		const signature = key.sign(deedSigningBytes(market.chainId, digest));
		return [id(at), calls.depository.signDeeds({ signatures: [{ deed, signature }] })];
	});
}

function toCall(market: EngineMarket, each: Exclude<Action, Signing>): [string, Call] {
	switch (each.kind) {
		case 'order': {
			const { side, price, quantityWh } = each;
			return [
				id(each.who),
				calls.auction.placeOrders({ owner: null, orders: [{ product: `F-${each.product}`, side, price, quantityWh }] }),
			];
		}
		case 'cancel':
			return [id(each.who), calls.auction.cancelOrders({ orders: [`O-F-${each.product}-${each.n}`] })];
		case 'refuse':
			return [id(each.who), calls.depository.refuseDeed({ deed: `D-F-${each.product}-${each.n}`, reason: 'no' })];
		case 'read': {
			const { deliveryStart: start, deliveryEnd: end } = hourProduct(each.product);
			const { generatedWh, consumedWh } = each;
			return ['metering', market.readings([{ meter: `meter-${id(each.home)}`, start, end, generatedWh, consumedWh }])];
		}
		case 'pay':
			return [id(each.who), calls.ledger.transfer({ to: id(each.to), amount: each.amount })];
		case 'garbage':
			return [id(each.who), { contract: 'auction', method: 'place-orders', arguments: each.bytes }];
	}
}

function totalMoney(engine: Engine): number {
	let total = 0;
	for (const { path, value } of engine.leaves()) {
		if (!path.startsWith('ledger/account/')) continue;
		const balance = decode(value, 64) as number;
		if (path.includes('$')) expect(balance, path).toBeGreaterThanOrEqual(0);
		total += balance;
	}
	return total;
}

function leavesBut(engine: Engine, ...left: string[]): Map<string, string> {
	return new Map(
		[...engine.leaves()].filter(({ path }) => !left.includes(path)).map(({ path, value }) => [path, toHex(value)]),
	);
}

/** Plays a history; `check` sees the engine before and the market after each block. */
function play(
	steps: typeof history extends fc.Arbitrary<infer T> ? T : never,
	check: (market: EngineMarket, before: () => Engine, calls: readonly [string, Call][]) => void,
): EngineMarket {
	const market = new EngineMarket(neighbourhoodGenesis({ homes: 4, balance: 3_000_000 }));
	let drafts: Draft[] = [];
	market.send('market', calls.auction.openProducts({ products: PRODUCTS.map((hour) => hourProduct(hour)) }));
	market.block(START + 1);
	let time = START + 1;
	for (const { waitMinutes, actions } of [
		...steps,
		{ waitMinutes: 60 * 24 * 2, actions: [] },
		{ waitMinutes: 1, actions: [] },
	]) {
		time += (waitMinutes * HOUR_MS) / 60;
		const leaves = [...market.engine.leaves()];
		drafts = drafts.filter(({ deadline }) => deadline > time - HOUR_MS / 2);
		const sent = actions.flatMap((each) =>
			each.kind === 'sign' ? signingCalls(market, drafts, each) : [toCall(market, each)],
		);
		for (const [sender, call] of sent) market.send(sender, call);
		for (const event of market.block(time).events) if (event.kind === 'deed-drafted') drafts.push(event);
		check(market, () => createEngine({ genesis: market.genesis }, modules, leaves), sent);
	}
	return market;
}

/** Energy into less energy out of settlements and trades: the nodes where it must balance whatever happened. */
function addFlow(
	rest: Map<string, number>,
	{ from, to, energyWh }: Extract<ContractEvent, { kind: 'provenance' }>,
): void {
	for (const [node, change] of [
		[from, -(energyWh ?? 0)],
		[to, energyWh ?? 0],
	] as const)
		if (node.type === 'settlement' || node.type === 'trade')
			rest.set(`${node.type} ${node.id}`, (rest.get(`${node.type} ${node.id}`) ?? 0) + change);
}

describe('random markets', () => {
	it('conserve money at every block and energy at every settlement, and end with no escrow', () => {
		const seen = new Map<string, number>();
		const see = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
		fc.assert(
			fc.property(history, (steps) => {
				let total: number | null = null;
				const market = play(steps, ({ engine }) => {
					total ??= totalMoney(engine);
					expect(totalMoney(engine)).toBe(total);
				});
				for (const hour of PRODUCTS) expect(market.balance(`$escrow/F-${hour}`)).toBe(0);
				const rest = new Map<string, number>();
				for (const event of market.events) {
					see(event.kind);
					if (event.kind === 'provenance') addFlow(rest, event);
					if (event.kind === 'product-settled') expect(event.residue).toBe(0);
				}
				for (const [node, energyWh] of rest) expect(energyWh, node).toBe(0);
				const receipts = market.results.flatMap((result) => result.receipts);
				expect(receipts.filter(({ ok, sender }) => !ok && !sender)).toEqual([]);
				for (const { code } of receipts) if (code) see(code);
			}),
			{ numRuns: 40 },
		);
		const wanted = ['trade-made', 'deed-sealed', 'deed-expired', 'deed-refused', 'product-settled', 'order-cancelled'];
		for (const what of [...wanted, 'FUNDS_SHORT', 'GATE_CLOSED', 'DEED_SIGNATURE', 'ORDER_CROSSES_OWN'])
			expect(seen.get(what) ?? 0, what).toBeGreaterThan(1);
	});

	it('change nothing but nonce and fee by a failed call', () => {
		fc.assert(
			fc.property(history, (steps) => {
				play(steps, (market, before, sent) => {
					const { receipts } = market.results.at(-1) as (typeof market.results)[number];
					const outcomes = receipts.filter(({ transactionId }) => transactionId);
					const twin = before();
					const nothing: Call = { contract: 'nothing', method: 'nothing', arguments: encode(null) };
					const block = market.blocks.at(-1) as (typeof market.blocks)[number];
					const nonces = new Map<string, number>();
					const replaced = sent.map(([sender, call], index) => {
						const read = twin.state.get(`ledger/nonce/${sender}`);
						const nonce = nonces.get(sender) ?? (read ? (decode(read, 16) as number) : 0);
						const original = block.transactions[index] as Uint8Array;
						if (outcomes[index]?.fee === 0) return original;
						nonces.set(sender, nonce + 1);
						if (outcomes[index]?.ok) return original;
						expect(call).not.toEqual(nothing);
						return market.transaction(sender, nothing, nonce);
					});
					if (replaced.length === 0) return;
					twin.execute(buildBlock(twin, block.header.time, replaced));
					expect(leavesBut(twin, 'chain/history')).toEqual(leavesBut(market.engine, 'chain/history'));
				});
			}),
			{ numRuns: 15 },
		);
	});

	it('give the same roots when replayed, also by an engine restarted from its leaves at any block', () => {
		fc.assert(
			fc.property(history, fc.nat(), (steps, pick) => {
				const market = play(steps, () => {});
				let engine = createEngine({ genesis: market.genesis }, modules);
				const restartAt = pick % market.blocks.length;
				market.blocks.forEach((block, index) => {
					if (index === restartAt) engine = createEngine({ genesis: market.genesis }, modules, engine.leaves());
					const { stateRoot, receiptsRoot, eventsRoot, nextDeadline } = engine.execute(block);
					const first = market.results[index] as (typeof market.results)[number];
					expect([stateRoot, receiptsRoot, eventsRoot].map(toHex)).toEqual(
						[first.stateRoot, first.receiptsRoot, first.eventsRoot].map(toHex),
					);
					expect(nextDeadline).toBe(first.nextDeadline);
				});
			}),
			{ numRuns: 15 },
		);
	});
});
