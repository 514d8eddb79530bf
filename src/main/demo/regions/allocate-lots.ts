import type { EnergyWh, MicroMoney } from '../../../shared/codec/units.ts';
import { mulDivFloor } from '../../../shared/codec/units.ts';
import type { BookProduct, BoughtTrade, RegionBook } from './region-book.ts';

/** A part of a trade for a home of another region. */
export interface AllocatedLot {
	readonly trade: BoughtTrade;
	readonly to: string;
	readonly quantityWh: EnergyWh;
}

/**
 * What a region lacks of a product, by its public book: bids beyond offers, those of the tie's trader apart; below zero
 * where more is offered than wanted.
 */
export function shortageWh({ wantedWh, offeredWh }: BookProduct, trader: string): EnergyWh {
	const sum = (sums: ReadonlyMap<string, EnergyWh>): EnergyWh => {
		let total = 0;
		for (const [participant, energyWh] of sums) if (participant !== trader) total += energyWh;
		return total;
	};
	return sum(wantedWh) - sum(offeredWh);
}

/**
 * Deals trades under sealed deeds out to those who went short in another region's auction, the neediest first.
 * @param reservedWh what is on its way to a participant already
 * @param capacityWh what the tie still carries in the product's time
 */
export function allocateLots(
	trades: readonly BoughtTrade[],
	there: { readonly book: RegionBook; readonly product: BookProduct; readonly trader: string },
	reservedWh: (participant: string) => EnergyWh,
	capacityWh: EnergyWh,
): AllocatedLot[] {
	const { book, product, trader } = there;
	const needs = [...product.wantedWh.keys()]
		.filter((participant) => participant !== trader)
		.map((to) => ({ to, unmetWh: book.unmetWh(product, to) }))
		// Not by what is left of the need: parts of one plan are under way while the rest is planned anew.
		.toSorted((a, b) => b.unmetWh - a.unmetWh || (a.to < b.to ? -1 : 1))
		.map(({ to, unmetWh }) => ({ to, needWh: unmetWh - reservedWh(to) }));
	const lots: AllocatedLot[] = [];
	let roomWh = capacityWh;
	for (const trade of trades) {
		let leftWh = trade.quantityWh - trade.sentWh;
		for (const need of needs) {
			const quantityWh = Math.min(leftWh, need.needWh, roomWh);
			if (quantityWh <= 0) continue;
			lots.push({ trade, to: need.to, quantityWh });
			leftWh -= quantityWh;
			need.needWh -= quantityWh;
			roomWh -= quantityWh;
		}
	}
	return lots;
}

/** Half-way between what the energy cost and what the tariff would be: both sides gain. */
export function lotPrice(
	{ cost, quantityWh: boughtWh }: Pick<BoughtTrade, 'cost' | 'quantityWh'>,
	quantityWh: EnergyWh,
	tariff: MicroMoney,
): MicroMoney {
	const own = mulDivFloor(cost, quantityWh, boughtWh);
	return Math.max(1, Math.floor((own + mulDivFloor(tariff, quantityWh, 1_000)) / 2));
}
