import { bridgeMeasurements } from './conditions/bridge.ts';
import { machineMeasurements } from './conditions/machine.ts';
import { marketMeasurements } from './conditions/market.ts';
import { networkMeasurements } from './conditions/network.ts';
import type { AlarmFacts, Measurements } from './facts.ts';

/** The figures of all conditions that the facts suffice for; the same facts give the same figures. */
export function measure({ market, bridge, network, machine }: AlarmFacts): Measurements {
	return {
		...(network && networkMeasurements(network)),
		...(market && marketMeasurements(market)),
		...(bridge && bridgeMeasurements(bridge)),
		...machineMeasurements(machine),
	};
}
