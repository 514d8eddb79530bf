import { uniformBook } from '../../shared/clearing/book/uniform-price.ts';
import { inPeriod } from '../../shared/codec/product-terms.ts';
import type { EnergyWh, MicroPerKwh } from '../../shared/codec/units.ts';
import { codeOf } from '../../shared/errors/coded-error.ts';
import type { OrderRow, Product } from './read-model/product.ts';

export interface RecomputedClearing {
	readonly price: MicroPerKwh | null;
	readonly trades: readonly { readonly bid: string; readonly offer: string; readonly quantityWh: EnergyWh }[];
	/** Where the recorded result differs from the recomputed one; empty when they are identical. */
	readonly faults: readonly string[];
}

/** Clears a product again from its recorded orders; null while it is not cleared. */
export function recomputeClearing(product: Product): RecomputedClearing | null {
	const { result, terms } = product;
	if (!result) return null;
	const orders = [...product.orders.values()].sort((a, b) => a.position - b.position);
	try {
		const again = uniformBook.clear({
			orders: orders.map(({ side, price, quantityWh }) => ({ side, price, quantity: quantityWh })),
			tick: terms.tick,
			lot: terms.lotWh,
			fee: inPeriod(terms.zoneFees[0] ?? [0], 0),
		});
		const faults: string[] = [];
		if (again.price !== result.price) faults.push(`the auction's price is ${again.price}, recorded ${result.price}`);
		if (again.volume !== result.volumeWh) faults.push(`the volume is ${again.volume} Wh, recorded ${result.volumeWh}`);
		const differs = orders.findIndex((order, at) => (order.filledWh ?? 0) !== again.fills[at]);
		if (differs >= 0)
			faults.push(`${orders[differs]?.id} gets ${again.fills[differs]} Wh, recorded ${orders[differs]?.filledWh}`);
		const trades = again.trades.map(({ bid, offer, quantity }) => ({
			bid: (orders[bid] as OrderRow).id,
			offer: (orders[offer] as OrderRow).id,
			quantityWh: quantity,
		}));
		return { price: again.price, trades, faults };
	} catch (error) {
		return { price: null, trades: [], faults: [codeOf(error) ?? String(error)] };
	}
}
