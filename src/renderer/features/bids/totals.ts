import { collateralOf, extentOf } from '../../../shared/auction/collateral.ts';
import type { EnergyWh, MicroMoney } from '../../../shared/codec/units.ts';
import type { BidOrder, BidProduct } from '../../../shared/contract/index.ts';
import { orderOfDraft } from '../../../shared/formats/bid-order.ts';
import type { BidRow } from '../../../shared/formats/bid-row.ts';
import { amountAtLimit } from '../../workers/order-amount.ts';

export interface SideTotal {
	readonly orders: number;
	/** Over all periods. */
	readonly quantityWh: EnergyWh;
	/** At the limits; what buyers pay at most, what sellers get at least. */
	readonly amount: MicroMoney;
}

export interface SheetTotals {
	readonly bid: SideTotal;
	readonly offer: SideTotal;
	/** Collateral that the good rows need in all. */
	readonly collateral: MicroMoney;
	/** What of it is held already, for the orders that they stand in for. */
	readonly held: MicroMoney;
}

/**
 * Totals of the rows without a fault.
 * @param credit Of the owner, which its collateral follows
 */
export function totalsOf(
	verdicts: readonly BidRow[],
	products: readonly BidProduct[],
	live: readonly BidOrder[],
	credit: number,
): SheetTotals {
	const byName = new Map(products.map((product) => [product.product, product]));
	const escrow = new Map(live.map((order) => [`${order.product}/${order.terms.name ?? ''}`, order.escrow]));
	const sums = { bid: { orders: 0, quantityWh: 0, amount: 0 }, offer: { orders: 0, quantityWh: 0, amount: 0 } };
	let collateral = 0;
	let held = 0;
	for (const { order: draft } of verdicts) {
		const product = draft && byName.get(draft.product);
		const order = draft && product && orderOfDraft(draft, product);
		if (!draft || !product || !order) continue;
		const { quantityWh, cost } = extentOf(order, product.periods);
		const sum = sums[draft.side];
		sum.orders += 1;
		sum.quantityWh += quantityWh;
		sum.amount += amountAtLimit(order, product.periods);
		collateral += collateralOf(cost, credit);
		held += escrow.get(`${draft.product}/${draft.name}`) ?? 0;
	}
	return { ...sums, collateral, held };
}
