import type { BidProduct } from '../../../shared/contract/index.ts';
import { csvLine } from '../../../shared/formats/csv-write.ts';
import { writeDecimal } from '../../../shared/formats/decimal.ts';

/** Columns that a sheet filled by hand begins with. */
export const FIRST_COLUMNS = ['name', 'product', 'period', 'side', 'type', 'price', 'quantity_kwh'] as const;

/** A file to fill in: a bid and an offer of the first products, at the middle of what prices they take. */
export function templateCsv(products: readonly BidProduct[]): string {
	const lines = products
		.filter(({ entry }) => entry === 'batch')
		.slice(0, 24)
		.map(({ product, tick, lotWh, priceMin, priceMax }, index) => {
			const middle = Math.round((priceMin + priceMax) / 2 / tick) * tick;
			const quantityWh = Math.max(1, Math.round(1_000 / lotWh)) * lotWh;
			const side = index % 2 === 0 ? 'bid' : 'offer';
			const cells = [`order-${index + 1}`, product, 'all', side, 'limit', writeDecimal(middle, 6)];
			return csvLine([...cells, writeDecimal(quantityWh, 3)]);
		});
	return csvLine([...FIRST_COLUMNS]) + lines.join('');
}
