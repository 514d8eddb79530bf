import { compareText } from '../../../../shared/codec/bytes.ts';
import type { StatementColumns } from '../../../../shared/codec/events.ts';
import { periodsOf } from '../../../../shared/codec/product-terms.ts';
import type { EnergyWh, MicroMoney } from '../../../../shared/codec/units.ts';
import type { Product } from '../auction/products.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { ZoneImbalances } from './imbalance.ts';
import { noSums } from './statement-sums.ts';

export const SETTLEMENT = 'settlement';

/** Participants of one page of those whose statements are to come. */
const PAGE_PARTIES = 512;

/** How far a settlement has come, and what it adds up to; it may span blocks. */
export interface SettlementRun {
	/** Deeds before this one are paid. */
	readonly deeds: number;
	/** Lots of other regions, and for them, before this one are counted. */
	readonly lots: number;
	/** What of those left, less what came, by period. */
	readonly lotsWh: readonly EnergyWh[];
	/** Pages of those who traded. */
	readonly traderPages: number;
	/** Pages of parties; null until every deed is paid and every lot counted. */
	readonly pages: number | null;
	/** Parties before this one are measured; null when all are, or the product has no imbalance rule. */
	readonly measured: number | null;
	/** What the zones of those measured come to; null where the product has no imbalance rule. */
	readonly imbalances: ZoneImbalances | null;
	/** Statements of the parties before this one are made. */
	readonly party: number;
	/** Sums over the statements made. */
	readonly sums: StatementColumns;
	/** Paid to the congestion account. */
	readonly congestion: MicroMoney;
}

function newRun(product: Product): SettlementRun {
	const { zones, imbalance } = product;
	const periods = periodsOf(product);
	return {
		deeds: 0,
		lots: 0,
		lotsWh: new Array<EnergyWh>(periods).fill(0),
		traderPages: 0,
		pages: null,
		measured: imbalance === null ? null : 0,
		imbalances: imbalance === null ? null : zones.map(() => new Array<number>(periods).fill(0)),
		party: 0,
		sums: noSums(periods),
		congestion: 0,
	};
}

export function readRun(context: CallContext, product: Product): SettlementRun {
	return context.space(SETTLEMENT).get<SettlementRun>(`run/${product.product}`) ?? newRun(product);
}

export function writeRun(context: CallContext, product: string, run: SettlementRun): void {
	context.space(SETTLEMENT).set(`run/${product}`, run);
}

export function forgetRun(context: CallContext, { product }: Product, { pages }: SettlementRun): void {
	const space = context.space(SETTLEMENT);
	for (let page = 0; page < (pages ?? 0); page++) space.delete(`party/${product}/${page}`);
	space.delete(`run/${product}`);
}

/** Writes down everybody who gets a statement, in text order. @returns the number of pages */
export function writeParties(context: CallContext, product: string, everyone: Iterable<string>): number {
	const sorted = [...everyone].sort(compareText);
	context.charge(sorted.length);
	let page = 0;
	for (let from = 0; from < sorted.length; from += PAGE_PARTIES)
		context.space(SETTLEMENT).set(`party/${product}/${page++}`, sorted.slice(from, from + PAGE_PARTIES));
	return page;
}

/** Up to `limit` parties of one page, from the given one on; empty when there are no more. */
export function partiesFrom(context: CallContext, product: string, party: number, limit: number): readonly string[] {
	const page = Math.floor(party / PAGE_PARTIES);
	const parties = context.space(SETTLEMENT).get<readonly string[]>(`party/${product}/${page}`) ?? [];
	return parties.slice(party % PAGE_PARTIES, (party % PAGE_PARTIES) + limit);
}

/** Remembers who has a position, since who trades need not have a meter. */
export function noteTraders(context: CallContext, product: string, page: number, traders: readonly string[]): void {
	context.space(SETTLEMENT).set(`trader/${product}/${page}`, traders);
}

export function takeTraders(context: CallContext, product: string, pages: number): string[] {
	const space = context.space(SETTLEMENT);
	const traders: string[] = [];
	for (let page = 0; page < pages; page++) {
		traders.push(...(space.get<readonly string[]>(`trader/${product}/${page}`) ?? []));
		space.delete(`trader/${product}/${page}`);
	}
	return traders;
}
