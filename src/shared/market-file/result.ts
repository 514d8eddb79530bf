import type { BlocksProof } from '../clearing/blocks/clear-blocks.ts';
import type { Outcome, PriceRange, Trade, Verdict } from '../clearing/outcome.ts';
import { writeExactNumber } from '../formats/exact-number.ts';
import { SCALE } from './fields.ts';
import type { FileOrder, MarketFile } from './market-file.ts';

/** What a market file's clearing comes to; numbers are exact decimal text without zeros at their end. */
export interface MarketResult {
	/** Null where nothing trades, or zones or periods make several. */
	readonly price: string | null;
	readonly priceInterval: { readonly low: string; readonly high: string } | null;
	/** By zone, then by period; a market without zones is under the empty name. */
	readonly prices: { readonly [zone: string]: readonly (string | null)[] };
	readonly volume: string;
	readonly welfare: string;
	readonly surplus: string;
	readonly flows?: readonly FileFlow[];
	readonly acceptedBlocks?: readonly string[];
	readonly paradoxicallyRejected?: readonly { readonly id: string; readonly foregone: string }[];
	/** Where blocks were searched for: nodes visited, and the welfare that no set of blocks passes. */
	readonly search?: { readonly nodes: number; readonly bound: string; readonly proven: boolean };
	readonly trades: readonly FileTrade[];
	readonly fills: readonly { readonly id: string; readonly quantity: string; readonly why: string }[];
}

export interface FileFlow {
	readonly from: string;
	readonly to: string;
	/** 1-based. */
	readonly period: number;
	readonly quantity: string;
}

export interface FileTrade {
	readonly bid: string;
	readonly offer: string;
	/** 1-based, where the market has several. */
	readonly period?: number;
	readonly quantity: string;
	readonly price: string;
	/** What the buyer pays before its zone's fee, where that is not the price. */
	readonly buyerPrice?: string;
}

/** @param why of an order of the file */
export function resultOf(file: MarketFile, outcome: Outcome, why: (order: FileOrder) => string): MarketResult {
	const { market, orders } = file;
	const { prices, fills } = outcome;
	const only = market.zones.length === 1 && market.periods === 1 ? prices[0]?.[0] : undefined;
	const hasBlocks = orders.some(({ kind }) => kind === 'block');
	return {
		price: written(only?.price),
		priceInterval: intervalOf(only),
		prices: Object.fromEntries(
			market.zones.map(({ name }, zone) => [name, (prices[zone] ?? []).map(({ price }) => written(price))]),
		),
		volume: written(outcome.volume),
		welfare: writtenValue(outcome.welfare),
		surplus: writtenValue(outcome.surplus),
		...(file.hasLinks ? { flows: flowsOf(file, outcome) } : {}),
		...(hasBlocks ? blockDecisions(file, outcome) : {}),
		...searchOf(outcome),
		trades: tradesOf(file, outcome),
		fills: orders.map((order) => ({
			id: order.id,
			quantity: written(order.positions.reduce((sum, position) => sum + (fills[position] as number), 0)),
			why: why(order),
		})),
	};
}

/** A price or quantity in millionths. */
export function written(count: number): string;
export function written(count: number | null | undefined): string | null;
export function written(count: number | null | undefined): string | null {
	return count === null || count === undefined ? null : writeExactNumber(count, SCALE);
}

/** Price × quantity, which has twice the decimals. */
export function writtenValue(value: bigint): string {
	return writeExactNumber(value, 2 * SCALE);
}

function intervalOf(range: PriceRange | undefined): MarketResult['priceInterval'] {
	const [low, high] = [written(range?.low), written(range?.high)];
	return low === null || high === null ? null : { low, high };
}

function flowsOf({ market: { links, zones } }: MarketFile, { flows }: Outcome): FileFlow[] {
	return links.flatMap(({ from, to }, link) =>
		(flows[link] ?? []).map((quantity, period) => ({
			from: zones[from]?.name as string,
			to: zones[to]?.name as string,
			period: period + 1,
			quantity: written(quantity),
		})),
	);
}

function blockDecisions(
	{ orders }: MarketFile,
	{ fills, verdicts }: Outcome,
): Required<Pick<MarketResult, 'acceptedBlocks' | 'paradoxicallyRejected'>> {
	const blocks = orders.filter(({ kind }) => kind === 'block');
	const verdictOf = ({ positions }: FileOrder): Verdict => verdicts[positions[0] as number] as Verdict;
	return {
		acceptedBlocks: blocks.filter(({ positions }) => (fills[positions[0] as number] as number) > 0).map(({ id }) => id),
		paradoxicallyRejected: blocks.flatMap((block) => {
			const verdict = verdictOf(block);
			const isParadoxical = verdict.kind === 'paradoxically-rejected';
			return isParadoxical ? [{ id: block.id, foregone: writtenValue(verdict.foregone) }] : [];
		}),
	};
}

function searchOf({ welfare, proof }: Outcome): Pick<MarketResult, 'search'> {
	if (!isBlocksProof(proof)) return {};
	const { nodes, bound } = proof;
	return { search: { nodes, bound: writtenValue(bound), proven: bound === welfare } };
}

/** Proofs are of their mechanism's own form. */
function isBlocksProof(proof: unknown): proof is BlocksProof {
	return (proof as { readonly form?: string } | null)?.form === 'blocks';
}

/** Steps of one curve that trade with one order at one price are one trade. */
function tradesOf({ market, orders, orderAt }: MarketFile, { trades }: Outcome): FileTrade[] {
	const idOf = (position: number): string => (orders[orderAt[position] as number] as FileOrder).id;
	const merged: Trade[] = [];
	for (const trade of trades) {
		const last = merged.at(-1);
		const isSame =
			last !== undefined &&
			(['period', 'price', 'buyerPrice'] as const).every((name) => last[name] === trade[name]) &&
			(['bid', 'offer'] as const).every((side) => orderAt[last[side]] === orderAt[trade[side]]);
		if (isSame) merged[merged.length - 1] = { ...last, quantity: last.quantity + trade.quantity };
		else merged.push(trade);
	}
	return merged.map(({ bid, offer, period, quantity, price, buyerPrice }) => ({
		bid: idOf(bid),
		offer: idOf(offer),
		...(market.periods > 1 ? { period: period + 1 } : {}),
		quantity: written(quantity),
		price: written(price),
		...(buyerPrice === price ? {} : { buyerPrice: written(buyerPrice) }),
	}));
}
