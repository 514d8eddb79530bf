import { parseNumberedId } from '../../../shared/codec/ids.ts';
import type { TraceThing } from '../../../shared/contract/index.ts';
import { factOf, keyOf, ownersOf, type TraceAnswer } from './reference.ts';

/** One trade with its deed: the energy that goes from a seller's settlement to a buyer's. */
export interface Lane {
	readonly trade: string;
	readonly deed: string | null;
	readonly auction: string | null;
	/** Settlement nodes; null while not settled or beyond the depth asked for. */
	readonly seller: string | null;
	readonly buyer: string | null;
	readonly sellerName: string | null;
	readonly buyerName: string | null;
	readonly wh: number;
	/** Contracted, not yet settled: nothing has flowed. */
	readonly planned: boolean;
	/** On a path through the focus. */
	readonly hot: boolean;
}

/** What else a settlement takes in or gives off, Wh. */
export interface SettlementSides {
	readonly generated: readonly { readonly reading: string; readonly wh: number }[];
	readonly fromGrid: number;
	readonly ownUse: number;
	readonly toGrid: number;
	/** What leaves for another region, or came from it, by its packet. */
	readonly crossings: readonly Crossing[];
}

export interface Crossing {
	/** Node of the packet. */
	readonly packet: string;
	readonly direction: 'out' | 'in';
	readonly wh: number;
}

export interface Lanes {
	readonly lanes: readonly Lane[];
	readonly settlements: ReadonlyMap<string, SettlementSides>;
	readonly nodes: ReadonlyMap<string, TraceThing>;
	readonly owner: (key: string) => string | null;
}

/** Nodes that stand for so many things that nearness to them says nothing. */
const HUBS = new Set(['participant', 'grid', 'meter']);

interface TradeEnds {
	seller: string | null;
	buyer: string | null;
	auction: string | null;
	deed: string | null;
	wh: number | null;
}

/** Reads the market's flow out of a provenance graph: each trade once, with what stands at its ends. Pure. */
export function readLanes(answer: TraceAnswer): Lanes {
	const nodes = new Map(answer.nodes.map((node) => [keyOf(node), node]));
	const owner = ownersOf(answer);
	const lanes: Lane[] = [];
	for (const [trade, found] of tradeEnds(answer)) {
		const node = nodes.get(trade);
		const contracted = factOf(node, 'quantity');
		const wh = found.wh ?? (typeof contracted === 'number' ? contracted : null);
		if (wh === null || wh <= 0) continue;
		lanes.push({
			trade,
			...found,
			auction: found.auction ?? auctionOf(trade),
			wh,
			planned: found.wh === null,
			sellerName: (found.seller && owner(found.seller)) ?? textFact(node, 'seller'),
			buyerName: (found.buyer && owner(found.buyer)) ?? textFact(node, 'buyer'),
			hot: false,
		});
	}
	const hot = hotTrades(answer, lanes);
	return {
		lanes: lanes.map((lane) => ({ ...lane, hot: hot.has(lane.trade) })),
		settlements: settlementSides(answer),
		nodes,
		owner,
	};
}

/** A trade's id names its product, also where the auction itself lies beyond the depth asked for. */
function auctionOf(trade: string): string | null {
	const parsed = parseNumberedId('T', trade.slice(trade.indexOf(':') + 1));
	return parsed ? `auction:${parsed.product}` : null;
}

function textFact(node: TraceThing | undefined, key: string): string | null {
	const value = factOf(node, key);
	return typeof value === 'string' ? value : null;
}

function tradeEnds(answer: TraceAnswer): Map<string, TradeEnds> {
	const trades = new Map<string, TradeEnds>();
	const open = (trade: string): TradeEnds => {
		const known = trades.get(trade) ?? { seller: null, buyer: null, auction: null, deed: null, wh: null };
		trades.set(trade, known);
		return known;
	};
	for (const node of answer.nodes) if (node.type === 'trade') open(keyOf(node));
	for (const { from, to, relation, energyWh } of answer.edges) {
		if (relation === 'wasDerivedFrom' && from.type === 'deed' && to.type === 'trade')
			open(keyOf(to)).deed = keyOf(from);
		if (relation === 'wasGeneratedBy' && from.type === 'trade') open(keyOf(from)).auction = keyOf(to);
		if (!energyWh) continue;
		if (from.type === 'settlement' && to.type === 'trade')
			Object.assign(open(keyOf(to)), { seller: keyOf(from), wh: energyWh });
		if (from.type === 'trade' && to.type === 'settlement')
			Object.assign(open(keyOf(from)), { buyer: keyOf(to), wh: energyWh });
	}
	return trades;
}

function settlementSides(answer: TraceAnswer): Map<string, SettlementSides> {
	const settlements = new Map<string, SettlementSides>();
	const change = (key: string, by: (before: SettlementSides) => Partial<SettlementSides>): void => {
		const before = settlements.get(key) ?? { generated: [], fromGrid: 0, ownUse: 0, toGrid: 0, crossings: [] };
		settlements.set(key, { ...before, ...by(before) });
	};
	for (const { from, to, energyWh } of answer.edges) {
		if (!energyWh) continue;
		const [a, b] = [keyOf(from), keyOf(to)];
		switch (`${from.type}>${to.type}`) {
			case 'reading>settlement':
				change(b, ({ generated }) => ({ generated: [...generated, { reading: a, wh: energyWh }] }));
				break;
			case 'grid>settlement':
				change(b, ({ fromGrid }) => ({ fromGrid: fromGrid + energyWh }));
				break;
			case 'packet>settlement':
				change(b, ({ crossings }) => ({ crossings: [...crossings, { packet: a, direction: 'in', wh: energyWh }] }));
				break;
			case 'settlement>packet':
				change(a, ({ crossings }) => ({ crossings: [...crossings, { packet: b, direction: 'out', wh: energyWh }] }));
				break;
			case 'settlement>reading':
				change(a, ({ ownUse }) => ({ ownUse: ownUse + energyWh }));
				break;
			case 'settlement>grid':
				change(a, ({ toGrid }) => ({ toGrid: toGrid + energyWh }));
				break;
		}
	}
	return settlements;
}

/** Trades at the focus: those it is an end of, else those of the nearest ring of its neighbours that has any. */
function hotTrades(answer: TraceAnswer, lanes: readonly Lane[]): Set<string> {
	const byNode = new Map<string, string[]>();
	for (const lane of lanes)
		for (const key of [lane.trade, lane.deed, lane.seller, lane.buyer])
			if (key) byNode.set(key, [...(byNode.get(key) ?? []), lane.trade]);
	const neighbours = new Map<string, Set<string>>();
	const join = (a: string, b: string) => {
		const known = neighbours.get(a) ?? new Set<string>();
		known.add(b);
		neighbours.set(a, known);
	};
	for (const edge of answer.edges) {
		join(keyOf(edge.from), keyOf(edge.to));
		join(keyOf(edge.to), keyOf(edge.from));
	}
	const seen = new Set([keyOf(answer.focus)]);
	let ring = [...seen];
	// An order that nobody took leads to its auction only; the auction's trades are not its own.
	const reach = answer.focus.type === 'order' ? 1 : 2;
	for (let hop = 0; hop <= reach; hop++) {
		const found = new Set(ring.flatMap((key) => byNode.get(key) ?? []));
		if (found.size > 0) return found;
		const next: string[] = [];
		for (const key of ring) {
			if (hop > 0 && HUBS.has(key.slice(0, key.indexOf(':'))) && answer.focus.type !== 'meter') continue;
			for (const other of neighbours.get(key) ?? []) {
				if (seen.has(other)) continue;
				seen.add(other);
				next.push(other);
			}
		}
		ring = next;
	}
	return new Set();
}
