import { carriedAtMost } from '../../../../shared/codec/bridge-client.ts';
import { bridgePaths, type LotDirection } from '../../../../shared/codec/bridge-state.ts';
import { QUARTER_MS } from '../../../../shared/codec/product-terms.ts';
import { type EnergyWh, HOUR_MS, type TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { deleteLeaf, readLeaf, writeLeaf } from './bridge-leaves.ts';
import { requireClient } from './client-state.ts';

/** Energy at constant power in an interval of 15, 30 or 60 minutes. */
export interface Carriage {
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly quantityWh: EnergyWh;
}

/**
 * Takes capacity of the tie to another chain's region, quarter-hour by quarter-hour, so that lots of products with
 * different periods count alike. Each way has all of it: what comes is bounded by this chain's own terms, since the other
 * chain could state energy that never was.
 * @throws CodedError BRIDGE_CHAIN_UNKNOWN, BRIDGE_TIE_FULL
 */
export function takeCapacity(context: CallContext, direction: LotDirection, chain: string, carriage: Carriage): void {
	const { capacityW } = requireClient(context, chain).terms;
	const taken = quartersOf(carriage).map((quarter) => ({
		quarter,
		powerW: powerAt(context, direction, chain, quarter),
	}));
	const mostW = Math.max(...taken.map(({ powerW }) => powerW));
	const moreW = powerOf(carriage);
	if (mostW + moreW > capacityW) {
		const { start, end } = carriage;
		const freeWh = carriedAtMost({ capacityW: Math.max(0, capacityW - mostW) }, end - start);
		throw new CodedError('BRIDGE_TIE_FULL', { chain, start, freeWh });
	}
	for (const { quarter, powerW } of taken)
		writeLeaf(context, bridgePaths.tie(direction, chain, quarter), powerW + moreW);
}

/** Of a lot that stays here after all, or that is forgotten. */
export function freeCapacity(context: CallContext, direction: LotDirection, chain: string, carriage: Carriage): void {
	for (const quarter of quartersOf(carriage)) {
		const left = powerAt(context, direction, chain, quarter) - powerOf(carriage);
		if (left > 0) writeLeaf(context, bridgePaths.tie(direction, chain, quarter), left);
		else deleteLeaf(context, bridgePaths.tie(direction, chain, quarter));
	}
}

/** Watts, a whole number: a period is a whole part of an hour. */
function powerOf({ start, end, quantityWh }: Carriage): number {
	return quantityWh * (HOUR_MS / (end - start));
}

function powerAt(context: CallContext, direction: LotDirection, chain: string, quarter: TimeMs): number {
	return readLeaf<number>(context, bridgePaths.tie(direction, chain, quarter)) ?? 0;
}

function quartersOf({ start, end }: Carriage): TimeMs[] {
	return Array.from({ length: (end - start) / QUARTER_MS }, (_, n) => start + n * QUARTER_MS);
}
