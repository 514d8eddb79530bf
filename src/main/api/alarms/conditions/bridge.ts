import { ALARM_LIMITS } from '../../../../shared/contract/alarms.ts';
import type { BridgeFacts, Measurement, Measurements, RegionFacts } from '../facts.ts';

const HUNDRED = 100;
const MINUTE_MS = 60_000;

/** Conditions of the bridge, as of the chain time of the facts. A chain without regions measures nothing but zeros. */
export function bridgeMeasurements({ now, regions }: BridgeFacts): Measurements {
	const frozen = regions.filter(({ isFrozen }) => isFrozen);
	return {
		'client-frozen': [
			{
				subject: null,
				value: frozen.length,
				names: frozen.slice(0, ALARM_LIMITS.subjects).map(({ chain }) => chain),
				source: { region: frozen[0]?.chain ?? null },
			},
		],
		// A frozen client takes no update; that is said already.
		'client-trust-ending': worstOf(
			regions.filter(({ isFrozen }) => !isFrozen),
			({ updatedAt, trustPeriodMs }) => ((now - updatedAt) / trustPeriodMs) * HUNDRED,
		),
		'packets-late': worstOf(regions, ({ oldestOpenAt }) =>
			oldestOpenAt === null ? 0 : Math.floor((now - oldestOpenAt) / MINUTE_MS),
		),
		'bridge-account-near-limit': worstOf(
			regions.filter(({ moneyLimit }) => moneyLimit > 0),
			({ balance, reserved, moneyLimit }) =>
				(Math.max(Math.abs(balance), Math.abs(balance - reserved)) / moneyLimit) * HUNDRED,
		),
	};
}

/** The largest figure, and the regions that have one, largest first. */
function worstOf(regions: readonly RegionFacts[], figureOf: (region: RegionFacts) => number): Measurement[] {
	const told = regions
		.map((region) => ({ chain: region.chain, value: Math.max(0, figureOf(region)) }))
		.filter(({ value }) => value > 0)
		.sort((a, b) => b.value - a.value);
	return [
		{
			subject: null,
			value: told[0]?.value ?? 0,
			names: told.slice(0, ALARM_LIMITS.subjects).map(({ chain }) => chain),
			source: { region: told[0]?.chain ?? null },
		},
	];
}
