import { bridgeAccount } from '../../../shared/codec/accounts.ts';
import { carriedAtMost } from '../../../shared/codec/bridge-client.ts';
import { periodStart } from '../../../shared/codec/product-terms.ts';
import { BRIDGE_LIST_LIMITS } from '../../../shared/contract/bridge.ts';
import type { CrossedRange, LotView, OfferView, SendableLot, TieInterval } from '../../../shared/contract/index.ts';
import { holderName } from '../certificate-views.ts';
import type { ReadModel } from '../read-model/read-model.ts';
import { isMine } from '../services.ts';
import { type BridgeServices, goodsView, lotView, partyOf } from './contents-view.ts';
import type { LotRow } from './lot-log.ts';
import type { OfferRow } from './offer-log.ts';
import type { RegionRow } from './region-row.ts';

/** Newest delivery first. */
export function lotsOf({ lots }: RegionRow): LotRow[] {
	return [...lots.rows.values()].sort((a, b) => b.lot.start - a.lot.start || b.at.height - a.at.height);
}

export function lotRowView(row: LotRow, services: BridgeServices): LotView {
	const { packet, chain, direction, owner, lot, product, period, state, at } = row;
	return {
		...{ packet, chain, direction, product, period, state, at },
		owner: partyOf(owner, true, services),
		lot: lotView(lot),
		settled: (services.model.products.products.get(product)?.settled ?? null) !== null,
	};
}

/** Gross out of this region, by delivery interval ascending; the newest that are told. Lots under offer count. */
export function tieOf({ lots, terms }: RegionRow): TieInterval[] {
	const intervals = new Map<string, { start: number; end: number; usedWh: number; lots: number }>();
	for (const { direction, state, lot } of lots.rows.values()) {
		if (direction !== 'out' || state === 'returned') continue;
		const { start, end } = lot;
		const key = `${start} ${end}`;
		const interval = intervals.get(key) ?? { start, end, usedWh: 0, lots: 0 };
		interval.usedWh += lot.quantityWh;
		interval.lots += 1;
		intervals.set(key, interval);
	}
	return [...intervals.values()]
		.map((interval) => ({ ...interval, capacityWh: carriedAtMost(terms, interval.end - interval.start) }))
		.sort((a, b) => a.start - b.start || a.end - b.end)
		.slice(-BRIDGE_LIST_LIMITS.intervals);
}

/** Ranges that this chain holds for the other, and ranges of the other's certificates that are here; newest last. */
export function* rangesOf(
	{ chain, certificates }: RegionRow,
	{ model }: { readonly model: ReadModel },
): Generator<CrossedRange> {
	const away = bridgeAccount(chain);
	for (const id of certificates) {
		const row = model.certificates.find(id);
		if (!row) continue;
		const isForeign = id.startsWith(`${chain}:`);
		for (const { fromWh, toWh, holder, state, settlement } of row.parts) {
			if (isForeign === (holder === away)) continue;
			const { meter, technology, start, end, expiresAt } = row;
			yield {
				...{ certificate: id, direction: isForeign ? 'admitted' : 'locked', fromWh, toWh, holder, state, settlement },
				...{ meter, technology, start, end, expiresAt },
				holderName: holderName(holder, model),
			};
		}
	}
}

export function offerView(row: OfferRow, services: BridgeServices): OfferView {
	const { offer, chain, direction, price, expiresAt, state, at, ended: endedAt } = row;
	const isOut = direction === 'out';
	return {
		...{ offer, chain, direction, price, expiresAt, state, at, endedAt },
		seller: partyOf(row.seller, isOut, services),
		taker: row.taker === null ? null : partyOf(row.taker, !isOut, services),
		takenBy: row.takenBy === null ? null : partyOf(row.takenBy, !isOut, services),
		goods: goodsView(row.goods, services),
	};
}

/** Own trades under sealed deeds whose product does not settle yet, as far as their energy is here; earliest first. */
export function sendableLots(services: BridgeServices): SendableLot[] {
	const { model } = services;
	const sentWh = new Map<string, number>();
	for (const { lots } of model.bridge.regions)
		for (const { direction, state, lot } of lots.rows.values())
			if (direction === 'out' && state !== 'returned')
				sentWh.set(lot.trade, (sentWh.get(lot.trade) ?? 0) + lot.quantityWh);
	const found: SendableLot[] = [];
	for (const { terms, trades, statements, settled, cancelled } of model.products.products.values()) {
		if (settled || cancelled || statements.length > 0) continue;
		for (const { id, buyer, period, quantityWh, deed } of trades.values()) {
			const leftWh = quantityWh - (sentWh.get(id) ?? 0);
			if (deed?.state !== 'sealed' || leftWh <= 0 || !isMine(services, buyer)) continue;
			const start = periodStart(terms, period);
			found.push({
				...{ trade: id, deed: deed.id, product: terms.product, participant: buyer, quantityWh, leftWh },
				...{ start, end: start + terms.periodMs },
			});
		}
	}
	return found.sort((a, b) => a.start - b.start);
}
