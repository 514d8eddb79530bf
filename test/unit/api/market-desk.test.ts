import { call } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import { deskProcedures } from '../../../src/main/api/router/desk.ts';
import type { ConsoleServices } from '../../../src/main/api/services.ts';
import type { ExecutedBlock, TransactionOutcome } from '../../../src/main/node/types.ts';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import type {
	DeskProduct,
	FeeScheduleView,
	ImbalanceDetail,
	ImbalancePeriod,
} from '../../../src/shared/contract/index.ts';
import { certifiedMarket, settleHour } from '../../fixtures/certified-market.ts';
import { type EngineMarket, hourProduct, modules, START, sha256 } from '../../fixtures/engine-market.ts';

const HOUR = 24;
const PRODUCT = `F-${HOUR}`;
const HOUR_MS = 3_600_000;
const ZONE = { kind: 'zone', zone: 'F' } as const;
const codeOf = (work: Promise<unknown>) =>
	work.then(
		() => null,
		(error: { code?: string }) => error.code,
	);

/** The console's desk over a market in this process; calls go into the market's next block. */
class Desk {
	readonly market: EngineMarket;
	readonly model: ReadModel;
	readonly procedures: ReturnType<typeof deskProcedures>;
	now = START;
	permission = 'operate';
	identities: readonly string[] = ['grid'];
	#taken = 0;

	constructor(market: EngineMarket) {
		this.market = market;
		const { genesis } = market;
		this.model = new ReadModel({ genesis, hasher: modules.hasher, utcOffsetMinutes: 0, wallNow: () => 0 });
		const desk = this;
		const node = {
			genesis,
			clock: { now: () => this.now },
			get identities() {
				return desk.identities.map((participant) => ({ participant }));
			},
			call: async (as: string, made: Call): Promise<TransactionOutcome> => {
				market.send(as, made);
				this.now += 1;
				const result = market.block(this.now);
				const receipt = result.receipts.find(({ transactionId }) => transactionId !== null);
				const height = market.blocks.length;
				return {
					receipt,
					height,
					transactionId: new Uint8Array(32),
					events: result.events,
				} as unknown as TransactionOutcome;
			},
		};
		const services = { node, model: this.model, requireReady: () => undefined, reached: async () => this.follow() };
		this.procedures = deskProcedures(services as unknown as ConsoleServices);
		this.follow();
	}

	follow(): void {
		for (; this.#taken < this.market.blocks.length; this.#taken++) {
			const block = this.market.blocks[this.#taken] as (typeof this.market.blocks)[number];
			const result = this.market.results[this.#taken] as (typeof this.market.results)[number];
			const transactionIds = block.transactions.map(sha256);
			this.model.apply({ ...result, block, transactionIds } as unknown as ExecutedBlock);
		}
	}

	ask<T>(name: keyof Desk['procedures'], input: unknown = undefined): Promise<T> {
		const context = { context: { session: { permission: this.permission } } as never };
		return call(this.procedures[name] as never, input as never, context) as Promise<T>;
	}

	async schedule(): Promise<FeeScheduleView | undefined> {
		const { places } = await this.ask<{ places: FeeScheduleView[] }>('fees');
		return places.find(({ place }) => place.kind === 'zone' && place.zone === ZONE.zone);
	}
}

describe("the operator's fee schedule", () => {
	it('announces fees ahead, keeps what has passed, and says which products keep theirs', async () => {
		const desk = new Desk(certifiedMarket());
		const first = { from: START + HOUR_MS, fee: 12_000 };
		await desk.ask('setFees', { place: ZONE, replaces: [], entries: [first] });
		desk.now = START + 2 * HOUR_MS;
		const product = { ...hourProduct(HOUR), wheelingFee: null };
		desk.market.send('market', calls.auction.openProducts({ products: [product] }));
		desk.market.block(desk.now);
		const later = { from: START + 48 * HOUR_MS, fee: 15_000 };
		const receipt = await desk.ask<{ height: number }>('setFees', { place: ZONE, replaces: [], entries: [later] });
		const schedule = await desk.schedule();
		expect(schedule?.entries).toMatchObject([first, { ...later, height: receipt.height }]);
		expect(schedule?.kept).toEqual([
			expect.objectContaining({ product: PRODUCT, feeLow: 12_000, feeHigh: 12_000, source: 'schedule' }),
		]);
	});

	it('refuses a date that is past, a review of another schedule, a foreign key and an observer, each by code', async () => {
		const desk = new Desk(certifiedMarket());
		const entries = [{ from: START + HOUR_MS, fee: 12_000 }];
		const past = desk.ask('setFees', { place: ZONE, replaces: [], entries: [{ from: START - 1, fee: 12_000 }] });
		expect(await codeOf(past)).toBe('FEE_SCHEDULE');
		expect(await codeOf(desk.ask('setFees', { place: ZONE, replaces: entries, entries }))).toBe('FEE_SCHEDULE_CHANGED');
		desk.identities = ['home-01'];
		expect(await codeOf(desk.ask('setFees', { place: ZONE, replaces: [], entries }))).toBe('FEE_KEY_MISSING');
		desk.permission = 'observe';
		expect(await codeOf(desk.ask('setFees', { place: ZONE, replaces: [], entries }))).toBe('NOT_PERMITTED');
		expect((await desk.schedule())?.entries).toEqual([]);
	});
});

describe('the imbalance board', () => {
	const market = certifiedMarket();
	settleHour(
		market,
		HOUR,
		[
			['home-01', { side: 'offer', price: 100_000, quantityWh: 550 }],
			['home-02', { side: 'bid', price: 200_000, quantityWh: 550 }],
		],
		[
			['home-01', 900, 100],
			['home-02', 0, 700],
		],
	);
	const desk = new Desk(market);
	const { deliveryStart, deliveryEnd, settlementTime } = hourProduct(HOUR);
	const day = new Date(deliveryStart).toISOString().slice(0, 10);
	desk.now = settlementTime + HOUR_MS;

	it('adds up to the statements: what is short, what is beyond, what it cost, and who had no reading', async () => {
		const { periods } = await desk.ask<{ periods: ImbalancePeriod[] }>('imbalance', { day });
		expect(periods).toHaveLength(1);
		const detail = await desk.ask<ImbalanceDetail>('imbalanceOf', { product: PRODUCT, period: 0 });
		const board = periods[0] as ImbalancePeriod;
		expect(board).toMatchObject({ product: PRODUCT, state: 'settled', deadline: settlementTime });
		expect(board.zones).toMatchObject([{ zone: 'F', shortWh: 150, longWh: 250 }]);
		const paid = detail.participants.reduce((sum, { residual }) => sum - (residual ?? 0), 0);
		expect(board.zones[0]?.cost).toBe(paid);
		expect(paid).not.toBe(0);
		expect(detail.participants.find(({ participant }) => participant === 'home-02')).toMatchObject({
			contractedWh: -550,
			meteredWh: -700,
			residualWh: -150,
			settlement: `S-${PRODUCT}-home-02`,
		});
		expect(detail.participants.some(({ participant }) => participant === 'grid')).toBe(false);
	});

	it('before settlement names the meters that have not been read, and sums what is in', async () => {
		const open = certifiedMarket();
		open.send('market', calls.auction.openProducts({ products: [hourProduct(HOUR)] }));
		open.block(START + 1);
		open.block(deliveryEnd);
		open.send(
			'metering',
			open.readings([
				{ meter: 'meter-home-01', start: deliveryStart, end: deliveryEnd, generatedWh: 400, consumedWh: 0 },
			]),
		);
		open.block(deliveryEnd + 1);
		const early = new Desk(open);
		early.now = deliveryEnd + 2;
		const { periods } = await early.ask<{ periods: ImbalancePeriod[] }>('imbalance', { day });
		const detail = await early.ask<ImbalanceDetail>('imbalanceOf', { product: PRODUCT, period: 0 });
		expect(periods[0]).toMatchObject({ state: 'provisional', zones: [{ longWh: 400, shortWh: 0, cost: null }] });
		expect(periods[0]?.missing).toBe(detail.missingReadings.length);
		expect(detail.missingReadings.map(({ meter }) => meter)).toContain('meter-home-02');
		expect(detail.missingReadings.map(({ meter }) => meter)).not.toContain('meter-home-01');
	});

	it('refuses a period that does not exist by code', async () => {
		expect(await codeOf(desk.ask('imbalanceOf', { product: PRODUCT, period: 1 }))).toBe('IMBALANCE_PERIOD_UNKNOWN');
	});

	it('lists products with their gates, result and deeds, by local day', async () => {
		const { products, total } = await desk.ask<{ products: DeskProduct[]; total: number }>('products', {
			from: day,
			to: day,
		});
		expect(total).toBe(1);
		expect(products[0]).toMatchObject({
			product: PRODUCT,
			state: 'settled',
			volumeWh: 550,
			orders: 2,
			deeds: 1,
			deedsSealed: 1,
		});
		expect(products[0]?.priceAverage).toBe(products[0]?.priceLow);
		expect((await desk.ask<{ total: number }>('products', { from: '2030-01-01' })).total).toBe(0);
	});
});
