import type { SettlementStatement } from '../../../../shared/codec/events.ts';

const HUNDRED = 100;

/**
 * Energy that parties contracted and did not give or take, in percent of what they contracted. What they gave or took
 * beyond it is no default: a home trades a part of its energy and has the rest with the grid.
 */
export function contractMissedPercent(statements: readonly SettlementStatement[]): number {
	let contracted = 0;
	let missed = 0;
	for (const { contractedWh, meteredWh } of statements) {
		const sign = contractedWh < 0 ? -1 : 1;
		const wanted = contractedWh * sign;
		contracted += wanted;
		missed += Math.max(0, wanted - Math.max(0, meteredWh * sign));
	}
	return contracted === 0 ? 0 : (missed / contracted) * HUNDRED;
}
