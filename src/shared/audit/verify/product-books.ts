import { encodeProof } from '../../auction/clearing-proof.ts';
import { orderResults } from '../../auction/order-results.ts';
import { productMarket } from '../../auction/product-market.ts';
import { isMechanismName } from '../../clearing/mechanism-names.ts';
import { mechanismOf } from '../../clearing/mechanisms.ts';
import { type ProfileName, profiles } from '../../clearing/profiles.ts';
import { compareText, equalBytes } from '../../codec/bytes.ts';
import type { ContractEvent } from '../../codec/events.ts';
import { orderId, parseNumberedId } from '../../codec/ids.ts';
import { type OrderRow, orderOf } from '../../codec/order-row.ts';
import type { EnergyWh, MicroPerKwh } from '../../codec/units.ts';
import { CodedError } from '../../errors/coded-error.ts';
import type { CheckedEvent } from './checked-events.ts';

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;
type Fill = EventOf<'orders-cleared'>['fills'][number];

interface LiveOrder {
	readonly participant: string;
	readonly row: OrderRow;
}

/** A clearing that was made again and came to the recorded result. */
export interface ClearedAgain {
	readonly product: string;
	readonly mechanism: string;
	readonly profile: string;
	readonly orders: number;
	readonly trades: number;
	readonly volumeWh: EnergyWh;
	/** By zone or pool, then by period; null where nothing trades. */
	readonly prices: readonly {
		readonly zone: string;
		/** As recorded, and as it came out again. */
		readonly price: readonly (MicroPerKwh | null)[];
		readonly again: readonly (MicroPerKwh | null)[];
	}[];
}

/** A product's book as its events tell of it, until its result is told whole and can be made again. */
export class ProductBook {
	readonly terms: EventOf<'product-opened'>;
	readonly #orders = new Map<number, LiveOrder>();
	readonly #fills = new Map<string, Fill>();
	readonly #trades: EventOf<'trade-made'>[] = [];
	#result: EventOf<'product-cleared'> | null = null;

	constructor(terms: EventOf<'product-opened'>) {
		this.terms = terms;
	}

	/** Orders here trade one by one: there is no clearing to make again. */
	get tradesAtOnce(): boolean {
		return !isMechanismName(this.terms.mechanism) || this.terms.mechanism === ('continuous' as string);
	}

	get isTold(): boolean {
		const result = this.#result;
		return result !== null && this.#fills.size === result.orders && this.#trades.length === result.trades;
	}

	/** Orders that stand in the book. */
	get orders(): number {
		return this.#orders.size;
	}

	/** Orders that the result is of; null while there is none. */
	get resultOrders(): number | null {
		return this.#result?.orders ?? null;
	}

	/** Every order that the result is of is here. */
	get isWhole(): boolean {
		return this.#result !== null && this.#orders.size === this.#result.orders;
	}

	take(event: CheckedEvent): void {
		switch (event.kind) {
			case 'order-placed':
				this.#enter(event.order, event.participant, event.terms);
				break;
			case 'order-amended':
				this.#orders.delete(numberOf(event.before));
				this.#enter(event.order, event.participant, event.terms);
				break;
			case 'order-cancelled':
				this.#orders.delete(numberOf(event.order));
				break;
			case 'orders-taken':
				for (const n of event.withdrawn) this.#orders.delete(n);
				for (const [, , before] of event.amended) this.#orders.delete(before);
				for (const [, n, , , row] of event.amended) this.#orders.set(n, { participant: event.participant, row });
				for (const [, n, , row] of event.taken) this.#orders.set(n, { participant: event.participant, row });
				break;
			case 'orders-revealed':
				for (const [, n, , row] of event.taken) this.#orders.set(n, { participant: event.participant, row });
				break;
			case 'product-cleared':
				this.#result = event;
				break;
			case 'orders-cleared':
				for (const fill of event.fills) this.#fills.set(fill.order, fill);
				break;
			case 'trade-made':
				this.#trades.push(event);
		}
	}

	#enter(order: string, participant: string, row: OrderRow): void {
		this.#orders.set(numberOf(order), { participant, row });
	}

	/** Clears the book again. @throws CodedError BUNDLE_CLEARING or CLEARING_* where the recorded result is another */
	clearAgain(): ClearedAgain {
		const result = this.#result;
		if (!result) throw this.#differs('nothing', 'no result');
		const numbers = [...this.#orders.keys()].sort((a, b) => a - b);
		const idAt = (order: number): string => orderId(this.terms.product, numbers[order] as number);
		const orders = numbers.map((n) => {
			const { participant, row } = this.#orders.get(n) as LiveOrder;
			return { participant, terms: orderOf(row) };
		});
		if (orders.length !== result.orders) throw this.#differs(`${orders.length} orders`, `${result.orders}`);
		const standings = new Map(
			orders.map(({ participant }, order) => {
				const fill = this.#fills.get(idAt(order));
				return [participant, { zone: fill?.zone ?? -1, priority: fill?.priority ?? 0 }];
			}),
		);
		const cleared = productMarket(
			this.terms,
			orders,
			(participant) => standings.get(participant) ?? { zone: -1, priority: 0 },
		);
		const market = result.seed === null ? cleared.market : { ...cleared.market, seed: result.seed };
		const mechanism = mechanismOf(this.terms.mechanism as Parameters<typeof mechanismOf>[0]);
		const outcome = mechanism.clear(market, profiles[this.terms.profile as ProfileName]);
		if (outcome.volume !== result.volumeWh) throw this.#differs(`volume ${outcome.volume} Wh`, `${result.volumeWh}`);
		const proof = encodeProof(outcome.proof);
		if (proof && result.proof ? !equalBytes(proof, result.proof) : proof !== result.proof)
			throw this.#differs('another proof', 'its own');
		result.prices.forEach(({ zone, price }, at) => {
			const due = (outcome.prices[at] ?? []).map((range) => range.price);
			if (due.length !== price.length || due.some((each, period) => each !== price[period]))
				throw this.#differs(`prices ${due.join(', ')} in ${zone}`, price.join(', '));
		});
		orderResults(orders, cleared, outcome, idAt).forEach(({ filledWh }, order) => {
			const recorded = this.#fills.get(idAt(order))?.quantityWh;
			if (recorded !== filledWh) throw this.#differs(`${filledWh} Wh of ${idAt(order)}`, `${recorded}`);
		});
		const trades = outcome.trades.map(({ bid, offer, ...trade }) => {
			const [buying, selling] = [cleared.origins[bid] as number, cleared.origins[offer] as number];
			const buyer = orders[buying]?.participant ?? '';
			const seller = orders[selling]?.participant ?? '';
			return { ...trade, bid: idAt(buying), offer: idAt(selling), buyer, seller };
		});
		// Deeds for each pair of parties: their trades are numbered together.
		if (this.terms.signing?.deedPer === 'counterparties')
			trades.sort((a, b) => compareText(a.seller, b.seller) || compareText(a.buyer, b.buyer));
		trades.forEach(({ bid, offer, buyer, seller, period, quantity, price }, n) => {
			const made = this.#trades[n];
			const isSame =
				made?.bid === bid &&
				made.offer === offer &&
				made.buyer === buyer &&
				made.seller === seller &&
				made.period === period &&
				made.quantityWh === quantity &&
				made.price === price;
			if (!isSame) throw this.#differs(`trade ${n} of ${quantity} Wh at ${price}`, made?.trade ?? 'none');
		});
		return {
			product: this.terms.product,
			mechanism: this.terms.mechanism,
			profile: this.terms.profile,
			orders: orders.length,
			trades: trades.length,
			volumeWh: outcome.volume,
			prices: result.prices.map(({ zone, price }, at) => ({
				zone,
				price,
				again: (outcome.prices[at] ?? []).map((range) => range.price),
			})),
		};
	}

	#differs(again: string, recorded: string): CodedError {
		return new CodedError('BUNDLE_CLEARING', { product: this.terms.product, again, recorded });
	}
}

function numberOf(order: string): number {
	return parseNumberedId('O', order)?.n ?? -1;
}
