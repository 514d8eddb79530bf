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
		| 'gate'
		| 'produced'
		| 'issued'
		| 'expires'
		| 'deposited'
		| 'granted'
		| 'until'
		| 'ended';
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
	} else for (const step of ownLife(node)) steps.push(step);
	return steps.toSorted((a, b) => a.time - b.time);
}

/** Of a node that is no part of a trade. */
function ownLife(node: TraceThing): LifeStep[] {
	const at = (what: LifeStep['what'], key: string): LifeStep[] => {
		const time = timeFact(node, key);
		return time === null ? [] : [{ what, time, own: false }];
	};
	const own = (what: LifeStep['what']): LifeStep => ({ what, time: node.time, own: true });
	switch (node.type) {
		case 'certificate':
			return [...at('produced', 'end'), own('issued'), ...at('expires', 'expires')];
		case 'document': {
			const state = factOf(node, 'state');
			const hasEnded = state === 'sealed' || state === 'refused' || state === 'expired';
			return [own('deposited'), ...(hasEnded ? at(state, 'ended') : at('deadline', 'deadline'))];
		}
		case 'grant': {
			const ended = at('ended', 'ended');
			return [own('granted'), ...(ended.length > 0 ? ended : at('until', 'until'))];
		}
		case 'auction':
			return [own('recorded'), ...at('gate', 'gateClosure'), ...at('delivery', 'deliveryStart')];
		case 'signature':
		case 'readings':
			return [own('recorded'), ...at('signed', 'time')];
		case 'reading':
			return [own('recorded'), ...at('delivered', 'end')];
		default:
			return [own('recorded')];
	}
}
