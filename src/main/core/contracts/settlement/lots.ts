import { settlementId } from '../../../../shared/codec/ids.ts';
import type { ProvenanceNode } from '../../../../shared/codec/provenance.ts';
import type { EnergyWh } from '../../../../shared/codec/units.ts';
import type { Product } from '../auction/products.ts';
import { findAdmittedLot, findSentLot, lotCount, lotsFrom } from '../bridge/lot-state.ts';
import type { CallContext } from '../engine/call-context.ts';
import { flow } from '../provenance.ts';
import { MovedPositions } from './positions.ts';

/** Lots that one block counts. */
const BLOCK_LOTS = 128;

export interface CountedLots {
	/** Lots before this one are counted: those that left, then those that came. */
	readonly next: number;
	readonly isLast: boolean;
	/** What left, less what came, by period: the sums before with those counted now. */
	readonly lotsWh: readonly EnergyWh[];
	/** Whose first position of the product came up. */
	readonly traders: readonly string[];
}

/**
 * Counts the lots of a product as contracts at price 0, as many as one block may: who sent one has handed its energy
 * over, who took one has received it.
 * @param from Lots before this one are counted
 * @param before What these come to by period
 */
export function countLots(
	context: CallContext,
	{ product }: Pick<Product, 'product'>,
	from: number,
	before: readonly EnergyWh[],
): CountedLots {
	const sent = lotCount(context, 'sent', product);
	const count = sent + lotCount(context, 'admitted', product);
	const positions = new MovedPositions(context, product);
	const lotsWh = [...before];
	const next = Math.min(from + BLOCK_LOTS, count);
	for (let n = from; n < next; n++) {
		const lot = n < sent ? lotThatLeft(context, product, n) : lotThatCame(context, product, n - sent);
		if (!lot) continue;
		const { owner, period, energyWh } = lot;
		positions.move(owner, [period, energyWh, 0, 0, 0]);
		lotsWh[period] = (lotsWh[period] as number) + energyWh;
	}
	return { next, isLast: next === count, lotsWh, traders: positions.write() };
}

interface CountedLot {
	readonly owner: string;
	readonly period: number;
	/** Below 0 where it came. */
	readonly energyWh: EnergyWh;
}

/** Null for one that came back before. */
function lotThatLeft(context: CallContext, product: string, n: number): CountedLot | null {
	const [packet = ''] = lotsFrom(context, 'sent', product, n, 1);
	const lot = findSentLot(context, packet);
	if (!lot) return null;
	const { owner, period, quantityWh } = lot;
	flow(context, settlementOf(product, owner), { type: 'packet', id: packet }, quantityWh);
	return { owner, period, energyWh: quantityWh };
}

function lotThatCame(context: CallContext, product: string, n: number): CountedLot | null {
	const [packet = ''] = lotsFrom(context, 'admitted', product, n, 1);
	const lot = findAdmittedLot(context, packet);
	if (!lot) return null;
	const { owner, period, quantityWh } = lot;
	flow(context, { type: 'packet', id: packet }, settlementOf(product, owner), quantityWh);
	return { owner, period, energyWh: -quantityWh };
}

function settlementOf(product: string, owner: string): ProvenanceNode {
	return { type: 'settlement', id: settlementId(product, owner) };
}
