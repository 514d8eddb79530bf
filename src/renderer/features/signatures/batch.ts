import type { DeedDocument } from '../../../shared/codec/deed.ts';
import type { DeedSummary } from '../../../shared/contract/index.ts';
import { sumsOf } from './queue.ts';

/** Why a deed of a batch is looked at first. */
export type Outlier = 'price' | 'money' | 'deadline';

/** Cleared price by product, zone and start of the period. */
export type ClearedPrices = ReadonlyMap<string, number>;

export interface BatchRow {
	readonly deed: DeedSummary;
	/** Null while it is being reviewed. */
	readonly ok: boolean | null;
	/** SHA-256 computed here; empty until it was. */
	readonly digest: string;
	/** How far a trade's price is from the clearing's, micro-money per kWh; null where none is known. */
	readonly off: number | null;
	readonly outliers: readonly Outlier[];
}

/** So many times the middle deed's money stand out. */
const MONEY_FACTOR = 3;
const SOON_MS = 600_000;

export function priceKey(product: string, zone: string, start: number): string {
	return `${product} ${zone} ${start}`;
}

/** The farthest that a trade is from its zone's clearing price; null where none of its prices is known. */
export function priceOff(document: DeedDocument, cleared: ClearedPrices): number | null {
	const distances = document.trades.flatMap(({ generatorZone, deliveryStart, price }) => {
		const found = cleared.get(priceKey(document.product, generatorZone, deliveryStart));
		return found === undefined ? [] : [Math.abs(price - found)];
	});
	return distances.length === 0 ? null : Math.max(...distances);
}

export function moneyOf(deed: DeedSummary): number {
	return Math.abs(deed.amount) + deed.fee;
}

/** What stands out in this batch: much more money than the middle deed, and a deadline well before the middle one. */
export function createOutlierRule(deeds: readonly DeedSummary[]): (deed: DeedSummary, off: number | null) => Outlier[] {
	const middle = (figures: number[]): number => figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? 0;
	const money = middle(deeds.map(moneyOf));
	const deadline = middle(deeds.map((deed) => deed.deadline));
	return (deed, off) => [
		...(off !== null && off > 0 ? (['price'] as const) : []),
		...(moneyOf(deed) >= MONEY_FACTOR * money && money > 0 ? (['money'] as const) : []),
		...(deed.deadline <= deadline - SOON_MS ? (['deadline'] as const) : []),
	];
}

/** What cannot be signed first, then what stands out in most ways, each by money. */
export function outliersFirst(rows: readonly BatchRow[]): readonly BatchRow[] {
	const rank = ({ ok, outliers }: BatchRow): number => (ok === false ? -10 : 0) - outliers.length;
	return rows.toSorted((a, b) => rank(a) - rank(b) || moneyOf(b.deed) - moneyOf(a.deed));
}

export interface GroupSum {
	readonly id: string;
	readonly name: string;
	readonly deeds: number;
	readonly energyWh: number;
	/** Amount and carriage. */
	readonly money: number;
}

/** Sums by each party that is not of this console; a deed counts with both where neither is. Largest money first. */
export function byCounterparty(deeds: readonly DeedSummary[]): readonly GroupSum[] {
	const isMine = (deed: DeedSummary, id: string): boolean =>
		deed.signers.some(({ participant, mine }) => participant === id && mine);
	const groups = new Map<string, { name: string; deeds: DeedSummary[] }>();
	for (const deed of deeds)
		for (const [id, name] of [
			[deed.seller, deed.sellerName],
			[deed.buyer, deed.buyerName],
		] as const) {
			if (isMine(deed, id)) continue;
			const group = groups.get(id);
			if (group) group.deeds.push(deed);
			else groups.set(id, { name, deeds: [deed] });
		}
	return sumGroups(groups);
}

export function byProduct(deeds: readonly DeedSummary[]): readonly GroupSum[] {
	const groups = new Map<string, { name: string; deeds: DeedSummary[] }>();
	for (const deed of deeds) {
		const group = groups.get(deed.product);
		if (group) group.deeds.push(deed);
		else groups.set(deed.product, { name: deed.product, deeds: [deed] });
	}
	return sumGroups(groups);
}

function sumGroups(
	groups: ReadonlyMap<string, { readonly name: string; readonly deeds: readonly DeedSummary[] }>,
): readonly GroupSum[] {
	return [...groups]
		.map(([id, group]) => {
			const { deeds, energyWh, escrow } = sumsOf(group.deeds);
			return { id, name: group.name, deeds, energyWh, money: escrow };
		})
		.toSorted((a, b) => b.money - a.money || a.name.localeCompare(b.name, undefined, { numeric: true }));
}
