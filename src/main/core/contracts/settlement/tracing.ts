import type { ProvenanceNode, SettlementStatement } from '../../../../shared/codec/events.ts';
import { readingId, settlementId, tradeId } from '../../../../shared/codec/ids.ts';
import type { Product } from '../auction/products.ts';
import { type Deed, idOf } from '../depository/deeds.ts';
import type { CallContext } from '../engine/call-context.ts';
import { attribute, flow, use } from '../traceability.ts';
import type { Measurement } from './measurements.ts';

/**
 * Edges of one participant's settlement, where its energy balances:
 * generated + bought + from the grid = consumed + sold + to the grid.
 */
export function traceSettlement(
	context: CallContext,
	product: Product,
	statement: SettlementStatement,
	deeds: readonly Deed[],
	{ readings }: Measurement,
): void {
	const { participant, contractedWh, residualWh, substituted } = statement;
	const node: ProvenanceNode = { type: 'settlement', id: settlementId(product.product, participant) };
	attribute(context, node, participant);
	for (const { meter, start, version, generatedWh, consumedWh } of readings) {
		const reading: ProvenanceNode = { type: 'reading', id: readingId(meter, start, version) };
		use(context, node, reading);
		flow(context, reading, node, generatedWh);
		flow(context, node, reading, consumedWh);
	}
	if (substituted) exchange(context, { type: 'participant', id: participant }, node, contractedWh);
	for (const deed of deeds) {
		const trade: ProvenanceNode = { type: 'trade', id: tradeId(product.product, deed.trade.n) };
		use(context, node, { type: 'deed', id: idOf(deed) });
		exchange(context, node, trade, deed.trade.seller === participant ? deed.trade.quantityWh : -deed.trade.quantityWh);
	}
	exchange(context, node, { type: 'grid', id: context.market.gridOperator }, residualWh);
}

/** A positive energy flows from the first node to the second, a negative one back. */
function exchange(context: CallContext, first: ProvenanceNode, second: ProvenanceNode, energyWh: number): void {
	flow(context, first, second, energyWh);
	flow(context, second, first, -energyWh);
}
