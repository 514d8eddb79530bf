import type { TraceThing } from '../../../shared/contract/index.ts';
import type { Lanes } from './lanes.ts';
import { factOf, keyOf, type TraceAnswer } from './reference.ts';

/** What the headline says of the focus. */
export type TraceFinding =
	| {
			readonly kind: 'reached' | 'sealed' | 'planned' | 'refused' | 'expired';
			readonly wh: number;
			readonly seller: string;
			readonly buyer: string;
	  }
	| {
			readonly kind: 'awaiting';
			readonly wh: number;
			readonly seller: string;
			readonly buyer: string;
			readonly missing: number;
	  }
	| {
			readonly kind: 'home' | 'homeSold' | 'homeBought';
			readonly name: string;
			readonly soldWh: number;
			readonly boughtWh: number;
			readonly deeds: number;
	  }
	| { readonly kind: 'crossingOut' | 'crossingIn'; readonly label: string; readonly wh: number }
	| { readonly kind: 'several'; readonly label: string; readonly wh: number; readonly deeds: number }
	| { readonly kind: 'nothing'; readonly type: TraceThing['type']; readonly label: string };

/** True of the graph it is made from. */
export function traceFinding(answer: TraceAnswer, lanes: Lanes): TraceFinding {
	const focus = lanes.nodes.get(keyOf(answer.focus));
	const label = focus?.label ?? answer.focus.id;
	if (focus?.type === 'packet' && focus.balance.inWh + focus.balance.outWh > 0) {
		const { inWh, outWh } = focus.balance;
		return { kind: inWh > 0 ? 'crossingOut' : 'crossingIn', label, wh: Math.max(inWh, outWh) };
	}
	const hot = lanes.lanes.filter((lane) => lane.hot);
	const [lane] = hot;
	if (!lane) return { kind: 'nothing', type: answer.focus.type, label };
	const sum = (list: typeof hot) => list.reduce((total, each) => total + each.wh, 0);
	if (hot.length === 1) {
		const ends = { wh: lane.wh, seller: lane.sellerName ?? '?', buyer: lane.buyerName ?? '?' };
		const deed = lane.deed ? lanes.nodes.get(lane.deed) : undefined;
		const state = factOf(deed, 'state');
		if (state === 'refused' || state === 'expired') return { kind: state, ...ends };
		if (state === 'awaiting') return { kind: 'awaiting', ...ends, missing: missingSignatures(deed) };
		if (state === 'sealed') return { kind: lane.planned ? 'sealed' : 'reached', ...ends };
		return { kind: 'planned', ...ends };
	}
	const home = answer.focus.type === 'participant' ? answer.focus.id : lanes.owner(keyOf(answer.focus));
	if (home && hot.every((each) => each.sellerName === home || each.buyerName === home)) {
		const soldWh = sum(hot.filter((each) => each.sellerName === home));
		const boughtWh = sum(hot.filter((each) => each.buyerName === home));
		const kind = boughtWh === 0 ? 'homeSold' : soldWh === 0 ? 'homeBought' : 'home';
		return { kind, name: home, soldWh, boughtWh, deeds: hot.length };
	}
	return { kind: 'several', label, wh: sum(hot), deeds: hot.length };
}

/** Of the fact “2 / 3”. */
function missingSignatures(deed: TraceThing | undefined): number {
	const [signed, all] = String(factOf(deed, 'signed') ?? '')
		.split('/')
		.map(Number);
	return signed !== undefined && all !== undefined && Number.isFinite(all - signed) ? Math.max(0, all - signed) : 0;
}
