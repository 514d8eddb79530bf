import { beforeEach, describe, expect, it } from 'vitest';
import { ACCESS_LIMITS } from '../../../src/shared/codec/access.ts';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import { type AccessMarket, AUDITOR, accessMarket, deposit, grantTo } from '../../fixtures/access-market.ts';
import { hourProduct, START } from '../../fixtures/engine-market.ts';

const { product, gateClosure, deliveryEnd, settlementTime } = hourProduct(24);
const UNTIL = START + ACCESS_LIMITS.lifetimeMs;
/** Of home-01 and home-02, and of home-03 and home-02. */
const [FIRST, SECOND] = ['D-F-24-0', 'D-F-24-1'];

const about = (deed: string): Call => deposit({ readers: ['home-05'], about: { type: 'deed', id: deed } });
const grant = (deed: string, grantee = 'home-04'): Call =>
	grantTo(grantee, { kind: 'deed', id: deed }, { until: UNTIL });

let market: AccessMarket;

beforeEach(() => {
	market = accessMarket();
	market.send('market', calls.auction.openProducts({ products: [hourProduct(24)] }));
	market.block(gateClosure - 3);
	for (const [home, side, price, quantityWh] of [
		['home-01', 'offer', 100_000, 10],
		['home-02', 'bid', 200_000, 20],
		['home-03', 'offer', 100_000, 10],
	] as const)
		market.send(home, calls.auction.placeOrders({ owner: null, orders: [{ product, side, price, quantityWh }] }));
	market.block(gateClosure - 2);
	market.signAll(market.block(gateClosure));
});

/** When the details of what was settled leave the state. */
const forgotten = (): number => settlementTime + market.genesis.market.retentionMs + 10;

/** Settles the product, and lets the chain forget its deeds. */
function settle(): void {
	market.block(deliveryEnd);
	market.block(settlementTime);
	for (let n = 0; n < 5; n++) market.block(forgotten() + n);
	expect([...market.engine.leaves()].filter(({ path }) => path.startsWith('depository/deed/'))).toEqual([]);
}

describe('a grant of what is about a deed', () => {
	it('is given by those who sign the deed, and by no other', () => {
		expect(
			market.codes(
				[
					['home-03', grant(SECOND)],
					['home-02', grant(SECOND)],
					['home-01', grant(SECOND)],
					['home-01', grant('D-F-24-2')],
				],
				gateClosure + 1,
			),
		).toEqual([null, null, 'CALL_FORBIDDEN', 'DEED_UNKNOWN']);
	});

	it('is given after the settlement as before, where a document was about the deed before', () => {
		expect(market.codes([['home-05', about(FIRST)]], gateClosure + 1)).toEqual([null]);
		settle();
		expect(
			market.codes(
				[
					['home-01', grant(FIRST)],
					['home-02', grant(FIRST)],
					['home-03', grant(FIRST)],
					['market', grant(FIRST, AUDITOR)],
				],
				forgotten() + 5,
			),
		).toEqual([null, null, 'CALL_FORBIDDEN', null]);
	});

	it('opens nothing after the settlement where no document was about the deed before: the document is granted itself', () => {
		settle();
		expect(market.codes([['home-05', about(SECOND)]], forgotten() + 5)).toEqual([null]);
		const itself = grantTo('home-04', { kind: 'document', id: 'E-home-05-0' }, { until: UNTIL });
		expect(
			market.codes([
				['home-03', grant(SECOND)],
				['home-05', itself],
			]),
		).toEqual(['DEED_UNKNOWN', null]);
	});
});
