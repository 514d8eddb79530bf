import { describe, expect, it } from 'vitest';
import { calls } from '../../../src/shared/codec/calls.ts';
import { type OrderRow, orderRow } from '../../../src/shared/codec/order-row.ts';
import type { OrderBody } from '../../../src/shared/codec/order-terms.ts';
import { commitmentOf } from '../../../src/shared/codec/sealed-orders.ts';
import { hourProduct, START, sha256 } from '../../fixtures/engine-market.ts';
import { limit, OrderDesk } from '../../fixtures/order-desk.ts';

const { gateClosure } = hourProduct(24);
const REVEAL_UNTIL = gateClosure + 600_000;
const DEPOSIT = 1_000_000;
const sealed = { revealUntil: REVEAL_UNTIL, deposit: DEPOSIT, mode: 'commit-reveal' as const };

class SealedDesk extends OrderDesk {
	constructor(change = {}, genesis = {}) {
		super({ sealed, ...change }, genesis);
	}

	commit(owner: string, seed: number, ...orders: OrderBody[]): string | null {
		const commitment = this.digest(owner, seed, orders.map(orderRow));
		return this.do(owner, calls.auction.commitOrders({ owner: null, product: 'F-24', commitment }));
	}

	digest(owner: string, seed: number, orders: readonly OrderRow[]): Uint8Array {
		return commitmentOf({ chainId: this.market.chainId, product: 'F-24', owner, salt: salt(seed), orders }, sha256);
	}

	reveal(sender: string, n: number, seed: number, ...orders: OrderBody[]): string | null {
		return this.do(
			sender,
			calls.auction.revealOrders({ commitment: `C-F-24-${n}`, salt: salt(seed), orders: orders.map(orderRow) }),
		);
	}
}

const salt = (seed: number): Uint8Array => new Uint8Array(32).fill(seed);

describe('a sealed product', () => {
	it('takes commitments of one size and one deposit, whatever they hide', () => {
		const desk = new SealedDesk();
		expect(desk.place('home-01', limit('bid', 100_000, 10))).toBe('PRODUCT_SEALED');
		expect(desk.batch('home-01', 'x', [limit('bid', 100_000, 10, { name: 'a' })])).toBe('PRODUCT_SEALED');
		expect(desk.commit('home-01', 1, limit('bid', 100_000, 10))).toBe(null);
		expect(desk.commit('home-02', 2, ...Array.from({ length: 50 }, (_, at) => limit('bid', 1_000 * at, 500_000)))).toBe(
			null,
		);
		const [small, large] = desk.market.blocks.slice(-2).map(({ transactions }) => transactions[0]?.length);
		expect(small).toBe(large);
		expect(desk.escrow).toBe(2 * DEPOSIT);
		expect(desk.book().size).toBe(0);
	});

	it('enters what is revealed where its commitment stands, not where the reveal does', () => {
		const desk = new SealedDesk();
		const [one, two] = [limit('bid', 200_000, 1_000), limit('bid', 200_000, 2_000)];
		desk.commit('home-01', 1, one);
		desk.commit('home-02', 2, two, limit('bid', 190_000, 9));
		desk.wait(gateClosure);
		expect(desk.reveal('home-02', 1, 2, two, limit('bid', 190_000, 9))).toBe(null);
		expect(desk.last('orders-revealed')).toMatchObject({
			commitment: 'C-F-24-1',
			participant: 'home-02',
			deposit: DEPOSIT,
		});
		expect(desk.reveal('home-01', 0, 1, one)).toBe(null);
		expect([...desk.book()].map(([n, { participant, escrow }]) => [n, participant, escrow])).toEqual([
			[0, 'home-01', 200_000],
			[256, 'home-02', 400_000],
			[257, 'home-02', 1_710],
		]);
		expect(desk.escrow).toBe(601_710);
		expect(desk.market.balance('home-01')).toBe(50_000_000 - 200_000 - 2 * 100);
	});

	it('opens a commitment to exactly what it was made of, once, by its owner, in the window', () => {
		const desk = new SealedDesk();
		const order = limit('bid', 200_000, 1_000);
		desk.commit('home-01', 1, order);
		expect(desk.reveal('home-01', 0, 1, order)).toBe('REVEAL_CLOSED');
		desk.wait(gateClosure);
		expect(desk.reveal('home-01', 0, 2, order)).toBe('COMMITMENT_MISMATCH');
		expect(desk.reveal('home-01', 0, 1, order, order)).toBe('COMMITMENT_MISMATCH');
		expect(desk.reveal('home-02', 0, 1, order)).toBe('CALL_FORBIDDEN');
		expect(desk.reveal('home-01', 9, 1, order)).toBe('COMMITMENT_UNKNOWN');
		expect(desk.reveal('home-01', 0, 1, order)).toBe(null);
		expect(desk.reveal('home-01', 0, 1, order)).toBe('COMMITMENT_CLOSED');
		expect(desk.commit('home-02', 1, order)).toBe('GATE_CLOSED');
	});

	it("gives nothing for another's commitment", () => {
		const desk = new SealedDesk();
		const order = limit('bid', 200_000, 1_000);
		const commitment = desk.digest('home-01', 1, [orderRow(order)]);
		desk.do('home-02', calls.auction.commitOrders({ owner: null, product: 'F-24', commitment }));
		desk.wait(gateClosure);
		expect(desk.reveal('home-02', 0, 1, order)).toBe('COMMITMENT_MISMATCH');
	});

	it('keeps the deposit of what is not revealed in time', () => {
		const desk = new SealedDesk();
		desk.commit('home-01', 1, limit('bid', 200_000, 1_000));
		desk.commit('home-02', 2, limit('offer', 100_000, 1_000));
		desk.wait(gateClosure);
		desk.reveal('home-02', 1, 2, limit('offer', 100_000, 1_000));
		desk.wait(REVEAL_UNTIL);
		expect(desk.last('commitment-forfeited')).toMatchObject({ commitment: 'C-F-24-0', deposit: DEPOSIT, code: null });
		expect(desk.market.balance('$congestion')).toBe(DEPOSIT);
		expect(desk.market.balance('home-01')).toBe(50_000_000 - DEPOSIT - 100);
		expect(desk.reveal('home-01', 0, 1, limit('bid', 200_000, 1_000))).toBe('REVEAL_CLOSED');
	});

	it.each<[string, string, OrderBody[]]>([
		['collateral that is not there', 'FUNDS_SHORT', [limit('bid', 500_000, 1_000), limit('bid', 500_000, 150_000)]],
		['terms that the product does not take', 'ORDER_TERMS', [limit('bid', 500_000, 1_000), limit('bid', 1, 1)]],
		['orders that cross', 'ORDER_CROSSES_OWN', [limit('bid', 500_000, 1_000), limit('offer', 1_000, 1_000)]],
	])('keeps the deposit of what is revealed with %s, and takes nothing of it', (_, code, orders) => {
		const desk = new SealedDesk();
		desk.commit('home-01', 1, ...orders);
		desk.wait(gateClosure);
		expect(desk.reveal('home-01', 0, 1, ...orders)).toBe(null);
		expect(desk.last('commitment-forfeited')).toMatchObject({ participant: 'home-01', deposit: DEPOSIT, code });
		expect(desk.book().size).toBe(0);
		expect(desk.escrow).toBe(0);
		expect(desk.market.balance('$congestion')).toBe(DEPOSIT);
	});

	it('counts the deposit towards the collateral, and returns the rest', () => {
		const desk = new SealedDesk({}, { balance: DEPOSIT + 100_200 });
		desk.commit('home-01', 1, limit('bid', 500_000, 2_200));
		desk.wait(gateClosure);
		expect(desk.reveal('home-01', 0, 1, limit('bid', 500_000, 2_200))).toBe(null);
		expect([desk.escrow, desk.market.balance('home-01')]).toEqual([1_100_000, 0]);
	});

	it('takes 16 commitments of a participant, and none without the deposit', () => {
		const desk = new SealedDesk();
		for (let seed = 0; seed < 16; seed++) expect(desk.commit('home-01', seed)).toBe(null);
		expect(desk.commit('home-01', 16)).toBe('COMMITMENT_LIMIT');
		expect(new SealedDesk({}, { balance: DEPOSIT - 1 }).commit('home-01', 1)).toBe('FUNDS_SHORT');
		expect(
			new OrderDesk().do('home-01', calls.auction.commitOrders({ owner: null, product: 'F-24', commitment: salt(1) })),
		).toBe('PRODUCT_NOT_SEALED');
	});

	it('gives the deposits back when it is cancelled', () => {
		const desk = new SealedDesk();
		desk.commit('home-01', 1, limit('bid', 200_000, 1_000));
		expect(desk.do('market', calls.auction.cancelProduct({ product: 'F-24', reason: 'test' }), START + 10)).toBe(null);
		desk.wait(START + 11);
		expect([desk.escrow, desk.market.balance('home-01')]).toEqual([0, 50_000_000 - 100]);
	});

	it('is not opened in a mode that the contract does not have', () => {
		const desk = new OrderDesk();
		const terms = hourProduct(30, { sealed: { ...sealed, mode: 'shared-key' } });
		expect(desk.do('market', calls.auction.openProducts({ products: [terms] }))).toBe('PRODUCT_TERMS');
	});
});
