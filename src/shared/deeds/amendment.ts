import type { Digest, Sha256 } from '../codec/bytes.ts';
import { type DeedDocument, type DeedTrade, deedDigest, encodeDeed } from '../codec/deed.ts';
import { amountOf, type EnergyWh, type MicroMoney, mulDivFloor } from '../codec/units.ts';

/** What follows a trade's quantity when it is amended. */
export type TradeFigures = Pick<DeedTrade, 'quantityWh' | 'amount' | 'fee' | 'border' | 'congestion'>;

/**
 * The figures of a trade at a lower quantity: amount and fee by their own rules, what lies between the prices in
 * proportion, its fraction left with whoever pays it.
 * @param quantityWh 0…the trade's own
 */
export function amendFigures(
	trade: TradeFigures & Pick<DeedTrade, 'price' | 'wheelingFee'>,
	quantityWh: EnergyWh,
): TradeFigures {
	if (quantityWh === trade.quantityWh) {
		const { amount, fee, border, congestion } = trade;
		return { quantityWh, amount, fee, border, congestion };
	}
	return {
		quantityWh,
		amount: amountOf(quantityWh, trade.price),
		fee: amountOf(quantityWh, trade.wheelingFee),
		border: partOf(trade.border, quantityWh, trade.quantityWh),
		congestion: partOf(trade.congestion, quantityWh, trade.quantityWh),
	};
}

/** Rounded towards zero. */
function partOf(money: MicroMoney, part: EnergyWh, whole: EnergyWh): MicroMoney {
	return money < 0 ? -mulDivFloor(-money, part, whole) + 0 : mulDivFloor(money, part, whole);
}

export interface DeedAmendment {
	/** By trade; null leaves all as they are. */
	readonly quantitiesWh: readonly EnergyWh[] | null;
	/** Null leaves it as it is. */
	readonly annex: Digest | null;
}

/** The next version of a deed, which its amender signs, and everybody else after it. */
export function amendDeed(
	document: DeedDocument,
	{ quantitiesWh, annex }: DeedAmendment,
	sha256: Sha256,
): DeedDocument {
	return {
		...document,
		version: document.version + 1,
		former: deedDigest(encodeDeed(document), sha256),
		annex: annex ?? document.annex,
		trades: document.trades.map((trade, at) => ({
			...trade,
			...amendFigures(trade, quantitiesWh?.[at] ?? trade.quantityWh),
		})),
	};
}
