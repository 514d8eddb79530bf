import { amountOf, type EnergyWh, type MicroMoney } from '../../../../shared/codec/units.ts';
import { findProduct } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import { settle } from '../ledger.ts';
import { flow } from '../provenance.ts';
import { BRIDGE } from './bridge-leaves.ts';
import { findAdmittedLot, lotCount, lotsFrom, writeAdmittedLot, writeLotsOfOwner } from './lot-state.ts';

/** The grid operator takes the energy of a lot, at the feed-in price; whoever pays keeps the fraction of a unit. */
export function keepInGrid(
	context: CallContext,
	packet: string,
	owner: string,
	quantityWh: EnergyWh,
	amount: MicroMoney,
): void {
	const { gridOperator } = context.market;
	const [from, to] = amount >= 0 ? [gridOperator, owner] : [owner, gridOperator];
	settle(context, { from, to, amount: Math.abs(amount), reason: 'lot-returned', subject: packet });
	flow(context, { type: 'packet', id: packet }, { type: 'grid', id: gridOperator }, quantityWh);
}

/** A product is cancelled: nothing will settle the lots that came for it. */
export function strandLots(context: CallContext, product: string): void {
	if (lotCount(context, 'admitted', product) > 0)
		context.schedule(context.time, { contract: BRIDGE, task: 'pay-stranded', subject: product });
}

/** The energy of the lots came all the same, and the grid operator has it. */
export function payStranded(context: CallContext, id: string): void {
	const product = findProduct(context, id);
	if (!product) return;
	const count = lotCount(context, 'admitted', id);
	for (let n = 0; n < count; n++) {
		const [packet = ''] = lotsFrom(context, 'admitted', id, n, 1);
		const lot = findAdmittedLot(context, packet);
		if (!lot) continue;
		const { owner, quantityWh } = lot;
		const amount = amountOf(quantityWh, product.feedIn);
		writeAdmittedLot(context, packet, { ...lot, uncoveredWh: 0, certificates: [] });
		writeLotsOfOwner(context, id, owner, []);
		context.emit({ kind: 'lot-returned', packet, owner, product: id, quantityWh, settled: true, amount });
		keepInGrid(context, packet, owner, quantityWh, amount);
	}
}
