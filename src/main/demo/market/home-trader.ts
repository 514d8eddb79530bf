import { calls } from '../../../shared/codec/calls.ts';
import type { LimitTerms } from '../../../shared/codec/order-terms.ts';
import { mulDivFloor, type TimeMs } from '../../../shared/codec/units.ts';
import type { HourReading } from '../neighbourhood/types.ts';
import { type Agent, type Errand, earliestAfter } from './agent.ts';
import type { PlannedHour, PlannedParticipant } from './market-plan.ts';
import type { MarketView, ProductView } from './market-view.ts';
import { fraction, reservationSteps } from './reservation-prices.ts';

type PlannedOrder = LimitTerms & { readonly product: string };

/**
 * A home with a meter: offers an hour's surplus, bids for its need, as its meter will read it. Unhurried homes come at
 * a time of their own in the first four fifths of the gate's window; hurried ones as soon as it opens.
 */
export class HomeTrader implements Agent {
	readonly #home: PlannedParticipant;
	readonly #index: number;
	readonly #hours: ReadonlyMap<string, PlannedHour>;
	readonly #view: MarketView;
	readonly #hurried: () => boolean;

	constructor(
		options: { home: PlannedParticipant; index: number; hours: ReadonlyMap<string, PlannedHour> },
		modules: { view: MarketView; hurried: () => boolean },
	) {
		this.#home = options.home;
		this.#index = options.index;
		this.#hours = options.hours;
		this.#view = modules.view;
		this.#hurried = modules.hurried;
	}

	due(now: TimeMs): Errand[] {
		const orders: PlannedOrder[] = [];
		let first: string | null = null;
		for (const product of this.#view.products.values()) {
			if (product.orderedBy.has(this.#home.id) || now >= product.gateClosure || this.#comesAt(product) > now) continue;
			const steps = this.#ordersFor(product.product);
			if (steps.length === 0) continue;
			first ??= product.product;
			orders.push(...steps);
		}
		if (first === null) return [];
		return [
			{
				participant: this.#home.id,
				name: `order ${this.#home.id} ${first}`,
				call: calls.auction.placeOrders({ owner: null, orders }),
			},
		];
	}

	nextAt(now: TimeMs): TimeMs | null {
		return earliestAfter(now, this.#comingTimes());
	}

	*#comingTimes(): Iterable<TimeMs> {
		for (const product of this.#view.products.values())
			if (!product.orderedBy.has(this.#home.id) && this.#ordersFor(product.product).length > 0)
				yield this.#comesAt(product);
	}

	#comesAt({ product, gateOpening, gateClosure }: ProductView): TimeMs {
		if (this.#hurried()) return gateOpening;
		const window = mulDivFloor(gateClosure - gateOpening, 4, 5);
		return gateOpening + mulDivFloor(window, fraction(`${this.#home.id}/${product}/comes`), 65_536);
	}

	#ordersFor(product: string): PlannedOrder[] {
		const hour = this.#hours.get(product);
		if (!hour) return [];
		const { loadWh, pvWh } = hour.readings[this.#index] as HourReading;
		const side = pvWh > loadWh ? 'offer' : 'bid';
		const quantityWh = Math.abs(pvWh - loadWh);
		return reservationSteps(side, this.#home.id, hour.terms.deliveryStart, quantityWh, hour.terms).map((step) => ({
			product,
			side,
			...step,
		}));
	}
}
