import type { Random } from './random.ts';

/** A node that is down from `fromMs` to `toMs`; everything that it had not persisted is lost. */
export interface CrashFault {
	readonly node: number;
	readonly fromMs: number;
	/** Infinity: never again. */
	readonly toMs: number;
	/** How many effects of the step it dies in are still carried out. */
	readonly effectsBefore: number;
}

/** While it lasts, messages pass only within a group; nodes in no group hear nobody. */
export interface PartitionFault {
	readonly fromMs: number;
	readonly toMs: number;
	readonly groups: readonly (readonly number[])[];
}

/** What goes wrong in a run; all of it ends at `settledMs`, except nodes that are faulty for good. */
export interface FaultPlan {
	readonly settledMs: number;
	readonly lossPermille: number;
	readonly duplicatePermille: number;
	readonly crashes: readonly CrashFault[];
	readonly partitions: readonly PartitionFault[];
	/** Validators that vote but never propose, for good. */
	readonly mute: readonly number[];
	/** Validators that run twice with one key, for good. */
	readonly twins: readonly number[];
	/** Largest deviation of a node's clock, ms. */
	readonly clockSkewMs: number;
}

export const NO_FAULTS: FaultPlan = {
	settledMs: 0,
	lossPermille: 0,
	duplicatePermille: 0,
	crashes: [],
	partitions: [],
	mute: [],
	twins: [],
	clockSkewMs: 0,
};

/** Validators of a plan that are not honest or not up for good; liveness and honesty are asked of the others. */
export function faultyForGood(plan: FaultPlan): ReadonlySet<number> {
	const down = plan.crashes.filter((crash) => crash.toMs === Number.POSITIVE_INFINITY).map((crash) => crash.node);
	return new Set([...plan.mute, ...plan.twins, ...down]);
}

/** A mixture of everything, at most f validators faulty for good. */
export function randomFaultPlan(random: Random, validators: number, settledMs: number): FaultPlan {
	const faulty = Math.floor((validators - 1) / 3);
	const order = shuffle(random, validators);
	const kinds = order.slice(0, faulty).map((node) => ({ node, kind: random.between(0, 3) }));
	const lastingCrashes = kinds
		.filter((fault) => fault.kind === 2)
		.map(({ node }) => ({
			node,
			fromMs: random.between(0, settledMs),
			toMs: Number.POSITIVE_INFINITY,
			effectsBefore: random.between(0, 6),
		}));
	return {
		settledMs,
		lossPermille: random.pick([0, 10, 50, 200]),
		duplicatePermille: random.pick([0, 50, 200]),
		crashes: [...lastingCrashes, ...passingCrashes(random, validators, settledMs)],
		partitions: partitions(random, validators, settledMs),
		mute: kinds.filter((fault) => fault.kind === 0).map(({ node }) => node),
		twins: kinds.filter((fault) => fault.kind === 1).map(({ node }) => node),
		clockSkewMs: random.pick([0, 50, 200]),
	};
}

/** Any number of nodes at any time, also all at once: passing crashes are no Byzantine faults. */
function passingCrashes(random: Random, validators: number, settledMs: number): CrashFault[] {
	const crashes: CrashFault[] = [];
	const count = random.between(0, validators);
	for (let i = 0; i < count; i++) {
		const fromMs = random.between(0, settledMs - 2000);
		const toMs = Math.min(settledMs, fromMs + random.between(50, 3000));
		crashes.push({ node: random.between(0, validators - 1), fromMs, toMs, effectsBefore: random.between(0, 6) });
	}
	if (random.chance(150)) {
		const fromMs = random.between(500, settledMs - 1000);
		for (let node = 0; node < validators; node++)
			crashes.push({ node, fromMs, toMs: fromMs + random.between(100, 900), effectsBefore: random.between(0, 6) });
	}
	return crashes;
}

function partitions(random: Random, validators: number, settledMs: number): PartitionFault[] {
	return Array.from({ length: random.between(0, 2) }, () => {
		const fromMs = random.between(0, settledMs - 1000);
		const toMs = Math.min(settledMs, fromMs + random.between(500, 4000));
		const order = shuffle(random, validators);
		const cut = random.between(1, validators - 1);
		return { fromMs, toMs, groups: [order.slice(0, cut), order.slice(cut)] };
	});
}

function shuffle(random: Random, size: number): number[] {
	const order = Array.from({ length: size }, (_, index) => index);
	for (let i = size - 1; i > 0; i--) {
		const other = random.between(0, i);
		[order[i], order[other]] = [order[other] as number, order[i] as number];
	}
	return order;
}
