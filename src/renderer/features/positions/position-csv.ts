import { writeDecimal } from '../../../shared/formats/decimal.ts';
import { averagePrice, type PositionFigures } from '../../../shared/positions/position-figures.ts';
import type { CsvCell } from '../../app/csv.ts';
import type { PositionNode } from './tree.ts';

export const POSITION_CSV_HEADER = [
	'start_utc',
	'bought_kwh',
	'bought_price_per_kwh',
	'sold_kwh',
	'sold_price_per_kwh',
	'position_kwh',
	'open_bid_kwh',
	'open_offer_kwh',
	'orders',
	'forecast_kwh',
	'metered_kwh',
	'deviation_kwh',
	'deviation_money',
	'deviation_is',
] as const;

const energy = (wh: number | null): CsvCell => (wh === null ? null : writeDecimal(wh, 3));
const money = (micro: number | null): CsvCell => (micro === null ? null : writeDecimal(micro, 6));

/** One row an hour, exact: energy in kWh, money and prices in the market's currency. */
export function positionCsvRows(node: PositionNode, hours: readonly number[]): CsvCell[][] {
	return hours.map((start, hour) => {
		const of = node.hours[hour] as PositionFigures;
		return [
			new Date(start).toISOString(),
			energy(of.boughtWh),
			money(averagePrice(of.boughtMoney, of.boughtWh)),
			energy(of.soldWh),
			money(averagePrice(of.soldMoney, of.soldWh)),
			energy(of.positionWh),
			energy(of.openBidWh),
			energy(of.openOfferWh),
			of.orders,
			energy(of.forecastWh),
			energy(of.meteredWh),
			energy(of.deviationWh),
			money(of.deviationMoney),
			of.deviationMoney === null ? null : of.isSettled ? 'settled' : 'estimate',
		];
	});
}
