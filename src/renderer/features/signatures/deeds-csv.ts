import type { DeedSummary } from '../../../shared/contract/index.ts';
import type { CsvCell } from '../../app/csv.ts';

/** The queue as a sheet: exact figures, times in UTC. */
export function deedsCsv(deeds: readonly DeedSummary[]): {
	readonly header: readonly string[];
	readonly rows: readonly (readonly CsvCell[])[];
} {
	const header = [
		'deed',
		'version',
		'trades',
		'first_trade',
		'product',
		'seller',
		'buyer',
		'delivery_start',
		'delivery_end',
		'quantity_wh',
		'price_micro_per_kwh',
		'amount_micro',
		'fee_micro',
		'state',
		'signed',
		'signers',
		'threshold',
		'order',
		'turn',
		'deadline',
		'ended_height',
		'refusal',
	];
	const rows = deeds.map((deed) => [
		deed.deed,
		deed.version,
		deed.trades,
		deed.trade,
		deed.product,
		deed.seller,
		deed.buyer,
		new Date(deed.deliveryStart).toISOString(),
		new Date(deed.deliveryEnd).toISOString(),
		deed.quantityWh,
		deed.price,
		deed.amount,
		deed.fee,
		deed.state,
		deed.signers.filter((signer) => signer.signedAt !== null).length,
		deed.signers.length,
		deed.threshold,
		deed.order,
		deed.turn.join(' '),
		new Date(deed.deadline).toISOString(),
		deed.endedHeight,
		deed.refusal?.reason ?? null,
	]);
	return { header, rows };
}
