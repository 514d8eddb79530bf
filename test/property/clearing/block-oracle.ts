import type { BlockOrder, LimitOrder, Market } from '../../../src/shared/clearing/market.ts';

/** What the oracle says of a selection: integers small enough for plain numbers. */
export interface Verdict {
	readonly welfare: number;
	readonly volume: number;
	/** Accepted lots of one step by block: the ratio times the number of steps. */
	readonly steps: readonly number[];
}

interface PeriodBest {
	readonly welfare: number;
	readonly volume: number;
}

/**
 * The best selection by trying everything: every ratio of every block, every fill of every limit order, and every price
 * vector on the tick within the market's limits. Zones 1 or 2, with one border at most. Null where nothing balances.
 */
export function bestByTrial(market: Market): Verdict | null {
	const grids = market.blocks.map((block) => gridOf(market, block));
	const known = new Map<string, PeriodBest | null>();
	const candidates: Verdict[] = [];
	const welfareOf = (steps: readonly number[]): { welfare: number; volume: number } | null => {
		let [welfare, volume] = [0, 0];
		for (let period = 0; period < market.periods; period++) {
			const injections = market.zones.map(() => 0);
			market.blocks.forEach(({ side, zone, profile, price }, at) => {
				const quantity = ((profile[period] as number) * (steps[at] as number)) / (grids[at] as Grid).steps;
				injections[zone] = (injections[zone] as number) + (side === 'offer' ? quantity : -quantity);
				welfare += quantity * (side === 'offer' ? -price : price - (market.zones[zone]?.fee[period] ?? 0));
				if (side === 'bid') volume += quantity;
			});
			const key = `${period}:${injections.join()}`;
			if (!known.has(key)) known.set(key, bestFills(market, period, injections));
			const best = known.get(key);
			if (!best) return null;
			welfare += best.welfare;
			volume += best.volume;
		}
		return { welfare, volume };
	};
	eachSelection(market, grids, (steps) => {
		const found = welfareOf(steps);
		if (found) candidates.push({ ...found, steps: [...steps] });
	});
	candidates.sort(
		(a, b) => b.welfare - a.welfare || b.volume - a.volume || earlier(a.steps, b.steps) || moreSteps(a.steps, b.steps),
	);
	return (
		candidates.find((each) => isStanding(market, grids, each, (steps) => welfareOf(steps)?.welfare ?? null)) ?? null
	);
}

interface Grid {
	readonly steps: number;
	readonly least: number;
}

export function gridOf({ lot }: Pick<Market, 'lot'>, { profile, minAcceptance }: BlockOrder): Grid {
	let steps = Math.max(...profile) / lot;
	while (!profile.every((quantity) => quantity % (steps * lot) === 0)) steps -= 1;
	return { steps, least: Math.max(1, Math.ceil((minAcceptance * steps) / 1_000_000)) };
}

function earlier(a: readonly number[], b: readonly number[]): number {
	const at = a.findIndex((each, index) => (each === 0) !== (b[index] === 0));
	return at === -1 ? 0 : a[at] === 0 ? 1 : -1;
}

function moreSteps(a: readonly number[], b: readonly number[]): number {
	const at = a.findIndex((each, index) => each !== b[index]);
	return at === -1 ? 0 : (b[at] as number) - (a[at] as number);
}

function isAllowed(market: Market, grids: readonly Grid[], steps: readonly number[]): boolean {
	const ratio = (at: number): number => (steps[at] as number) / (grids[at] as Grid).steps;
	const sums = new Map<number, number>();
	market.blocks.forEach(({ group }, at) => {
		if (group !== null) sums.set(group, (sums.get(group) ?? 0) + ratio(at));
	});
	const isInGroup = [...sums.values()].every((sum) => sum <= 1 + 1e-9);
	return isInGroup && market.blocks.every(({ parent }, at) => parent === null || ratio(at) <= ratio(parent) + 1e-9);
}

function eachSelection(market: Market, grids: readonly Grid[], visit: (steps: readonly number[]) => void): void {
	const steps = grids.map(() => 0);
	const go = (at: number): void => {
		const grid = grids[at];
		if (!grid) {
			if (isAllowed(market, grids, steps)) visit(steps);
			return;
		}
		for (let taken = 0; taken <= grid.steps; taken = taken === 0 ? grid.least : taken + 1) {
			steps[at] = taken;
			go(at + 1);
		}
		steps[at] = 0;
	};
	go(0);
}

function ordersOf(market: Market, period: number): LimitOrder[] {
	return market.orders.filter((order) => order.period === period);
}

function netOf(market: Market, { side, price, zone, period }: LimitOrder): number {
	return side === 'bid' ? price - (market.zones[zone]?.fee[period] ?? 0) : price;
}

function bestFills(market: Market, period: number, injections: readonly number[]): PeriodBest | null {
	const orders = ordersOf(market, period);
	const [link] = market.links;
	let best: PeriodBest | null = null;
	const net = [...injections];
	const go = (at: number, welfare: number, volume: number): void => {
		const order = orders[at];
		if (!order) {
			const cost = flowCost(link, period, net);
			if (cost === null) return;
			const total = welfare - cost;
			if (!best || total > best.welfare || (total === best.welfare && volume > best.volume))
				best = { welfare: total, volume };
			return;
		}
		const sign = order.side === 'offer' ? 1 : -1;
		for (let fill = 0; fill <= order.quantity; fill += market.lot) {
			net[order.zone] = (net[order.zone] as number) + sign * fill;
			go(at + 1, welfare - sign * fill * netOf(market, order), volume + (sign === -1 ? fill : 0));
			net[order.zone] = (net[order.zone] as number) - sign * fill;
		}
	};
	go(0, 0, 0);
	return best;
}

function flowCost(link: Market['links'][number] | undefined, period: number, net: readonly number[]): number | null {
	if (net.reduce((a, b) => a + b, 0) !== 0) return null;
	if (!link) return net.every((each) => each === 0) ? 0 : null;
	const flow = net[link.from] as number;
	if (flow < (link.min[period] as number) || flow > (link.max[period] as number)) return null;
	return Math.abs(flow) * (link.fee[period] as number);
}

/** Whether some price vector supports the limit orders' best fills and lets no accepted family lose. */
function isStanding(
	market: Market,
	grids: readonly Grid[],
	{ welfare, steps }: Verdict,
	welfareOf: (steps: readonly number[]) => number | null,
): boolean {
	const isWholeAlone = (at: number): boolean => {
		const { parent, group, profile } = market.blocks[at] as BlockOrder;
		const isParent = market.blocks.some((each) => each.parent === at);
		return parent === null && group === null && !isParent && profile.filter((each) => each > 0).length === 1;
	};
	const cut = [...steps.keys()].filter((at) => {
		const { least, steps: whole } = grids[at] as Grid;
		return (steps[at] as number) > least && (steps[at] as number) < whole;
	});
	for (const at of cut.filter((each) => !isWholeAlone(each))) {
		const more = steps.with(at, (steps[at] as number) + 1);
		if (isAllowed(market, grids, more) && (welfareOf(more) ?? Number.NEGATIVE_INFINITY) > welfare) return false;
	}
	const limits = limitsOf(market);
	const fees = market.links.reduce((sum, { fee }) => sum + Math.max(...fee), 0);
	const [lowest, highest] = [Math.min(...limits) - fees, Math.max(...limits) + fees];
	const prices = Array.from({ length: market.periods }, () => market.zones.map(() => lowest));
	const atTheMoney = new Set(cut.filter(isWholeAlone));
	const go = (place: number): boolean => {
		const period = Math.floor(place / market.zones.length);
		if (period === market.periods) return isFair(market, grids, steps, prices, atTheMoney, welfare);
		const row = prices[period] as number[];
		for (let price = lowest; price <= highest; price += market.tick) {
			row[place % market.zones.length] = price;
			if (go(place + 1)) return true;
		}
		return false;
	};
	return go(0);
}

function limitsOf(market: Market): number[] {
	const ofBlocks = market.blocks.flatMap(({ side, price, zone, profile }) =>
		profile.flatMap((quantity, period) =>
			quantity === 0 ? [] : [side === 'bid' ? price - (market.zones[zone]?.fee[period] ?? 0) : price],
		),
	);
	return [...market.orders.map((order) => netOf(market, order)), ...ofBlocks];
}

/** No family loses, blocks cut alone are at the money, and the prices prove the welfare (strong duality). */
function isFair(
	market: Market,
	grids: readonly Grid[],
	steps: readonly number[],
	prices: readonly (readonly number[])[],
	atTheMoney: ReadonlySet<number>,
	welfare: number,
): boolean {
	const gains = market.blocks.map((block, at) => {
		const share = (steps[at] as number) / (grids[at] as Grid).steps;
		return block.profile.reduce((sum, quantity, period) => {
			const price = prices[period]?.[block.zone] as number;
			const fee = market.zones[block.zone]?.fee[period] as number;
			const gain = block.side === 'offer' ? price - block.price : block.price - fee - price;
			return sum + quantity * share * gain;
		}, 0);
	});
	const familyGain = (at: number): number =>
		market.blocks.reduce(
			(sum, { parent }, child) => (parent === at && steps[child] !== 0 ? sum + familyGain(child) : sum),
			gains[at] as number,
		);
	const blocksAreFair = steps.every((taken, at) => taken === 0 || familyGain(at) >= -1e-9);
	if (!blocksAreFair || [...atTheMoney].some((at) => gains[at] !== 0)) return false;
	let bound = gains.reduce((a, b) => a + b, 0);
	for (const order of market.orders) {
		const gain = netOf(market, order) - (prices[order.period]?.[order.zone] as number);
		bound += order.quantity * Math.max(0, order.side === 'bid' ? gain : -gain);
	}
	for (const { from, to, min, max, fee } of market.links)
		for (const [period, row] of prices.entries()) {
			const difference = (row[to] as number) - (row[from] as number);
			const ends = [min[period] as number, max[period] as number];
			if ((ends[0] as number) < 0 && (ends[1] as number) > 0) ends.push(0);
			bound += Math.max(...ends.map((flow) => flow * difference - Math.abs(flow) * (fee[period] as number)));
		}
	return Math.abs(bound - welfare) < 1e-6;
}
