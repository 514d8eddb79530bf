import { readingId, tradeId } from '../../../../shared/codec/ids.ts';
import type { ProvenanceNode } from '../../../../shared/codec/provenance.ts';
import type { EnergyWh } from '../../../../shared/codec/units.ts';
import { type Deed, idOf } from '../depository/deeds.ts';
import type { CallContext } from '../engine/call-context.ts';
import { attribute, flow, use } from '../provenance.ts';
import type { Measurement } from './measurement.ts';

/** One period of a participant's settlement. */
export interface SettledPeriod {
	readonly contractedWh: EnergyWh;
	readonly measurement: Measurement;
}

/** A paid deed is used by both parties' settlements, and its energy flows through its trades from one to the other. */
export function traceDeed(context: CallContext, settlement: string, participant: string, deed: Deed): void {
	const node: ProvenanceNode = { type: 'settlement', id: settlement };
	use(context, node, { type: 'deed', id: idOf(deed) });
	for (const { n, seller, buyer, quantityWh } of deed.trades) {
		const trade: ProvenanceNode = { type: 'trade', id: tradeId(deed.product, n) };
		if (seller === participant) flow(context, node, trade, quantityWh);
		if (buyer === participant) flow(context, trade, node, quantityWh);
	}
}

/**
 * The other edges of one participant's settlement, where its energy balances:
 * generated + bought + from the grid = consumed + sold + to the grid.
 */
export function traceSettlement(
	context: CallContext,
	settlement: string,
	participant: string,
	periods: readonly SettledPeriod[],
): void {
	const node: ProvenanceNode = { type: 'settlement', id: settlement };
	attribute(context, node, participant);
	for (const { measurement } of periods)
		for (const { meter, start, version, generatedWh, consumedWh } of measurement.readings) {
			const reading: ProvenanceNode = { type: 'reading', id: readingId(meter, start, version) };
			use(context, node, reading);
			flow(context, reading, node, generatedWh);
			flow(context, node, reading, consumedWh);
		}
	const standIns = periods.filter(({ measurement }) => measurement.isMissing);
	exchange(
		context,
		{ type: 'participant', id: participant },
		node,
		standIns.map(({ contractedWh }) => contractedWh),
	);
	exchange(
		context,
		node,
		{ type: 'grid', id: context.market.gridOperator },
		periods.map(({ contractedWh, measurement }) => measurement.meteredWh - contractedWh),
	);
}

/** Positive energies flow from the first node to the second, negative ones back; one edge each way at most. */
function exchange(
	context: CallContext,
	first: ProvenanceNode,
	second: ProvenanceNode,
	energiesWh: readonly EnergyWh[],
): void {
	const sumOf = (sign: 1 | -1): EnergyWh => energiesWh.reduce((sum, each) => sum + Math.max(0, sign * each), 0);
	flow(context, first, second, sumOf(1));
	flow(context, second, first, sumOf(-1));
}
