import type { DeskProduct, ImbalancePeriod } from '../../../shared/contract/index.ts';
import type { Formatter } from '../../app/formatter.ts';
import { type FigureColumn, type FigureData, figure } from '../../charts/figure.ts';

type Translate = (key: string, named?: Record<string, unknown>) => string;

/** The products of the strip with their prices and energy. */
export function productFigure(products: readonly DeskProduct[], t: Translate, f: Formatter): FigureData<DeskProduct> {
	const price = (key: string, field: string, of: (row: DeskProduct) => number | null): FigureColumn<DeskProduct> => ({
		label: t(`desk.products.column.${key}`, { unit: f.priceUnit }),
		field,
		numeric: true,
		cell: of,
		text: (row) => {
			const value = of(row);
			return value === null ? null : f.priceBare(value);
		},
	});
	return figure<DeskProduct>({
		name: 'products-strip',
		columns: [
			{ label: t('desk.products.product'), field: 'product', cell: ({ product }) => product },
			{
				label: t('desk.products.delivery'),
				field: 'delivery_start',
				cell: ({ deliveryStart }) => new Date(deliveryStart).toISOString(),
				text: ({ deliveryStart }) => `${f.day(deliveryStart)} ${f.hour(deliveryStart)}`,
			},
			price('low', 'price_low_micro_per_kwh', (row) => row.priceLow),
			price('average', 'price_average_micro_per_kwh', (row) => row.priceAverage),
			price('high', 'price_high_micro_per_kwh', (row) => row.priceHigh),
			{
				label: t('desk.products.energy'),
				field: 'volume_wh',
				numeric: true,
				cell: ({ volumeWh }) => volumeWh,
				text: ({ volumeWh }) => (volumeWh === null ? null : f.energy(volumeWh)),
			},
		],
		rows: products,
	});
}

/** What of a period was short and beyond, over its zones, Wh. */
export function imbalanceFigure(
	day: string,
	periods: readonly ImbalancePeriod[],
	t: Translate,
	f: Formatter,
): FigureData<ImbalancePeriod> {
	const sum = (field: 'longWh' | 'shortWh'): FigureColumn<ImbalancePeriod> => {
		const of = ({ zones }: ImbalancePeriod) => zones.reduce((total, zone) => total + (zone[field] ?? 0), 0);
		return {
			label: `${t(field === 'longWh' ? 'desk.imbalance.long' : 'desk.imbalance.short')}, kWh`,
			field: field === 'longWh' ? 'long_wh' : 'short_wh',
			numeric: true,
			cell: of,
			text: (row) => f.energy(of(row)),
		};
	};
	return figure<ImbalancePeriod>({
		name: `imbalance-strip-${day}`,
		columns: [
			{
				label: t('desk.products.delivery'),
				field: 'start',
				cell: ({ start }) => new Date(start).toISOString(),
				text: ({ start }) => f.hour(start),
			},
			sum('longWh'),
			sum('shortWh'),
		],
		rows: periods,
	});
}
