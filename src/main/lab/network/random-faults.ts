import type { Random } from '../random.ts';
import { type NetworkFaults, NO_NETWORK_FAULTS, type Outage, type Partition } from './network-faults.ts';

/** A mixture for `validators` that they bear: at most f of them faulty for good, everything else over by `settledMs`. */
export function randomFaults(random: Random, validators: number, settledMs: number): NetworkFaults {
	const faulty = Math.floor((validators - 1) / 3);
	const order = random.shuffled(validators);
	const kinds = order.slice(0, faulty).map((node) => ({ node, kind: random.between(0, 3) }));
	const lastingOutages = kinds
		.filter((fault) => fault.kind === 2)
		.map(({ node }) => ({
			replica: node,
			fromMs: random.between(0, settledMs),
			toMs: Number.POSITIVE_INFINITY,
			effectsBefore: random.between(0, 6),
		}));
	return {
		...NO_NETWORK_FAULTS,
		settledMs,
		lossPermille: random.pick([0, 10, 50, 200]),
		duplicatePermille: random.pick([0, 50, 200]),
		outages: [...lastingOutages, ...passingOutages(random, validators, settledMs)],
		partitions: partitions(random, validators, settledMs),
		mute: kinds.filter((fault) => fault.kind === 0).map(({ node }) => node),
		twins: kinds.filter((fault) => fault.kind === 1).map(({ node }) => node),
		clockSkewMs: random.pick([0, 50, 200]),
	};
}

/** Any number of nodes at any time, also all at once: passing outages are no Byzantine faults. */
function passingOutages(random: Random, validators: number, settledMs: number): Outage[] {
	const outages: Outage[] = [];
	const count = random.between(0, validators);
	for (let i = 0; i < count; i++) {
		const fromMs = random.between(0, settledMs - 2000);
		const toMs = Math.min(settledMs, fromMs + random.between(50, 3000));
		outages.push({ replica: random.between(0, validators - 1), fromMs, toMs, effectsBefore: random.between(0, 6) });
	}
	if (random.chance(150)) {
		const fromMs = random.between(500, settledMs - 1000);
		for (let node = 0; node < validators; node++)
			outages.push({
				replica: node,
				fromMs,
				toMs: fromMs + random.between(100, 900),
				effectsBefore: random.between(0, 6),
			});
	}
	return outages;
}

function partitions(random: Random, validators: number, settledMs: number): Partition[] {
	return Array.from({ length: random.between(0, 2) }, () => {
		const fromMs = random.between(0, settledMs - 1000);
		const toMs = Math.min(settledMs, fromMs + random.between(500, 4000));
		const order = random.shuffled(validators);
		const cut = random.between(1, validators - 1);
		return { fromMs, toMs, groups: [order.slice(0, cut), order.slice(cut)] };
	});
}
