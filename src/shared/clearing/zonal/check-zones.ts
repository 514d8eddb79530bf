import { type FaultList, faultList } from '../faults.ts';
import type { Market } from '../market.ts';
import type { ClearingFault, Outcome, PriceRange, Trade, Verdict } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import type { PeriodClaim, ZonesFaultCode } from './check-codes.ts';
import { checkFlows } from './check-flows.ts';
import { checkPrices } from './check-prices.ts';
import { checkRegions } from './check-regions.ts';
import { checkSupport } from './check-support.ts';
import { checkTrades } from './check-trades.ts';
import type { ZonesProof } from './clear-zones.ts';
import { exactSum } from './exact-prefix.ts';
import { columnsOf, linksOf } from './prepare-market.ts';
import { surplusOf } from './trades.ts';
import type { ZonesInput } from './zones.ts';

/**
 * Every way in which an outcome is not that of this market of zones; empty when it is. O(orders) and without clearing
 * again: the proof's keys prove welfare and volume, its regions the shares, and only the trades' routes are made anew.
 */
export function checkZones(
	market: Market,
	profile: Profile,
	outcome: Outcome<ZonesProof>,
): readonly ClearingFault<ZonesFaultCode>[] {
	const faults = faultList<ZonesFaultCode>();
	if (!hasShape(market, outcome)) {
		faults.add('SHAPE', null);
		return faults.found;
	}
	const positions = Array.from({ length: market.periods }, (): number[] => []);
	for (const [position, { period }] of market.orders.entries()) positions[period]?.push(position);
	const totals: Totals = { volume: 0, welfare: exactSum(), surplus: 0n };
	let tradeFrom = 0;
	positions.forEach((ofPeriod, period) => {
		let tradeEnd = tradeFrom;
		while (outcome.trades[tradeEnd]?.period === period) tradeEnd += 1;
		const trades = outcome.trades.slice(tradeFrom, tradeEnd);
		checkPeriod(
			market,
			profile,
			outcome,
			{ period, positions: Int32Array.from(ofPeriod), trades, tradeFrom },
			totals,
			faults,
		);
		tradeFrom = tradeEnd;
	});
	if (tradeFrom < outcome.trades.length) faults.add('PAIRING', tradeFrom);
	if (totals.volume !== outcome.volume) faults.add('BALANCE', null);
	if (totals.welfare.total() !== outcome.welfare) faults.add('WELFARE', null);
	if (totals.surplus !== outcome.surplus) faults.add('SURPLUS', null);
	return faults.found;
}

interface CheckedPeriod {
	readonly period: number;
	readonly positions: Int32Array;
	readonly trades: readonly Trade[];
	/** Index of the first of them in the outcome. */
	readonly tradeFrom: number;
}

interface Totals {
	volume: number;
	readonly welfare: ReturnType<typeof exactSum>;
	surplus: bigint;
}

function checkPeriod(
	market: Market,
	profile: Profile,
	outcome: Outcome<ZonesProof>,
	{ period, positions, trades, tradeFrom }: CheckedPeriod,
	totals: Totals,
	faults: FaultList<ZonesFaultCode>,
): void {
	const orders = columnsOf(market, positions);
	const { tick, lot } = market;
	const input: ZonesInput = { tick, lot, zones: market.zones.length, links: linksOf(market, period), orders };
	const claim: PeriodClaim = {
		fills: Float64Array.from(positions, (position) => outcome.fills[position] as number),
		flows: outcome.flows.map((flow) => flow[period] as number),
		prices: outcome.prices.map((ranges) => ranges[period] as PriceRange),
		keys: outcome.proof.keys[period] as readonly number[],
		regions: outcome.proof.regions[period] as readonly number[],
		verdicts: Array.from(positions, (position) => outcome.verdicts[position] as Verdict),
		positionOf: (row) => positions[row] as number,
	};
	const { fills, flows } = claim;
	checkSupport(input, null, claim, faults);
	checkPrices(input, null, claim, profile.price, faults);
	checkRegions(input, claim, profile, faults);
	checkFlows(input, claim, faults);
	const prices = claim.prices.map(({ price }) => price);
	const accepted = { ...orders, positions, fills };
	checkTrades({ period, tick, prices, links: input.links, flows, accepted }, trades, tradeFrom, faults);
	for (let row = 0; row < positions.length; row++) {
		const isBid = orders.bids[row] === 1;
		if (isBid) totals.volume += fills[row] as number;
		totals.welfare.add((isBid ? 1 : -1) * (orders.limits[row] as number), fills[row] as number);
	}
	input.links.forEach(({ fee }, index) => {
		totals.welfare.add(-fee, Math.abs(flows[index] as number));
	});
	totals.surplus += surplusOf(trades, input.links, flows);
}

function hasShape({ orders, zones, links, periods }: Market, outcome: Outcome<ZonesProof>): boolean {
	const { prices, volume, welfare, surplus, fills, verdicts, flows, trades, proof } = outcome;
	const isTable = (table: readonly (readonly number[])[], rows: number, columns: number): boolean =>
		table.length === rows && table.every((row) => row.length === columns && row.every(Number.isSafeInteger));
	return (
		prices.length === zones.length &&
		prices.every((ranges) => ranges.length === periods && ranges.every(isRange)) &&
		fills.length === orders.length &&
		fills.every(Number.isSafeInteger) &&
		verdicts.length === orders.length &&
		outcome.blockFills.length === 0 &&
		isTable(flows, links.length, periods) &&
		trades.every(({ price, buyerPrice, quantity }) => [price, buyerPrice, quantity].every(Number.isSafeInteger)) &&
		Number.isSafeInteger(volume) &&
		typeof welfare === 'bigint' &&
		typeof surplus === 'bigint' &&
		proof.form === 'zones' &&
		isTable(proof.keys, periods, zones.length) &&
		isTable(proof.regions, periods, zones.length) &&
		proof.regions.every((regions) => regions.every((region) => region >= 0 && region < zones.length))
	);
}

function isRange({ price, low, high }: PriceRange): boolean {
	return [price ?? 0, low ?? 0, high ?? 0].every(Number.isSafeInteger);
}
