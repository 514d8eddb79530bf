import type { Market } from '../../src/shared/clearing/market.ts';
import type { MechanismName } from '../../src/shared/clearing/mechanism-names.ts';
import { mechanismOf } from '../../src/shared/clearing/mechanisms.ts';
import type { Outcome } from '../../src/shared/clearing/outcome.ts';
import { profiles } from '../../src/shared/clearing/profiles.ts';
import { bestBlockWelfare, bestByProgram, leastDualBound, loadSolver } from '../fixtures/clearing/linear-programs.ts';
import { type MarketShape, randomMarket } from '../fixtures/clearing/random-market.ts';
import { bestByTrial } from '../fixtures/clearing/trial.ts';

/** What a random market is held against. */
export type Oracle = 'trial' | 'program' | 'block-sets' | 'invariants';

export interface ClearingSummary {
	readonly kind: 'clearing';
	readonly seed: number;
	readonly runs: number;
	/** Markets by oracle, and how many of them had trades. */
	readonly markets: { readonly [oracle in Oracle]: { readonly tried: number; readonly traded: number } };
	readonly violations: readonly string[];
}

const SHAPES: { readonly [oracle in Oracle]: MarketShape } = {
	trial: { periods: 1, zones: 1, orders: 6, blocks: 0, price: 6, quantity: 3, owners: 0 },
	program: { periods: 2, zones: 5, orders: 30, blocks: 0, price: 12, quantity: 9, owners: 0 },
	'block-sets': { periods: 3, zones: 2, orders: 14, blocks: 4, price: 9, quantity: 6, owners: 0 },
	invariants: { periods: 2, zones: 1, orders: 40, blocks: 0, price: 9, quantity: 9, owners: 0 },
};

/** Of ten markets in a row. */
const TURNS: readonly Oracle[] = [
	'trial',
	'program',
	'trial',
	'invariants',
	'trial',
	'program',
	'trial',
	'block-sets',
	'trial',
	'program',
];

const OTHERS: readonly MechanismName[] = ['pay-as-bid', 'continuous', 'mcafee', 'huang', 'muda'];
const MAX_VIOLATIONS = 20;

type Solver = Awaited<ReturnType<typeof loadSolver>>;

/** Random markets from consecutive seeds, each cleared and held against an oracle that shares no code with the clearing. */
export async function runClearing({
	seed,
	runs,
}: {
	readonly seed: number;
	readonly runs: number;
}): Promise<ClearingSummary> {
	const solver = await loadSolver();
	const markets = {
		trial: { tried: 0, traded: 0 },
		program: { tried: 0, traded: 0 },
		'block-sets': { tried: 0, traded: 0 },
		invariants: { tried: 0, traded: 0 },
	};
	const violations: string[] = [];
	for (let at = seed; at < seed + runs; at++) {
		const oracle = TURNS[at % TURNS.length] as Oracle;
		const market = randomMarket(at, SHAPES[oracle]);
		const found: string[] = [];
		try {
			const outcome = clear('uniform-price', market, found);
			markets[oracle].tried += 1;
			if (outcome.volume > 0) markets[oracle].traded += 1;
			if (oracle === 'trial') compare(outcome, bestByTrial(market), found);
			if (oracle === 'program') compare(outcome, bestByProgram(solver, market, []), found);
			if (oracle === 'block-sets' && bestBlockWelfare(solver, market) !== outcome.welfare)
				found.push('another block set is better');
			if (oracle === 'invariants') for (const name of OTHERS) clear(name, market, found);
			supported(solver, market, outcome, found);
		} catch (error) {
			found.push(String(error));
		}
		if (found.length > 0 && violations.length < MAX_VIOLATIONS)
			violations.push(`${[...new Set(found)].join('; ')} — replay: npm run campaign -- clearing --seed ${at} --runs 1`);
	}
	return { kind: 'clearing', seed, runs, markets, violations };
}

function clear(name: MechanismName, market: Market, found: string[]): Outcome {
	const profile = profiles['default-v1'];
	const mechanism = mechanismOf(name);
	const outcome = mechanism.clear(market, profile);
	for (const { code } of mechanism.check(market, profile, outcome)) found.push(`${name}: its checker finds ${code}`);
	balanced(name, market, outcome, found);
	return outcome;
}

function compare(
	{ welfare, volume }: Outcome,
	best: { welfare: bigint; volume: number } | null,
	found: string[],
): void {
	if (best?.welfare !== welfare) found.push(`welfare ${welfare}, but ${best?.welfare} is possible`);
	else if (best.volume !== volume) found.push(`volume ${volume}, but ${best.volume} has the same welfare`);
}

/** Energy of every zone and period closes, and nobody who trades loses. */
function balanced(name: MechanismName, market: Market, outcome: Outcome, found: string[]): void {
	const { orders, blocks, links } = market;
	const nets = market.zones.map(() => new Array<number>(market.periods).fill(0));
	const add = (zone: number, period: number, quantity: number): void => {
		const row = nets[zone] as number[];
		row[period] = (row[period] as number) + quantity;
	};
	orders.forEach(({ side, zone, period }, at) => {
		add(zone, period, (side === 'bid' ? -1 : 1) * (outcome.fills[at] as number));
	});
	blocks.forEach(({ side, zone }, at) => {
		outcome.blockFills[at]?.forEach((quantity, period) => {
			add(zone, period, (side === 'bid' ? -1 : 1) * quantity);
		});
	});
	links.forEach(({ from, to }, at) => {
		outcome.flows[at]?.forEach((flow, period) => {
			add(from, period, -flow);
			add(to, period, flow);
		});
	});
	if (nets.some((row) => row.some((net) => net !== 0))) found.push(`${name}: energy does not balance`);
	for (const { bid, offer, price, buyerPrice } of outcome.trades) {
		const [buying, selling] = [orders[bid], orders[offer]];
		const fee = buying ? (market.zones[buying.zone]?.fee[buying.period] as number) : 0;
		if ((buying && buyerPrice + fee > buying.price) || (selling && price < selling.price))
			found.push(`${name}: somebody loses`);
	}
}

/** The prices prove the acceptance, and no accepted block loses at them. */
function supported(solver: Solver, market: Market, outcome: Outcome, found: string[]): void {
	const { orders, blocks } = market;
	const question = {
		accepted: blocks.map((_, at) => (outcome.fills[orders.length + at] as number) > 0),
		prices: outcome.prices.map((zone) => zone.map(({ price }) => price)),
		noBlockLoses: blocks.length > 0,
	};
	const bound = leastDualBound(solver, market, question);
	if (bound !== outcome.welfare) found.push(`the prices support a welfare of ${bound}, not ${outcome.welfare}`);
}
