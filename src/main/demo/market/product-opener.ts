import { CALL_LIMITS, calls } from '../../../shared/codec/calls.ts';
import type { ProductTerms } from '../../../shared/codec/product-terms.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { Agent, Errand } from './agent.ts';
import type { MarketPlan, PlannedHour } from './market-plan.ts';
import type { MarketView } from './market-view.ts';
import { CALENDAR, OPERATORS } from './terms.ts';

/** The market operator: announces a day of hourly products at a time, well before their gates open. */
export class ProductOpener implements Agent {
	readonly #hours: readonly PlannedHour[];
	readonly #view: MarketView;
	/** Hours before this index are opened. */
	#next = 0;

	constructor(plan: MarketPlan, view: MarketView) {
		this.#hours = plan.hours;
		this.#view = view;
	}

	due(now: TimeMs): Errand[] {
		const first = this.#firstUnopened();
		if (first === null || first.terms.gateOpening > now + CALENDAR.announceAtLeastMs) return [];
		const products = this.#hours
			.slice(this.#next, this.#next + CALL_LIMITS.products)
			.map((hour) => this.#withSchedule(hour.terms))
			.filter(({ product, gateOpening, gateClosure }) => {
				const isNear = gateClosure > now && gateOpening <= now + CALENDAR.announceAheadMs;
				return isNear && !this.#view.isOpened(product);
			});
		if (products.length === 0) return [];
		return [
			{
				participant: OPERATORS.market,
				name: `open ${products[0]?.product}`,
				call: calls.auction.openProducts({ products }),
			},
		];
	}

	/** The grid operator's schedule decides, once it covers the delivery by a fee that the product can have. */
	#withSchedule(terms: ProductTerms): ProductTerms {
		const scheduled = terms.zones.map((zone) => this.#view.feeAt(zone, terms.deliveryStart));
		const isCovered = scheduled.every((fee) => fee !== null && fee % terms.tick === 0);
		return isCovered ? { ...terms, wheelingFee: null } : terms;
	}

	nextAt(now: TimeMs): TimeMs | null {
		const first = this.#firstUnopened();
		if (first === null) return null;
		const time = first.terms.gateOpening - CALENDAR.announceAtLeastMs;
		return time > now ? time : null;
	}

	#firstUnopened(): PlannedHour | null {
		for (; this.#next < this.#hours.length; this.#next++) {
			const hour = this.#hours[this.#next] as PlannedHour;
			if (!this.#view.isOpened(hour.terms.product)) return hour;
		}
		return null;
	}
}
