import type { TraceThing } from '../../../shared/contract/index.ts';
import type { Lanes } from './lanes.ts';
import { factOf, keyOf } from './reference.ts';

export interface LifeStep {
	readonly what:
		| 'opened'
		| 'recorded'
		| 'drafted'
		| 'cleared'
		| 'sealed'
		| 'refused'
		| 'expired'
		| 'delivered'
		| 'settled'
		| 'deadline'
		| 'signed'
		| 'delivery'
		| 'gate';
	readonly time: number;
	/** The step that this node itself stands for. */
	readonly own: boolean;
}

const timeFact = (node: TraceThing | undefined, key: string): number | null => {
	const value = factOf(node, key);
	return typeof value === 'number' ? value : null;
};

/** What happened to a node and along its trade, in the order of time. Only what the graph states. Pure. */
export function lifeOf(node: TraceThing, lanes: Lanes): LifeStep[] {
	const steps: LifeStep[] = [];
	const add = (what: LifeStep['what'], time: number | null, own = false) => {
		if (time !== null) steps.push({ what, time, own });
	};
	const key = keyOf(node);
	const lane = lanes.lanes.find((each) => each.deed === key || each.trade === key);
	if (lane && (node.type === 'deed' || node.type === 'trade')) {
		const deed = lane.deed ? lanes.nodes.get(lane.deed) : undefined;
		const seller = lane.seller ? lanes.nodes.get(lane.seller) : undefined;
		const [source] = (lane.seller && lanes.settlements.get(lane.seller)?.generated) || [];
		const state = factOf(deed, 'state');
		add('drafted', deed?.time ?? node.time, node.type === 'trade');
		const ended = timeFact(deed, 'ended');
		if (state === 'sealed' || state === 'refused' || state === 'expired') add(state, ended, node.type === 'deed');
		else add('deadline', timeFact(deed, 'deadline'));
		add('delivered', source ? timeFact(lanes.nodes.get(source.reading), 'end') : null);
		add('settled', seller?.time ?? null);
	} else {
		add('recorded', node.time, true);
		if (node.type === 'auction') {
			add('gate', timeFact(node, 'gateClosure'));
			add('delivery', timeFact(node, 'deliveryStart'));
		}
		if (node.type === 'signature') add('signed', timeFact(node, 'time'));
		if (node.type === 'reading') add('delivered', timeFact(node, 'end'));
	}
	return steps.toSorted((a, b) => a.time - b.time);
}
