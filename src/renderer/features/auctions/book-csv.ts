import { downloadCsv } from '../../app/download.ts';
import type { Step } from './book.ts';

const HEADER = [
	'order',
	'participant',
	'name',
	'side',
	'price_micro_per_kwh',
	'quantity_wh',
	'filled_wh',
	'verdict',
	'position',
	'escrow_micro',
	'height',
	'transaction',
];

/** The book on screen as a file, in merit order. */
export function saveBook(product: string, steps: readonly Step[]): void {
	downloadCsv(
		`book-${product}.csv`,
		HEADER,
		steps.map(({ order, quantityWh, filledWh, verdict }) => [
			order.order,
			order.participant,
			order.name,
			order.side,
			order.price,
			quantityWh,
			filledWh,
			verdict.kind,
			order.position,
			order.escrow,
			order.height,
			order.transactionId,
		]),
	);
}
