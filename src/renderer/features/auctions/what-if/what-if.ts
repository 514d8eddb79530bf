import { profiles } from '../../../../shared/clearing/profiles.ts';
import type { OrderBody } from '../../../../shared/codec/order-terms.ts';
import type { Auction, BookOrder } from '../../../../shared/contract/index.ts';

/** Another price or quantity of one order; null leaves it. A curve keeps its points, a block its profile. */
export interface OrderEdit {
	readonly price: number | null;
	readonly quantityWh: number | null;
}

/** Another fee of a zone; another fee or other limits of a border, in all periods. */
export interface BorderEdit {
	readonly minWh: number | null;
	readonly maxWh: number | null;
	readonly fee: number | null;
}

/** What is supposed to be different from the real product. Orders, zones and borders go by their place in it. */
export interface WhatIf {
	readonly dropped: ReadonlySet<number>;
	readonly edits: ReadonlyMap<number, OrderEdit>;
	readonly zoneFees: ReadonlyMap<number, number>;
	readonly borders: ReadonlyMap<number, BorderEdit>;
	readonly profile: string | null;
	/** Orders priced beyond these take no part. */
	readonly floor: number | null;
	readonly cap: number | null;
}

export const NOTHING: WhatIf = {
	dropped: new Set(),
	edits: new Map(),
	zoneFees: new Map(),
	borders: new Map(),
	profile: null,
	floor: null,
	cap: null,
};

/** Changes of one what-if: what a link carries, and a person can still read. */
export const CHANGES_MAX = 120;

export function changeCount({ dropped, edits, zoneFees, borders, profile, floor, cap }: WhatIf): number {
	const single = [profile, floor, cap].filter((each) => each !== null).length;
	return dropped.size + edits.size + zoneFees.size + borders.size + single;
}

/** The supposed product twice: as the clearing takes it, and as it is shown, without the real result. */
export interface Supposed {
	readonly clearing: Auction;
	readonly shown: Auction;
	/** By place in the supposed book: place in the real one. */
	readonly origins: readonly number[];
}

/** What a product would be: edits of places that it does not have leave it as it is. */
export function suppose(auction: Auction, whatIf: WhatIf): Supposed {
	const kept = auction.orders.flatMap((order, at) => {
		const edited = editedOrder(order, whatIf.edits.get(at));
		const isWithin = edited.price <= (whatIf.cap ?? edited.price) && edited.price >= (whatIf.floor ?? edited.price);
		return whatIf.dropped.has(at) || !isWithin ? [] : [{ order: edited, at }];
	});
	const orders = kept.map(({ order }) => order);
	const changed: Auction = {
		...auction,
		orders,
		profile: whatIf.profile !== null && whatIf.profile in profiles ? whatIf.profile : auction.profile,
		zoneFees: auction.zoneFees.map((fees, zone) =>
			whatIf.zoneFees.has(zone) ? [whatIf.zoneFees.get(zone) ?? 0] : fees,
		),
		borders: auction.borders.map((border, at) => {
			const edit = whatIf.borders.get(at);
			return {
				...border,
				minWh: edit?.minWh == null ? border.minWh : [edit.minWh],
				maxWh: edit?.maxWh == null ? border.maxWh : [edit.maxWh],
				fee: edit?.fee == null ? border.fee : [edit.fee],
			};
		}),
	};
	return {
		// The lots of the real result are drawn again by its seed.
		clearing: { ...changed, result: auction.result && { ...auction.result, orders: orders.length } },
		shown: { ...changed, result: null, trades: [] },
		origins: kept.map(({ at }) => at),
	};
}

function editedOrder(order: BookOrder, edit: OrderEdit | undefined): BookOrder {
	const bare = { ...order, filledWh: null, verdict: null };
	if (!edit) return bare;
	const price = edit.price ?? order.price;
	const canScale = 'quantityWh' in order.terms;
	const quantityWh = canScale ? (edit.quantityWh ?? order.quantityWh) : order.quantityWh;
	return {
		...bare,
		price: canPrice(order) ? price : order.price,
		quantityWh,
		terms: editedTerms(order.terms, price, quantityWh),
	};
}

function editedTerms(terms: OrderBody, price: number, quantityWh: number): OrderBody {
	if ('quantityWh' in terms) return { ...terms, price, quantityWh };
	return 'profileWh' in terms ? { ...terms, price } : terms;
}

/** Whether an order has one price that can be supposed otherwise. */
export function canPrice({ terms }: Pick<BookOrder, 'terms'>): boolean {
	return !('points' in terms);
}

/** With one order dropped, or back in the book. */
export function toggleDropped(whatIf: WhatIf, at: number): WhatIf {
	const dropped = new Set(whatIf.dropped);
	if (!dropped.delete(at)) dropped.add(at);
	return { ...whatIf, dropped };
}

/** With an edit of one place; an edit that changes nothing is taken out. */
export function withEdit<T extends object>(edits: ReadonlyMap<number, T>, at: number, edit: T): ReadonlyMap<number, T> {
	const next = new Map(edits);
	if (Object.values(edit).every((value) => value === null)) next.delete(at);
	else next.set(at, edit);
	return next;
}
