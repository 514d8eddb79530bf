import type { LAB_FAULTS } from '../../../shared/contract/lab-terms.ts';
import { Random } from '../random.ts';

export type FaultName = (typeof LAB_FAULTS)[number];

/** A replica that is down from `fromMs` to `toMs` (Infinity: for good): it hears nothing and its timers are gone. */
export interface Outage {
	readonly replica: number;
	readonly fromMs: number;
	readonly toMs: number;
	/** How many effects of the step in which it dies are still carried out, where the replica knows effects; default 0. */
	readonly effectsBefore?: number;
}

/** While it lasts, messages pass only within a group; replicas in no group hear nobody. */
export interface Partition {
	readonly fromMs: number;
	readonly toMs: number;
	readonly groups: readonly (readonly number[])[];
}

/** Everything that may go wrong in a run. What names a replica lasts as long as it says, the rest until `settledMs`. */
export interface NetworkFaults {
	readonly outages: readonly Outage[];
	readonly partitions: readonly Partition[];
	/** Follow the protocol, but leave out every proposal. */
	readonly mute: readonly number[];
	/** Leave out half of their proposals, by a seeded draw per round. */
	readonly flapping: readonly number[];
	/** Each of their messages is late at all its receivers, by `SLOW_DELAYS_MIN` to `SLOW_DELAYS_MAX` expected delays. */
	readonly slow: readonly number[];
	/** Run twice with one identity; each message to them reaches one of the two. */
	readonly twins: readonly number[];
	/** Largest deviation of a replica's clock, ms, either way. */
	readonly clockSkewMs: number;
	readonly lossPermille: number;
	readonly duplicatePermille: number;
	/** Share of messages that are held up for as long again as four delays, so that later ones overtake them. */
	readonly reorderPermille: number;
	/** From here on nothing is lost, duplicated or held up. */
	readonly settledMs: number;
}

export const NO_NETWORK_FAULTS: NetworkFaults = {
	outages: [],
	partitions: [],
	mute: [],
	flapping: [],
	slow: [],
	twins: [],
	clockSkewMs: 0,
	lossPermille: 0,
	duplicatePermille: 0,
	reorderPermille: 0,
	settledMs: 0,
};

export const SLOW_DELAYS_MIN = 1;
/** Beyond what timers of four to eight expected delays bear, now and then. */
export const SLOW_DELAYS_MAX = 9;

/** The replicas that a fault strikes: drawn from the seed, so that no protocol is favoured by their places; ascending. */
export function struckReplicas(size: number, faulty: number, seed: number): number[] {
	const order = new Random(seed ^ 0x5f37_59df).shuffled(size);
	return order.slice(0, faulty).sort((a, b) => a - b);
}

/** Replicas with a fault that lasts; all others are honest, punctual and up in the end. Ascending. */
export function lastingFaults({ outages, mute, flapping, slow, twins }: NetworkFaults): number[] {
	const down = outages.filter(({ toMs }) => toMs === Number.POSITIVE_INFINITY).map(({ replica }) => replica);
	return [...new Set([...down, ...mute, ...flapping, ...slow, ...twins])].sort((a, b) => a - b);
}

/** One named fault of the lab on the given replicas, from the start (crashes: from `crashFromMs`) and for good. */
export function namedFault(fault: FaultName, struck: readonly number[], crashFromMs: number): NetworkFaults {
	switch (fault) {
		case 'none':
			return NO_NETWORK_FAULTS;
		case 'crash':
			return {
				...NO_NETWORK_FAULTS,
				outages: struck.map((replica) => ({ replica, fromMs: crashFromMs, toMs: Number.POSITIVE_INFINITY })),
			};
		case 'mute':
			return { ...NO_NETWORK_FAULTS, mute: struck };
		case 'flap':
			return { ...NO_NETWORK_FAULTS, flapping: struck };
		case 'slow':
			return { ...NO_NETWORK_FAULTS, slow: struck };
	}
}
