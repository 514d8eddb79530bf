import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ChainEnd } from '../../../src/main/node/bridge/chain-end.ts';
import { ForkWatch } from '../../../src/main/node/bridge/fork-watch.ts';
import { RelayLane } from '../../../src/main/node/bridge/relay-lane.ts';
import { bridgeAccount } from '../../../src/shared/codec/accounts.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { connectedChains, DAY_MS } from '../../fixtures/bridge/connected-chains.ts';
import { ContendedChain } from '../../fixtures/bridge/contended-chain.ts';
import { clientOf } from '../../fixtures/bridge/relayed-calls.ts';
import { sha256 } from '../../fixtures/engine-market.ts';

interface Server {
	readonly participant: string;
	readonly lane: RelayLane;
	readonly hears: boolean;
	isBusy: boolean;
}

/** Two chains whose blocks come one after the other, and relayers between them that act on each. */
class Arena {
	readonly a: ContendedChain;
	readonly b: ContendedChain;
	readonly #servers: Server[] = [];

	constructor() {
		const { a, b } = connectedChains();
		this.a = new ContendedChain(a);
		this.b = new ContendedChain(b);
	}

	/** @param hears false: it knows of nobody else, and looks at every block */
	relayer(participant: string, hears = true): void {
		const [a, b] = [this.a.end(participant), this.b.end(participant)];
		const lane = (from: ChainEnd, to: ChainEnd): Server => ({
			lane: new RelayLane(
				{ anchorEveryMs: null },
				{ from, to, sha256, forkWatch: new ForkWatch({ from, to }), tell: () => undefined },
			),
			participant,
			hears,
			isBusy: false,
		});
		const lanes = [lane(a, b), lane(b, a)];
		if (hears)
			for (const end of [a, b])
				end.onBlock((block) => {
					for (const each of lanes) each.lane.hear(end, block);
				});
		this.#servers.push(...lanes);
	}

	leave(participant: string): void {
		for (const server of this.#servers) if (server.participant === participant) server.isBusy = true;
	}

	/** Everybody who may act acts, then both chains make a block. */
	async blocks(count: number): Promise<void> {
		for (let n = 0; n < count; n++) {
			await this.#serve();
			await this.a.block();
			await this.b.block();
			await setImmediate();
		}
	}

	/** Pays so many times, some blocks apart. @returns blocks until each had been acknowledged */
	async payments(count: number): Promise<number[]> {
		const { chain } = this.a;
		const to = this.b.chain.chainId;
		const taken: number[] = [];
		for (let n = 0; n < count; n++) {
			const timeoutAt = chain.time + DAY_MS;
			chain.send('home-01', calls.bridge.sendMoney({ chain: to, to: 'home-02', amount: 1_000, timeoutAt }));
			const closed = () => chain.events.filter(({ kind }) => kind === 'packet-closed').length;
			const before = closed();
			let blocks = 0;
			for (; closed() === before; blocks++) {
				if (blocks > 100) throw new Error('it does not arrive');
				await this.blocks(1);
			}
			taken.push(blocks);
		}
		return taken;
	}

	get calls(): { readonly failed: number; readonly doneBy: { readonly [participant: string]: number } } {
		const all = [...this.a.receipts, ...this.b.receipts];
		const doneBy: { [participant: string]: number } = {};
		for (const { ok, sender } of all) if (ok && sender) doneBy[sender] = (doneBy[sender] ?? 0) + 1;
		return { failed: all.filter(({ ok }) => !ok).length, doneBy };
	}

	get questions(): number {
		return this.a.questions + this.b.questions;
	}

	async #serve(): Promise<void> {
		for (const server of this.#servers) {
			if (server.isBusy || (server.hears && !server.lane.isDue)) continue;
			server.isBusy = true;
			void server.lane.pass().finally(() => {
				server.isBusy = false;
			});
		}
		await setImmediate();
	}
}

const PAYMENTS = 30;

/** Blocks that a payment takes whose relayer acts whenever it can. */
async function usualBlocks(): Promise<number> {
	const alone = new Arena();
	alone.relayer('grid', false);
	return Math.max(...(await alone.payments(5)));
}

describe('two honest relayers', () => {
	it('take turns once they know of each other, and seldom pay twice', async () => {
		const arena = new Arena();
		arena.relayer('metering');
		arena.relayer('grid');
		await arena.payments(PAYMENTS);
		const { failed, doneBy } = arena.calls;
		expect(failed).toBeLessThanOrEqual(4);
		expect(failed + 2 * PAYMENTS).toBe(arena.a.receipts.length + arena.b.receipts.length);
		for (const each of ['metering', 'grid']) expect(doneBy[each]).toBeGreaterThan(PAYMENTS / 2);

		const deaf = new Arena();
		deaf.relayer('metering', false);
		deaf.relayer('grid', false);
		await deaf.payments(PAYMENTS);
		expect(deaf.calls.failed).toBeGreaterThan(PAYMENTS);
	});

	it('wait for one that is gone no longer than a turn in each direction', async () => {
		const arena = new Arena();
		arena.relayer('metering');
		arena.relayer('grid');
		await arena.payments(10);
		arena.leave('metering');
		const usual = await usualBlocks();
		const slower = (await arena.payments(PAYMENTS)).filter((blocks) => blocks > usual);
		expect(slower.length).toBeGreaterThan(0);
		expect(slower.length).toBeLessThanOrEqual(2);
	});
});

describe('a relayer without a rival', () => {
	it('acts as soon as one that knows of no turns', async () => {
		const arena = new Arena();
		arena.relayer('metering');
		const usual = await usualBlocks();
		expect(new Set(await arena.payments(PAYMENTS))).toEqual(new Set([usual]));
		expect(arena.calls.failed).toBe(0);
	});
});

describe('a relayer where nothing waits', () => {
	it('asks neither chain anything, until an event of a block concerns it', async () => {
		const arena = new Arena();
		arena.relayer('metering');
		await arena.payments(2);
		await arena.blocks(10);
		const before = arena.questions;
		await arena.blocks(50);
		expect(arena.questions).toBe(before);
		arena.a.chain.send('home-01', calls.ledger.transfer({ to: 'home-02', amount: 1 }));
		await arena.blocks(3);
		expect(arena.questions).toBe(before);
		await arena.payments(1);
		expect(arena.questions).toBeGreaterThan(before);

		const deaf = new Arena();
		deaf.relayer('metering', false);
		await deaf.payments(2);
		await deaf.blocks(10);
		const asked = deaf.questions;
		await deaf.blocks(50);
		expect(deaf.questions - asked).toBeGreaterThanOrEqual(50 * 4);
	});

	it('still takes back what has timed out, and keeps clients fresh', async () => {
		const arena = new Arena();
		arena.relayer('metering');
		const { a, b } = arena;
		await arena.blocks(5);
		const account = bridgeAccount(b.chain.chainId);
		const timeoutAt = a.chain.time + 60_000;
		// Expires at the very time at which it can be brought.
		b.chain.block(timeoutAt);
		a.chain.send(
			'home-01',
			calls.bridge.sendMoney({ chain: b.chain.chainId, to: 'home-02', amount: 1_000, timeoutAt }),
		);
		await arena.blocks(10);
		expect(a.chain.balance(account)).toBe(0);
		const { height } = clientOf(b.chain, a.chain.chainId);
		await arena.blocks(5);
		expect(clientOf(b.chain, a.chain.chainId).height).toBe(height);
		b.chain.block(b.chain.time + 11 * DAY_MS);
		a.chain.block(b.chain.time);
		await arena.blocks(5);
		expect(clientOf(b.chain, a.chain.chainId).height).toBeGreaterThan(height);
	});
});

describe('somebody who updates the client before every other call', () => {
	it.each([1, 20])('keeps no packet from its way, with %i updates each time', async (updates) => {
		const arena = new Arena();
		arena.relayer('metering');
		const { a, b } = arena;
		for (const [from, to] of [
			[a, b],
			[b, a],
		] as const) {
			const send = to.chain.send.bind(to.chain);
			to.chain.send = (sender, call) => {
				if (sender === 'metering')
					for (let n = 0; n < updates; n++) {
						from.chain.block();
						const { epoch } = clientOf(to.chain, from.chain.chainId);
						const update = from.chain.newest().update(epoch);
						send('market', calls.bridge.update({ chain: from.chain.chainId, update }));
					}
				return send(sender, call);
			};
		}
		await arena.payments(10);
		expect(arena.calls.failed).toBe(0);
		expect(arena.a.receipts.length + arena.b.receipts.length).toBe(20);
	});
});
