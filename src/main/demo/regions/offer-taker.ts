import { calls } from '../../../shared/codec/calls.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import { mulDivFloor } from '../../../shared/codec/units.ts';
import type { Agent, Errand } from '../market/agent.ts';
import type { PlannedHour } from '../market/market-plan.ts';
import type { RegionBook } from './region-book.ts';

/** Those of a region to whom something is offered from another: each takes what costs it no more than the tariff would. */
export class OfferTaker implements Agent {
	readonly #book: RegionBook;
	readonly #hours: ReadonlyMap<string, PlannedHour>;
	readonly #takes: (participant: string) => boolean;

	constructor(modules: {
		readonly book: RegionBook;
		readonly hours: ReadonlyMap<string, PlannedHour>;
		/** Whether the simulation decides for a participant. */
		readonly takes: (participant: string) => boolean;
	}) {
		this.#takes = modules.takes;
		this.#book = modules.book;
		this.#hours = modules.hours;
	}

	due(now: TimeMs): Errand[] {
		const errands: Errand[] = [];
		for (const [offer, { taker, goods, price, expiresAt }] of this.#book.offers) {
			if (taker === null || !this.#takes(taker) || now >= expiresAt) continue;
			if (goods.kind === 'lot') {
				const tariff = this.#hours.get(goods.lot.product)?.terms.tariff ?? 0;
				if (price > mulDivFloor(tariff, goods.lot.quantityWh, 1_000)) continue;
			}
			errands.push({ participant: taker, name: `take ${offer}`, call: calls.bridge.take({ offer }) });
		}
		return errands;
	}

	/** Takes as soon as the offer stands. */
	nextAt(): null {
		return null;
	}
}
