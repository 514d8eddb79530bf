import { amountOf, type EnergyWh, type MicroMoney } from '../codec/units.ts';
import type { PositionOwner } from '../contract/positions.ts';

/** What a deviation is reckoned from: metered, else forecast; `mixed` in sums of both. */
export type PositionBasis = 'metered' | 'forecast' | 'mixed' | null;

/** Figures of one hour, or of a sum; energy that is sold and delivered is positive in every net figure. */
export interface PositionFigures {
	readonly boughtWh: EnergyWh;
	readonly soldWh: EnergyWh;
	/** sold − bought. */
	readonly positionWh: EnergyWh;
	readonly boughtMoney: MicroMoney;
	readonly soldMoney: MicroMoney;
	readonly openBidWh: EnergyWh;
	readonly openOfferWh: EnergyWh;
	readonly orders: number;
	/** Generated − consumed; null where unknown. */
	readonly meteredWh: EnergyWh | null;
	readonly forecastWh: EnergyWh | null;
	readonly basis: PositionBasis;
	/** basis − position; null without a basis. */
	readonly deviationWh: EnergyWh | null;
	/** What the deviation came to, or would come to: received (positive) or paid (negative). */
	readonly deviationMoney: MicroMoney | null;
	/** Whether every part of that money is settled. */
	readonly isSettled: boolean;
}

export const NO_POSITION: PositionFigures = {
	boughtWh: 0,
	soldWh: 0,
	positionWh: 0,
	boughtMoney: 0,
	soldMoney: 0,
	openBidWh: 0,
	openOfferWh: 0,
	orders: 0,
	meteredWh: null,
	forecastWh: null,
	basis: null,
	deviationWh: null,
	deviationMoney: null,
	isSettled: false,
};

/** A forecast that somebody brought along: net Wh by meter, or by owner, and hour. */
export type ImportedForecast = ReadonlyMap<string, ReadonlyMap<number, EnergyWh>>;

/**
 * An owner's figures of one hour. An imported forecast stands in place of the meters' own, the owner's before its
 * meters'.
 */
export function ownerFigures(
	owner: PositionOwner,
	{ hour, start }: { readonly hour: number; readonly start: number },
	imported: ImportedForecast,
): PositionFigures {
	const at = (column: readonly number[]): number => column[hour] ?? 0;
	const meteredWh = sumOrNull(owner.meters.map((meter) => meter.meteredWh[hour] ?? null));
	const forecastWh =
		imported.get(owner.owner)?.get(start) ??
		sumOrNull(owner.meters.map((meter) => imported.get(meter.meter)?.get(start) ?? meter.forecastWh[hour] ?? null));
	const positionWh = at(owner.soldWh) - at(owner.boughtWh);
	const basisWh = meteredWh ?? forecastWh;
	const deviationWh = basisWh === null ? null : basisWh - positionWh;
	const settled = owner.settledMoney[hour] ?? null;
	return {
		boughtWh: at(owner.boughtWh),
		soldWh: at(owner.soldWh),
		positionWh,
		boughtMoney: at(owner.boughtMoney),
		soldMoney: at(owner.soldMoney),
		openBidWh: at(owner.openBidWh),
		openOfferWh: at(owner.openOfferWh),
		orders: at(owner.orders),
		meteredWh,
		forecastWh,
		basis: meteredWh !== null ? 'metered' : forecastWh !== null ? 'forecast' : null,
		deviationWh,
		deviationMoney: settled ?? moneyOf(deviationWh, owner.shortPrice[hour] ?? null, owner.longPrice[hour] ?? null),
		isSettled: settled !== null,
	};
}

/** A meter has what it measured and what is expected of it; what was traded is its owner's. */
export function meterFigures(
	meter: PositionOwner['meters'][number],
	{ hour, start }: { readonly hour: number; readonly start: number },
	imported: ImportedForecast,
): PositionFigures {
	return {
		...NO_POSITION,
		meteredWh: meter.meteredWh[hour] ?? null,
		forecastWh: imported.get(meter.meter)?.get(start) ?? meter.forecastWh[hour] ?? null,
	};
}

/** Sums over owners or hours; what is unknown in one part is left out of the sum, not taken for 0. */
export function addPositions(parts: readonly PositionFigures[]): PositionFigures {
	const sum = (of: (part: PositionFigures) => number): number => parts.reduce((total, part) => total + of(part), 0);
	const known = (of: (part: PositionFigures) => number | null): number | null => {
		const values = parts.map(of).filter((value) => value !== null);
		return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
	};
	const bases = new Set(parts.flatMap(({ basis }) => basis ?? []));
	const priced = parts.filter(({ deviationMoney }) => deviationMoney !== null);
	return {
		boughtWh: sum(({ boughtWh }) => boughtWh),
		soldWh: sum(({ soldWh }) => soldWh),
		positionWh: sum(({ positionWh }) => positionWh),
		boughtMoney: sum(({ boughtMoney }) => boughtMoney),
		soldMoney: sum(({ soldMoney }) => soldMoney),
		openBidWh: sum(({ openBidWh }) => openBidWh),
		openOfferWh: sum(({ openOfferWh }) => openOfferWh),
		orders: sum(({ orders }) => orders),
		meteredWh: known(({ meteredWh }) => meteredWh),
		forecastWh: known(({ forecastWh }) => forecastWh),
		basis: bases.size > 1 ? 'mixed' : ([...bases][0] ?? null),
		deviationWh: known(({ deviationWh }) => deviationWh),
		deviationMoney: known(({ deviationMoney }) => deviationMoney),
		isSettled: priced.length > 0 && priced.every(({ isSettled }) => isSettled),
	};
}

/** Money per kWh, rounded to a micro-unit; null where nothing was traded. */
export function averagePrice(money: MicroMoney, energyWh: EnergyWh): number | null {
	return energyWh === 0 ? null : Math.round((money * 1_000) / energyWh);
}

function moneyOf(deviationWh: number | null, shortPrice: number | null, longPrice: number | null): number | null {
	if (deviationWh === null) return null;
	if (deviationWh === 0) return 0;
	if (deviationWh > 0) return longPrice === null ? null : amountOf(deviationWh, longPrice);
	return shortPrice === null ? null : 0 - amountOf(-deviationWh, shortPrice);
}

function sumOrNull(values: readonly (number | null)[]): number | null {
	if (values.length === 0 || values.includes(null)) return null;
	return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
