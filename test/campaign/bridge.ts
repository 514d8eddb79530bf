import { RegionsSimulation } from '../fixtures/bridge/regions/simulation.ts';

interface Counts {
	[name: string]: number;
}

export interface BridgeSummary {
	readonly kind: 'bridge';
	readonly seed: number;
	readonly runs: number;
	/** Runs with a main chain beside the two regions. */
	readonly withMain: number;
	/** Blocks of all chains; after each of them everything was checked. */
	readonly blocks: number;
	/** Relayers by kind. */
	readonly relayers: Counts;
	/** Packets by kind and outcome. */
	readonly packets: Counts;
	readonly offers: Counts;
	readonly lots: Counts;
	readonly faults: Counts;
	/** Calls to the bridge by what became of them. */
	readonly codes: Counts;
	/** Each with the command that replays it. */
	readonly violations: readonly string[];
}

/** Steps of one run before the chains come to rest. */
const STEPS = 80;
/** One run in so many has a main chain. */
const MAIN_EVERY = 3;
const MAX_VIOLATIONS = 20;
const COUNTED = ['packets', 'offers', 'lots', 'faults', 'codes'] as const;

/** Seeded runs of two or three chains that trade over bad relayers and faults. Each run is a seed of its own. */
export function runBridge({ seed, runs }: { readonly seed: number; readonly runs: number }): BridgeSummary {
	const counts: { readonly [name in 'relayers' | (typeof COUNTED)[number]]: Counts } = {
		relayers: {},
		packets: {},
		offers: {},
		lots: {},
		faults: {},
		codes: {},
	};
	const violations: string[] = [];
	let blocks = 0;
	let withMain = 0;
	let done = 0;
	for (; done < runs && violations.length < MAX_VIOLATIONS; done++) {
		const own = seed + done;
		const hasMain = own % MAIN_EVERY === 0;
		const run = new RegionsSimulation({ seed: own, withMain: hasMain }).run(STEPS);
		blocks += run.blocks;
		if (hasMain) withMain += 1;
		for (const kind of run.relayers) add(counts.relayers, { [kind]: 1 });
		for (const name of COUNTED) add(counts[name], run[name]);
		if (run.violation) violations.push(`${run.violation} (npm run campaign -- bridge --seed ${own} --runs 1)`);
	}
	return { kind: 'bridge', seed, runs: done, withMain, blocks, ...counts, violations };
}

function add(sums: Counts, counts: Readonly<Counts>): void {
	for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
}
