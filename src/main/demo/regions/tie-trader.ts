import { carriedAtMost } from '../../../shared/codec/bridge-client.ts';
import { type Call, calls } from '../../../shared/codec/calls.ts';
import { type EnergyWh, HOUR_MS, type TimeMs } from '../../../shared/codec/units.ts';
import { type Agent, type Errand, earliestAfter } from '../market/agent.ts';
import type { PlannedHour } from '../market/market-plan.ts';
import { floorTo, fraction } from '../market/reservation-prices.ts';
import { type AllocatedLot, allocateLots, lotPrice, shortageWh } from './allocate-lots.ts';
import type { BookProduct, RegionBook } from './region-book.ts';

/** Before the gate closes: the homes' orders are in the book by then. */
const COMES_BEFORE_MS = 20 * 60_000;
/** Of four lots, one is sent as agreed beforehand, the others are offered for money. */
const SENT_OF_FOUR = 65_536 / 4;
/** 5 currency units: what the trader begins with in the next region. */
const WORKING_CAPITAL = 5_000_000;
const MONEY_TIMEOUT_MS = 24 * HOUR_MS;

export interface TieTraderOptions {
	readonly trader: string;
	/** Of the region where it buys. */
	readonly chain: string;
	readonly capacityW: number;
}

export interface TieTraderModules {
	/** Of every region, by chain, in the order in which they are served. */
	readonly books: ReadonlyMap<string, RegionBook>;
	/** Of its own region. */
	readonly hours: ReadonlyMap<string, PlannedHour>;
}

/**
 * Trades between regions, on the side where it buys. Shortly before a gate closes it bids, in its own region's auction,
 * for what another region lacks and its own has to spare; once the deeds are sealed it offers the energy to those who
 * went short there.
 */
export class TieTrader implements Agent {
	readonly #options: TieTraderOptions;
	readonly #books: ReadonlyMap<string, RegionBook>;
	readonly #own: RegionBook;
	readonly #hours: ReadonlyMap<string, PlannedHour>;

	constructor(options: TieTraderOptions, { books, hours }: TieTraderModules) {
		this.#options = options;
		this.#books = books;
		this.#own = books.get(options.chain) as RegionBook;
		this.#hours = hours;
	}

	due(now: TimeMs): Errand[] {
		return [...this.#capital(now), ...this.#bids(now), ...this.#lots(now)];
	}

	nextAt(now: TimeMs): TimeMs | null {
		return earliestAfter(
			now,
			Array.from(this.#own.products.values(), ({ gateClosure }) => gateClosure - COMES_BEFORE_MS),
		);
	}

	/** Once, to the region after its own. */
	#capital(now: TimeMs): Errand[] {
		const chains = [...this.#books.keys()];
		const chain = chains[(chains.indexOf(this.#options.chain) + 1) % chains.length] as string;
		if (this.#own.moneySent) return [];
		const { trader } = this.#options;
		const terms = { chain, to: trader, amount: WORKING_CAPITAL, timeoutAt: now + MONEY_TIMEOUT_MS };
		return [this.#errand(`capital ${chain}`, calls.bridge.sendMoney(terms))];
	}

	*#bids(now: TimeMs): Iterable<Errand> {
		const { trader } = this.#options;
		for (const product of this.#own.products.values()) {
			const hour = this.#hours.get(product.product);
			if (!hour || product.wantedWh.has(trader)) continue;
			if (now < product.gateClosure - COMES_BEFORE_MS || now >= product.gateClosure) continue;
			const { feedIn, tariff, tick } = hour.terms;
			const price = floorTo((feedIn + tariff) / 2, tick);
			const quantityWh = this.#wantedWh(product);
			if (quantityWh <= 0 || tariff - feedIn < 2 * tick) continue;
			const order = { product: product.product, side: 'bid', price, quantityWh } as const;
			yield this.#errand(`bid ${product.product}`, calls.auction.placeOrders({ owner: null, orders: [order] }));
		}
	}

	/** What the other regions lack, as far as this one has it to spare and the ties carry it. */
	#wantedWh(product: BookProduct): EnergyWh {
		const { trader, chain, capacityW } = this.#options;
		let spareWh = -shortageWh(product, trader);
		let wantedWh = 0;
		for (const [other, { products }] of this.#books) {
			const there = products.get(product.product);
			if (other === chain || !there) continue;
			const takenWh = Math.min(spareWh, shortageWh(there, trader), carriedAtMost({ capacityW }, HOUR_MS));
			if (takenWh <= 0) continue;
			wantedWh += takenWh;
			spareWh -= takenWh;
		}
		return wantedWh;
	}

	*#lots(now: TimeMs): Iterable<Errand> {
		for (const product of this.#own.products.values()) {
			if (now >= product.deliveryEnd || !this.#isClearedEverywhere(product.product)) continue;
			const sealed = [...this.#own.trades.values()].filter(
				(trade) => trade.product === product.product && trade.sealed && trade.sentWh < trade.quantityWh,
			);
			const leftWh = new Map(sealed.map((trade) => [trade.trade, trade]));
			for (const [chain, book] of this.#books) {
				const there = book.products.get(product.product);
				if (chain === this.#options.chain || !there || leftWh.size === 0) continue;
				for (const lot of this.#allocated([...leftWh.values()], chain, book, there)) {
					// What one region gets, the next one does not.
					leftWh.delete(lot.trade.trade);
					yield this.#send(lot, chain, product);
				}
			}
		}
	}

	/** Only then is it known who went short; a plan made before would promise the same energy twice. */
	#isClearedEverywhere(product: string): boolean {
		return [...this.#books.values()].every(({ products }) => products.get(product)?.cleared ?? true);
	}

	#allocated(
		trades: Parameters<typeof allocateLots>[0],
		chain: string,
		book: RegionBook,
		product: BookProduct,
	): AllocatedLot[] {
		const { trader, capacityW } = this.#options;
		const reservedWh = (to: string): EnergyWh => {
			let sum = 0;
			for (const { lots } of this.#books.values())
				for (const lot of lots.values())
					if (lot.chain === chain && lot.to === to && lot.product === product.product) sum += lot.quantityWh;
			return sum;
		};
		let roomWh = carriedAtMost({ capacityW }, HOUR_MS);
		for (const lot of this.#own.lots.values())
			if (lot.chain === chain && lot.product === product.product) roomWh -= lot.quantityWh;
		return allocateLots(trades, { book, product, trader }, reservedWh, roomWh);
	}

	#send({ trade, to, quantityWh }: AllocatedLot, chain: string, product: BookProduct): Errand {
		const name = `lot ${trade.trade} ${to}`;
		const { deliveryEnd } = product;
		if (fraction(`${name}/sent`) < SENT_OF_FOUR)
			return this.#errand(
				name,
				calls.bridge.sendLot({ chain, to, trade: trade.trade, quantityWh, timeoutAt: deliveryEnd }),
			);
		const tariff = this.#hours.get(product.product)?.terms.tariff ?? 0;
		const goods = { kind: 'lot', trade: trade.trade, quantityWh } as const;
		const price = lotPrice(trade, quantityWh, tariff);
		return this.#errand(name, calls.bridge.offer({ chain, taker: to, goods, price, expiresAt: deliveryEnd }));
	}

	#errand(name: string, call: Call): Errand {
		return { participant: this.#options.trader, name, call };
	}
}
